"""Deductions for sanctions (sanctions)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring import checks
from scoring.kinds import KINDS
from scoring.points import Scale, writer
from scoring.sheet import ScoreLine, joined

from . import tables
from .rule import Case, Earned, Item, Raw, Rule, RuleForm, Scorer, WrittenItem

_ATTRIBUTES = KINDS["sanction"].attributes
NAMES = tuple(f"{a}.{g}" for a in _ATTRIBUTES["authority"].values for g in _ATTRIBUTES["grade"].values)
"""Every sanction as the table of a pack names it: "party.warning"."""


@dataclass(frozen=True, slots=True)
class Sanctions(Rule):
    """Deductions by "authority.grade". Of one cause punished twice the authority named by `same_cause`
    counts, or with "heavier" the heavier one. `next_heavier`: no lower than the next heavier figure."""

    points: Mapping[str, Decimal]
    same_cause: str | None = None
    next_heavier: bool = False


def build(row: Raw) -> Sanctions:
    return Sanctions(
        tables.points_by_value(row["points"]), row.get("same_cause"), row.get("cap") == "next_heavier"
    )


def check(item: WrittenItem) -> None:
    if isinstance(item.row.get("points"), dict):
        tables.check_table(item, item.row["points"], set(NAMES))


def check_cap(value: Any) -> str:
    if value == "next_heavier":
        return ""
    right = not checks.number(value) and value < 0
    return "" if right else '应为 "next_heavier"（不超过重一档），或负数（最多减多少分）'


def describe(item: Item, rule: Sanctions) -> str:
    twice = {None: "", "heavier": "；同一事由只减最重的一种"}.get(rule.same_cause, "；同一事由只减一种")
    return (
        tables.points_in_words(item, rule.points)
        + twice
        + ("；累计不超过重一档" if rule.next_heavier else "")
    )


def make_scorer(item: Item, rule: Sanctions, scale: Scale) -> Scorer:
    """One line of deductions, one cause once, capped by the next heavier figure."""
    table = {value: scale.whole(points) for value, points in rule.points.items()}
    ladder = sorted(set(table.values()), reverse=True)
    floor = dict(pairwise(ladder)) if rule.next_heavier else {}
    head = item.head()
    write = writer(scale.digits)

    def figures_of(case: Case, mine: Sequence[int]) -> dict[int, int]:
        result = {}
        for index in mine:
            name = _name(case, index)
            if name not in table:
                case.need_figure(item, f"没有“{name}”的分值", index)
            result[index] = table.get(name, 0)
        return result

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        figures = figures_of(case, mine)
        twice = _punished_twice(case, rule.same_cause, figures)
        counting = [figure for index, figure in figures.items() if index not in twice]
        points = sum(counting)
        notes = [head.basis]
        if twice:
            notes.append("同一事由受几次处分的，只按一种减分")
        lowest = floor.get(min(counting)) if counting else None
        if lowest is not None and points < lowest:
            notes.append(f"合计 {write(points)}，减分不超过重一档的 {write(lowest)}")
            points = lowest
        return ((points, ScoreLine(head, str(len(counting)), write(points), mine, joined(notes))),)

    return score


def _name(case: Case, index: int) -> str:
    values = case.facts[index].values
    return f"{values['authority']}.{values['grade']}"


def _punished_twice(case: Case, same_cause: str | None, figures: Mapping[int, int]) -> set[int]:
    """The sanctions that count for nothing, because another for the same cause does."""
    if same_cause is None:
        return set()
    by_cause: dict[str, list[int]] = {}
    for index in figures:
        cause = case.facts[index].values["cause"]
        if cause is not None:
            by_cause.setdefault(cause, []).append(index)
    twice: set[int] = set()
    for mine in by_cause.values():
        if same_cause == "heavier":
            twice.update(set(mine) - {min(mine, key=lambda index: (figures[index], index))})
            continue
        counting = {index for index in mine if case.facts[index].values["authority"] == same_cause}
        twice.update(set(mine) - counting if counting else ())
    return twice


FORM = RuleForm(
    "sanctions", "次", build, describe, make_scorer,
    structure={"same_cause": checks.one_of("party", "military", "heavier")},
    figures={"points": checks.negative_table, "cap": check_cap},
    required=("points",),
    only_for=("sanction".__eq__, 'facts 只写 kind = "sanction" 的模式'),
    check=check,
)  # fmt: skip
