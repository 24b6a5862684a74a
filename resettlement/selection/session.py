"""A selection session (选岗会) is its log: this module reads the log into the state of the hall.

Pure: no database, no clock, no web. Rules of turn, seats and undo: docs/session-log.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from resettlement.selection.events import (
    Called,
    Chosen,
    Closed,
    Event,
    GaveUp,
    Ids,
    LotDrawn,
    Missed,
    Passed,
    Paused,
    ProxyAdmitted,
    Resumed,
    SessionOpened,
    TieSettled,
    Undone,
)

Queue: TypeAlias = tuple[Ids, ...]
"""People in turn; an entry of two or more is a tied class that is not settled yet."""
NOBODY: Queue = ()


@dataclass(frozen=True)
class Recorded:
    """An event as the log has it."""

    version: int
    at: datetime
    by: str
    event: Event


@dataclass(frozen=True)
class AtTable:
    """Whoever was called and has not chosen yet. `paused` is time that does not count against him."""

    candidate: str
    called_at: datetime
    group: int
    paused: timedelta = timedelta()
    proxy: bool = False
    takes_filed_wish: bool = False


@dataclass(frozen=True)
class Session:
    """The hall after `version` entries. `history` is what stands: revoked events are not in it.

    `queues`: one for each group, and a last one for those who take what is left when all have been served.
    """

    opened: SessionOpened
    version: int
    queues: tuple[Queue, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    without_post: Ids = ()
    table: AtTable | None = None
    misses: Mapping[str, int] = field(default_factory=dict)
    passes: Mapping[str, int] = field(default_factory=dict)
    lot: LotDrawn | None = None
    paused_at: datetime | None = None
    closed: Closed | None = None
    history: tuple[Recorded, ...] = ()

    @property
    def next_in_turn(self) -> Ids:
        """Who is to be called: one person, a tied class to settle first, or () when nobody is left."""
        return next((queue[0] for queue in self.queues if queue), ())

    @property
    def waiting(self) -> Ids:
        """Everybody still in a queue, in order."""
        return tuple(person for queue in self.queues for entry in queue for person in entry)

    @property
    def seats_left(self) -> dict[str, int]:
        """Seats of each position, in posted order, that are neither chosen nor held."""
        left = {position["id"]: position["seats"] for position in self.opened.positions}
        for position in (*self.chosen.values(), *self.held.values()):
            left[position] -= 1
        return left

    def open_to(self, candidate: str) -> Ids:
        """The positions this person may choose now, in posted order."""
        if candidate in self.held:
            return (self.held[candidate],)
        left = self.seats_left
        return tuple(position for position in self.opened.eligible[candidate] if left[position] > 0)

    @property
    def assignment(self) -> dict[str, str | None]:
        """Everybody of the session with the post he has chosen, or None."""
        people = (person for group in self.opened.groups for class_ in group["classes"] for person in class_)
        return {person: self.chosen.get(person) for person in people}

    @property
    def picks(self) -> tuple[tuple[Recorded, Chosen], ...]:
        """The picks that stand, in order."""
        return tuple((entry, entry.event) for entry in self.history if isinstance(entry.event, Chosen))


def replay(log: Iterable[Recorded]) -> Session:
    """The session that a log tells of; its first entry is `session_opened`."""
    entries = iter(log)
    session = _begin(next(entries))
    for entry in entries:
        session = evolve(session, entry)
    return session


def _begin(entry: Recorded) -> Session:
    assert isinstance(entry.event, SessionOpened)
    queues = (*(tuple(group["classes"]) for group in entry.event.groups), NOBODY)
    return Session(entry.event, entry.version, queues, history=(entry,))


def evolve(session: Session, entry: Recorded) -> Session:
    """The session after one more entry of its log."""
    after = replace(_apply(session, entry), version=entry.version)
    if isinstance(entry.event, Undone):
        return after
    return replace(after, history=(*after.history, entry))


def _apply(session: Session, entry: Recorded) -> Session:
    match entry.event:
        case SessionOpened():
            raise ValueError("a log opens a session once")
        case LotDrawn() as lot:
            return replace(session, lot=lot)
        case TieSettled() as tie:
            return _settle(session, tie)
        case Called(candidate):
            return _call(session, candidate, entry.at)
        case ProxyAdmitted():
            return replace(session, table=replace(_table(session), proxy=True))
        case Chosen(candidate, position):
            chosen = {**session.chosen, candidate: position}
            return replace(session, chosen=chosen, held=_without(session.held, candidate), table=None)
        case Missed(candidate, _, consequence):
            misses = {**session.misses, candidate: session.misses.get(candidate, 0) + 1}
            return _follow(replace(session, misses=misses), consequence)
        case Passed(candidate, consequence):
            passes = {**session.passes, candidate: session.passes.get(candidate, 0) + 1}
            return _follow(replace(session, passes=passes), consequence)
        case GaveUp():
            return _follow(session, "given_up")
        case Paused():
            return replace(session, paused_at=entry.at)
        case Resumed():
            return _resume(session, entry.at)
        case Undone(from_version):
            return _undo(session, from_version)
        case Closed() as closed:
            return replace(session, closed=closed)
        case _ as unknown:
            assert_never(unknown)


def _table(session: Session) -> AtTable:
    assert session.table is not None
    return session.table


def _first_group(session: Session) -> int:
    return next(number for number, queue in enumerate(session.queues) if queue)


def _with_queue(session: Session, group: int, queue: Queue) -> Session:
    queues = (*session.queues[:group], queue, *session.queues[group + 1 :])
    return replace(session, queues=queues)


def _settle(session: Session, tie: TieSettled) -> Session:
    group = _first_group(session)
    members = tuple((person,) for person in tie.order)
    held = {person: post for person, post in (tie.assignment or {}).items() if post is not None}
    after = replace(session, held={**session.held, **held})
    return _with_queue(after, group, members + session.queues[group][1:])


def _call(session: Session, candidate: str, at: datetime) -> Session:
    group = _first_group(session)
    after = _with_queue(session, group, session.queues[group][1:])
    return replace(after, table=AtTable(candidate, at, group))


def _follow(session: Session, consequence: str) -> Session:
    """What comes of missing, passing or giving up, for whoever is at the table."""
    table = _table(session)
    if consequence == "first_free_wish":
        return replace(session, table=replace(table, takes_filed_wish=True))
    away = replace(session, table=None)
    if consequence == "given_up":
        held = _without(session.held, table.candidate)
        return replace(away, held=held, without_post=(*session.without_post, table.candidate))
    group = len(session.queues) - 1 if consequence == "what_is_left" else table.group
    queue = session.queues[group]
    at_the_end = consequence in ("last_of_list", "what_is_left")
    place = len(queue) if at_the_end else _behind(queue, int(consequence.split(":")[1]))
    return _with_queue(away, group, (*queue[:place], (table.candidate,), *queue[place:]))


def _behind(queue: Queue, people: int) -> int:
    """The place behind the next `people` people; a class that is not settled is never split."""
    counted = 0
    for place, entry in enumerate(queue, 1):
        counted += len(entry)
        if counted >= people:
            return place
    return len(queue)


def _resume(session: Session, at: datetime) -> Session:
    assert session.paused_at is not None
    table = session.table
    if table is not None:
        since = max(session.paused_at, table.called_at)
        table = replace(table, paused=table.paused + (at - since))
    return replace(session, paused_at=None, table=table)


def _undo(session: Session, from_version: int) -> Session:
    stands = [e for e in session.history if e.version < from_version or isinstance(e.event, LotDrawn)]
    return replay(stands)


def _without(mapping: Mapping[str, str], key: str) -> dict[str, str]:
    return {name: value for name, value in mapping.items() if name != key}
