"""Days, months and periods as docs/rule-packs.md defines them; a period's `to` is the day after its last."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import MINYEAR, date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """From the first day up to, not including, `to`."""

    start: date
    to: date


class Length(NamedTuple):
    """Whole months, then the days left over."""

    months: int
    days: int


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), or that month's last day if it has no such day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < MINYEAR:
        return date.min
    if day.day <= 28:
        return date(year, month0 + 1, day.day)
    return date(year, month0 + 1, min(day.day, _days_in_month(year, month0 + 1)))


def whole_months(start: date, to: date) -> int:
    """The greatest m with add_months(start, m) <= to; `to` is not before `start`."""
    months = (to.year - start.year) * 12 + to.month - start.month
    if to.day < start.day and (to.day < 28 or to.day < _days_in_month(to.year, to.month)):
        return months - 1
    return months


def length(start: date, to: date) -> Length:
    """Whole months from `start` to `to`, and the days from there."""
    months = whole_months(start, to)
    return Length(months, (to - add_months(start, months)).days)


def merged(periods: Iterable[Period]) -> list[Period]:
    """Periods in order of time, those that meet or overlap made one; empty ones are left out."""
    periods = list(periods)
    if len(periods) == 1 and periods[0].start < periods[0].to:
        return periods  # by far the most common case
    result: list[Period] = []
    for period in sorted(period for period in periods if period.start < period.to):
        if result and period.start <= result[-1].to:
            result[-1] = Period(result[-1].start, max(result[-1].to, period.to))
        else:
            result.append(period)
    return result


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day; an empty one shares none."""
    return max(one.start, other.start) < min(one.to, other.to)


def counted_service(enlisted_on: date, discharged_on: date, not_counted: Iterable[Period]) -> Length:
    """Service without the time that does not count: the end is moved back, earliest period first."""
    not_counted = list(not_counted)
    if not not_counted:
        return length(enlisted_on, discharged_on)
    end = discharged_on
    whole = Period(enlisted_on, discharged_on)
    for period in merged(_clipped(period, whole) for period in not_counted):
        taken = length(*period)
        end = max(enlisted_on, _back(end, taken))
    return length(enlisted_on, end)


def _days_in_month(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _clipped(period: Period, whole: Period) -> Period:
    return Period(max(period.start, whole.start), min(period.to, whole.to))


def _back(day: date, taken: Length) -> date:
    earlier = add_months(day, -taken.months)
    if (earlier - date.min).days < taken.days:
        return date.min
    return earlier - timedelta(days=taken.days)
