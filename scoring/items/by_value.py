"""A figure for each value of an attribute: of all facts, of the last, or of the highest (by_value)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scoring import checks
from scoring.kinds import KINDS
from scoring.points import Scale, plain, scaled, writer
from scoring.sheet import ScoreLine, joined

from . import tables
from .rule import Case, Earned, Item, Raw, Rule, RuleForm, Scorer, WrittenItem, remembered

_CHOOSE = {"highest": "只计最高一项", "last": "只计最后一项", "each": "逐项累加"}


@dataclass(frozen=True, slots=True)
class ByValue(Rule):
    """A figure for each value of an attribute. `choose` says which of the facts count: with "highest" the
    `how_many` highest, and each further one for `share_of_rest` of its figure."""

    attribute: str
    points: Mapping[str, Decimal]
    choose: Literal["highest", "last", "each"]
    how_many: int = 1
    share_of_rest: Decimal = Decimal(0)


def build(row: Raw) -> ByValue:
    share, how_many = Decimal(row.get("share_of_rest", 0)), row.get("how_many", 1)
    return ByValue(row["attribute"], tables.points_by_value(row["points"]), row["choose"], how_many, share)


def check(item: WrittenItem) -> None:
    row = item.row
    if row.get("choose") == "last":
        remedy = 'choose = "last" 只能用于有 from 的事实'
        item.only_for(lambda kind: "from" in KINDS[kind].attributes, remedy)
    if {"how_many", "share_of_rest"} & set(row) and row.get("choose") != "highest":
        remedy = '请写 choose = "highest"，或删去这两个键'
        item.wrong("choose", (), "：how_many、share_of_rest 只能与 highest 同用", remedy)
    tables.check_attribute(item)


def describe(item: Item, rule: ByValue) -> str:
    return f"{tables.points_in_words(item, rule.points)}；{_choice(rule)}"


def _choice(rule: ByValue) -> str:
    if rule.how_many == 1 and not rule.share_of_rest:
        return _CHOOSE[rule.choose]
    rest = f"，其余按 {plain(rule.share_of_rest)} 倍计" if rule.share_of_rest else ""
    return f"只计最高的 {rule.how_many} 项{rest}"


def make_scorer(item: Item, rule: ByValue, scale: Scale) -> Scorer:
    """How the facts that count are chosen decides which lines there are."""
    if rule.choose == "each":
        return _each_value(item, rule, scale)
    if rule.how_many > 1 or rule.share_of_rest:
        return _few_highest(item, rule, scale)
    return _one_value(item, rule, scale)


def _each_value(item: Item, rule: ByValue, scale: Scale) -> Scorer:
    """A line for each value present, its figure as often as it occurs."""
    table = tables.heads_and_points(item, rule.points, scale)
    write = writer(scale.digits)

    @remembered
    def line(value: str, mine: tuple[int, ...]) -> Earned:
        head, points = table[value]
        total = points * len(mine)
        return total, ScoreLine(head, str(len(mine)), write(total), mine, head.basis)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        found = tables.found_values(case, rule.attribute, mine)
        if not tables.all_known(case, item, rule.attribute, found, table):
            return ()
        return [line(value, found[value]) for value in tables.in_order(found, table)]

    return score


def _one_value(item: Item, rule: ByValue, scale: Scale) -> Scorer:
    """One line for the highest or the last value."""
    table = tables.heads_and_points(item, rule.points, scale)
    order = {value: number for number, value in enumerate(table)}
    write = writer(scale.digits)
    only = "只计最高一项" if rule.choose == "highest" else "只计最后一项"

    @remembered
    def lines(value: str, mine: tuple[int, ...]) -> tuple[Earned]:
        head, points = table[value]
        note = joined((only if len(mine) > 1 else "", head.basis))
        return ((points, ScoreLine(head, "1", write(points), mine, note)),)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        if len(mine) == 1 and (value := tables.only_value(case, rule.attribute, mine)) in table:
            return lines(value, mine)
        chosen = mine if rule.choose == "highest" else tables.last_facts(case, item, rule.attribute, mine)
        found = tables.found_values(case, rule.attribute, chosen) if chosen else {}
        if not found or not tables.all_known(case, item, rule.attribute, found, table):
            return ()
        if len(found) == 1:
            return lines(next(iter(found)), mine)
        return lines(max(found, key=lambda value: (table[value][1], -order[value])), mine)

    return score


def _few_highest(item: Item, rule: ByValue, scale: Scale) -> Scorer:
    """A line for each value present: the highest few facts count, each further one for a share."""
    table = tables.heads_and_points(item, rule.points, scale)
    order = {value: number for number, value in enumerate(table)}
    bare = {value: scaled(points, scale.points) for value, points in rule.points.items()}
    full, share = 10**scale.parts, scaled(rule.share_of_rest, scale.parts)
    write = writer(scale.digits)

    @remembered
    def line(value: str, counting: int, mine: tuple[int, ...]) -> Earned:
        head, rest = table[value][0], len(mine) - counting
        points = bare[value] * (counting * full + rest * share)
        how = f"按 {plain(rule.share_of_rest)} 倍计" if share else "不计"
        note = joined((f"只计最高的 {rule.how_many} 项，其余 {rest} 项{how}" if rest else "", head.basis))
        return points, ScoreLine(head, str(counting), write(points), mine, note)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        found = tables.found_values(case, rule.attribute, mine)
        if not tables.all_known(case, item, rule.attribute, found, table):
            return ()
        ranked = sorted(found, key=lambda value: (-bare[value], order[value]))
        best = Counter([value for value in ranked for _ in found[value]][: rule.how_many])
        return [line(value, best[value], found[value]) for value in tables.in_order(found, table)]

    return score


FORM = RuleForm(
    "by_value", "项", build, describe, make_scorer,
    structure={"attribute": checks.text, "choose": checks.one_of("highest", "last", "each")},
    figures={
        "points": checks.number_table, "how_many": checks.whole, "share_of_rest": checks.part,
        "cap": checks.not_zero,
    },
    required=("attribute", "choose", "points"),
    factors=("share_of_rest",),
    check=check,
)  # fmt: skip
