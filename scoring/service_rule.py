"""Years of service: brackets, part-years, time that does not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .amounts import scaled, writer
from .case import Case, service_of
from .line_making import Earned, Scale, Scorer, head_of
from .pack import Item, ServiceYears
from .sheet import ScoreLine, joined


def service_years(item: Item, rule: ServiceYears, scale: Scale) -> Scorer:
    """Lines for years of service by bracket, part-years counted as the rule says."""
    whole_year = 10**scale.parts
    under, over = scaled(rule.under_six_months, scale.parts), scaled(rule.over_six_months, scale.parts)
    exactly = None if rule.exactly_six_months is None else scaled(rule.exactly_six_months, scale.parts)
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

    def part_year(case: Case, months: int, days: int) -> int:
        if months == 0 and days == 0:
            return 0
        if months < 6:
            return under
        if (months, days) != (6, 0):
            return over
        if exactly is None:
            why = "没有说明零头恰好满六个月时怎样计算"
            remedy = "请在补充文件（--overlay）里设定 exactly_six_months，并写明依据"
            case.refuse("exactly_six_months", item, why, remedy)
        return exactly or 0

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        served = service_of(case.record)
        years, months = divmod(served.months, 12)
        left = years * whole_year + part_year(case, months, served.days)
        note = joined((f"计算服役 {years} 年 {months} 个月 {served.days} 天", base.basis))
        lines: list[Earned] = []
        start = 0
        for head, end, rate in steps:
            here = left - start if end is None else min(left, end) - start
            if here > 0 or not lines:
                points = here * rate
                facts = () if lines else tuple(mine)
                lines.append((points, ScoreLine(head, write_years(here), write(points), facts, note)))
            if end is None or left <= end:
                break
            start = end
        return lines

    return score
