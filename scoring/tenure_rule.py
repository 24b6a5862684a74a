"""Time in the present post (任现职): a sum once it has lasted long enough."""

from __future__ import annotations

from collections.abc import Sequence

from .case import Case
from .dates import Period, merged, whole_months
from .line_making import Earned, Scorer, remembered
from .pack import Item, Tenure
from .points import Scale, writer
from .sheet import ScoreLine, joined
from .table_rules import all_known, figures, found_values, last_facts


def tenure(item: Item, rule: Tenure, scale: Scale) -> Scorer:
    """One line for the last value held, with the full years it has been held without a break."""
    table = figures(item, rule.points, scale)
    whole = "" in table
    write = writer(scale.digits)

    @remembered
    def lines(value: str, months: int, mine: tuple[int, ...]) -> tuple[Earned]:
        head, points = table["" if whole else value]
        years = months // 12
        reached = years >= (rule.at_years or 1)
        points = points if reached else 0
        note = f"任现职 {years} 年 {months % 12} 个月，{'' if reached else '不'}满 {rule.at_years or 1} 年"
        return ((points, ScoreLine(head, str(years), write(points), mine, joined((note, head.basis)))),)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        last = last_facts(case, item, rule.attribute, mine)
        found = found_values(case, rule.attribute, last) if last else {}
        if not found or (not whole and not all_known(case, item, rule.attribute, found, table)):
            return ()
        (value,) = found
        same = found_values(case, rule.attribute, mine)[value]
        months = whole_months(*_present(case, same))
        if rule.at_years is None and months >= 12:
            case.need_figure(item, "没有查到任职须满几年（at_years）", mine[-1])
        return lines(value, months, mine)

    return score


def _present(case: Case, mine: Sequence[int]) -> Period:
    """The last unbroken time; a post without an end lasts until the discharge."""
    periods = []
    for index in mine:
        values = case.facts[index].values
        start, to = values["from"], values.get("to")
        periods.append(Period(start, to or max(start, case.record.discharged_on)))
    together = merged(periods)
    return together[-1] if together else periods[-1]
