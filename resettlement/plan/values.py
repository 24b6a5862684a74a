"""What somebody typed for a key of a plan, as the value it stands for, and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from resettlement import clock
from resettlement.errors import BadInputError
from resettlement.follow_up.rules import shipped
from resettlement.plan.checks import MOST_WITHIN, PERIODS, is_period, is_within
from resettlement.plan.keys import KEYS, Key
from resettlement.translation import gettext as _
from resettlement.translation import looked_up

_PERIOD = re.compile(r"(\d{1,2})\s*(\D+)")
_UNITS = {
    "个工作日": "workdays", "工作日": "workdays", "workdays": "workdays", "天": "days", "日": "days",
    "days": "days",
}  # fmt: skip
_YES = {"true": True, "是": True, "yes": True, "false": False, "否": False, "no": False}


def read(key: str, typed: str) -> Any:
    """The value; None for an empty field that may be empty. Raises BadInputError with what would be right."""
    return read_as(key, KEYS[key], typed)


def read_as(key: str, one: Key, typed: str) -> Any:
    """The same for a key of the form that cannot be changed later."""
    text = typed.replace("\\n", "\n").strip()
    if not text:
        if one.required:
            raise BadInputError(_("请填写"))
        return [] if one.kind == "lines" else None
    if one.kind == "duties":
        return _one_of(text, duties_of(key.split(".")[1]))
    return _READ[one.kind](text, one)


def written(key: str, value: Any) -> str:
    """The value as the field shows it and the script writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return "\n".join(map(str, value))
        case Mapping():
            ((unit, n),) = value.items()
            return _("%(n)s个工作日", n=n) if unit == "workdays" else _("%(n)s天", n=n)
        case datetime():
            return f"{value.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"
        case _:
            return str(value)


def duties_of(category: str) -> tuple[str, ...]:
    """The duty rules that a category may have."""
    return tuple(rules.id for rules in shipped() if category in rules.categories)


def _text(text: str, _key: Key) -> str:
    return " ".join(text.split())


def _lines(text: str, _key: Key) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _day(text: str, _key: Key) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInputError(_("请填写日期，如 2021-10-18")) from None


def _instant(text: str, _key: Key) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or len(text) <= len("2021-11-24"):
        raise BadInputError(_("请填写日期和时刻，如 2021-11-24 17:00"))
    return at if at.tzinfo else at.replace(tzinfo=clock.CHINA)


def _period(text: str, _key: Key) -> dict[str, int]:
    matched = _PERIOD.fullmatch(text)
    unit = _UNITS.get(matched[2]) if matched else None
    length = {unit: int(matched[1])} if matched and unit else {}
    if not is_period(length):
        raise BadInputError(
            _("请写作 5个工作日 或 7天（最多 %(workdays)s 个工作日或 %(days)s 天）", **PERIODS)
        )
    return length


def _number(text: str, key: Key) -> str:
    if "{n}" not in text:
        raise BadInputError(_("应含 {n}：每一份各有一个文号。%(hint)s", hint=looked_up(key.hint)))
    return _text(text, key)


def _yes_no(text: str, _key: Key) -> bool:
    if text not in _YES:
        raise BadInputError(_("请填 是 或 否"))
    return _YES[text]


def _count(text: str, _key: Key) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise BadInputError(_("请填整数"))
    return int(text)


def _days_within(text: str, _key: Key) -> int:
    if not text.isdecimal() or not is_within(int(text[:9])):
        raise BadInputError(_("请填天数，1 至 %(most)s", most=MOST_WITHIN))
    return int(text)


def _figure(text: str, _key: Key) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadInputError(_("请填数字，如 10 或 3.5")) from None


def _choice(text: str, key: Key) -> str:
    return _one_of(text, key.choices)


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise BadInputError(_("可填：%(words)s", words="、".join(choices)))
    return text


_READ: Mapping[str, Callable[[str, Key], Any]] = {
    "text": _text, "lines": _lines, "day": _day, "instant": _instant, "period": _period, "number": _number,
    "yes_no": _yes_no, "count": _count, "days": _days_within, "figure": _figure,
    "choice": _choice, "rules": _text, "file": _text,
}  # fmt: skip
