"""Resident identity numbers (GB 11643-1999): 6 digits region, 8 birthday, 3 sequence (odd: male), 1 check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later
from resettlement.translation import looked_up

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

    @property
    def sentences(self) -> str:
        """Both, one after the other."""
        return _("%(wrong)s。%(right)s", wrong=self.wrong, right=self.right)


def check_digit(first_17: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def id_faults(number: str, sex: str | None, born_on: date | None) -> tuple[IdFault, ...]:
    """Everything wrong with a number, given the sex and birthday beside it (None: not known)."""
    if not _FORM.fullmatch(number):
        wrong = _("应为 18 位（末位可为 X），现有 %(n)s 位", n=len(number))
        return (IdFault(wrong, _("对照身份证原件重新录入")),)
    if check_digit(number[:17]) != number[17]:
        return (IdFault(_("校验位不符，号码中有录错的数字"), _("对照身份证原件逐位核对")),)
    born = _birthday(number)
    if born is None:
        return (IdFault(_("第 7 至 14 位不是存在的日期"), _("对照身份证原件逐位核对")),)
    return tuple(_beside(number, sex, born, born_on))


def _beside(number: str, sex: str | None, born: date, born_on: date | None) -> Iterator[IdFault]:
    """What of a number that is right in itself does not fit what stands beside it."""
    both = _("核对两处，以身份证原件为准")
    if born_on is not None and born != born_on:
        wrong = _("号码中的生日是 %(born)s，出生日期一栏是 %(column)s", born=born, column=born_on)
        yield IdFault(wrong, both)
    if sex is not None and sex != (in_number := later("男") if int(number[16]) % 2 else later("女")):
        told = {"number": looked_up(in_number), "column": looked_up(sex)}
        yield IdFault(_("号码第 17 位表示%(number)s，性别一栏是%(column)s", **told), both)
    if int(number[:2]) not in _REGIONS:
        wrong = _("地区代码 %(region)s 不在现行代码之内", region=number[:6])
        yield IdFault(wrong, _("核对号码；确属旧代码的可以照此录入"), hint=True)


def _birthday(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
