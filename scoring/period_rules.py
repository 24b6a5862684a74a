"""Periods of one record: unbroken runs, and periods that may not overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from .case import Case
from .dates import Period, length, merged, whole_months
from .pack import Item, PerPeriod

Stay = tuple[Period, str]


class Counted(NamedTuple):
    """Whole days, months or years that earn, and whether a stay too short was left out."""

    quantity: int
    short: bool


def counted_once(case: Case, rule: PerPeriod, index: int) -> Counted:
    """What a single stay earns: it is its own run, and all there is."""
    period = case.period(index)
    months = whole_months(*period)
    if _too_short(rule, months, months):
        return Counted(0, True)
    plain = rule.each == "month" and rule.month_from_days is None
    return Counted(months if plain else _quantity(rule, [period]), False)


def counted_by_value(
    case: Case, item: Item, rule: PerPeriod, found: Mapping[str, tuple[int, ...]]
) -> dict[str, Counted] | None:
    """What earns for each value.

    None if periods of two values overlap: then the record is refused, since one person is in one place.
    """
    stays = sorted(
        (period, value) for value, mine in found.items() for period in merged(map(case.period, mine))
    )
    for (one, value), (other, other_value) in pairwise(stays):
        if other.start < one.to:
            why = f"里“{value}”（{one.start} 起）与“{other_value}”（{other.start} 起）两段时间重叠"
            remedy = "同一时间只能在一处，请核对档案后更正起止日期"
            case.refuse("overlap", item, why, remedy, found[other_value][0])
            return None
    return _earning(rule, stays, found)


def _earning(
    rule: PerPeriod, stays: Sequence[Stay], found: Mapping[str, tuple[int, ...]]
) -> dict[str, Counted]:
    in_all = sum([whole_months(*period) for period, _ in stays])
    earning: dict[str, list[Period]] = {value: [] for value in found}
    left_out: set[str] = set()
    for run in _runs(stays):
        short = _too_short(rule, whole_months(run[0][0].start, run[-1][0].to), in_all)
        for period, value in run:
            if short:
                left_out.add(value)
            else:
                earning[value].append(period)
    return {value: Counted(_quantity(rule, periods), value in left_out) for value, periods in earning.items()}


def _too_short(rule: PerPeriod, run: int, in_all: int) -> bool:
    """Whether a run of so many months, of so many in all, earns nothing."""
    if rule.months_in_all is None:
        return run < rule.unbroken_months
    return in_all < rule.months_in_all and not 0 < rule.unbroken_months <= run


def _quantity(rule: PerPeriod, periods: Sequence[Period]) -> int:
    if rule.each == "day":
        return sum([(period.to - period.start).days for period in periods])
    if rule.month_from_days is not None:
        lengths = [length(*period) for period in periods]
        return sum([months + (days >= rule.month_from_days) for months, days in lengths])
    months = sum([whole_months(*period) for period in periods])
    return months // 12 if rule.each == "year" else months


def _runs(stays: Sequence[Stay]) -> list[list[Stay]]:
    """Stays that follow one another without a day between, whatever their value."""
    runs: list[list[Stay]] = []
    for stay in stays:
        if runs and runs[-1][-1][0].to == stay[0].start:
            runs[-1].append(stay)
        else:
            runs.append([stay])
    return runs


def refuse_overlaps(case: Case, items: Mapping[int, Item], note: str) -> None:
    """Facts of different items whose periods share a day refuse the record."""
    present = [number for number in items if number in case.mine]
    if len(present) < 2:
        return
    stays = sorted([(case.period(index), number, index) for number in present for index in case.mine[number]])
    if all(one.to <= other.start for (one, _, _), (other, _, _) in pairwise(stays)):
        return
    open_until: dict[int, tuple[Period, int]] = {}
    for period, number, index in stays:
        if period.start == period.to:
            continue
        for other, (earlier, earlier_index) in open_until.items():
            if other != number and period.start < earlier.to:
                span = f"{earlier.start} 至 {earlier.to}"
                why = f"与计分项 {items[other].id} 的 facts[{earlier_index}]（{span}）时间重叠"
                remedy = f"{note or '规则没有说明重叠的时间怎样计算'}，请核对档案后只保留一项"
                case.refuse("overlap", items[number], why, remedy, index)
        longest = open_until.get(number)
        if longest is None or longest[0].to < period.to:
            open_until[number] = (period, index)
