"""Each rule of the pack language compiled once for a pack into a function from facts to lines.

Points inside are whole numbers of 10^-digits (`Scale`): exact, and added without rounding.
"""

from __future__ import annotations

from collections.abc import Sequence

from .case import Case
from .count_rules import milestone_years, per_fact, per_unit
from .line_making import Earned, Scale, Scorer, head_of
from .pack import (
    Bar,
    ByValue,
    Exempt,
    Item,
    MilestoneYears,
    Nothing,
    PerFact,
    PerMonth,
    PerUnit,
    Sanctions,
    ServiceYears,
)
from .sanction_rule import sanctions
from .service_rule import service_years
from .sheet import ScoreLine, joined
from .table_rules import each_value, one_value, per_month


def scorer_of(item: Item, scale: Scale) -> Scorer:
    """The function that turns the item's facts into lines."""
    match item.rule:
        case ServiceYears() as rule:
            return service_years(item, rule, scale)
        case PerFact() as rule:
            return per_fact(item, rule, scale)
        case ByValue(choose="each") as rule:
            return each_value(item, rule, scale)
        case ByValue() as rule:
            return one_value(item, rule, scale)
        case PerMonth() as rule:
            return per_month(item, rule, scale)
        case PerUnit() as rule:
            return per_unit(item, rule, scale)
        case MilestoneYears() as rule:
            return milestone_years(item, rule, scale)
        case Sanctions() as rule:
            return sanctions(item, rule, scale)
        case Nothing(reason):
            return _no_points(item, reason)
        case Exempt():
            return _no_points(item, "不参加计分，安排在其他人员之前")
        case Bar():
            return _no_points(item, "按规定不列入排名")
        case None:
            return _unknown(item)


def _unknown(item: Item) -> Scorer:
    why = "没有查到分值" if item.status == "not_found" else "的分值版本存疑，尚未核实"

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        case.need_figure(item, why, mine[0])
        return []

    return score


def _no_points(item: Item, reason: str) -> Scorer:
    head = head_of(item)
    note = joined((reason, head.basis))

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        return [(0, ScoreLine(head, str(len(mine)), "0", tuple(mine), note))]

    return score
