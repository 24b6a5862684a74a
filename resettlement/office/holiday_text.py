"""Days as the State Council's holiday notices write them. Pure."""

from __future__ import annotations

import re
from datetime import date

from resettlement.translation import gettext as _

_DAY = re.compile(r"(?:(\d{4})\s*[-年/.]\s*)?(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?")
_TO = re.compile(r"\s*(?:至|到|~|～|—|–)\s*(?:(\d{1,2})\s*[-月/.]\s*)?(\d{1,2})\s*日?")


def days_of(text: str, year: int) -> frozenset[date]:
    """The days of a text as notices write them: `1月1日至3日`, `2027-02-06`, separated by anything.

    Raises ValueError with the sentence for what is no day.
    """
    found: set[date] = set()
    at = 0
    while day := _DAY.search(text, at):
        _refuse_rest(text[at : day.start()])
        first = _date(int(day[1] or year), int(day[2]), int(day[3]))
        until = _TO.match(text, day.end())
        last = _date(first.year, int(until[1] or first.month), int(until[2])) if until else first
        if not 0 <= (last - first).days <= 31:
            raise ValueError(_("%(first)s 至 %(last)s 不像一段假期，请核对", first=first, last=last))
        found |= {date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)}
        at = until.end() if until else day.end()
    _refuse_rest(text[at:])
    return frozenset(found)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(
            _("没有 %(year)s 年 %(month)s 月 %(day)s 日这一天", year=year, month=month, day=day)
        ) from None


def _refuse_rest(text: str) -> None:
    """What stands between the days is words; a number there was meant as a day and not read."""
    if number := re.search(r"\d+", re.sub(r"共\s*\d+\s*天", "", text)):
        raise ValueError(_("“%(text)s”没有读懂。请写成 1月1日、1月1日至3日 或 2027-01-01", text=number[0]))
