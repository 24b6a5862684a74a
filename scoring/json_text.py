"""A JSON file as data, with nothing lost on the way: keys written twice and numbers without measure stay
visible, so that the reader can name the record and the field they stand in."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from .errors import Fault, RecordsError, why_unreadable

LONGEST_NUMBER = 400
"""Digits beyond which a whole number is kept as a Decimal: Python refuses to print very long ones."""


class Doubled(dict[str, Any]):
    """An object in which keys stand twice: `doubled` names them, in the order of their first place."""

    doubled: tuple[str, ...] = ()


def load_json(path: Path) -> object:
    """What a UTF-8 JSON file holds; NaN and Infinity come as floats, which no field accepts.

    Raises RecordsError for a file that cannot be read, is not UTF-8 or not JSON.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return parse_json(text)
    except OSError as error:
        raise _refused("unreadable", f"读不到文件（{why_unreadable(error)}）", "请核对路径和权限") from None
    except UnicodeDecodeError as error:
        problem = f"第 {error.start + 1} 个字节不是 UTF-8 文字"
        raise _refused("not_utf8", problem, "请另存为 UTF-8 编码再试") from None
    except RecursionError:
        raise _refused("not_json", "括号套得太深", '文件应为 {"records": [...]}') from None
    except json.JSONDecodeError as error:
        raise _no_json(text, error) from None


def parse_json(text: str) -> object:
    """What a JSON text holds, keys written twice kept visible. Raises what `json.loads` raises.

    Every key is followed by a colon, so where there are as many keys as colons no key was lost.
    """
    try:
        data: object = json.loads(text)
        if _keys(data) == text.count(":"):
            return data
    except json.JSONDecodeError:
        raise
    except ValueError:
        pass  # a number too long for Python
    return json.loads(text, object_pairs_hook=_object, parse_int=_whole)


def _keys(data: object) -> int:
    """How many keys all objects together have."""
    found, waiting = 0, [data]
    for one in waiting:
        if isinstance(one, dict):
            found += len(one)
            waiting += [value for value in one.values() if value.__class__ in (dict, list)]
        elif isinstance(one, list):
            waiting += one
    return found


def _no_json(text: str, error: json.JSONDecodeError) -> RecordsError:
    if not text.strip():
        return _refused("not_json", "文件是空的", '文件应为 {"records": [...]}')
    problem = f"第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON（{error.msg}）"
    return _refused("not_json", problem, "请检查该处的逗号、引号和括号")


def _refused(code: str, problem: str, remedy: str) -> RecordsError:
    return RecordsError([Fault(f"records.{code}", "整个文件", problem, remedy)])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) == len(pairs):
        return result
    names = [name for name, _ in pairs]
    twice = Doubled(result)
    twice.doubled = tuple(name for name in result if names.count(name) > 1)
    return twice


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= LONGEST_NUMBER else Decimal(text)
