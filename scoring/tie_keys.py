"""The keys of a tie chain: what each compares, and its value as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .amounts import plain
from .case import last_facts_of, service_of, service_text
from .errors import Fault
from .pack import POINTS_KEY
from .records import Record
from .sheet import ScoreLine


class Tied(NamedTuple):
    """Somebody whose total others have too."""

    record: Record
    lines: tuple[ScoreLine, ...]


def order_key(key: str, one: Tied) -> tuple[object, ...]:
    """Smaller comes first; a day that is not known is `lacking` and never gets here."""
    if key == "longer_service":
        months, days = service_of(one.record)
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


def _day(key: str, record: Record) -> date | None:
    match key:
        case "older":
            return record.born_on
        case "earlier_enlisted":
            return record.enlisted_on
        case _:
            last = last_facts_of(record, "post")
            return last[0].values["from"] if last else None


def _points(lines: Sequence[ScoreLine], chapter: str) -> Decimal:
    inner = [part for line in lines for part in (line.parts or (line,))]
    return sum((Decimal(line.points) for line in inner if line.chapter == chapter), Decimal(0))


_NEEDED = {
    "older": ("no_birth_date", "born_on", "年龄，但没有出生日期", "请补上 born_on，如 1987-03-02"),
    "earlier_appointed": ("no_post", "facts", "任现职时间，但没有职务", "请补上 post 事实"),
}  # fmt: skip


def lacking(key: str, one: Tied) -> Fault | None:
    """What is missing to compare somebody by this key."""
    if key not in _NEEDED or _day(key, one.record) is not None:
        return None
    code, name, lack, remedy = _NEEDED[key]
    candidate = one.record.candidate
    place, problem = f"候选人 {candidate}，字段 {name}", f"与他人同分，需要比较{lack}"
    return Fault(f"scoring.{code}", place, problem, remedy, candidate, None, name)
