"""Session logs written down entry by entry, from docs/session-log.md alone; no engine is asked."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from typing import Any

Json = dict[str, Any]
BEIJING = timezone(timedelta(hours=8))
OPENED_AT = datetime(2021, 12, 18, 9, 0, tzinfo=BEIJING)
SALT = "5a" * 16


def canonical(value: object) -> bytes:
    """RFC 8785 form of values with ASCII keys and whole numbers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def sha(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def wishes(*posts: str, accepts_any: bool = False) -> Json:
    return {"wishes": list(posts), "accepts_any": accepts_any, "salt": SALT}


def settings(**changed: Any) -> Json:
    missed = {"first": "last_of_list", "again": "first_free_wish"}
    return {
        "minutes_to_choose": 5,
        "guarantee": "off",
        "tie_method": "wishes",
        "missed": dict.fromkeys(("absent", "late", "over_time", "left_room"), missed)
        | {"refused": {"first": "given_up", "again": "given_up"}},
        "passed": {"times": 1, "then": "after:3"},
        "proxy": {"allowed": True, "papers": ["委托书", "本人身份证"]},
    } | changed


def opening(
    classes: list[list[str]],
    seats: dict[str, int],
    eligible: dict[str, list[str]] | None = None,
    filed: dict[str, Json] | None = None,
    **changed: Any,
) -> Json:
    """The payload of `session_opened`; everybody may take everything unless said otherwise."""
    people = [one for members in classes for one in members]
    return {
        "session": "s1",
        "campaign": "c1",
        "rules": {"id": "default", "digest": "0" * 64},
        "settings": settings(),
        "groups": [{"category": "sergeant", "classes": classes}],
        "positions": [{"id": post, "seats": number} for post, number in seats.items()],
        "eligible": {one: list(seats) for one in people} | (eligible or {}),
        "wish_commitments": {one: sha(form) for one, form in (filed or {}).items()},
        "lot": {"algorithm": "sha256", "source": "福利彩票双色球"},
        "frozen": {},
        "campaign_head": "0" * 64,
    } | changed


def chained(entries: list[Json]) -> list[Json]:
    """The entries numbered and hashed anew, as somebody would who wants a changed log to look right."""
    result = []
    previous = "0" * 64
    for version, entry in enumerate(deepcopy(entries), 1):
        body = {key: value for key, value in entry.items() if key != "hash"}
        body |= {"version": version, "previous": previous}
        previous = sha(body)
        result.append(body | {"hash": previous})
    return result


class Log:
    """A log that grows event by event; `wait` lets minutes go by before the next one."""

    def __init__(self, payload: Json, stream: str = "session/s1", kind: str = "session_opened") -> None:
        self.stream = stream
        self.at = OPENED_AT
        self.entries: list[Json] = []
        self.add(kind, **payload)

    def wait(self, **span: float) -> Log:
        self.at += timedelta(**span)
        return self

    def add(self, kind: str, /, by: str = "host", **payload: Any) -> Log:
        body = {
            "stream": self.stream,
            "version": len(self.entries) + 1,
            "at": self.at.isoformat(),
            "by": by,
            "type": kind,
            "payload": payload,
            "previous": self.entries[-1]["hash"] if self.entries else "0" * 64,
        }
        self.entries.append(body | {"hash": sha(body)})
        return self

    def call(self, candidate: str) -> Log:
        return self.wait(seconds=10).add("called", candidate=candidate)

    def choose(self, candidate: str, position: str, basis: str = "live", **more: Any) -> Log:
        payload = {"candidate": candidate, "position": position, "basis": basis, "proxy": False, "warned": []}
        return self.wait(seconds=30).add("chosen", **payload | more)

    def pick(self, candidate: str, position: str, basis: str = "live", **more: Any) -> Log:
        return self.call(candidate).choose(candidate, position, basis, **more)

    def miss(self, candidate: str, consequence: str = "last_of_list", reason: str = "absent") -> Log:
        return self.wait(seconds=30).add(
            "missed", candidate=candidate, reason=reason, consequence=consequence
        )

    def draw(self, key: str = "1.2.3./4./") -> Log:
        return self.add("lot_drawn", key=key, witnesses=["supervisor", "notary"])

    def settle(
        self,
        order: list[str],
        method: str,
        mattered: bool,
        assignment: dict[str, str | None] | None = None,
        opened: dict[str, Json] | None = None,
    ) -> Log:
        return self.add(
            "tie_settled",
            **{"class": sorted(order)},
            method=method,
            opened=opened,
            order=order,
            assignment=assignment,
            mattered=mattered,
        )

    def undo(self, from_version: int, second: str = "supervisor") -> Log:
        return self.add("undone", from_version=from_version, reason="按错了", second=second)

    def close(self, assignment: dict[str, str | None]) -> Log:
        return self.add("closed", assignment=assignment, fingerprint=sha(assignment))
