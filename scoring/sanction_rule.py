"""Deductions for sanctions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .amounts import writer
from .case import Case
from .line_making import Earned, Scale, Scorer, head_of
from .pack import Item, Sanctions
from .sheet import ScoreLine, joined


def sanctions(item: Item, rule: Sanctions, scale: Scale) -> Scorer:
    """One line of deductions, one cause once, capped by the next heavier figure."""
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
