"""Each rule of the pack language compiled once for a pack into a function from facts to lines.

Points inside are whole numbers of 10^-digits (`Scale`): exact, and added without rounding.
"""

from __future__ import annotations

from collections.abc import Sequence

from .caps import capped
from .case import Case
from .composite import exam_line
from .count_rules import milestone_years, per_fact, per_unit
from .line_making import Earned, Scorer, head_of, remembered
from .pack import (
    Bar,
    ByValue,
    Composite,
    Exempt,
    Item,
    MilestoneYears,
    Nothing,
    PerFact,
    PerPeriod,
    PerUnit,
    Sanctions,
    ServiceYears,
    Tenure,
)
from .points import Scale, writer
from .sanction_rule import sanctions
from .service_rule import service_years
from .sheet import ScoreLine, joined
from .table_rules import each_value, few_highest, one_value, per_period
from .tenure_rule import tenure


def scorer_of(item: Item, scale: Scale) -> Scorer:
    """The function that turns the item's facts into lines."""
    scorer = _uncapped(item, scale)
    return scorer if item.cap is None else capped(scorer, item.cap, scale, writer(scale.digits))


def _uncapped(item: Item, scale: Scale) -> Scorer:
    match item.rule:
        case ServiceYears() as rule:
            return service_years(item, rule, scale)
        case PerFact() as rule:
            return per_fact(item, rule, scale)
        case ByValue(choose="each") as rule:
            return each_value(item, rule, scale)
        case ByValue(choose="highest") as rule if rule.how_many > 1 or rule.share_of_rest:
            return few_highest(item, rule, scale)
        case ByValue() as rule:
            return one_value(item, rule, scale)
        case PerPeriod() as rule:
            return per_period(item, rule, scale)
        case PerUnit() as rule:
            return per_unit(item, rule, scale)
        case MilestoneYears() as rule:
            return milestone_years(item, rule, scale)
        case Tenure() as rule:
            return tenure(item, rule, scale)
        case Sanctions() as rule:
            return sanctions(item, rule, scale)
        case Composite() as rule:
            return exam_line(item, rule, scale)
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
    if item.lacks:
        why = f"没有查到 {'、'.join(item.lacks)}"

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        case.need_figure(item, why, mine[0] if mine else None)
        return ()

    return score


def _no_points(item: Item, reason: str) -> Scorer:
    head = head_of(item)
    note = joined((reason, head.basis))

    @remembered
    def lines(mine: tuple[int, ...]) -> tuple[Earned]:
        return ((0, ScoreLine(head, str(len(mine)), "0", mine, note)),)

    return lambda case, mine: lines(mine)
