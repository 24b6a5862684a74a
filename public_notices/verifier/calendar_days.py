"""Days, lengths and periods as docs/rule-packs.md, "Dates and lengths", defines them."""

from calendar import monthrange
from datetime import date, timedelta

from .numbered import CannotComputeError

Period = tuple[date, date]


def day_of(text: object) -> date:
    """A day written YYYY-MM-DD, or one that TOML has read already."""
    if isinstance(text, date):
        return text
    if not isinstance(text, str) or len(text) != 10:
        raise CannotComputeError(f"日期应写作 YYYY-MM-DD，现为 {text}")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotComputeError(f"没有这一天：{text}") from None


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months later, or that month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def length(start: date, end: date) -> tuple[int, int]:
    """Whole months from start to end, and the days that are left."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return months, (end - add_months(start, months)).days


def whole_months(period: Period) -> int:
    return length(period[0], period[1])[0]


def merged(periods: list[Period]) -> list[Period]:
    """Periods in order, those that meet or overlap made one; empty ones left out."""
    result: list[Period] = []
    for start, end in sorted(one for one in periods if one[0] < one[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day; an empty one has none."""
    return max(one[0], other[0]) < min(one[1], other[1])


def counted_service(enlisted: date, discharged: date, not_counted: list[Period]) -> tuple[int, int, int]:
    """Years, months and days of service, its end moved back by each period that does not count."""
    end = discharged
    clipped = [(max(start, enlisted), min(stop, discharged)) for start, stop in not_counted]
    for start, stop in merged(clipped):
        months, days = length(start, stop)
        end = add_months(end, -months) - timedelta(days=days)
    months, days = length(enlisted, max(end, enlisted))
    return months // 12, months % 12, days
