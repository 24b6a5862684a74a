"""Periods of one record: unbroken runs, and periods that may not overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from .case import Case
from .dates import Period, merged, whole_months
from .pack import Item

Stay = tuple[Period, str]


def months_by_value(
    case: Case, item: Item, found: Mapping[str, Sequence[int]], unbroken: int
) -> dict[str, tuple[int, bool]] | None:
    """Whole months that earn for each value, and whether a run too short was left out.

    None if periods of two values overlap: then the record is refused, since one person is in one place.
    """
    if len(found) == 1:
        ((value, mine),) = found.items()
        if len(mine) == 1:  # one stay is its own run; by far the most common case
            months = whole_months(*case.period(mine[0]))
            return {value: (months, False) if months >= unbroken else (0, True)}
    stays = sorted(
        (period, value) for value, mine in found.items() for period in merged(map(case.period, mine))
    )
    for (one, value), (other, other_value) in pairwise(stays):
        if other.start < one.to:
            why = f"里“{value}”（{one.start} 起）与“{other_value}”（{other.start} 起）两段时间重叠"
            case.refuse(
                "overlap", item, why, "同一时间只能在一处，请核对档案后更正起止日期", found[other_value][0]
            )
            return None
    counted = dict.fromkeys(found, (0, False))
    for run in _runs(stays):
        earns = whole_months(run[0][0].start, run[-1][0].to) >= unbroken
        for period, value in run:
            months, short = counted[value]
            counted[value] = (months + whole_months(*period), short) if earns else (months, True)
    return counted


def _runs(stays: Sequence[Stay]) -> list[list[Stay]]:
    """Stays that follow one another without a day between, whatever their value."""
    runs: list[list[Stay]] = []
    for stay in stays:
        if runs and runs[-1][-1][0].to == stay[0].start:
            runs[-1].append(stay)
        else:
            runs.append([stay])
    return runs


def refuse_overlaps(case: Case, items: Sequence[tuple[int, Item]], note: str) -> None:
    """Facts of different items whose periods share a day refuse the record."""
    if sum(number in case.mine for number, _ in items) < 2:
        return
    stays = sorted(
        (case.period(index), number, index) for number, _ in items for index in case.mine.get(number, ())
    )
    stays = [stay for stay in stays if stay[0].start < stay[0].to]
    names = dict(items)
    open_until: dict[int, tuple[Period, int]] = {}
    for period, number, index in stays:
        for other, (earlier, earlier_index) in open_until.items():
            if other != number and period.start < earlier.to:
                span = f"{earlier.start} 至 {earlier.to}"
                why = f"与计分项 {names[other].id} 的 facts[{earlier_index}]（{span}）时间重叠"
                remedy = f"{note or '规则没有说明重叠的时间怎样计算'}，请核对档案后只保留一项"
                case.refuse("overlap", names[number], why, remedy, index)
        longest = open_until.get(number)
        if longest is None or longest[0].to < period.to:
            open_until[number] = (period, index)
