"""The faults of a rehearsal (演练的突发情况): when each comes, and what the team did about it.

Pure: the log of a rehearsed session and the notes beside it (`drill` writes them) in, frozen values
out. What is told of a fault is nothing but these two logs read again; docs/adr/0009 says how each is
recognised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from resettlement import clock
from resettlement.journal.model import Entry
from resettlement.selection.session.events import EVENTS
from resettlement.selection.session.state import EndsTurn, OfStandbyZone

FAULTS = ("power_cut", "wrong_click", "absent", "printer_jam", "objection", "network_gone")
AT_THE_TABLE = ("wrong_click", "absent")
"""These come with a call and concern whoever was called; the others come with a pick."""
ANSWERED = ("printer_jam", "objection", "network_gone")
"""Over when the team says so; the others are over when the logs show it."""
NETWORK_GONE_SECONDS = 60
LEAVING = tuple(name for name, kind in EVENTS.items() if issubclass(kind, EndsTurn))


@dataclass(frozen=True)
class Practice:
    """One fault of a rehearsal. `outcome` is a code; `came` is None until it has come, `ended` until over."""

    fault: str
    after_picks: int
    came: Entry | None = None
    ended: Entry | None = None
    outcome: str = "not_come"

    @property
    def right(self) -> bool:
        """Whether it was dealt with as the rules say."""
        return self.outcome in RIGHT

    @property
    def open(self) -> bool:
        return self.came is not None and self.ended is None

    @property
    def candidate(self) -> str:
        """Whom it concerns; empty for nobody."""
        return str(self.came.payload["candidate"]) if self.came else ""

    @property
    def seconds(self) -> int | None:
        """How long it took; None while it is not over."""
        return None if self.came is None or self.ended is None else _seconds(self.came, self.ended)


RIGHT = ("restarted", "undone", "recorded_absent", "printed_again", "taken_down", "caught_up")


def moments(seed: str, faults: Iterable[str], people: int) -> dict[str, int]:
    """After how many picks each fault is due: in an order and at moments that the seed alone decides.

    They come one by one, about every second pick; closer together where there are few people.
    """
    order = sorted(faults, key=lambda fault: _drawn(seed, fault))
    width = 2 if people > 2 * len(order) else 1
    latest = max(1, people - 1)
    return {
        fault: min(latest, 1 + number * width + _drawn(seed, fault) % width)
        for number, fault in enumerate(order)
    }


def practices(log: Sequence[Entry], notes: Sequence[Entry]) -> tuple[Practice, ...]:
    """Every fault that was planned, in the order in which they are due."""
    plan = next((note.payload for note in notes if note.type == "faults_planned"), None)
    if plan is None:
        return ()
    due = moments(plan["seed"], plan["faults"], len(log[0].payload["eligible"]))
    came = {note.payload["fault"]: note for note in notes if note.type == "fault_came"}
    return tuple(
        _practice(fault, due[fault], came.get(fault), log, notes)
        for fault in sorted(due, key=due.__getitem__)
    )


def open_fault(log: Sequence[Entry], notes: Sequence[Entry]) -> Practice | None:
    """The fault that the team is dealing with: there is never more than one."""
    return next((one for one in practices(log, notes) if one.open), None)


def coming(log: Sequence[Entry], notes: Sequence[Entry]) -> dict[str, Any] | None:
    """The fault that comes with the last entry of the log, and whom it concerns; None when none does."""
    last, planned = log[-1], practices(log, notes)
    if last.type not in ("called", "chosen") or any(one.open for one in planned):
        return None
    picked = sum(entry.type == "chosen" for entry in log)
    for one in planned:
        suits = (one.fault in AT_THE_TABLE) == (last.type == "called")
        if one.came is None and one.after_picks <= picked and suits:
            return {"fault": one.fault, "version": last.version, "candidate": last.payload["candidate"]}
    return None


def _practice(
    fault: str, due: int, came: Entry | None, log: Sequence[Entry], notes: Sequence[Entry]
) -> Practice:
    if came is None:
        return Practice(fault, due)
    found = next(_endings(came, log, notes), None)
    return Practice(fault, due, came, *(found or (None, "open")))


def _endings(came: Entry, log: Sequence[Entry], notes: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    fault = came.payload["fault"]
    later = [note for note in notes if note.version > came.version and note.payload.get("fault") == fault]
    yield from ((note, "skipped") for note in later if note.type == "fault_skipped")
    yield from ((note, _answered(came, note, log)) for note in later if note.type == "fault_answered")
    yield from ((note, _restarted(came, note, log)) for note in later if note.type == "program_restarted")
    if fault in AT_THE_TABLE:
        since = [entry for entry in log if entry.version > came.payload["version"]]
        yield from (_wrong_click if fault == "wrong_click" else _absent)(came.payload["candidate"], since)


def _restarted(came: Entry, note: Entry, log: Sequence[Entry]) -> str:
    """Whoever goes on before they pull the plug has not practised a power cut at that moment.

    The standby zone may have gone on: it is another desk, and after the restart it may be the first.
    """
    between = log[came.payload["version"] : note.payload["version"]]
    return "restarted_late" if any(map(of_a_turn, between)) else "restarted"


def _answered(came: Entry, note: Entry, log: Sequence[Entry]) -> str:
    match came.payload["fault"]:
        case "printer_jam":
            stands = _stands(came.payload["version"], log[: note.payload["version"]])
            return "printed_again" if stands else "pick_undone"
        case "objection":
            concerned = note.payload["candidate"] == came.payload["candidate"]
            return "taken_down" if concerned else "taken_down_for_another"
        case _:
            return "caught_up" if _seconds(came, note) >= NETWORK_GONE_SECONDS else "confirmed_early"


def _stands(version: int, log: Sequence[Entry]) -> bool:
    return not any(
        entry.type == "undone" and entry.payload["from_version"] <= version < entry.version for entry in log
    )


def _wrong_click(candidate: str, since: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """Confirmed and taken back before anybody else was called; it ends with the turn in any other way."""
    wrong = next((entry for entry in since if _leaves(entry, candidate)), None)
    if wrong is None:
        return
    if wrong.type != "chosen":
        yield wrong, "nothing_confirmed"
        return
    after = [entry for entry in since if entry.version > wrong.version]
    back = next((e for e in after if e.type == "undone" and e.payload["from_version"] <= wrong.version), None)
    if back is not None:
        called = any(entry.type == "called" and entry.version < back.version for entry in after)
        yield back, "undone_late" if called else "undone"


def _absent(candidate: str, since: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    for entry in since:
        if _leaves(entry, candidate):
            absent = entry.type == "missed" and entry.payload["reason"] == "absent"
            other = "served_nobody" if entry.type == "chosen" else "recorded_otherwise"
            yield entry, "recorded_absent" if absent else other


def of_a_turn(entry: Entry) -> bool:
    """Whether it is more than who has come to the standby zone and was checked there."""
    return not issubclass(EVENTS[entry.type], OfStandbyZone)


def _leaves(entry: Entry, candidate: str) -> bool:
    return entry.type in LEAVING and entry.payload["candidate"] == candidate


def _seconds(start: Entry, end: Entry) -> int:
    return int((clock.read(end.at) - clock.read(start.at)).total_seconds())


def _drawn(seed: str, fault: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}/{fault}".encode()).digest()[:8], "big")
