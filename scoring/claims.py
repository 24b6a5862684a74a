"""Which item a fact belongs to: the first in the pack with a pattern that it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from .pack import Item, Pattern
from .pack_coverage import plain_value


class Claim:
    """Which item a fact of one kind belongs to; each combination of values is looked up once."""

    def __init__(self, kind: str, items: Mapping[int, Item]) -> None:
        self.patterns = [
            (number, pattern)
            for number, item in items.items()
            if not item.reads
            for pattern in item.patterns
            if pattern.kind == kind
        ]
        self.names = sorted({name for _, pattern in self.patterns for name in pattern.allowed})
        self.key = itemgetter(*self.names) if self.names else _no_key
        self.known: dict[Any, int] = {}

    def find(self, values: Mapping[str, Any]) -> int:
        """The item's number, remembered in `known` for the next fact with the same values."""
        number = next(n for n, pattern in self.patterns if _fits(pattern, values))
        if len(self.known) < 10_000:
            self.known[self.key(values)] = number
        return number


def _no_key(values: Mapping[str, Any]) -> None:
    return None


def _fits(pattern: Pattern, values: Mapping[str, Any]) -> bool:
    return all(
        values[name] is not None and plain_value(values[name]) in allowed
        for name, allowed in pattern.allowed.items()
    )


def any_fits(patterns: Sequence[Pattern], kind: str, values: Mapping[str, Any]) -> bool:
    """Whether a fact fits one of the patterns, whoever owns it."""
    return any(pattern.kind == kind and _fits(pattern, values) for pattern in patterns)
