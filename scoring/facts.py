"""Facts that are as agreed, read by tables made once from the kinds. What is not as agreed is no fact here;
`records.py` then looks again and says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from .dates import Period
from .kinds import KINDS, Attribute

_MARK = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
MOST = 10**9 - 1
"""Nine digits, as in marks: more is a slip of the pen."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

Read = Callable[[Any], Any]
"""From a value in JSON to that of a fact. Raises KeyError, TypeError or ValueError if it is not as agreed."""


class Fact(NamedTuple):
    """One thing that happened. `values` holds every attribute of the kind: days as `date`, defaults filled
    in, None where an optional one is left out. `period` is that of a fact with both `from` and `to`."""

    kind: str
    values: Mapping[str, Any]
    period: Period | None = None


@lru_cache(maxsize=65_536)
def day_of(text: str) -> date:
    """A day written 2009-12-01. Raises ValueError or TypeError for anything else."""
    if _DAY.fullmatch(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)


def writable(text: str) -> bool:
    """Half a surrogate pair cannot be written as UTF-8, so it could never be printed."""
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


def right_fact(row: object) -> Fact | None:
    """The fact of a row of RECORDS.json; None if anything in it is not as agreed."""
    if row.__class__ is not dict:  # also an object with a key written twice
        return None
    assert isinstance(row, dict)
    try:
        kind = row["kind"]
        reading, required, defaults = _READING[kind]
        values = defaults.copy()
        for name, value in row.items():
            values[name] = reading[name](value)
    except (KeyError, TypeError, ValueError):
        return None
    del values["kind"]
    start, to = values.get("from"), values.get("to")
    if not required <= row.keys() or (start and to and to < start):
        return None
    return Fact(kind, values, Period(start, to) if start and to else None)


def attribute_value(kind: str, name: str, value: Any) -> Any:
    """The value of one attribute. Raises KeyError, TypeError or ValueError if it is not as agreed."""
    return _READING[kind][0][name](value)


def _reader(attribute: Attribute) -> Read:
    match attribute.form:
        case "day":
            return day_of
        case "choice" if isinstance(attribute.values[0], str):
            return {value: value for value in attribute.values}.__getitem__
        case "choice" | "flag":
            return _one_of(attribute.values)
        case "whole":
            return _whole
        case "mark":
            return _mark
        case "text":
            return _text


def _one_of(allowed: tuple[Any, ...]) -> Read:
    form = allowed[0].__class__

    def read(value: Any) -> Any:
        # 1 == True == 1.0 in Python; JSON's true and 1.0 are not the whole number 1
        if value.__class__ is not form or value not in allowed:
            raise ValueError
        return value

    return read


def _whole(value: Any) -> Any:
    if value.__class__ is not int or not 0 <= value <= MOST:
        raise ValueError
    return value


def _mark(value: Any) -> Any:
    if _MARK.fullmatch(value) is None:
        raise ValueError
    return value


def _text(value: Any) -> Any:
    if value.__class__ is not str or not value.strip() or not writable(value):
        raise ValueError
    return value


_READING: Mapping[str, tuple[Mapping[str, Read], frozenset[str], dict[str, Any]]] = {
    kind.id: (
        {"kind": str, **{name: _reader(one) for name, one in kind.attributes.items()}},
        frozenset(name for name, one in kind.attributes.items() if not one.optional),
        {name: one.default for name, one in kind.attributes.items()},
    )
    for kind in KINDS.values()
}
