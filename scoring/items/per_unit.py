"""Points a unit of a whole-number attribute (per_unit)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from scoring import checks
from scoring.points import Scale, plain, writer
from scoring.sheet import ScoreLine

from . import tables
from .rule import Case, Earned, Item, Raw, Rule, RuleForm, Scorer, remembered


@dataclass(frozen=True, slots=True)
class PerUnit(Rule):
    """Points a unit of a whole-number attribute."""

    attribute: str
    points: Decimal


def build(row: Raw) -> PerUnit:
    return PerUnit(row["attribute"], Decimal(row["points"]))


def describe(item: Item, rule: PerUnit) -> str:
    return f"每{item.unit} {plain(rule.points)}"


def make_scorer(item: Item, rule: PerUnit, scale: Scale) -> Scorer:
    """One line for the sum of an attribute."""
    head, rate, name = item.head(), scale.whole(rule.points), rule.attribute
    write = writer(scale.digits)

    @remembered
    def lines(units: int, mine: tuple[int, ...]) -> tuple[Earned]:
        return ((units * rate, ScoreLine(head, str(units), write(units * rate), mine, head.basis)),)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        facts = case.facts
        return lines(sum([facts[index].values[name] for index in mine]), mine)

    return score


FORM = RuleForm(
    "per_unit", "个", build, describe, make_scorer,
    structure={"attribute": checks.text},
    figures={"points": checks.number, "cap": checks.not_zero},
    required=("attribute", "points"),
    check=partial(tables.check_attribute, forms=("whole",)),
)  # fmt: skip
