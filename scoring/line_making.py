"""What every rule needs to make its lines: the head of a line, the kind of function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from .case import Case
from .pack import Item
from .sheet import LineHead, ScoreLine, joined

Earned = tuple[int, ScoreLine]
Scorer = Callable[[Case, tuple[int, ...]], Sequence[Earned]]
"""From a case and the facts of the item, in ascending order, to lines."""

remembered = lru_cache(maxsize=4096)
"""For functions that make lines: a batch has far fewer different lines than people."""


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
