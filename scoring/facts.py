"""Facts, read by tables made once from the kinds; and what is wrong with a value that is not as agreed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from .dates import Period
from .kinds import KINDS, Attribute

_MARK = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
_MOST = 10**9 - 1
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
    if value.__class__ is not int or not 0 <= value <= _MOST:
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


def what_is_wrong(attribute: Attribute, value: object) -> tuple[str, str, str, str]:
    """Code, field, problem and remedy for a value that is not as agreed."""
    name, shown = attribute.name, shown_value(value)
    match attribute.form:
        case "day":
            return wrong_day(name, value)
        case "choice" | "flag":
            allowed = "、".join(json.dumps(one, ensure_ascii=False) for one in attribute.values)
            return "records.value", name, f"{shown} 不在允许的取值内", f"可填：{allowed}"
        case "whole":
            return "records.type", name, f"应为 0 到 {_MOST} 的整数，现为{shown}", "例如 30，不加引号"
        case "mark":
            return "records.type", name, f"{shown} 不合要求", '分数写成文字，如 "86.5"'
        case "text":
            remedy = "请填写文字，没有就删去这一项" if attribute.optional else "请填写文字"
            return "records.type", name, f"{shown} 不合要求", remedy


def wrong_day(name: str, value: object) -> tuple[str, str, str, str]:
    """The same for a day."""
    if isinstance(value, str):
        return "records.day", name, f"“{value}”不是存在的日期", "写成 年-月-日，如 2009-12-01"
    return "records.type", name, f"应为日期文字，现为{shown_value(value)}", '写成 "2009-12-01"'


def shown_value(value: object) -> str:
    """A value of a JSON file in words."""
    match value:
        case str():
            return f"文字“{value[:40]}”".encode("utf-8", "backslashreplace").decode()
        case bool():
            return "真假值 true" if value else "真假值 false"
        case float():
            return f"数 {json.dumps(value)}"  # NaN and Infinity as the file has them
        case int() | Decimal():
            return f"数 {str(value)[:40]}"
        case None:
            return "空值 null"
        case dict():
            return "对象"
        case _:
            return "列表"


_READING: Mapping[str, tuple[Mapping[str, Read], frozenset[str], dict[str, Any]]] = {
    kind.id: (
        {"kind": str, **{name: _reader(one) for name, one in kind.attributes.items()}},
        frozenset(name for name, one in kind.attributes.items() if not one.optional),
        {name: one.default for name, one in kind.attributes.items()},
    )
    for kind in KINDS.values()
}
