"""Standing in the batch: by total, then by the tie chain; equal after it all is equal standing (1, 1, 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from .case import service_of, service_text
from .errors import Fault
from .pack import Pack
from .records import Record

Key = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """What standing needs to know of a person; `total` in the pack's smallest unit."""

    record: Record
    total: int
    exempt: bool
    barred: bool


def standings(people: Sequence[Scored], pack: Pack) -> tuple[list[int | None], list[Fault]]:
    """The standing of each, in the order given, None for barred; and who lacks a date the chain needs."""
    faults: list[Fault] = []
    result: list[int | None] = [None] * len(people)
    ranked = [number for number, one in enumerate(people) if not one.barred]
    ranked.sort(key=lambda number: _first_key(people[number]))
    place = 1
    for _, tied in groupby(ranked, key=lambda number: _first_key(people[number])):
        for group in _settled(list(tied), people, pack.tie_chain, faults):
            for number in group:
                result[number] = place
            place += len(group)
    return result, faults


def _first_key(one: Scored) -> Key:
    return (0, 0) if one.exempt else (1, -one.total)


def _settled(
    tied: list[int], people: Sequence[Scored], chain: Sequence[str], faults: list[Fault]
) -> list[list[int]]:
    if len(tied) == 1 or not chain:
        return [tied]
    key, rest = _KEYS[chain[0]], chain[1:]
    if chain[0] == "older" and (lacking := [n for n in tied if people[n].record.born_on is None]):
        faults.extend(_no_birth_date(people[number].record) for number in lacking)
        return [tied]
    ordered = sorted(tied, key=lambda number: key(people[number].record))
    result: list[list[int]] = []
    for _, still in groupby(ordered, key=lambda number: key(people[number].record)):
        result.extend(_settled(list(still), people, rest, faults))
    return result


def _no_birth_date(record: Record) -> Fault:
    problem = "与他人同分，需要比较年龄，但没有出生日期"
    remedy = "请补上 born_on，如 1987-03-02"
    place = f"候选人 {record.candidate}，字段 born_on"
    return Fault("scoring.no_birth_date", place, problem, remedy, record.candidate, None, "born_on")


def _longer_service(record: Record) -> Key:
    months, days = service_of(record)
    return (-months, -days)


def _older(record: Record) -> Key:
    return (_ordinal(record.born_on),)


def _earlier_enlisted(record: Record) -> Key:
    return (_ordinal(record.enlisted_on),)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


_KEYS: dict[str, Callable[[Record], Key]] = {
    "longer_service": _longer_service,
    "older": _older,
    "earlier_enlisted": _earlier_enlisted,
}


def tie_values(record: Record, pack: Pack) -> tuple[str, ...]:
    """Each key of the pack's tie chain for this record, as text.

    longer_service "16-00-00" (years, months, days), older and earlier_enlisted a day; "" if not known.
    """
    return tuple(_shown(record, key) for key in pack.tie_chain)


def _shown(record: Record, key: str) -> str:
    if key == "longer_service":
        return service_text(record)
    day = record.born_on if key == "older" else record.enlisted_on
    return day.isoformat() if day else ""
