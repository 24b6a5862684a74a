"""A TOML file as data plus the line each key stands in, so that a fault can be pointed at."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .errors import Fault, PackError

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*(\"[^\"]*\"|'[^']*'|[\w-]+)\s*(\.|=)")
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)
_SAID: Sequence[tuple[str, str]] = (
    ("Cannot overwrite a value", "同一处的同一个键写了两次"),
    ("Cannot declare", "同一张表写了两次"),
    ("Cannot mutate immutable namespace", "同一张表写了两次"),
    ("Invalid value", "等号右边的值不完整或写法不对（文字要加引号，日期写成 2018-09-01）"),
    ("Expected '=' after a key", "键的后面缺少等号"),
    ("Illegal character", "含有不允许的字符（文字是否忘了加右引号？）"),
    ("Unterminated string", "文字没有右引号"),
    ("Unclosed array", "方括号没有合上"),
    ("Invalid statement", "这一行不是“键 = 值”，也不是表头"),
    ("Expected newline or end of document", "一行里只能写一个“键 = 值”"),
)


@dataclass(frozen=True)
class TomlText:
    """Parsed data with decimals exact, and where in the text each key was found."""

    data: Mapping[str, Any]
    lines: Mapping[Path, int]
    text: str

    def line(self, path: Path) -> int | None:
        """The line of a key, or of the nearest thing around it."""
        for size in range(len(path), 0, -1):
            found = self.lines.get(path[:size])
            if found is not None:
                return self._inside(found, path[size]) if size < len(path) else found
        return 1

    def _inside(self, start: int, key: str | int) -> int:
        """A key of an inline table may stand some lines below the key that opens it."""
        rows = self.text.splitlines()
        mark = re.compile(rf"(^|[\s{{,\"'])({re.escape(str(key))})[\"']?\s*=")
        for number in range(start, len(rows) + 1):
            if number > start and (_HEADER.match(rows[number - 1]) or self._key_line(number)):
                break
            if mark.search(rows[number - 1]):
                return number
        return start

    def _key_line(self, number: int) -> bool:
        return number in self.lines.values()


def read_toml(text: str, place: str) -> TomlText:
    """Parse a pack or an overlay; PackError says line and reason in words a clerk can use."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PackError([_syntax_fault(str(error), text, place)]) from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        problem = f"含有无法理解的日期、时间或数（{error}）"
        raise PackError([Fault("pack.toml", place, problem, "日期写成 2018-09-01，请检查")]) from None
    return TomlText(data, _lines(text), text)


def _syntax_fault(message: str, text: str, place: str) -> Fault:
    found = _PLACE.match(message)
    said, line = (found[1], found[2]) if found else (message, None)
    number = int(line) if line else max(1, len(text.splitlines()))
    problem = next(
        (chinese for english, chinese in _SAID if said.startswith(english)), f"写法不合 TOML（{said}）"
    )
    return Fault(
        "pack.toml", f"{place}第 {number} 行", problem, "请照 docs/rule-packs.md 的写法改", line=number
    )


def _lines(text: str) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    counts: dict[str, int] = {}
    table: Path = ()
    depth = 0
    for number, row in enumerate(text.splitlines(), 1):
        if depth == 0 and (header := _HEADER.match(row)):
            table = _table(header[2], double=header[1] == "[[", counts=counts)
            lines.setdefault(table, number)
        elif depth == 0 and (key := _KEY.match(row)):
            lines.setdefault((*table, key[1].strip("\"'")), number)
        depth = max(0, depth + _opened(row, depth))
    return lines


def _table(name: str, *, double: bool, counts: dict[str, int]) -> Path:
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    if double:
        counts[parts[0]] = counts.get(parts[0], -1) + 1
        return (parts[0], counts[parts[0]])
    first: Path = (parts[0], counts[parts[0]]) if parts[0] in counts else (parts[0],)
    return (*first, *parts[1:])


def _opened(row: str, depth: int) -> int:
    """Brackets opened and not closed in this row: keys inside a list over several lines are not keys here."""
    if depth == 0 and _HEADER.match(row):
        return 0
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", "", row)
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
