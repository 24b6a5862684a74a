"""Years of service: brackets, part-years, time that does not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from .case import Case
from .dates import Length, counted_service, length
from .line_making import Earned, Scorer, head_of, remembered
from .pack import PART_YEARS, Item, ServiceYears
from .points import Scale, scaled, writer
from .sheet import ScoreLine, joined

_PARTS = ("不满六个月", "恰好满六个月", "超过六个月")


def service_years(item: Item, rule: ServiceYears, scale: Scale) -> Scorer:
    """Lines for years of service by bracket, part-years counted as the rule says."""
    whole_year = 10**scale.parts
    parts = [None if one is None else scaled(one, scale.parts) for one in rule.part_years]
    base = head_of(item)
    steps = [
        (
            replace(base, item=one.id, label=one.label),
            None if one.through is None else one.through * whole_year,
            scaled(one.points, scale.points),
        )
        for one in rule.brackets
    ]
    write, write_years = writer(scale.digits), writer(scale.parts)

    @remembered
    def lines(served: Length, mine: tuple[int, ...]) -> tuple[Earned, ...]:
        years, months = divmod(served.months, 12)
        part = part_of(months, served.days)
        left = years * whole_year + (0 if part is None else parts[part] or 0)
        note = joined((f"计算服役 {years} 年 {months} 个月 {served.days} 天", base.basis))
        found: list[Earned] = []
        start = 0
        for head, end, rate in steps:
            here = left - start if end is None else min(left, end) - start
            if here > 0 or not found:
                points, facts = here * rate, () if found else mine
                found.append((points, ScoreLine(head, write_years(here), write(points), facts, note)))
            if end is None or left <= end:
                break
            start = end
        return tuple(found)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        served = _served(case, rule, mine)
        part = part_of(served.months % 12, served.days)
        if part is not None and parts[part] is None:
            why = f"没有说明零头{_PARTS[part]}时怎样计算"
            remedy = f"请在补充文件（--overlay）里设定 {PART_YEARS[part]}，并写明依据"
            case.refuse(PART_YEARS[part], item, why, remedy)
        return lines(served, mine)

    return score


def part_of(months: int, days: int) -> int | None:
    """Which of PART_YEARS the months and days beyond full years are; None if there are none."""
    if (months, days) == (0, 0):
        return None
    return 0 if months < 6 else 1 if (months, days) == (6, 0) else 2


def _served(case: Case, rule: ServiceYears, mine: tuple[int, ...]) -> Length:
    start, end = case.record.enlisted_on, case.record.discharged_on
    if rule.from_year:
        start = start.replace(month=1, day=1)
    if rule.to_day:
        end = max(start, date(end.year, *rule.to_day) + timedelta(days=1))
    return counted_service(start, end, [case.period(index) for index in mine]) if mine else length(start, end)
