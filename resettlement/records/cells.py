"""Cells as offices fill them, turned into values: trimmed, full-width made plain, dates in every spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from resettlement import clock
from resettlement.translation import gettext as _
from resettlement.translation import looked_up

Reader = Callable[[object], Any]

_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_DAY = re.compile(
    r"(\d{4})\s*(?:年|[-./。])\s*(\d{1,2})\s*(?:月|[-./。])\s*(\d{1,2})\s*[日号.]?"
    r"(?:[ T]\s*\d{1,2}:\d{2}.*)?",
    re.ASCII,
)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})\s*(?:年|[-./。])\s*(\d{1,2})\s*月?", re.ASCII)
_DIGITS = "〇一二三四五六七八九"
_WRITTEN_OUT = re.compile(
    "([〇一二三四五六七八九○零]{4})年([〇一二三四五六七八九十]{1,3})月([〇一二三四五六七八九十]{1,3})[日号]"
)
# Excel counts days; on day 0 stands 1899-12-30 (for all days after February 1900).
_SERIAL_0 = date(1899, 12, 30)
_SERIALS = (10959, 54789)  # from 1930-01-01 up to 2049-12-31: any other number in a column of days is a slip
_INSTANT = re.compile(r"(.+?)[ T]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_SEPARATORS = re.compile(r"[、,，;；\n]+")
_SPACES = re.compile(r"\s+")
_DOTS = str.maketrans(dict.fromkeys("•・‧･∙", "·"))

_NO_BREAK = "\u00a0\u2007\u202f"
_LONGEST_CODE = 20
_CODE = re.compile(rf"[A-Za-z0-9-]{{1,{_LONGEST_CODE}}}")

_MOST_DIGITS = 6  # of a count: seats, staff, days


class CellError(Exception):
    """One cell cannot be read: what is wrong, and what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.right = right

    @property
    def sentences(self) -> str:
        """Both, one after the other."""
        return _("%(wrong)s。%(right)s", wrong=self.wrong, right=self.right)


def day_example() -> str:
    """How a day is written."""
    return _("写成 2009-12-01、2009.12.1 或 2009年12月1日")


def plain(text: str) -> str:
    """Full-width letters, digits and spaces as plain ones; no blanks at the ends."""
    return (text if text.isascii() else text.translate(_PLAIN)).strip()


def is_blank(cell: object) -> bool:
    """An empty cell, or one that holds blanks only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: object) -> str:
    """Free text as it stands, without blanks at the ends."""
    if isinstance(cell, str):
        return cell.strip()  # 　 and no-break blanks too
    return label(cell)


def person_name(cell: object) -> str:
    """A name: 李　明, padded to the width of three, is 李明; parts of a name are joined by ·, however typed.

    Between letters (David Li) one blank stays; elsewhere blanks and line breaks are only layout.
    """
    parts = text(cell).translate(_DOTS).split()
    name = "".join(parts[:1])
    for part in parts[1:]:
        name += f" {part}" if name[-1].isascii() and part[0].isascii() else part
    return name


def label(cell: object) -> str:
    """A short word or number used as a key: full-width made plain, inner blanks removed."""
    if isinstance(cell, str):
        if cell.isascii():
            return cell if cell.isalnum() else "".join(cell.split())
        return "".join(cell.translate(_PLAIN).split())
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def code(cell: object) -> str:
    """A number such as S07 or P12, in capitals: it stands in addresses, file names and every public list.

    What nobody sees is removed and full-width made plain (see `code_note`); a letter, a digit or `-` is left,
    or the cell is wrong.
    """
    if isinstance(cell, str) and cell.isalnum() and cell.isascii() and len(cell) <= _LONGEST_CODE:
        return cell.upper()  # by far the commonest
    written = plain(visible(cell)) if isinstance(cell, str) else label(cell)
    if not _CODE.fullmatch(written):
        wrong = _("“%(written)s”不能作编号", written=written[:40])
        raise CellError(
            wrong,
            _("只用字母、数字和 -，1 至 %(most)s 个字符，中间不留空格，如 S07", most=_LONGEST_CODE),
        )
    return written.upper()


def code_note(cell: object) -> tuple[str, str] | None:
    """What was made plain in a number, and what to do about it; None where it was written plainly."""
    if not isinstance(cell, str) or (cell.isascii() and cell.isprintable()):
        return None
    right = _("核对编号；读得不错的，不必处理")
    if unseen := sorted({f"U+{ord(one):04X}" for one in cell.strip(" \u3000") if _unseen(one)}):
        return _("编号里有看不见的字符（%(which)s），已去掉", which="、".join(unseen)), right
    if visible(cell).translate(_PLAIN) != cell:
        return _("编号里有全角字符，已改为半角"), right
    return None


def visible(text: str) -> str:
    """The text without what nobody sees: marks of direction, zero width, order of bytes, no-break blanks."""
    return text if text.isascii() and text.isprintable() else "".join(c for c in text if not _unseen(c))


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf") or character in _NO_BREAK


def number_as_text(what: str) -> Reader:
    """A long number that must be stored as text: Excel keeps 15 digits only and makes the rest zeros."""

    def read(cell: object) -> str:
        again = _("把这一列设为“文本”格式，对照原件重新录入")
        if not isinstance(cell, str):
            wrong = _("%(what)s是数字格式，Excel 只保留前 15 位，末几位已经丢失", what=looked_up(what))
            raise CellError(wrong, again)
        if cell.isdecimal() and cell.isascii():  # by far the commonest
            return cell
        written = label(cell).upper().lstrip("'’‘")
        if "E+" in written:
            wrong = _("%(what)s已变成科学计数法（%(written)s），末几位已经丢失",
                      what=looked_up(what), written=written)  # fmt: skip
            raise CellError(wrong, again)
        return written

    return read


def day(cell: object) -> date:
    """A day, from an Excel date, its serial number, or text in any of the spellings offices use.

    A month alone is refused: a day can decide half a year, and no text says which day would count.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if serial := serial_day(cell):
        return serial
    written = plain(cell) if isinstance(cell, str) else label(cell)
    if len(written) == 10 and written[4] == written[7] == "-" and written.isascii():  # by far the commonest
        return _calendar_day(written, written[:4], written[5:7], written[8:])
    if match := _DAY.fullmatch(written) or _COMPACT_DAY.fullmatch(_SPACES.sub("", written)):
        return _calendar_day(written, *match.groups())
    if match := _WRITTEN_OUT.fullmatch(written):
        return _calendar_day(written, _year_in_words(match[1]), *map(_number_in_words, match.groups()[1:]))
    if _MONTH.fullmatch(_SPACES.sub("", written)):
        wrong = _("“%(written)s”只有年月，没有日", written=written)
        raise CellError(wrong, _("对照原件补上具体日期，%(example)s", example=day_example()))
    raise CellError(_("“%(written)s”不是日期", written=written), day_example())


def serial_day(cell: object) -> date | None:
    """The day that a bare number in a column of days stands for: Excel's serial; None for all others."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return _SERIAL_0 + timedelta(days=int(cell)) if _SERIALS[0] <= cell < _SERIALS[1] else None


def _year_in_words(written: str) -> int:
    return int("".join(str(_DIGITS.index("〇" if one in "○零" else one)) for one in written))


def _number_in_words(written: str) -> int:
    """十二 is 12, 二十 is 20, 三十一 is 31; what is no such number is no day either."""
    if "十" not in written:
        return _DIGITS.index(written) if len(written) == 1 else 0
    tens, _ten, ones = written.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


def _calendar_day(written: str, year: str | int, month: str | int, of_month: str | int) -> date:
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        raise CellError(_("“%(written)s”这一天不存在", written=written), _("对照原件核对日期")) from None


def instant(cell: object) -> datetime:
    """A day with the time of day, in China's time."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=clock.CHINA, microsecond=0)
    match = _INSTANT.fullmatch(plain(str(cell)))
    right = _("写成 2021-12-10 15:30")
    if not match:
        raise CellError(_("“%(written)s”不是日期加时间", written=label(cell)), right)
    on, (hour, minute, second) = day(match[1]), (int(match[n] or 0) for n in (2, 3, 4))
    try:
        return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=clock.CHINA)
    except ValueError:
        raise CellError(_("“%(written)s”这个时间不存在", written=label(cell)), right) from None


def flag(cell: object) -> bool:
    """是 or 否."""
    match label(cell):
        case "是":
            return True
        case "否":
            return False
        case other:
            raise CellError(
                _("“%(written)s”不是“%(yes)s”或“%(no)s”", written=other, yes="是", no="否"),
                _("填 %(yes)s 或 %(no)s", yes="是", no="否"),
            )


def whole(cell: object) -> int:
    """A whole number of 0 or more."""
    written = label(cell)
    if not written.isascii() or not written.isdigit():
        raise CellError(_("“%(written)s”不是整数", written=written), _("填 0 或更大的整数，不带单位"))
    if len(written) > _MOST_DIGITS:
        wrong = _("“%(start)s……”太大", start=written[:12])
        raise CellError(wrong, _("最多 %(most)s 位，核对是否录错", most=_MOST_DIGITS))
    return int(written)


def mark(cell: object) -> str:
    """A mark as an exact decimal string: "86.5"."""
    written = label(cell)
    try:
        value = Decimal(written)
    except InvalidOperation:
        raise CellError(_("“%(written)s”不是分数", written=written), _("填数字，如 86.5")) from None
    if not value.is_finite() or value < 0:
        raise CellError(_("“%(written)s”不是分数", written=written), _("填 0 或更大的数字，如 86.5"))
    return format(value, "f")


def several(cell: object) -> tuple[str, ...]:
    """A list in one cell, separated by 、 or a comma; each named once, in the order written."""
    return tuple(dict.fromkeys(part for part in map(label, _SEPARATORS.split(str(cell))) if part))


def one_of(values: Mapping[str, Any], aliases: Mapping[str, Any] | None = None) -> Reader:
    """A word from a list; `aliases` are further spellings that are understood but not offered."""
    known = {label(word): value for word, value in {**(aliases or {}), **values}.items()}

    def read(cell: object) -> Any:
        written = label(cell)
        if written not in known:
            wrong = _("“%(written)s”不在可选项之内", written=written)
            raise CellError(wrong, _("可填：%(words)s", words="、".join(values)))
        return known[written]

    return read


def word_of(words: Iterable[str], aliases: Mapping[str, str] | None = None) -> Reader:
    """As :func:`one_of`, where the word itself is the value."""
    return one_of({word: word for word in words}, aliases)
