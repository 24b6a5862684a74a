"""Standing in the batch: by total, then by the tie chain; equal after it all is equal standing (1, 1, 3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from .errors import Fault
from .pack.shape import POINTS_KEY
from .points import plain
from .records import Record
from .sheet import Outcome, ScoreLine


class Tied(NamedTuple):
    """Somebody whose total others have too."""

    record: Record
    lines: tuple[ScoreLine, ...]


def standings(
    records: Sequence[Record], outcomes: Sequence[Outcome], chain: Sequence[str]
) -> tuple[list[int | None], list[Fault]]:
    """The standing of each, in the order given, None for barred; and who lacks what the chain compares."""
    faults: list[Fault] = []
    result: list[int | None] = [None] * len(outcomes)
    ranked = [(not one.exempt, -one.total, n) for n, one in enumerate(outcomes) if not one.barred]
    ranked.sort()
    place = 1
    for _, group in groupby(ranked, key=lambda one: one[:2]):
        tied = [number for _, _, number in group]
        people = {n: Tied(records[n], outcomes[n].lines) for n in tied} if len(tied) > 1 and chain else {}
        for equal in _settled(tied, people, chain, faults):
            for number in equal:
                result[number] = place
            place += len(equal)
    return result, faults


def _settled(
    tied: list[int], people: dict[int, Tied], chain: Sequence[str], faults: list[Fault]
) -> list[list[int]]:
    if len(tied) == 1 or not chain:
        return [tied]
    key, rest = chain[0], chain[1:]
    missing = [fault for number in tied if (fault := _lacking(key, people[number]))]
    if missing:
        faults.extend(missing)
        return [tied]
    keys = {number: _order_key(key, people[number]) for number in tied}
    result: list[list[int]] = []
    for _, still in groupby(sorted(tied, key=keys.__getitem__), key=keys.__getitem__):
        result.extend(_settled(list(still), people, rest, faults))
    return result


def _order_key(key: str, one: Tied) -> tuple[object, ...]:
    """Smaller comes first; a day that is not known is lacking and never gets here."""
    if key == "longer_service":
        months, days = one.record.counted_service()
        return (-months, -days)
    if key.startswith(POINTS_KEY):
        return (-_points(one.lines, key.removeprefix(POINTS_KEY)),)
    return (_day(key, one.record),)


def shown_value(key: str, one: Tied) -> str:
    """longer_service "16-00-00" (years, months, days), points a number, the others a day; "" if not known."""
    if key == "longer_service":
        return service_text(one.record)
    if key.startswith(POINTS_KEY):
        return plain(_points(one.lines, key.removeprefix(POINTS_KEY)))
    day = _day(key, one.record)
    return day.isoformat() if day else ""


def service_text(record: Record) -> str:
    """Counted service as `16-03-12`: years, months, days."""
    months, days = record.counted_service()
    return f"{months // 12:02}-{months % 12:02}-{days:02}"


def _day(key: str, record: Record) -> date | None:
    match key:
        case "older":
            return record.born_on
        case "earlier_enlisted":
            return record.enlisted_on
        case _:
            last = record.last_facts("post")
            return last[0].values["from"] if last else None


def _points(lines: Sequence[ScoreLine], chapter: str) -> Decimal:
    inner = [part for line in lines for part in (line.parts or (line,))]
    return sum((Decimal(line.points) for line in inner if line.chapter == chapter), Decimal(0))


_NEEDED = {
    "older": ("no_birth_date", "born_on", "年龄，但没有出生日期", "请补上 born_on，如 1987-03-02"),
    "earlier_appointed": ("no_post", "facts", "任现职时间，但没有职务", "请补上 post 事实"),
}  # fmt: skip


def _lacking(key: str, one: Tied) -> Fault | None:
    """What is missing to compare somebody by this key."""
    if key not in _NEEDED or _day(key, one.record) is not None:
        return None
    code, name, lack, remedy = _NEEDED[key]
    candidate = one.record.candidate
    place, problem = f"候选人 {candidate}，字段 {name}", f"与他人同分，需要比较{lack}"
    return Fault(f"scoring.{code}", place, problem, remedy, candidate, None, name)
