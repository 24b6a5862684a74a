"""Standing from totals and the tie chain (docs/rule-packs.md, "Tie chain")."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .calendar_days import day_of
from .lines import ZERO
from .numbered import CannotComputeError, Json
from .scores import Sheet

TieKey = tuple[int | Decimal, ...]
POINTS = "points."


@dataclass(frozen=True)
class Entrant:
    """What places a person: whether scored, the total, and a way to ask for a value of the tie chain."""

    candidate: str
    total: Decimal
    exempt: bool
    barred: bool
    tie_key: Callable[[str], TieKey]


def standing_of(people: list[Entrant], tie_chain: list[str]) -> dict[str, int | None]:
    """Standing of everybody: exempt people first, equal after the whole chain: 1, 1, 3; barred: None."""
    result: dict[str, int | None] = {one.candidate: None for one in people if one.barred}
    placed = 0
    for exempt in (True, False):
        part = [one for one in people if not one.barred and one.exempt is exempt]
        for total in sorted({one.total for one in part}, reverse=True):
            tied = [one for one in part if one.total == total]
            for group in split(tied, tie_chain):
                result.update((one.candidate, placed + 1) for one in group)
                placed += len(group)
    return result


def split(tied: list[Entrant], tie_chain: list[str]) -> list[list[Entrant]]:
    """People with equal totals, split by the chain; a key is asked for only where people are still equal."""
    if len(tied) < 2 or not tie_chain:
        return [tied]
    keys = {one.candidate: one.tie_key(tie_chain[0]) for one in tied}
    groups = []
    for key in sorted(set(keys.values())):
        equal = [one for one in tied if keys[one.candidate] == key]
        groups.extend(split(equal, tie_chain[1:]))
    return groups


def tie_key_of_record(record: Json, sheet: Sheet) -> Callable[[str], TieKey]:
    """Tie values of a full record and its sheet; smaller comes first."""

    def ask(key: str) -> TieKey:
        if key == "longer_service":
            return tuple(-part for part in sheet.service)
        if key == "older" and record.get("born_on") is None:
            raise CannotComputeError(f"{record['candidate']}：同分需比较年龄，但没有出生日期")
        if key in ("older", "earlier_enlisted"):
            return (day_of(record["born_on" if key == "older" else "enlisted_on"]).toordinal(),)
        if key == "earlier_appointed":
            return (appointed_on(record).toordinal(),)
        if key.startswith(POINTS):
            return (-chapter_points(sheet, key.removeprefix(POINTS)),)
        raise CannotComputeError(f"不认识的同分规则 {key}")

    return ask


def appointed_on(record: Json) -> date:
    """The day from which the last post was held."""
    days = [day_of(fact.get("from")) for fact in record.get("facts", []) if fact.get("kind") == "post"]
    if not days:
        raise CannotComputeError(f"{record['candidate']}：同分需比较任现职时间，但没有职务")
    return max(days)


def chapter_points(sheet: Sheet, chapter: str) -> Decimal:
    """What a chapter gave; of weighted marks the archive's own points count."""
    lines = [part for line in sheet.lines for part in (line.parts or (line,))]
    return sum((line.points for line in lines if line.chapter == chapter), ZERO)


def tie_key_of_row(candidate: str, values: Json | None) -> Callable[[str], TieKey]:
    """Tie values as published in a row of the standing; smaller comes first."""

    def ask(key: str) -> TieKey:
        value = (values or {}).get(key)
        if value is None:
            raise CannotComputeError(f"{candidate}：与他人同分，却没有公布 {key} 的比较值")
        if key == "longer_service":
            return tuple(-int(part) for part in value.split("-"))
        if key.startswith(POINTS):
            return (-Decimal(value),)
        return (day_of(value).toordinal(),)

    return ask
