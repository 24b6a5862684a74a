"""A sum at a number of full years, a rate before it and one after (milestone_years)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring import checks
from scoring.dates import merged, whole_months
from scoring.points import Scale, plain, writer
from scoring.sheet import ScoreLine, joined

from .rule import WITH_PERIOD, Case, Earned, Item, Raw, Rule, RuleForm, Scorer, remembered


@dataclass(frozen=True, slots=True)
class MilestoneYears(Rule):
    """A sum at a number of full years, a rate before it and one after."""

    at_years: int
    points: Decimal
    per_year_before: Decimal
    each_further: Decimal


def build(row: Raw) -> MilestoneYears:
    points, before, further = (Decimal(row[key]) for key in ("points", "per_year_before", "each_further"))
    return MilestoneYears(row["at_years"], points, before, further)


def describe(item: Item, rule: MilestoneYears) -> str:
    sum_, before, further = map(plain, (rule.points, rule.per_year_before, rule.each_further))
    return f"满 {rule.at_years} 年 {sum_}，以后每年 {further}；不满的每年 {before}"


def make_scorer(item: Item, rule: MilestoneYears, scale: Scale) -> Scorer:
    """One line for full years of all periods together."""
    head, at = item.head(), scale.whole(rule.points)
    before, further = scale.whole(rule.per_year_before), scale.whole(rule.each_further)
    write = writer(scale.digits)

    @remembered
    def lines(months: int, mine: tuple[int, ...]) -> tuple[Earned]:
        years = months // 12
        points = years * before if years < rule.at_years else at + (years - rule.at_years) * further
        note = joined((f"累计 {years} 年 {months % 12} 个月", head.basis))
        return ((points, ScoreLine(head, str(years), write(points), mine, note)),)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        return lines(sum([whole_months(*period) for period in merged(map(case.period, mine))]), mine)

    return score


FORM = RuleForm(
    "milestone_years", "年", build, describe, make_scorer,
    figures={
        "at_years": checks.whole, "points": checks.number, "per_year_before": checks.number,
        "each_further": checks.number, "cap": checks.positive,
    },
    required=("at_years", "points", "per_year_before", "each_further"),
    only_for=WITH_PERIOD,
)  # fmt: skip
