"""Rules with a figure for each value of an attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .amounts import writer
from .case import Case, value_text
from .line_making import Earned, Scale, Scorer, head_of
from .pack import ByValue, Item, PerMonth
from .period_rules import months_by_value
from .sheet import LineHead, ScoreLine, joined

Table = Mapping[str, tuple[LineHead, int]]


def _table(item: Item, points: Mapping[str, Decimal], scale: Scale) -> Table:
    """A line's head and the points for each value; the empty value is the single figure of a whole item."""
    return {value: (head_of(item, value or None), scale.whole(one)) for value, one in points.items()}


def _by_value(case: Case, attribute: str | None, mine: Sequence[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index in mine:
        value = value_text(case.facts[index].values, attribute) if attribute else ""
        found.setdefault(value, []).append(index)
    return found


def _all_known(
    case: Case, item: Item, attribute: str | None, found: Mapping[str, list[int]], table: Table
) -> bool:
    """Whether every value has its figure; those that have none refuse the record."""
    if found.keys() <= table.keys():
        return True
    for value, mine in found.items():
        if value not in table:
            if value:
                case.need_figure(item, f"没有 {attribute} 为“{value}”的分值", mine[0])
            else:
                why = f"按 {attribute} 计分，而这一项没有填"
                case.refuse("value_left_out", item, why, f"请在这项事实里填上 {attribute}", mine[0])
    return False


def each_value(item: Item, rule: ByValue, scale: Scale) -> Scorer:
    """A line for each value present, its figure as often as it occurs."""
    table = _table(item, rule.points, scale)
    write = writer(scale.digits)

    def line(value: str, mine: list[int]) -> Earned:
        head, points = table[value]
        total = points * len(mine)
        return total, ScoreLine(head, str(len(mine)), write(total), tuple(mine), head.basis)

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        found = _by_value(case, rule.attribute, mine)
        if not _all_known(case, item, rule.attribute, found, table):
            return []
        return [line(value, found[value]) for value in table if value in found]

    return score


def one_value(item: Item, rule: ByValue, scale: Scale) -> Scorer:
    """One line for the highest or the last value."""
    table = _table(item, rule.points, scale)
    order = {value: number for number, value in enumerate(table)}
    write = writer(scale.digits)

    def latest(case: Case, mine: Sequence[int]) -> list[int]:
        day = max(case.facts[index].values["from"] for index in mine)
        last = [index for index in mine if case.facts[index].values["from"] == day]
        if len(_by_value(case, rule.attribute, last)) > 1:
            why = f"只计最后一项，而从 {day} 起有两种不同的 {rule.attribute}"
            case.refuse("last_unclear", item, why, "请核对档案，更正其中一项的起始日期", last[-1])
            return []
        return last

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        found = _by_value(case, rule.attribute, mine if rule.choose == "highest" else latest(case, mine))
        if not found or not _all_known(case, item, rule.attribute, found, table):
            return []
        value = (
            max(found, key=lambda value: (table[value][1], -order[value]))
            if len(found) > 1
            else next(iter(found))
        )
        head, points = table[value]
        note = head.basis
        if len(mine) > 1:
            note = joined(("只计最高一项" if rule.choose == "highest" else "只计最后一项", note))
        return [(points, ScoreLine(head, "1", write(points), tuple(mine), note))]

    return score


def per_month(item: Item, rule: PerMonth, scale: Scale) -> Scorer:
    """A line for each value present, whole months at its rate."""
    table = _table(item, rule.points, scale)
    write = writer(scale.digits)

    def line(value: str, mine: list[int], months: int, short: bool) -> Earned:
        head, rate = table[value]
        why = f"有一段连续不满 {rule.unbroken_months} 个月，不计" if short else ""
        note = joined((why, head.basis)) if short else head.basis
        points = months * rate
        return points, ScoreLine(head, str(months), write(points), tuple(mine), note)

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        found = _by_value(case, rule.attribute, mine)
        if not _all_known(case, item, rule.attribute, found, table):
            return []
        counted = months_by_value(case, item, found, rule.unbroken_months)
        if counted is None:
            return []
        values = found if len(found) == 1 else [value for value in table if value in found]
        return [line(value, found[value], *counted[value]) for value in values]

    return score
