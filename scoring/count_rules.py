"""Rules that count facts, units or full years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .amounts import writer
from .case import Case
from .dates import merged, whole_months
from .line_making import Earned, Scale, Scorer, head_of
from .pack import Item, MilestoneYears, PerFact, PerUnit
from .sheet import ScoreLine, joined


def per_fact(item: Item, rule: PerFact, scale: Scale) -> Scorer:
    """One line for all facts of the item, each earning or the first and the later ones."""
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
            notes += _same_cause(item, [case.silenced[index] for index in silent])
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


def _same_cause(item: Item, counted: Sequence[str]) -> list[str]:
    """What a family reads: how many do not count, and under which item the same cause does."""
    own = f"本项另一{item.unit}"
    return [
        f"其中 {number} {item.unit}与{own if label == item.label else f'“{label}”'}同一事由，只计一次"
        for label, number in Counter(counted).items()
    ]


def per_unit(item: Item, rule: PerUnit, scale: Scale) -> Scorer:
    """One line for the sum of an attribute."""
    head, rate = head_of(item), scale.whole(rule.points)
    write = writer(scale.digits)

    def score(case: Case, mine: Sequence[int]) -> list[Earned]:
        units = sum(case.facts[index].values[rule.attribute] for index in mine)
        points = units * rate
        return [(points, ScoreLine(head, str(units), write(points), tuple(mine), head.basis))]

    return score


def milestone_years(item: Item, rule: MilestoneYears, scale: Scale) -> Scorer:
    """One line for full years of all periods together."""
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
