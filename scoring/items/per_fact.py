"""Points a fact: each the same, the first and the later ones, or by their number (per_fact)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring import checks
from scoring.points import Scale, plain, writer
from scoring.sheet import ScoreLine, joined

from .rule import UNKNOWN_STATUSES, Case, Earned, Item, Raw, Rule, RuleForm, Scorer, WrittenItem, remembered


@dataclass(frozen=True, slots=True)
class PerFact(Rule):
    """The first fact and each later one, or a total by their number; with `once` only one."""

    first: Decimal
    each_later: Decimal
    by_count: tuple[Decimal, ...] = ()
    once: bool = False


def build(row: Raw) -> PerFact:
    return PerFact(
        first=Decimal(row.get("points", row.get("first", 0))),
        each_later=Decimal(row.get("points", row.get("each_later", 0))),
        by_count=tuple(map(Decimal, row.get("by_count", ()))),
        once=row.get("once", False),
    )


def check(item: WrittenItem) -> None:
    ways = [way for way in (("points",), ("first", "each_later"), ("by_count",)) if set(way) & set(item.row)]
    unknown = item.row.get("status") in UNKNOWN_STATUSES
    if len(ways) > 1 or (not ways and not unknown) or (ways and not set(ways[0]) <= set(item.row)):
        problem = "的分值写法不完整或写了两种"
        item.wrong("missing_key", (), problem, "只用一种：points；或 first 和 each_later；或 by_count")


def describe(item: Item, rule: PerFact) -> str:
    if rule.by_count:
        said = "按次数 " + "、".join(map(plain, rule.by_count))
    elif rule.first == rule.each_later:
        said = f"每{item.unit} {plain(rule.first)}"
    else:
        said = f"第一{item.unit} {plain(rule.first)}，以后每{item.unit} {plain(rule.each_later)}"
    return f"{said}，只计一次" if rule.once else said


def make_scorer(item: Item, rule: PerFact, scale: Scale) -> Scorer:
    """One line for all facts of the item, each earning or the first and the later ones."""
    head = item.head()
    first, later = scale.whole(rule.first), scale.whole(rule.each_later)
    counts = [0, *map(scale.whole, rule.by_count)]
    write = writer(scale.digits)

    @remembered
    def lines(mine: tuple[int, ...], silent: tuple[str, ...]) -> tuple[Earned]:
        counting = len(mine) - len(silent)
        notes = [head.basis, *_same_cause(item, silent)]
        if rule.once and counting > 1:
            notes.append("每人只计一次")
            counting = 1
        if rule.by_count:
            points = counts[min(counting, len(counts) - 1)]
        else:
            points = first + (counting - 1) * later if counting else 0
        return ((points, ScoreLine(head, str(counting), write(points), mine, joined(notes))),)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        silenced = case.silenced
        silent = tuple([silenced[index] for index in mine if index in silenced]) if silenced else ()
        return lines(mine, silent)

    return score


def _same_cause(item: Item, counted: Sequence[str]) -> list[str]:
    """What a family reads: how many do not count, and under which item the same cause does."""
    own = f"本项另一{item.unit}"
    return [
        f"其中 {number} {item.unit}与{own if label == item.label else f'“{label}”'}同一事由，只计一次"
        for label, number in Counter(counted).items()
    ]


FORM = RuleForm(
    "per_fact", "次", build, describe, make_scorer,
    structure={"once": checks.flag},
    figures={
        "points": checks.number, "first": checks.number, "each_later": checks.number,
        "by_count": checks.numbers, "cap": checks.not_zero,
    },
    check=check,
)  # fmt: skip
