"""What each rule of the pack language may and must carry: the tables the checks and the builder share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .pack import PART_YEARS
from .points import decimals

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


def sanction_cap(value: Any) -> str:
    if value == "next_heavier":
        return ""
    right = not number(value) and value < 0
    return "" if right else '应为 "next_heavier"（不超过重一档），或负数（最多减多少分）'


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


def brackets(value: Any) -> str:
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return '应为分段的列表，如 [{id = "a", label = "12年以内", through = 12, points = 3}, …]'
    wrong = next(filter(None, map(_bracket, value)), "")
    return wrong or _bracket_order([one.get("through") for one in value])


def _bracket(value: Mapping[str, Any]) -> str:
    shape = {"id": text, "label": text, "points": number, "through": whole}
    for key in value:
        if key not in shape:
            return f"分段里没有 {key} 这一键，可用：id、label、through、points"
    for key, check in shape.items():
        if key == "through" and key not in value:
            continue
        if wrong := check(value.get(key)):
            return f"分段的 {key} {wrong}"
    return ""


def _bracket_order(ends: list[Any]) -> str:
    inner = ends[:-1]
    if None in inner or ends[-1] is not None:
        return "各段都要有 through，只有最后一段不写（表示以后各年）"
    return "" if inner == sorted(set(inner)) else "各段的 through 应从小到大"


UNKNOWN = "unknown"
"""Written for a single figure that was not found."""


@dataclass(frozen=True, slots=True)
class RuleShape:
    """Keys of a rule beside the common ones. `structure` says how it reads facts, `figures` are the law's
    numbers (an overlay may fill these); names in `required` must stand once the figures are known."""

    structure: Mapping[str, Check] = field(default_factory=dict)
    figures: Mapping[str, Check] = field(default_factory=dict)
    required: tuple[str, ...] = ()


_PER_PERIOD = RuleShape(
    structure={"attribute": text},
    figures={"points": number_or_table, "unbroken_months": whole, "months_in_all": whole, "cap": positive},
    required=("points",),
)
_PER_MONTH = replace(_PER_PERIOD, figures={**_PER_PERIOD.figures, "month_from_days": up_to_31})

RULE_SHAPES: Mapping[str, RuleShape] = {
    "service_years": RuleShape(
        structure={"counted_from": one_of("enlistment_year"), "counted_to": month_day},
        figures={"brackets": brackets, **dict.fromkeys(PART_YEARS, part_of_year), "cap": positive},
        required=("brackets", *PART_YEARS),
    ),
    "per_fact": RuleShape(
        structure={"once": flag},
        figures={
            "points": number, "first": number, "each_later": number, "by_count": numbers, "cap": not_zero,
        },
    ),
    "by_value": RuleShape(
        structure={"attribute": text, "choose": one_of("highest", "last", "each")},
        figures={"points": number_table, "how_many": whole, "share_of_rest": part, "cap": not_zero},
        required=("attribute", "choose", "points"),
    ),
    "per_day": _PER_PERIOD,
    "per_month": _PER_MONTH,
    "per_year": _PER_PERIOD,
    "per_unit": RuleShape(
        structure={"attribute": text},
        figures={"points": number, "cap": not_zero},
        required=("attribute", "points"),
    ),
    "milestone_years": RuleShape(
        figures={
            "at_years": whole, "points": number, "per_year_before": number, "each_further": number,
            "cap": positive,
        },
        required=("at_years", "points", "per_year_before", "each_further"),
    ),
    "tenure": RuleShape(
        structure={"attribute": text},
        figures={"at_years": whole, "points": number_or_table},
        required=("attribute", "at_years", "points"),
    ),
    "sanctions": RuleShape(
        structure={"same_cause": one_of("party", "military", "heavier")},
        figures={"points": negative_table, "cap": sanction_cap},
        required=("points",),
    ),
    "composite": RuleShape(
        structure={"exam_max": positive},
        figures={
            "exam_weight": positive, "archive_weight": positive, "archive_best": positive,
            "decimals": up_to_six,
        },
        required=("exam_weight", "archive_weight", "decimals"),
    ),
    "exempt": RuleShape(),
    "bar": RuleShape(),
    "nothing": RuleShape(structure={"reason": text}, required=("reason",)),
}  # fmt: skip

STATUS_LABELS: Mapping[str, str] = {
    "seen": "已查到", "confirmed": "已确认", "inferred": "推定",
    "not_found": "没有查到", "version_uncertain": "版本存疑",
}  # fmt: skip

DEFAULT_UNITS: Mapping[str, str] = {
    "service_years": "年", "per_fact": "次", "by_value": "项", "per_day": "天", "per_month": "月",
    "per_year": "年", "per_unit": "个", "milestone_years": "年", "tenure": "年", "sanctions": "次",
    "composite": "分", "exempt": "项", "bar": "项", "nothing": "项",
}  # fmt: skip

_COMMON: Mapping[str, Check] = {
    "id": text, "label": text, "chapter": text, "rule": one_of(*RULE_SHAPES), "status": text,
    "article": text, "section": text, "source": text, "unit": text, "note": text,
    "labels": text_table, "reads": flag, "table": text,
}  # fmt: skip
COMMON_KEYS = _COMMON
COMMON_REQUIRED = ("id", "label", "chapter", "rule", "facts", "status")
