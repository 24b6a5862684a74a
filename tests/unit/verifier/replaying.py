"""Small halls, and what the second path finds wrong with their logs."""

from __future__ import annotations

from typing import Any

from public_notices.verifier import Difference, check_entries
from tests.unit.verifier.building import Log, opening

THREE = [["A"], ["B"], ["C"]]
SEATS = {"P1": 1, "P2": 1, "P3": 1}


def hall(classes: list[list[str]] | None = None, seats: dict[str, int] | None = None, **more: Any) -> Log:
    """A log that has just been opened, three people and three posts unless said otherwise."""
    return Log(opening(classes or THREE, seats or SEATS, **more))


def broken(log: Log) -> list[tuple[str, str | None]]:
    """Property and person of each difference."""
    return [(one.property, one.person) for one in check_entries(log.entries)]


def only(log: Log) -> Difference:
    found = check_entries(log.entries)
    assert len(found) == 1, found
    return found[0]
