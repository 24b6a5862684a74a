"""Resident identity numbers (GB 11643-1999): 6 digits region, 8 birthday, 3 sequence (odd: male), 1 check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# The first two digits in use (GB/T 2260), with the residence permits 81, 82, 83.
_REGIONS = frozenset(
    [
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    ]
)


@dataclass(frozen=True)
class IdFault:
    """What does not fit in an ID number. An unknown region is a hint: old county codes are still in use."""

    wrong: str
    right: str
    hint: bool = False


def check_digit(first_17: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def id_faults(number: str, sex: str | None, born_on: date | None) -> tuple[IdFault, ...]:
    """Everything wrong with a number, given the sex and birthday beside it (None: not known)."""
    if not _FORM.fullmatch(number):
        return (IdFault(f"应为 18 位（末位可为 X），现有 {len(number)} 位", "对照身份证原件重新录入"),)
    if check_digit(number[:17]) != number[17]:
        return (IdFault("校验位不符，号码中有录错的数字", "对照身份证原件逐位核对"),)
    born = _birthday(number)
    if born is None:
        return (IdFault("第 7 至 14 位不是存在的日期", "对照身份证原件逐位核对"),)
    faults = []
    if born_on is not None and born != born_on:
        faults.append(
            IdFault(f"号码中的生日是 {born}，出生日期一栏是 {born_on}", "核对两处，以身份证原件为准")
        )
    if sex is not None and sex != (in_number := "男" if int(number[16]) % 2 else "女"):
        faults.append(IdFault(f"号码第 17 位表示{in_number}，性别一栏是{sex}", "核对两处，以身份证原件为准"))
    if int(number[:2]) not in _REGIONS:
        faults.append(
            IdFault(
                f"地区代码 {number[:6]} 不在现行代码之内", "核对号码；确属旧代码的可以照此录入", hint=True
            )
        )
    return tuple(faults)


def _birthday(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
