"""Lengths of service and of periods, as the pages on dates say."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.dates import Length, Period, add_months, counted_service, length, merged, overlap


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "result"),
    [
        ("2021-01-31", 1, "2021-02-28"),
        ("2020-01-31", 1, "2020-02-29"),
        ("2021-11-30", 3, "2022-02-28"),
        ("2021-03-31", -1, "2021-02-28"),
        ("2021-05-15", -17, "2019-12-15"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_months_last(start: str, months: int, result: str) -> None:
    assert add_months(day(start), months) == day(result)


@pytest.mark.parametrize(
    ("start", "to", "result"),
    [
        ("2009-12-01", "2021-12-01", (144, 0)),
        ("2009-12-01", "2021-11-30", (143, 29)),
        ("2020-01-31", "2020-02-29", (1, 0)),
        ("2020-01-31", "2020-03-30", (1, 30)),
        ("2020-08-31", "2021-02-28", (6, 0)),
        ("2020-05-05", "2020-05-05", (0, 0)),
    ],
)
def test_a_length_is_whole_months_then_days(start: str, to: str, result: tuple[int, int]) -> None:
    assert length(day(start), day(to)) == Length(*result)


def test_periods_that_meet_or_overlap_are_one_and_empty_ones_vanish() -> None:
    periods = [("2012-01-01", "2013-01-01"), ("2011-01-01", "2012-01-01"), ("2014-01-01", "2014-01-01")]
    assert merged(Period(day(a), day(b)) for a, b in periods) == [
        Period(day("2011-01-01"), day("2013-01-01"))
    ]


def test_periods_that_only_meet_do_not_overlap() -> None:
    one = Period(day("2011-01-01"), day("2012-01-01"))
    assert not overlap(one, Period(day("2012-01-01"), day("2013-01-01")))
    assert overlap(one, Period(day("2011-12-31"), day("2013-01-01")))


def served(*periods: tuple[str, str]) -> Length:
    taken = [Period(day(a), day(b)) for a, b in periods]
    return counted_service(day("2009-12-01"), day("2021-12-01"), taken)


def test_time_that_does_not_count_moves_the_end_back() -> None:
    assert served(("2010-01-01", "2012-01-01")) == (120, 0)


def test_time_counted_out_twice_is_taken_out_once() -> None:
    assert served(("2010-01-01", "2012-01-01"), ("2011-01-01", "2012-01-01")) == (120, 0)


def test_only_time_within_the_service_is_taken_out() -> None:
    assert served(("2000-01-01", "2010-01-01"), ("2021-11-01", "2025-01-01")) == (142, 0)


def test_months_go_back_before_days() -> None:
    # 2021-12-01 back one month is 11-01, back five days is 10-27
    assert served(("2015-03-01", "2015-04-06")) == length(day("2009-12-01"), day("2021-10-27"))


def test_service_never_falls_below_nothing() -> None:
    assert counted_service(
        day("2010-01-30"), day("2010-03-01"), [Period(day("2000-01-01"), day("2020-01-01"))]
    ) <= (
        0,
        1,
    )
