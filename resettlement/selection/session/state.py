"""A selection session (选岗会) is its log: this module reads the log into the state of the hall.

What each event means for the hall stands with the event, in `events/`. Rules of turn, seats and undo:
docs/session-log.md.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeAlias

from resettlement.translation import gettext_noop as later

Ids: TypeAlias = tuple[str, ...]
Opened: TypeAlias = Mapping[str, Any]
"""Opened wishes of a person: `{wishes, accepts_any, salt}`."""
Queue: TypeAlias = tuple[Ids, ...]
"""People in turn; an entry of two or more is a tied class that is not settled yet."""
NOBODY: Queue = ()
EDITION = 2
"""By which edition of the rules of the log a session is opened now."""


REASON = {"reason": later("原因")}
"""What `typed` is for an event with a reason in words."""


class Event(ABC):
    """What happened. A subclass is a frozen dataclass: its fields are the payload, name by name.

    A field whose default is None stands in the payload only where there is a value. `typed`: what people
    typed, field by field with its label; everybody reads it in the log. `stands`: it is part of the history.
    """

    typed: ClassVar[Mapping[str, str]] = {}
    stands: ClassVar[bool] = True

    @abstractmethod
    def evolve(self, session: Session, entry: Recorded) -> Session:
        """The hall after it; `entry` is it as the log has it."""


class Lasting(Event):
    """What no undo revokes."""


class OfStandbyZone(Lasting):
    """Who has come and was checked: it changes nobody's turn."""


@dataclass(frozen=True)
class InATurn(Event):
    """What happens to somebody from the call to the choice."""

    candidate: str


class EndsTurn(InATurn):
    """Whoever was first at the table leaves it."""


@dataclass(frozen=True)
class SessionOpened(Event):
    """Everything the session needs, frozen in its first entry; `edition`: docs/session-log.md, "Editions".

    `after`: for those left without a post by an earlier session, `{stream, head, count, picks}` of that one's
    log, with the last running number that a pick has had.
    """

    session: str
    campaign: str
    rules: Mapping[str, Any]
    settings: Mapping[str, Any]
    groups: tuple[Mapping[str, Any], ...]
    positions: tuple[Mapping[str, Any], ...]
    eligible: Mapping[str, Ids]
    wish_commitments: Mapping[str, str]
    lot: Mapping[str, str]
    frozen: Mapping[str, str]
    campaign_head: str
    edition: int | None = None
    after: Mapping[str, Any] | None = None

    def evolve(self, session: Session, entry: Recorded) -> Session:
        raise ValueError("a log opens a session once")


@dataclass(frozen=True)
class Recorded:
    """An event as the log has it."""

    version: int
    at: datetime
    by: str
    event: Event


@dataclass(frozen=True)
class AtTable:
    """Whoever was called and has not chosen yet. Their clock runs from `since`; `extra` is time that does not
    count against them: pauses, and what was added."""

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
    `table` chooses now, `ahead` are those called ahead who stand behind them. `without_post`: how the turn of
    those ended who left without one; `stranded` are those of them for whom nothing was open then.
    `kept`: posts whose freed seat nobody gets. `seats`: of the posts whose seats were changed since the
    opening. `checked`: the last check in the standby zone, passed or not.
    `barred`: each person with a post closed to them in this session, which `opened.eligible` is without.
    `settled`: each tied class in the order that settled it last. `lot`: the key that was drawn.
    """

    opened: SessionOpened
    version: int
    queues: tuple[Queue, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    without_post: Mapping[str, str] = field(default_factory=dict)
    stranded: frozenset[str] = frozenset()
    kept: Ids = ()
    seats: Mapping[str, int] = field(default_factory=dict)
    table: AtTable | None = None
    ahead: tuple[AtTable, ...] = ()
    arrived: frozenset[str] = frozenset()
    checked: Mapping[str, bool] = field(default_factory=dict)
    barred: frozenset[tuple[str, str]] = frozenset()
    misses: Mapping[str, int] = field(default_factory=dict)
    passes: Mapping[str, int] = field(default_factory=dict)
    round: int = 1
    settled: Mapping[Ids, Ids] = field(default_factory=dict)
    lot: str | None = None
    paused_at: datetime | None = None
    closed: bool = False
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

    def seats_of(self, id_: str) -> int:
        """How many seats a position has, taken ones with them. Raises KeyError for one that is unknown."""
        opened = {position["id"]: int(position["seats"]) for position in self.opened.positions}
        return {**opened, **self.seats}[id_]

    def seats_in(self, number: int) -> dict[str, int]:
        """The same as it would be in a round: a post of a later one has no seat to give yet."""
        left = {
            position["id"]: self.seats.get(position["id"], position["seats"])
            if position.get("round", 1) <= number
            else 0
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
        """Everybody of the session with the post they have chosen, or None."""
        people = (person for group in self.opened.groups for class_ in group["classes"] for person in class_)
        return {person: self.chosen.get(person) for person in people}

    def order_of(self, group: int) -> Ids:
        """Everybody of a group, one by one: a tied class in the order in which it was settled last."""
        classes = self.opened.groups[group]["classes"]
        return tuple(
            person
            for members in classes
            for person in self.settled.get(tuple(sorted(members)), tuple(sorted(members)))
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
    after = replace(entry.event.evolve(session, entry), version=entry.version)
    return replace(after, history=(*after.history, entry)) if entry.event.stands else after
