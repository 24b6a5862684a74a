"""How the values of a pack are to be written, and the faults of a text collected with the line of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .errors import Fault
from .points import decimals
from .toml_text import Path, TomlText

Check = Callable[[Any], str]
"""Says what would be right, or "" if the value is right."""

_MOST = 1_000_000


def text(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "应为加引号的文字"


def flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "应为 true 或 false"


def day(value: Any) -> str:
    right = isinstance(value, date) and not isinstance(value, datetime)
    return "" if right else "应为不加引号的日期，如 2018-09-01"


def number(value: Any) -> str:
    if value.__class__ not in (int, Decimal):
        return "应为数，如 0.5 或 30，不加引号"
    if not Decimal(value).is_finite():
        return "应为有限的数，如 0.5"
    if not -_MOST <= value <= _MOST or decimals(value) > 6:
        return f"应为绝对值不超过 {_MOST}、小数不超过六位的数"
    return ""


def whole(value: Any) -> str:
    right = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST
    return "" if right else "应为大于 0 的整数"


def part(value: Any) -> str:
    return number(value) or ("" if 0 <= value <= 1 else "应在 0 到 1 之间")


def part_of_year(value: Any) -> str:
    return part(value) and '应为 0 到 1 年之间的数；文件没有写明时填 "unknown"'


def positive(value: Any) -> str:
    return number(value) or ("" if value > 0 else "应为大于 0 的数")


def not_zero(value: Any) -> str:
    return number(value) or ("" if value != 0 else "应为上限（大于 0）或最多减多少分（负数）")


def up_to_31(value: Any) -> str:
    return whole(value) or ("" if value <= 31 else "应为 1 到 31 的整数（几天起算一个月）")


def up_to_six(value: Any) -> str:
    right = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6
    return "" if right else "应为 0 到 6 的整数"


def month_day(value: Any) -> str:
    """A day of every year: 03-31. 29 February is none."""
    try:
        right = isinstance(value, str) and len(value) == 5 and bool(date.fromisoformat(f"2001-{value}"))
    except ValueError:
        right = False
    return "" if right else '应为每年都有的一天，写成 "03-31"'


def texts(value: Any) -> str:
    right = isinstance(value, list) and value and not any(map(text, value))
    return "" if right else '应为加引号文字的列表，如 ["甲", "乙"]'


def numbers(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return "应为数的列表，如 [5, 8, 10]"
    return next(filter(None, map(number, value)), "")


def number_table(value: Any) -> str:
    if not isinstance(value, dict) or not value:
        return '应为“取值 = 分值”的表，如 {"1" = 0.05}'
    return next((f"{key} {wrong}" for key, one in value.items() if (wrong := number(one))), "")


def negative_table(value: Any) -> str:
    wrong = number_table(value)
    if wrong:
        return wrong
    return next((f"{key} 应为负数（减分）" for key, one in value.items() if one >= 0), "")


def number_or_table(value: Any) -> str:
    return number_table(value) if isinstance(value, dict) else number(value)


def text_table(value: Any) -> str:
    right = isinstance(value, dict) and not any(map(text, value.values()))
    return "" if right else '应为“取值 = "文字"”的表'


def one_of(*values: str) -> Check:
    allowed = "、".join(values)
    return lambda value: "" if isinstance(value, str) and value in values else f"应为下列之一：{allowed}"


def known(allowed: Sequence[str]) -> str:
    """What may be written, as a remedy."""
    return "可用：" + "、".join(allowed)


@dataclass
class Checking:
    """The text checked, what to call it, and the faults found so far."""

    source: TomlText
    place: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, path: Path, problem: str, remedy: str) -> Fault:
        line = self.source.line(path)
        return Fault(f"pack.{code}", f"{self.place}第 {line} 行", problem, remedy, line=line)

    def wrong(self, code: str, path: Path, problem: str, remedy: str) -> None:
        self.faults.append(self.fault(code, path, problem, remedy))

    def keys(self, path: Path, table: Mapping[str, Any], allowed: Sequence[str], must: Sequence[str]) -> None:
        for key in table:
            if key not in allowed:
                self.wrong("unknown_key", (*path, key), f"{self.name(path)}没有“{key}”这一键", known(allowed))
        for key in must:
            if key not in table:
                self.wrong("missing_key", path, f"{self.name(path)}缺少“{key}”", f"请补上 {key} = …")

    def values(self, path: Path, table: Mapping[str, Any], checks: Mapping[str, Check]) -> bool:
        """Whether all values are written right; those that are not become faults."""
        before = len(self.faults)
        for key, check in checks.items():
            if key in table and (remedy := check(table[key])):
                self.wrong("value", (*path, key), f"{self.name(path)}的“{key}”写法不对", remedy)
        return len(self.faults) == before

    def name(self, path: Path) -> str:
        match path:
            case ("items", int(number), *_):
                return f"计分项 {self.source.data['items'][number].get('id', number + 1)} "
            case ("examples", int(number), *_):
                return f"第 {number + 1} 个算例"
            case (str(table), *_):
                return f"[{table}] "
            case _:
                return "文件开头"

    def rows(self, name: str) -> list[dict[str, Any]]:
        rows = self.source.data.get(name, [])
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            return rows
        self.wrong("value", (name,), f"“{name}”写法不对", f"每一条用 [[{name}]] 开头")
        return []
