"""The rules of the pack language, each compiled once for a pack into a function from facts to lines.

Points inside are whole numbers of 10^-digits (`Scale`): exact, and added without rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from .amounts import scaled, writer
from .case import Case, service_of, value_text
from .dates import merged, whole_months
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
from .period_rules import months_by_value
from .sheet import LineHead, ScoreLine, joined

Earned = tuple[int, ScoreLine]
Scorer = Callable[[Case, Sequence[int]], list[Earned]]


@dataclass(frozen=True)
class Scale:
    """How many decimals points have in this pack, and of those how many come from part-years."""

    points: int
    parts: int

    @property
    def digits(self) -> int:
        return self.points + self.parts

    def whole(self, number: Decimal) -> int:
        return scaled(number, self.digits)


def head_of(item: Item, value: str | None = None) -> LineHead:
    """The part of a line that is the same for everybody."""
    shown = f"（{item.labels.get(value, value)}）" if value else ""
    basis = joined(
        (item.confirmed_by, "推定：" + item.note if item.status == "inferred" and item.note else "")
    )
    return LineHead(
        item.id,
        item.label + shown,
        item.chapter,
        item.unit,
        item.article,
        item.source,
        item.status,
        value,
        basis,
    )


def scorer_of(item: Item, scale: Scale) -> Scorer:
    """The function that turns the item's facts into lines."""
    match item.rule:
        case ServiceYears() as rule:
            return _service_years(item, rule, scale)
        case PerFact() as rule:
            return _per_fact(item, rule, scale)
        case ByValue(choose="each") as rule:
            return _each_value(item, rule, scale)
        case ByValue() as rule:
            return _one_value(item, rule, scale)
        case PerMonth() as rule:
            return _per_month(item, rule, scale)
        case PerUnit() as rule:
            return _per_unit(item, rule, scale)
        case MilestoneYears() as rule:
            return _milestone_years(item, rule, scale)
        case Sanctions() as rule:
            return _sanctions(item, rule, scale)
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


def _service_years(item: Item, rule: ServiceYears, scale: Scale) -> Scorer:
    whole_year = 10**scale.parts
    under, over = scaled(rule.under_six_months, scale.parts), scaled(rule.over_six_months, scale.parts)
    exactly = None if rule.exactly_six_months is None else scaled(rule.exactly_six_months, scale.parts)
    base = head_of(item)
    steps = [
        (
            replace(base, item=one.id, label=one.label),
            None if one.through is None else one.through * whole_year,
            scaled(one.points, scale.points),
        )
        for one in rule.brackets
    ]
    write, write_years = writer(scale.digits), writer(scale.parts)

    def part_year(case: Case, months: int, days: int) -> int:
        if months == 0 and days == 0:
            return 0
        if months < 6:
            return under
        if (months, days) != (6, 0):
            return over
        if exactly is None:
            why = "没有说明零头恰好满六个月时怎样计算"
            remedy = "请在补充文件（--overlay）里设定 exactly_six_months，并写明依据"
            case.refuse("exactly_six_months", item, why, remedy)
        return exactly or 0

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        served = service_of(case.record)
        years, months = divmod(served.months, 12)
        left = years * whole_year + part_year(case, months, served.days)
        note = joined((f"计算服役 {years} 年 {months} 个月 {served.days} 天", base.basis))
        lines: list[Earned] = []
        start = 0
        for head, end, rate in steps:
            here = left - start if end is None else min(left, end) - start
            if here > 0 or not lines:
                points = here * rate
                facts = () if lines else tuple(mine)
                lines.append((points, ScoreLine(head, write_years(here), write(points), facts, note)))
            if end is None or left <= end:
                break
            start = end
        return lines

    return score


def _per_fact(item: Item, rule: PerFact, scale: Scale) -> Scorer:
    head = head_of(item)
    first, later = scale.whole(rule.first), scale.whole(rule.each_later)
    counts = [0, *map(scale.whole, rule.by_count)]
    cap = None if rule.cap is None else scale.whole(rule.cap)
    write = writer(scale.digits)

    simple = cap is None and not rule.once and not rule.by_count

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        counting = len(mine)
        if simple and not case.silenced:
            points = first + (counting - 1) * later
            return [(points, ScoreLine(head, str(counting), write(points), tuple(mine), head.basis))]
        notes = [head.basis]
        if case.silenced:
            silent = [index for index in mine if index in case.silenced]
            counting -= len(silent)
            notes += [f"facts[{index}] 与 {case.silenced[index]} 同一事由，只计一次" for index in silent]
        if rule.once and counting > 1:
            notes.append("每人只计一次")
            counting = 1
        if rule.by_count:
            points = counts[min(counting, len(counts) - 1)]
        else:
            points = first + (counting - 1) * later if counting else 0
        if cap is not None and points > cap:
            notes.append(f"合计 {write(points)}，按上限 {write(cap)} 计")
            points = cap
        return [(points, ScoreLine(head, str(counting), write(points), tuple(mine), joined(notes)))]

    return score


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
            what = f"没有 {attribute} 为“{value}”的分值" if value else f"按 {attribute} 计分，而这一项没有填"
            case.need_figure(item, what, mine[0])
    return False


def _each_value(item: Item, rule: ByValue, scale: Scale) -> Scorer:
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


def _one_value(item: Item, rule: ByValue, scale: Scale) -> Scorer:
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


def _per_month(item: Item, rule: PerMonth, scale: Scale) -> Scorer:
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


def _per_unit(item: Item, rule: PerUnit, scale: Scale) -> Scorer:
    head, rate = head_of(item), scale.whole(rule.points)
    write = writer(scale.digits)

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        units = sum(case.facts[index].values[rule.attribute] for index in mine)
        points = units * rate
        return [(points, ScoreLine(head, str(units), write(points), tuple(mine), head.basis))]

    return score


def _milestone_years(item: Item, rule: MilestoneYears, scale: Scale) -> Scorer:
    head, at = head_of(item), scale.whole(rule.points)
    before, further = scale.whole(rule.per_year_before), scale.whole(rule.each_further)
    write = writer(scale.digits)

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        months = sum(whole_months(*period) for period in merged(map(case.period, mine)))
        years = months // 12
        points = years * before if years < rule.at_years else at + (years - rule.at_years) * further
        note = joined((f"累计 {years} 年 {months % 12} 个月", head.basis))
        return [(points, ScoreLine(head, str(years), write(points), tuple(mine), note))]

    return score


def _sanctions(item: Item, rule: Sanctions, scale: Scale) -> Scorer:
    table = {value: scale.whole(points) for value, points in rule.points.items()}
    ladder = sorted(set(table.values()), reverse=True)
    floor = dict(pairwise(ladder)) if rule.capped else {}
    head = head_of(item)
    write = writer(scale.digits)

    def punished_twice(case: Case, mine: Sequence[int]) -> set[int]:
        values = [(index, case.facts[index].values) for index in mine]
        causes = {one["cause"] for _, one in values if one["authority"] == rule.same_cause and one["cause"]}
        return {
            index for index, one in values if one["authority"] != rule.same_cause and one["cause"] in causes
        }

    def figures(case: Case, mine: Sequence[int]) -> list[int]:
        result = []
        for index in mine:
            values = case.facts[index].values
            figure = table.get(f"{values['authority']}.{values['grade']}")
            if figure is None:
                what = f"没有“{values['authority']}.{values['grade']}”的分值"
                case.need_figure(item, what, index)
            result.append((index, figure or 0))
        twice = punished_twice(case, mine) if rule.same_cause else set()
        return [figure for index, figure in result if index not in twice]

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        counting = figures(case, mine)
        points = sum(counting)
        notes = [head.basis]
        if len(counting) < len(mine):
            notes.append("同一事由受两种处分的，只按一种减分")
        lowest = floor.get(min(counting)) if counting else None
        if lowest is not None and points < lowest:
            notes.append(f"合计 {write(points)}，减分不超过重一档的 {write(lowest)}")
            points = lowest
        line = ScoreLine(head, str(len(counting)), write(points), tuple(mine), joined(notes))
        return [(points, line)]

    return score
