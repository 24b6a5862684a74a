"""A session that is over, with all that its minutes are made from. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from public_notices.event_words import session_event
from public_notices.log_views import revoked_versions
from public_notices.wording import clock, moment
from resettlement.journal.model import Entry
from resettlement.selection.examination import Examination

NOTHING = "无。"
Payload = Mapping[str, Any]


class Objection(Protocol):
    """What the minutes say of an objection taken down in the hall."""

    number: int
    candidate: str
    text: str
    status: str
    outcome: str | None
    reason: str | None
    not_admitted_because: str | None


@dataclass(frozen=True)
class Sitting:
    """What the log does not hold itself: names, posts, accounts in words, and what was said beside it.

    `accounts` is role and name by account; `objections` those of the hall, with the instant of each.
    """

    entries: Sequence[Entry]
    place: str
    names: Mapping[str, str]
    posts: Mapping[str, str]
    accounts: Mapping[str, str]
    found: Examination
    signed: Payload
    ruling: Entry | None = None
    co_signed: Sequence[Entry] = ()
    day_changed: Payload | None = None
    objections: Sequence[tuple[str, Objection]] = ()

    @cached_property
    def revoked(self) -> set[int]:
        """The entries that were undone."""
        return revoked_versions(entry.to_json() for entry in self.entries)

    def person(self, id_: str) -> str:
        return f"{id_} {self.names.get(id_, '')}".strip()

    def post(self, id_: str) -> str:
        return f"{id_} {self.posts.get(id_, '')}".strip()

    def account(self, id_: str) -> str:
        return f"{self.accounts.get(id_, '')}（账号 {id_}）"

    def time(self, at: str) -> str:
        """The time of day; with its day where it is not that of the opening."""
        return clock(at) if at[:10] == self.found.began_at[:10] else moment(at)

    def told(self, entry: Entry) -> str:
        """One entry with its time, as a sentence."""
        return f"{self.time(entry.at)} {session_event(entry.to_json(), self.person, self.post)}"


def section(title: str, lines: Iterable[str], table: Payload | None = None) -> dict[str, Any]:
    """A part of the minutes: paragraphs, and a table `{columns, rows}` where it has one."""
    said = list(lines)
    return {"title": title, "lines": said or ([] if table else [NOTHING]), "table": table}
