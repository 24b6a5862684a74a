"""What a plan says in public, key by key: it passes `records.gate` before it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def texts_of(table: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a plan's public tables, with its key."""
    for key, value in table.items():
        yield from _texts(f"{at}{key}", value)


def _texts(at: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield at, value
        case Mapping():
            yield from texts_of(value, f"{at}.")
        case list() | tuple():
            for one in value:
                yield from _texts(at, one)
        case _:
            pass
