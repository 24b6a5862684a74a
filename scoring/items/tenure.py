"""Time in the present post (任现职): a sum once it has lasted long enough (tenure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring import checks
from scoring.dates import Period, merged, whole_months
from scoring.points import Scale, writer
from scoring.sheet import ScoreLine, joined

from . import tables
from .rule import UNKNOWN, Case, Earned, Item, Raw, Rule, RuleForm, Scorer, remembered


@dataclass(frozen=True, slots=True)
class Tenure(Rule):
    """A sum once the last value of an attribute has been held for a number of full years (None: not known;
    people who held it for less than one need no number). A single figure stands under the empty value."""

    attribute: str
    at_years: int | None
    points: Mapping[str, Decimal]


def build(row: Raw) -> Tenure:
    at_years = None if row["at_years"] == UNKNOWN else row["at_years"]
    return Tenure(row["attribute"], at_years, tables.points_by_value(row["points"]))


def describe(item: Item, rule: Tenure) -> str:
    years = "几年（未定）" if rule.at_years is None else f"{rule.at_years} 年"
    return f"任现职满{years} {tables.points_in_words(item, rule.points)}"


def make_scorer(item: Item, rule: Tenure, scale: Scale) -> Scorer:
    """One line for the last value held, with the full years it has been held without a break."""
    table = tables.heads_and_points(item, rule.points, scale)
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
        last = tables.last_facts(case, item, rule.attribute, mine)
        found = tables.found_values(case, rule.attribute, last) if last else {}
        if not found or (not whole and not tables.all_known(case, item, rule.attribute, found, table)):
            return ()
        (value,) = found
        same = tables.found_values(case, rule.attribute, mine)[value]
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


FORM = RuleForm(
    "tenure", "年", build, describe, make_scorer,
    structure={"attribute": checks.text},
    figures={"at_years": checks.whole, "points": checks.number_or_table},
    required=("attribute", "at_years", "points"),
    sometimes=("at_years",),
    only_for=(("post", "military_rank").__contains__, "只能用于 post 或 military_rank"),
    check=tables.check_attribute,
)  # fmt: skip
