"""Changing single values of JSON, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all single values in a JSON value; empty lists and objects count as one."""
    if isinstance(value, dict) and value:
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list) and value:
        for index, one in enumerate(value):
            yield from leaves(one, (*path, index))
    else:
        yield path


def with_leaf_changed(value: Any, path: tuple[str | int, ...]) -> Any:
    """A copy with one single value replaced by another of the same kind where there is one."""
    changed = deepcopy(value)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = another(place[path[-1]])
    return changed


def another(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value[:1].isdigit():
            return ("1" if value[0] == "0" else "0") + value[1:]
        case str():
            return value + "x"
        case None:
            return "x"
        case _:
            return ["x"] if value == [] else {"x": "x"}
