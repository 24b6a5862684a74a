"""Working days as the State Council's holiday notices give them, and the periods of a notice."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement.errors import BadInputError, RefusedError
from resettlement.workdays import (
    Calendar,
    YearTable,
    add_workdays,
    is_workday,
    office_calendar,
    open_for,
    period_of_days,
    period_of_workdays,
    read_calendar,
)

TABLE_2027 = """
[2027]
source = "虚构的 2027 年放假安排，仅供测试"
rest_days = [2027-01-01, 2027-10-01]
workdays = [2027-01-03]
"""
KNOWN_DAYS = st.dates(date(2005, 1, 1), date(2025, 12, 31))


def test_a_saturday_made_up_for_a_holiday_is_a_workday() -> None:
    assert is_workday(date(2021, 10, 9))
    assert not is_workday(date(2021, 10, 10))


def test_a_weekday_of_the_national_holiday_is_no_workday() -> None:
    assert not is_workday(date(2021, 10, 1))


@pytest.mark.parametrize("year", [2003, 2027])
def test_a_year_without_a_table_is_refused_and_the_message_names_the_page_to_fill(year: int) -> None:
    with pytest.raises(RefusedError, match=str(year)) as refused:
        is_workday(date(year, 3, 1))
    assert refused.value.code == "workdays.year_unknown"
    assert refused.value.arguments == {"year": year}


def test_counting_into_an_unknown_year_is_refused_rather_than_guessed() -> None:
    with pytest.raises(RefusedError, match="2027"):
        add_workdays(date(2026, 12, 30), 5)


def test_five_workdays_do_not_count_the_day_of_posting() -> None:
    monday = date(2021, 11, 15)
    assert period_of_workdays(monday, 5).last_on == date(2021, 11, 22)


def test_five_workdays_across_the_national_holiday_skip_it_and_count_the_saturday_made_up() -> None:
    assert period_of_workdays(date(2021, 9, 27), 5).last_on == date(2021, 10, 9)


def test_seven_days_are_calendar_days_after_the_day_of_posting() -> None:
    assert period_of_days(date(2021, 11, 15), 7).last_on == date(2021, 11, 22)


def test_a_period_is_open_from_the_day_of_posting_to_its_last_day() -> None:
    period = period_of_days(date(2021, 11, 15), 7)
    assert date(2021, 11, 15) in period
    assert date(2021, 11, 22) in period
    assert date(2021, 11, 14) not in period
    assert date(2021, 11, 23) not in period


@given(KNOWN_DAYS, st.integers(1, 30))
def test_the_nth_workday_has_n_workdays_up_to_it_and_is_one_itself(day: date, n: int) -> None:
    last = add_workdays(day, n)
    days = (day + timedelta(days=number) for number in range(1, (last - day).days + 1))
    assert sum(map(is_workday, days)) == n
    assert is_workday(last)


@given(KNOWN_DAYS, st.integers(1, 30))
def test_counting_back_from_a_workday_returns_to_it(day: date, n: int) -> None:
    first = add_workdays(day, 1)
    assert add_workdays(add_workdays(first, n), -n) == first


def test_a_year_that_staff_entered_is_known(tmp_path: Path) -> None:
    calendar = read_calendar(_file(tmp_path, TABLE_2027))
    assert not is_workday(date(2027, 1, 1), calendar)
    assert is_workday(date(2027, 1, 3), calendar)
    assert is_workday(date(2027, 1, 4), calendar)
    assert not is_workday(date(2027, 1, 9), calendar)


def test_a_year_that_staff_entered_goes_before_the_one_shipped() -> None:
    ordinary = date(2021, 11, 16)
    mended = Calendar({2021: YearTable("测试", frozenset({ordinary}), frozenset())})
    assert is_workday(ordinary)
    assert not is_workday(ordinary, mended)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[2027]", "[27]", "四位年份"),
        ("workdays =", "work_days =", "应有且只有"),
        ("rest_days = [2027-01-01, 2027-10-01]", "rest_days = []", "是空的"),
        ("2027-10-01", "2026-10-01", "不属于 2027 年"),
        ("workdays = [2027-01-03]", "workdays = [2027-01-01]", "只能属于其中之一"),
        ("workdays = [2027-01-03]", "workdays = ['2027-01-03']", "日期列表"),
        ("虚构的 2027 年放假安排，仅供测试", " ", "source 应写明"),
        ("[2027]", "[2027", "读不出来"),
    ],
)
def test_a_table_filled_wrongly_is_refused_by_field(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(BadInputError, match=told):
        read_calendar(_file(tmp_path, TABLE_2027.replace(old, new)))


def _file(folder: Path, text: str) -> Path:
    path = folder / "workdays.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_notice_is_open_for_workdays_or_for_days_as_the_plan_says() -> None:
    monday = date(2021, 10, 18)
    assert open_for(monday, {"workdays": 5}).last_on == date(2021, 10, 25)
    assert open_for(monday, {"days": 7}).last_on == date(2021, 10, 25)
    assert open_for(monday, {"days": 5}).last_on == date(2021, 10, 23)


@pytest.mark.parametrize("length", [{}, {"days": 7, "workdays": 5}, {"weeks": 1}])
def test_a_period_that_is_neither_workdays_nor_days_is_refused(length: dict[str, int]) -> None:
    with pytest.raises(BadInputError, match="workdays"):
        open_for(date(2021, 10, 18), length)


def test_the_table_that_staff_filled_counts_for_a_year_that_is_not_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "workdays.toml"
    table.write_text(
        '[2027]\nsource = "示例通知"\nrest_days = [2027-01-01]\nworkdays = [2027-01-02]\n', encoding="utf-8"
    )
    monkeypatch.setenv("RESETTLEMENT_WORKDAYS", str(table))
    opened = open_for(date(2026, 12, 31), {"workdays": 1}, office_calendar())
    assert opened.last_on == date(2027, 1, 2)
