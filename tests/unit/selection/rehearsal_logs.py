"""Logs of rehearsals written by hand: a line an entry, `mm:ss type payload`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from resettlement import clock
from resettlement.journal.model import Entry
from resettlement.selection.rehearsal.invented import rehearsed
from resettlement.selection.session.events import payload_of
from tests.hall import DAY, opening

ID = "rehearsal/test/1"
SEED = "00" * 16


class Written:
    """Both logs of a rehearsal of six people, each entry at so many seconds after nine o'clock."""

    def __init__(self, *faults: str, **settings: Any) -> None:
        people = [[f"S{number}"] for number in range(1, 7)]
        opened = rehearsed(opening({"sergeant": people}, {"P1": 9, "P2": 9}, **settings), ID)
        self.log: list[Entry] = []
        self.notes: list[Entry] = []
        self.happens(0, "session_opened", **payload_of(opened))
        if faults:
            self.noted(0, "faults_planned", seed=SEED, faults=sorted(faults))

    def happens(self, at: int, type_: str, /, **payload: Any) -> Written:
        self.log.append(_entry(ID, len(self.log) + 1, at, type_, payload))
        return self

    def noted(self, at: int, type_: str, /, **payload: Any) -> Written:
        self.notes.append(_entry(f"faults/{ID}", len(self.notes) + 1, at, type_, payload))
        return self

    def called(self, second: int, who: str) -> Written:
        return self.happens(second, "called", candidate=who)

    def chosen(self, second: int, who: str, post: str = "P1") -> Written:
        plain = {"basis": "live", "proxy": False, "warned": []}
        return self.happens(second, "chosen", candidate=who, position=post, **plain)

    def missed(self, second: int, who: str, reason: str, consequence: str = "given_up") -> Written:
        return self.happens(second, "missed", candidate=who, reason=reason, consequence=consequence)

    def undone(self, second: int, from_version: int) -> Written:
        return self.happens(second, "undone", from_version=from_version, reason="点错了", second="supervisor")

    def comes(self, second: int, fault: str, who: str) -> Written:
        """The fault comes with the last entry of the log."""
        payload = {"fault": fault, "candidate": who, "version": len(self.log), "process": "first"}
        return self.noted(second, "fault_came", **payload)

    def answered(self, second: int, fault: str, **said: str) -> Written:
        return self.noted(second, "fault_answered", fault=fault, version=len(self.log), **said)


def _entry(stream: str, version: int, second: int, type_: str, payload: dict[str, Any]) -> Entry:
    at = clock.written(DAY + timedelta(seconds=second))
    return Entry(stream, version, at, "host", type_, payload, "", "")
