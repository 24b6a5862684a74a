"""Posts as a page shows them: what is left while the session is on, and who took them after it.

Pure, like `page_views`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Pick:
    """One pick that was not taken back. `round`: 2 in a second round; `waived`: the entry by which it was.

    `place`: what the entry's place on the page of the log begins with: of which log it is.
    """

    order: int
    candidate: str
    name: str
    category: str
    position: Json
    basis: str
    version: int
    at: str
    round: int = 1
    waived: int = 0
    place: str = "entry"

    @property
    def session(self) -> int:
        """Which of the campaign's sessions it was made in; 0 for what the office assigned."""
        return int(self.place.partition("-")[2] or self.place == "entry")


@dataclass(frozen=True)
class PositionRow:
    """One post, who took it and how many seats nobody has."""

    position: Json
    open_to: tuple[str, ...]
    takers: tuple[Pick, ...]
    left: int


@dataclass(frozen=True)
class PositionGroup:
    """The posts of one kind of unit."""

    kind: str
    rows: tuple[PositionRow, ...]

    @property
    def seats(self) -> int:
        return sum(row.position["seats"] for row in self.rows)

    @property
    def left(self) -> int:
        return sum(row.left for row in self.rows)


def position_groups(
    positions: Iterable[Json], taken: Mapping[str, int], picks: Iterable[Pick], audience: Callable[[str], str]
) -> tuple[PositionGroup, ...]:
    """By kind of unit, in the order the kinds first appear. `taken`: seats gone or held, by post."""
    takers: dict[str, list[Pick]] = {}
    for pick in picks:
        takers.setdefault(pick.position["id"], []).append(pick)
    groups: dict[str, list[PositionRow]] = {}
    for position in positions:
        id_ = position["id"]
        open_to = tuple(audience(category) for category in position["open_to"])
        row = PositionRow(
            position, open_to, tuple(takers.get(id_, ())), position["seats"] - taken.get(id_, 0)
        )
        groups.setdefault(position["unit_kind"], []).append(row)
    return tuple(PositionGroup(kind, tuple(rows)) for kind, rows in groups.items())


def held_seats(entries: Iterable[Json]) -> Counter[str]:
    """Seats kept for people of a tie that wishes settled, until they choose or give up, by post.

    docs/session-log.md, Choosing. `entries` are those that were not taken back.
    """
    held: dict[str, str] = {}
    for entry in entries:
        payload = entry["payload"]
        match entry["type"]:
            case "tie_settled":
                assigned = payload["assignment"] or {}
                held |= {person: post for person, post in assigned.items() if post}
            case "chosen" | "gave_up":
                held.pop(payload["candidate"], None)
            case "missed" | "passed" if payload["consequence"] == "given_up":
                held.pop(payload["candidate"], None)
            case _:
                pass
    return Counter(held.values())


def kept_seats(entries: Iterable[Json]) -> Counter[str]:
    """Freed seats that the rules give to nobody, by post (docs/session-log.md, A freed post)."""
    kept: Counter[str] = Counter()
    keeps = False
    for entry in entries:
        match entry["type"], entry["payload"]:
            case "session_opened", {"settings": settings}:
                keeps = settings.get("freed_post") == "kept"
            case "waived", payload if keeps:
                kept[payload["position"]] += 1
            case _:
                pass
    return kept
