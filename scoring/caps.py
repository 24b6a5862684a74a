"""Caps: what an item or a chapter may earn (or take away) at most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from .case import Case
from .line_making import Earned, Scorer
from .points import Scale
from .sheet import joined

Write = Callable[[int], str]


def capped(scorer: Scorer, cap: Decimal, scale: Scale, write: Write) -> Scorer:
    """The scorer of an item with a cap."""
    most = scale.whole(cap)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        return within(scorer(case, mine), most, write, "")

    return score


def within(earned: Sequence[Earned], cap: int, write: Write, what: str) -> Sequence[Earned]:
    """The lines so that those above 0 (with a negative cap: below 0) make no more than the cap.

    Lines take what is left of the cap in their order; `what` is said before the sum in the note.
    """
    sign = 1 if cap > 0 else -1
    total = sum([points for points, _ in earned if points * sign > 0])
    if total * sign <= cap * sign:
        return earned
    limit = f"按上限 {write(cap)} 计" if cap > 0 else f"最多减 {write(-cap)}"
    note = f"{what}合计 {write(total)}，{limit}"
    left, result = cap, []
    for points, line in earned:
        if points * sign > 0 and abs(points) > abs(left):
            points = left
            line = line._replace(points=write(left), note=joined((line.note, note)))
        left -= points if points * sign > 0 else 0
        result.append((points, line))
    return result
