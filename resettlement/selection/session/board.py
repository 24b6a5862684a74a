"""What the screens of a hall show of a session: who is at the table, who follows, what is left.

Pure: a Session and the posted positions in, frozen values out. Candidates by number only; the screen
decides whose name it may show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from resettlement.positions.model import Position
from resettlement.selection.allocation.outlook import Prospect, prospects
from resettlement.selection.session.choosing import deadline
from resettlement.selection.session.events.called import may_call_ahead_from
from resettlement.selection.session.events.chosen import picks as counting
from resettlement.selection.session.events.round_begun import is_due
from resettlement.selection.session.events.standby import is_checked
from resettlement.selection.session.state import Ids, Session

SHOWN_NEXT = 5

Phase = Literal["closed", "paused", "choosing", "filed_wish", "tied", "calling", "second_round", "finished"]
"""What the hall waits for: `second_round` to begin; `finished` is everybody asked, not yet closed."""


@dataclass(frozen=True)
class AtTableNow:
    """Whoever is first at the table. `since`: their clock runs; `deadline`: the last instant to choose at,
    which moves with pauses. `checked`: nothing more has to be checked before they may."""

    candidate: str
    since: datetime
    deadline: datetime
    proxy: bool
    takes_filed_wish: bool
    checked: bool


@dataclass(frozen=True)
class Pick:
    """A pick that stands; `order` from 1, `version` that of its entry in the log."""

    order: int
    candidate: str
    position: str
    version: int
    at: datetime


@dataclass(frozen=True)
class UnitSeats:
    """One unit's posts with what is left of each, in posted order."""

    unit: str
    posts: tuple[tuple[Position, int], ...]

    @property
    def left(self) -> int:
        return sum(left for _, left in self.posts)

    @property
    def seats(self) -> int:
        return sum(position.seats for position, _ in self.posts)


@dataclass(frozen=True)
class KindSeats:
    """One kind of posts (行政, 参公, 事业, 国企) and the units that offer them."""

    kind: str
    units: tuple[UnitSeats, ...]

    @property
    def count(self) -> int:
        return len(self.units)

    @property
    def left(self) -> int:
        return sum(unit.left for unit in self.units)

    @property
    def seats(self) -> int:
        return sum(unit.seats for unit in self.units)


@dataclass(frozen=True)
class Board:
    """The hall after `version` entries. `following`: the next entries, a tied class as one entry.

    `ahead`: those called ahead, behind whoever is at the table; `call_ahead_from`: when one more may be.
    """

    version: int
    phase: Phase
    round: int
    now: AtTableNow | None
    ahead: Ids
    call_ahead_from: datetime | None
    paused_at: datetime | None
    following: tuple[Ids, ...]
    waiting: int
    people: int
    placed: int
    last: Pick | None
    kinds: tuple[KindSeats, ...]

    @property
    def seats_left(self) -> int:
        return sum(kind.left for kind in self.kinds)


def board(session: Session, positions: Sequence[Position]) -> Board:
    """The board of a session; `positions` as posted."""
    taken = picks(session)
    return Board(
        version=session.version,
        phase=_phase(session),
        round=session.round,
        now=_now(session),
        ahead=tuple(one.candidate for one in session.ahead),
        call_ahead_from=may_call_ahead_from(session) if len(session.next_in_turn) == 1 else None,
        paused_at=session.paused_at,
        following=following(session, SHOWN_NEXT),
        waiting=len(session.waiting),
        people=len(session.assignment),
        placed=len(session.chosen),
        last=taken[-1] if taken else None,
        kinds=_kinds(positions, session.seats_left),
    )


def picks(session: Session) -> tuple[Pick, ...]:
    """The picks that stand, numbered as slips and the result number them."""
    return tuple(
        Pick(order, pick.candidate, pick.position, entry.version, entry.at)
        for order, entry, pick in counting(session)
    )


def following(session: Session, people: int) -> tuple[Ids, ...]:
    """The next entries of the queues until `people` are named; a tied class is never split."""
    named: list[Ids] = []
    for entry in _entries(session):
        if sum(map(len, named)) >= people:
            break
        named.append(entry)
    return tuple(named)


def seconds_left(board: Board, at: datetime) -> int | None:
    """Whole seconds left to whoever is at the table, never below 0; a pause stops them. None: nobody is."""
    if board.now is None:
        return None
    stopped = at if board.paused_at is None else max(board.paused_at, board.now.since)
    return max(0, int((board.now.deadline - stopped).total_seconds()))


@dataclass(frozen=True)
class Place:
    """One person's own place: `ahead` people before them, None once they wait no more."""

    candidate: str
    ahead: int | None
    tied_with: int
    at_table: bool
    chosen: str | None
    prospect: Prospect | None


def places(session: Session) -> dict[str, Place]:
    """Everybody's place in the queue and outlook, from seats and eligibility alone."""
    expected = outlooks(session)
    waiting: dict[str, tuple[int, int]] = {}
    ahead = 1 if session.table else 0
    for one in session.ahead:
        waiting[one.candidate] = (ahead, 0)
        ahead += 1
    for entry in _entries(session):
        waiting |= dict.fromkeys(entry, (ahead, len(entry) - 1))
        ahead += len(entry)
    at_table = session.table.candidate if session.table else None
    found = {}
    for person, chosen in session.assignment.items():
        before, tied = waiting.get(person, (0 if person == at_table else None, 0))
        found[person] = Place(person, before, tied, person == at_table, chosen, expected.get(person))
    return found


def outlooks(session: Session) -> dict[str, Prospect]:
    """The outlook of everybody still to choose. A seat held for somebody is theirs alone."""
    held = {person: Prospect((post,), (), (), False) for person, post in session.held.items()}
    return prospects(_classes(session), session.seats_left, session.opened.eligible) | held


def _classes(session: Session) -> list[list[str]]:
    """Those still to choose without a held seat, in turn from the table on."""
    table = [(one.candidate,) for one in session.at_table]
    entries: Iterable[Ids] = (*table, *_entries(session))
    unheld = ([person for person in entry if person not in session.held] for entry in entries)
    return [members for members in unheld if members]


def _entries(session: Session) -> Iterator[Ids]:
    return (entry for queue in session.queues for entry in queue)


def _phase(session: Session) -> Phase:
    if session.closed:
        return "closed"
    if session.paused_at:
        return "paused"
    if session.table:
        return "filed_wish" if session.table.takes_filed_wish else "choosing"
    match len(session.next_in_turn):
        case 0:
            return "second_round" if is_due(session) else "finished"
        case 1:
            return "calling"
        case _:
            return "tied"


def _now(session: Session) -> AtTableNow | None:
    table = session.table
    if table is None:
        return None
    last = deadline(table, session.opened.settings)
    checked = is_checked(session, table)
    return AtTableNow(table.candidate, table.since, last, table.proxy, table.takes_filed_wish, checked)


def _kinds(positions: Sequence[Position], left: dict[str, int]) -> tuple[KindSeats, ...]:
    grouped: dict[str, dict[str, list[tuple[Position, int]]]] = {}
    for position in positions:
        if position.id in left:
            units = grouped.setdefault(position.kind, {})
            units.setdefault(position.unit, []).append((position, left[position.id]))
    return tuple(
        KindSeats(kind, tuple(UnitSeats(unit, tuple(posts)) for unit, posts in units.items()))
        for kind, units in grouped.items()
    )
