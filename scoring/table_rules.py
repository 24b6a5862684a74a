"""Rules with a figure for each value of an attribute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from .case import Case, value_text
from .line_making import Earned, Scorer, head_of, remembered
from .pack import ByValue, Item, PerPeriod
from .period_rules import Counted, counted_by_value, counted_once
from .points import Scale, plain, scaled, writer
from .sheet import LineHead, ScoreLine, joined

Table = Mapping[str, tuple[LineHead, int]]
Found = dict[str, tuple[int, ...]]
"""The facts of an item by their value; the empty value is the single figure of a whole item."""


def figures(item: Item, points: Mapping[str, Decimal], scale: Scale) -> Table:
    """A line's head and the points for each value."""
    return {value: (head_of(item, value or None), scale.whole(one)) for value, one in points.items()}


def found_values(case: Case, attribute: str | None, mine: tuple[int, ...]) -> Found:
    """The facts by their value of the attribute."""
    if attribute is None:
        return {"": mine}
    facts = case.facts
    found: dict[str, list[int]] = {}
    for index in mine:
        found.setdefault(value_text(facts[index].values, attribute), []).append(index)
    return {value: tuple(indexes) for value, indexes in found.items()}


def only_value(case: Case, attribute: str | None, mine: tuple[int, ...]) -> str:
    """The value of a single fact: by far the most common case, and so with a short way of its own."""
    return "" if attribute is None else value_text(case.facts[mine[0]].values, attribute)


def all_known(case: Case, item: Item, attribute: str | None, found: Found, table: Table) -> bool:
    """Whether every value has its figure; those that have none refuse the record."""
    if found.keys() <= table.keys():
        return True
    for value, mine in found.items():
        if value in table:
            continue
        if value:
            case.need_figure(item, f"没有 {attribute} 为“{value}”的分值", mine[0])
        else:
            why = f"按 {attribute} 计分，而这一项没有填"
            case.refuse("value_left_out", item, why, f"请在这项事实里填上 {attribute}", mine[0])
    return False


def each_value(item: Item, rule: ByValue, scale: Scale) -> Scorer:
    """A line for each value present, its figure as often as it occurs."""
    table = figures(item, rule.points, scale)
    write = writer(scale.digits)

    @remembered
    def line(value: str, mine: tuple[int, ...]) -> Earned:
        head, points = table[value]
        total = points * len(mine)
        return total, ScoreLine(head, str(len(mine)), write(total), mine, head.basis)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        found = found_values(case, rule.attribute, mine)
        if not all_known(case, item, rule.attribute, found, table):
            return ()
        return [line(value, found[value]) for value in in_order(found, table)]

    return score


def in_order(found: Found, table: Table) -> Sequence[str]:
    """The values found in the order of the table."""
    return tuple(found) if len(found) == 1 else [value for value in table if value in found]


def one_value(item: Item, rule: ByValue, scale: Scale) -> Scorer:
    """One line for the highest or the last value."""
    table = figures(item, rule.points, scale)
    order = {value: number for number, value in enumerate(table)}
    write = writer(scale.digits)
    only = "只计最高一项" if rule.choose == "highest" else "只计最后一项"

    @remembered
    def lines(value: str, mine: tuple[int, ...]) -> tuple[Earned]:
        head, points = table[value]
        note = joined((only if len(mine) > 1 else "", head.basis))
        return ((points, ScoreLine(head, "1", write(points), mine, note)),)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        if len(mine) == 1 and (value := only_value(case, rule.attribute, mine)) in table:
            return lines(value, mine)
        chosen = mine if rule.choose == "highest" else last_facts(case, item, rule.attribute, mine)
        found = found_values(case, rule.attribute, chosen) if chosen else {}
        if not found or not all_known(case, item, rule.attribute, found, table):
            return ()
        if len(found) == 1:
            return lines(next(iter(found)), mine)
        return lines(max(found, key=lambda value: (table[value][1], -order[value])), mine)

    return score


def last_facts(case: Case, item: Item, attribute: str, mine: tuple[int, ...]) -> tuple[int, ...]:
    """The facts with the greatest `from`; none, and a refusal, if they have different values."""
    if len(mine) < 2:
        return mine
    day = max(case.facts[index].values["from"] for index in mine)
    last = tuple(index for index in mine if case.facts[index].values["from"] == day)
    if len(found_values(case, attribute, last)) > 1:
        why = f"只计最后一项，而从 {day} 起有两种不同的 {attribute}"
        case.refuse("last_unclear", item, why, "请核对档案，更正其中一项的起始日期", last[-1])
        return ()
    return last


def few_highest(item: Item, rule: ByValue, scale: Scale) -> Scorer:
    """A line for each value present: the highest few facts count, each further one for a share."""
    table = figures(item, rule.points, scale)
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
        found = found_values(case, rule.attribute, mine)
        if not all_known(case, item, rule.attribute, found, table):
            return ()
        ranked = sorted(found, key=lambda value: (-bare[value], order[value]))
        best = Counter([value for value in ranked for _ in found[value]][: rule.how_many])
        return [line(value, best[value], found[value]) for value in in_order(found, table)]

    return score


def per_period(item: Item, rule: PerPeriod, scale: Scale) -> Scorer:
    """A line for each value present, whole days, months or years at its rate."""
    table = figures(item, rule.points, scale)
    write = writer(scale.digits)
    least = [f"连续不满 {rule.unbroken_months} 个月"] if rule.unbroken_months else []
    least += [f"累计不满 {rule.months_in_all} 个月"] if rule.months_in_all else []
    too_short = f"有一段{'、'.join(least)}，不计"

    @remembered
    def line(value: str, mine: tuple[int, ...], counted: Counted) -> Earned:
        head, rate = table[value]
        points = counted.quantity * rate
        note = joined((too_short, head.basis)) if counted.short else head.basis
        return points, ScoreLine(head, str(counted.quantity), write(points), mine, note)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        if len(mine) == 1 and (value := only_value(case, rule.attribute, mine)) in table:
            return (line(value, mine, counted_once(case, rule, mine[0])),)
        found = found_values(case, rule.attribute, mine)
        if not all_known(case, item, rule.attribute, found, table):
            return ()
        counted = counted_by_value(case, item, rule, found)
        if counted is None:
            return ()
        return [line(value, found[value], counted[value]) for value in in_order(found, table)]

    return score
