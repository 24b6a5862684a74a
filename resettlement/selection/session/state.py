"""A selection session (选岗会) is its log: this module reads the log into the state of the hall.

Pure: no database, no clock, no web. Rules of turn, seats and undo: docs/session-log.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from resettlement.selection.session.events import (
    LASTING,
    Arrived,
    Called,
    Chosen,
    ClockAdjusted,
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
    RoundBegun,
    SessionOpened,
    StandbyChecked,
    TieSettled,
    Undone,
    Waived,
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
    """Whoever was called and has not chosen yet. His clock runs from `since`; `extra` is time that does not
    count against him: pauses, and what was added."""

    candidate: str
    called_at: datetime
    group: int
    since: datetime
    extra: timedelta = timedelta()
    proxy: bool = False
    takes_filed_wish: bool = False


@dataclass(frozen=True)
class Session:
    """The hall after `version` entries. `history` is what stands: revoked events are not in it.

    `queues`: one for each group, and a last one for those who take what is left when all have been served.
    `table` chooses now, `ahead` are those called ahead who stand behind him. `without_post`: how the turn of
    those ended who left without one; `stranded` are those of them for whom nothing was open then.
    `kept`: posts whose freed seat nobody gets. `checked`: the last check in the standby zone, passed or not.
    """

    opened: SessionOpened
    version: int
    queues: tuple[Queue, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    without_post: Mapping[str, str] = field(default_factory=dict)
    stranded: frozenset[str] = frozenset()
    kept: Ids = ()
    table: AtTable | None = None
    ahead: tuple[AtTable, ...] = ()
    arrived: frozenset[str] = frozenset()
    checked: Mapping[str, bool] = field(default_factory=dict)
    misses: Mapping[str, int] = field(default_factory=dict)
    passes: Mapping[str, int] = field(default_factory=dict)
    round: int = 1
    lot: LotDrawn | None = None
    paused_at: datetime | None = None
    closed: Closed | None = None
    history: tuple[Recorded, ...] = ()

    @property
    def next_in_turn(self) -> Ids:
        """Who is to be called: one person, a tied class to settle first, or () when nobody is left."""
        return next((queue[0] for queue in self.queues if queue), ())

    @property
    def at_table(self) -> tuple[AtTable, ...]:
        """Everybody who was called and has not chosen: the first chooses now."""
        return (self.table, *self.ahead) if self.table else ()

    @property
    def waiting(self) -> Ids:
        """Everybody called ahead or still in a queue, in order."""
        ahead = (one.candidate for one in self.ahead)
        return (*ahead, *(person for queue in self.queues for entry in queue for person in entry))

    @property
    def seats_left(self) -> dict[str, int]:
        """Seats of each position, in posted order, that can be given now ("Choosing")."""
        return self.seats_in(self.round)

    def seats_in(self, number: int) -> dict[str, int]:
        """The same as it would be in a round: a post of a later one has no seat to give yet."""
        left = {
            position["id"]: position["seats"] if position.get("round", 1) <= number else 0
            for position in self.opened.positions
        }
        for position in (*self.chosen.values(), *self.held.values(), *self.kept):
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
    def picks(self) -> tuple[tuple[int, Recorded, Chosen], ...]:
        """The picks that count, in order, with their running number; one that was waived keeps its own."""
        found: dict[str, tuple[int, Recorded, Chosen]] = {}
        number = 0
        for entry in self.history:
            match entry.event:
                case Chosen(candidate) as pick:
                    number += 1
                    found[candidate] = (number, entry, pick)
                case Waived(candidate):
                    del found[candidate]
                case _:
                    pass
        return tuple(sorted(found.values(), key=lambda pick: pick[0]))

    def order_of(self, group: int) -> Ids:
        """Everybody of a group, one by one: a tied class in the order in which it was settled last."""
        settled = {one.class_: one.order for e in self.history if isinstance(one := e.event, TieSettled)}
        classes = self.opened.groups[group]["classes"]
        return tuple(
            person
            for members in classes
            for person in settled.get(tuple(sorted(members)), tuple(sorted(members)))
        )


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
        case Arrived(candidate):
            return replace(session, arrived=session.arrived | {candidate})
        case StandbyChecked(candidate, passed):
            return replace(session, checked={**session.checked, candidate: passed})
        case Called(candidate):
            return _call(session, candidate, entry.at)
        case ClockAdjusted(_, seconds):
            table = _table(session)
            return replace(session, table=replace(table, extra=table.extra + timedelta(seconds=seconds)))
        case ProxyAdmitted():
            return replace(session, table=replace(_table(session), proxy=True))
        case Chosen(candidate, position):
            chosen = {**session.chosen, candidate: position}
            held = _without(session.held, candidate)
            return _leave(replace(session, chosen=chosen, held=held), entry.at)
        case Missed(candidate, _, consequence):
            misses = {**session.misses, candidate: session.misses.get(candidate, 0) + 1}
            return _follow(replace(session, misses=misses), consequence, "missed", entry.at)
        case Passed(candidate, consequence):
            passes = {**session.passes, candidate: session.passes.get(candidate, 0) + 1}
            return _follow(replace(session, passes=passes), consequence, "passed", entry.at)
        case GaveUp():
            return _follow(session, "given_up", "gave_up", entry.at)
        case Waived(candidate, position):
            return _waive(session, candidate, position)
        case RoundBegun(number, queues):
            return _begin_round(session, number, queues)
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
    called = AtTable(candidate, at, group, since=at)
    if session.table is None:
        return replace(after, table=called)
    return replace(after, ahead=(*session.ahead, called))


def _leave(session: Session, at: datetime) -> Session:
    """The table is free for whoever was called ahead, if anybody was."""
    if not session.ahead:
        return replace(session, table=None)
    first, *others = session.ahead
    if session.opened.settings["call_ahead"]["clock"] == "first":
        first = replace(first, since=at, extra=timedelta())
    return replace(session, table=first, ahead=tuple(others))


def _follow(session: Session, consequence: str, how: str, at: datetime) -> Session:
    """What comes of missing, passing or giving up, for whoever is first at the table."""
    table = _table(session)
    if consequence == "first_free_wish":
        return replace(session, table=replace(table, takes_filed_wish=True))
    if consequence == "given_up":
        return _go_without(session, table.candidate, how, at)
    group = len(session.queues) - 1 if consequence == "what_is_left" else table.group
    queue = session.queues[group]
    at_the_end = consequence in ("last_of_list", "what_is_left")
    place = len(queue) if at_the_end else _behind(queue, int(consequence.split(":")[1]))
    after = _with_queue(session, group, (*queue[:place], (table.candidate,), *queue[place:]))
    return _leave(after, at)


def _go_without(session: Session, candidate: str, how: str, at: datetime) -> Session:
    stranded = session.stranded if session.open_to(candidate) else session.stranded | {candidate}
    without_post = {**session.without_post, candidate: how}
    held = _without(session.held, candidate)
    return _leave(replace(session, held=held, without_post=without_post, stranded=stranded), at)


def _waive(session: Session, candidate: str, position: str) -> Session:
    chosen = _without(session.chosen, candidate)
    after = replace(session, chosen=chosen, without_post={**session.without_post, candidate: "waived"})
    if session.opened.settings["freed_post"] == "kept":
        return replace(after, kept=(*session.kept, position))
    return _wait_again(after, {one for one in session.stranded if position in session.opened.eligible[one]})


def _wait_again(session: Session, people: set[str]) -> Session:
    """These go back to the front of their groups, in order: a post they may take has come free."""
    fronts = (tuple((one,) for one in session.order_of(n) if one in people) for n in _groups(session))
    queues = (
        *(front + queue for front, queue in zip(fronts, session.queues, strict=False)),
        session.queues[-1],
    )
    without_post = {person: how for person, how in session.without_post.items() if person not in people}
    return replace(session, queues=queues, without_post=without_post, stranded=session.stranded - people)


def _begin_round(session: Session, number: int, queues: tuple[Ids, ...]) -> Session:
    people = {person for queue in queues for person in queue}
    without_post = {person: how for person, how in session.without_post.items() if person not in people}
    return replace(
        session,
        round=number,
        queues=(*(tuple((one,) for one in queue) for queue in queues), NOBODY),
        without_post=without_post,
        stranded=session.stranded - people,
    )


def _groups(session: Session) -> range:
    return range(len(session.opened.groups))


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
    running = [
        replace(one, extra=one.extra + (at - max(session.paused_at, one.since))) for one in session.at_table
    ]
    table, ahead = (running[0], tuple(running[1:])) if running else (None, ())
    return replace(session, paused_at=None, table=table, ahead=ahead)


def _undo(session: Session, from_version: int) -> Session:
    return replay(e for e in session.history if e.version < from_version or isinstance(e.event, LASTING))


def _without(mapping: Mapping[str, str], key: str) -> dict[str, str]:
    return {name: value for name, value in mapping.items() if name != key}
