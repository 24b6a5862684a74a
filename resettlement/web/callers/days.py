"""When to call again: the quick choices, on working days. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from babel.dates import format_date

from resettlement import translation, workdays
from resettlement.errors import RefusedError
from resettlement.follow_up.model import Answer, Outcome
from resettlement.translation import gettext as _
from resettlement.workdays import Calendar
from scoring.dates import add_months

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SATURDAY = 5


class NextCall(StrEnum):
    """What the caller picked: the usual one for what was said, a quick one, a day of their own, or none."""

    USUAL = "usual"
    TOMORROW = "tomorrow"
    WEEK = "week"
    MONTH = "month"
    OWN = "own"
    NONE = "none"


def quick(today: date, calendar: Calendar) -> dict[NextCall, date]:
    """The day behind each quick choice; one that falls on a rest day moves to the next working day."""
    return {
        NextCall.TOMORROW: _working(today + _DAY, calendar),
        NextCall.WEEK: _working(today + _WEEK, calendar),
        NextCall.MONTH: _working(add_months(today, 1), calendar),
    }


def usual(outcome: Outcome, answers: Iterable[Answer]) -> NextCall:
    """Not reached: tomorrow; something open: in a week; everything settled: in a month."""
    if outcome is not Outcome.REACHED:
        return NextCall.TOMORROW
    return NextCall.MONTH if all(answer is Answer.OK for answer in answers) else NextCall.WEEK


def in_words(day: date, today: date) -> str:
    """A day as one says it on the telephone: `11月30日（周一）`, `Mon 30 Nov`; another year is named."""
    another = day.year != today.year
    pattern = _("y年M月d日（EEE）") if another else _("M月d日（EEE）")
    return format_date(day, pattern, locale=translation.language())


def _working(day: date, calendar: Calendar) -> date:
    while not _is_workday(day, calendar):
        day += _DAY
    return day


def _is_workday(day: date, calendar: Calendar) -> bool:
    """In a year whose holidays nobody entered yet: Monday to Friday. A call is no legal period."""
    try:
        return workdays.is_workday(day, calendar)
    except RefusedError:
        return day.weekday() < _SATURDAY
