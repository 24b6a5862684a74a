"""Rules that count facts, units or full years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .case import Case
from .dates import merged, whole_months
from .line_making import Earned, Scorer, head_of, remembered
from .pack import Item, MilestoneYears, PerFact, PerUnit
from .points import Scale, writer
from .sheet import ScoreLine, joined


def per_fact(item: Item, rule: PerFact, scale: Scale) -> Scorer:
    """One line for all facts of the item, each earning or the first and the later ones."""
    head = head_of(item)
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


def per_unit(item: Item, rule: PerUnit, scale: Scale) -> Scorer:
    """One line for the sum of an attribute."""
    head, rate, name = head_of(item), scale.whole(rule.points), rule.attribute
    write = writer(scale.digits)

    @remembered
    def lines(units: int, mine: tuple[int, ...]) -> tuple[Earned]:
        return ((units * rate, ScoreLine(head, str(units), write(units * rate), mine, head.basis)),)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        facts = case.facts
        return lines(sum([facts[index].values[name] for index in mine]), mine)

    return score


def milestone_years(item: Item, rule: MilestoneYears, scale: Scale) -> Scorer:
    """One line for full years of all periods together."""
    head, at = head_of(item), scale.whole(rule.points)
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
