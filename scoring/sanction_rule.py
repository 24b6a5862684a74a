"""Deductions for sanctions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from .case import Case
from .line_making import Earned, Scorer, head_of
from .pack import Item, Sanctions
from .points import Scale, writer
from .sheet import ScoreLine, joined


def sanctions(item: Item, rule: Sanctions, scale: Scale) -> Scorer:
    """One line of deductions, one cause once, capped by the next heavier figure."""
    table = {value: scale.whole(points) for value, points in rule.points.items()}
    ladder = sorted(set(table.values()), reverse=True)
    floor = dict(pairwise(ladder)) if rule.next_heavier else {}
    head = head_of(item)
    write = writer(scale.digits)

    def figures(case: Case, mine: Sequence[int]) -> dict[int, int]:
        result = {}
        for index in mine:
            name = sanction_name(case, index)
            if name not in table:
                case.need_figure(item, f"没有“{name}”的分值", index)
            result[index] = table.get(name, 0)
        return result

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        all_figures = figures(case, mine)
        twice = punished_twice(case, rule.same_cause, all_figures)
        counting = [figure for index, figure in all_figures.items() if index not in twice]
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


def sanction_name(case: Case, index: int) -> str:
    """The sanction as the table of a pack names it: "party.warning"."""
    values = case.facts[index].values
    return f"{values['authority']}.{values['grade']}"


def punished_twice(case: Case, same_cause: str | None, figures: Mapping[int, int]) -> set[int]:
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
