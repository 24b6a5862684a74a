"""Rules that measure time: points a day, month or year, and time in the present post."""

from decimal import Decimal
from itertools import pairwise

from .calendar_days import Period, length, merged, overlap, whole_months
from .lines import ZERO, Line, Work, exact, figure, last_facts, line_of, period_of, unknown, value_at
from .numbered import Json


def per_period(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    """Whole days, months or years of each value, of stays that are long enough."""
    table = item.get("points")
    by_table = isinstance(table, dict)
    keys: dict[int, str | None] = {i: value_at(work, item, i) if by_table else None for i in indexes}
    values: list[str | None] = (
        [one for one in table if one in keys.values()] if by_table and table else [None]
    )
    spans = {value: merged([period_of(work, i) for i in indexes if keys[i] == value]) for value in values}
    earning = earning_periods(work, item, spans)
    lines = []
    for value in values:
        rate = figure(work, item, "points") if value is None else exact(item["points"][value])
        units = units_of(item, [one for one in spans[value] if one in earning])
        mine = [index for index in indexes if keys[index] == value]
        lines.append(line_of(item, units, units * rate, mine, value))
    return lines


def units_of(item: Json, periods: list[Period]) -> int:
    if item["rule"] == "per_day":
        return sum((end - start).days for start, end in periods)
    counted = [length(start, end) for start, end in periods]
    months = sum(months for months, _ in counted)
    if "month_from_days" in item:
        months += sum(1 for _, days in counted if days >= item["month_from_days"])
    return months if item["rule"] == "per_month" else months // 12


def earning_periods(work: Work, item: Json, spans: dict[str | None, list[Period]]) -> set[Period]:
    """Periods in runs long enough, or all if together they are; periods of two values may not overlap."""
    ordered = sorted(period for periods in spans.values() for period in periods)
    for one, other in pairwise(ordered):
        if overlap(one, other):
            raise unknown(work, item, f"{other[0]} 起的时段与另一档重叠")
    least, in_all = item.get("unbroken_months"), item.get("months_in_all")
    if in_all is not None and sum(map(whole_months, ordered)) >= in_all:
        return set(ordered)
    if least is None:
        return set() if in_all is not None else set(ordered)
    runs: list[list[Period]] = []
    for period in ordered:
        if runs and runs[-1][-1][1] == period[0]:
            runs[-1].append(period)
        else:
            runs.append([period])
    return {one for run in runs if length(run[0][0], run[-1][1])[0] >= least for one in run}


def tenure(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    """Full years in the value held last, counted from when it was taken up without a break."""
    held = {work.facts[index].get(item["attribute"]) for index in last_facts(work, item, indexes)}
    same = [index for index in indexes if work.facts[index].get(item["attribute"]) in held]
    periods = merged([period_of(work, index) for index in same])
    years = whole_months(periods[-1]) // 12 if periods else 0
    value = value_at(work, item, same[0]) if isinstance(item["points"], dict) else None
    return [tenure_line(work, item, indexes, years, value)]


def tenure_line(work: Work, item: Json, indexes: list[int], years: int, value: str | None) -> Line:
    reached = years > 0 and years >= figure(work, item, "at_years")  # under a year no number is needed
    points = figure(work, item, "points") if value is None else exact(item["points"][value])
    return line_of(item, Decimal(years), points if reached else ZERO, indexes, value)
