"""What a rehearsal came to: times, mistakes and faults, told from its logs and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

from resettlement import clock
from resettlement.journal.model import Entry
from resettlement.selection.rehearsal.faults import LEAVING, Practice, of_a_turn, practices
from resettlement.selection.service import recorded
from resettlement.selection.session.events.called import Called
from resettlement.selection.session.events.clock_adjusted import ClockAdjusted
from resettlement.selection.session.state import AtTable, Session, evolve, replay


@dataclass(frozen=True)
class Turn:
    """One turn at the table, from the call to how it ended; pauses do not count. `limit` in seconds."""

    candidate: str
    outcome: str
    position: str
    reason: str
    called_at: datetime
    ended_at: datetime
    seconds: int
    limit: int
    stands: bool

    @property
    def picked(self) -> bool:
        """A pick that stands: only these make up the times."""
        return self.stands and self.outcome == "chosen"


@dataclass(frozen=True)
class Refusal:
    """A command that was refused, as it was noted."""

    at: datetime
    by: str
    command: str
    code: str


@dataclass(frozen=True)
class Report:
    """A rehearsal as its logs tell it. Times in whole seconds; None where nobody has picked."""

    begun_at: datetime
    ended_at: datetime
    people: int
    turns: tuple[Turn, ...]
    changeovers: tuple[int, ...]
    pauses: tuple[int, ...]
    undone: int
    refusals: tuple[Refusal, ...]
    faults: tuple[Practice, ...]
    closed: bool

    @property
    def seconds(self) -> int:
        return int((self.ended_at - self.begun_at).total_seconds())

    @property
    def picks(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.picked)

    @property
    def median(self) -> int | None:
        """Half of the picks were quicker."""
        return int(median(turn.seconds for turn in self.picks)) if self.picks else None

    @property
    def slowest(self) -> Turn | None:
        return max(self.picks, key=lambda turn: turn.seconds, default=None)

    @property
    def changeover(self) -> int | None:
        """From the end of a turn to the next call, the median of them all."""
        return int(median(self.changeovers)) if self.changeovers else None

    @property
    def over_time(self) -> tuple[Turn, ...]:
        """Turns that ended because the time was over, or came to an end after it."""
        return tuple(turn for turn in self.turns if turn.reason == "over_time" or turn.seconds > turn.limit)

    @property
    def slips(self) -> int:
        """Undos that no fault asked for."""
        asked = sum(one.outcome in ("undone", "undone_late") for one in self.faults)
        return self.undone - asked


def report(log: Sequence[Entry], notes: Sequence[Entry], ended_at: datetime | None) -> Report:
    """The report of a rehearsal; `ended_at` when it was ended, None while it still runs."""
    closed = log[-1].type == "closed"
    last = max(clock.read(entry.at) for entry in (log[-1], *notes[-1:]))
    refused = (note for note in notes if note.type == "command_refused")
    return Report(
        begun_at=clock.read(log[0].at),
        ended_at=clock.read(log[-1].at) if closed else ended_at or last,
        people=len(log[0].payload["eligible"]),
        turns=tuple(_turns(log)),
        changeovers=tuple(_changeovers(log)),
        pauses=tuple(_pauses(log)),
        undone=sum(entry.type == "undone" for entry in log),
        refusals=tuple(
            Refusal(clock.read(one.at), one.by, one.payload["command"], one.payload["code"])
            for one in refused
        ),
        faults=practices(log, notes),
        closed=closed,
    )


def _turns(log: Sequence[Entry]) -> Iterator[Turn]:
    """Every turn that ended, undone or not, timed by the state of the hall just before its end."""
    events = tuple(recorded(log))
    stand = {entry.version for entry in replay(events).history}
    hall = replay(events[:1])
    for entry, written in zip(events[1:], log[1:], strict=True):
        if _ends(written) and hall.table is not None:
            yield _turn(hall, hall.table, written, entry.version in stand)
        hall = evolve(hall, entry)


def _ends(entry: Entry) -> bool:
    """Whoever missed their turn and now has to take their first free wish is still at the table."""
    return entry.type in LEAVING and entry.payload.get("consequence") != "first_free_wish"


def _turn(hall: Session, table: AtTable, end: Entry, stands: bool) -> Turn:
    ended, settings = clock.read(end.at), hall.opened.settings
    added = sum(_added(hall, table.candidate))
    counted = ended - table.since - table.extra  # `extra` holds the pauses and what was added
    return Turn(
        candidate=table.candidate,
        outcome=end.type,
        position=end.payload.get("position", ""),
        reason=end.payload.get("reason", ""),
        called_at=table.called_at,
        ended_at=ended,
        seconds=int(counted.total_seconds()) + added,
        limit=60 * settings["minutes_to_choose"] + added,
        stands=stands,
    )


def _added(hall: Session, candidate: str) -> Iterator[int]:
    """The seconds that this turn's clock was given."""
    for entry in reversed(hall.history):
        match entry.event:
            case Called(called) if called == candidate:
                return
            case ClockAdjusted(adjusted, seconds) if adjusted == candidate:
                yield seconds


def _changeovers(log: Sequence[Entry]) -> Iterator[int]:
    """From the end of each turn to the next call, where nothing else of a turn came between."""
    for end, call in pairwise(filter(of_a_turn, log)):
        if end.type in LEAVING and call.type == "called":
            yield int((clock.read(call.at) - clock.read(end.at)).total_seconds())


def _pauses(log: Sequence[Entry]) -> Iterator[int]:
    """How long each pause was, in seconds; one that an undo ended, until then."""
    began: datetime | None = None
    for entry in log:
        match entry.type:
            case "paused":
                began = clock.read(entry.at)
            case "resumed" | "undone" if began:
                yield int((clock.read(entry.at) - began).total_seconds())
                began = None
