"""Single cells: days in every spelling that offices use, and nothing that has to be guessed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement import clock
from resettlement.records import cells


def excel(*parts: int) -> datetime:
    """An instant as Excel has it: without a time zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


DAYS = st.dates(date(1940, 1, 1), date(2030, 12, 31))


@given(DAYS)
def test_a_day_reads_the_same_in_every_spelling(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    spellings: list[Any] = [
        f"{y}-{m:02}-{d:02}", f"{y}.{m}.{d}", f"{y}/{m}/{d}", f"{y}年{m}月{d}日", f" {y} 年 {m} 月 {d} 日 ",
        f"{y}{m:02}{d:02}", f"{y}-{m}-{d}".translate({c: c + 0xFEE0 for c in range(0x30, 0x3A)}),
        f"{y}-{m:02}-{d:02} 00:00:00", f"{y}。{m}。{d}", f"{y}年{m}月{d}号", f"{y}.{m}.{d}.",
        day, excel(y, m, d, 13, 5), int(f"{y}{m:02}{d:02}"), float(f"{y}{m:02}{d:02}"),
    ]  # fmt: skip
    assert {cells.day(one) for one in spellings} == {day}


@given(st.dates(date(1930, 1, 1), date(2049, 12, 31)))
def test_a_bare_number_in_a_column_of_days_is_excels_count_of_days(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert [cells.day(one) for one in (serial, float(serial), serial + 0.75)] == [day] * 3


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("二〇〇九年十二月一日", date(2009, 12, 1)),
        ("二○一零年十月三十一日", date(2010, 10, 31)),
        ("一九八七年三月二十号", date(1987, 3, 20)),
    ],
)
def test_a_day_written_out_in_characters_is_read(written: str, day: date) -> None:
    assert cells.day(written) == day


@pytest.mark.parametrize("odd", ["二〇〇九年十十月一日", "二〇〇九年二三月一日", "二〇〇九年一月三十二日"])
def test_a_day_written_out_that_does_not_exist_is_refused(odd: str) -> None:
    with pytest.raises(cells.CellError, match="这一天不存在"):
        cells.day(odd)


@pytest.mark.parametrize("month", ["2009年12月", "2009-12", "2009.12", "2009/12", 2009.12])
def test_a_month_without_a_day_is_refused_with_what_is_missing(month: Any) -> None:
    with pytest.raises(cells.CellError) as refused:
        cells.day(month)
    assert "只有年月" in refused.value.wrong
    assert "补上具体日期" in refused.value.right


@pytest.mark.parametrize("written", ["3.2E+17", "9.90000198703E+17"])
def test_a_long_number_that_excel_turned_into_powers_of_ten_is_refused(written: str) -> None:
    with pytest.raises(cells.CellError, match="科学计数法"):
        cells.number_as_text("身份证号")(written)


def test_an_apostrophe_that_keeps_a_number_text_is_not_part_of_it() -> None:
    assert cells.number_as_text("身份证号")("'99000019870302001x") == "99000019870302001X"


@pytest.mark.parametrize("nothing", ["2021-02-29", "2021-13-01", "2021.4.31", "20210431"])
def test_a_day_that_does_not_exist_is_refused(nothing: str) -> None:
    with pytest.raises(cells.CellError, match="这一天不存在"):
        cells.day(nothing)


@pytest.mark.parametrize("nothing", ["去年", "40148", 10958, 54789.0, "09-12-01", "2009-12-01-01", True])
def test_what_is_no_day_is_refused(nothing: Any) -> None:
    with pytest.raises(cells.CellError, match="不是日期"):
        cells.day(nothing)


@pytest.mark.parametrize(
    "written",
    ["2021-12-10 15:30", "2021年12月10日 15:30:00", "2021.12.10 15:30", excel(2021, 12, 10, 15, 30)],
)
def test_an_instant_is_in_chinas_time(written: Any) -> None:
    assert cells.instant(written) == datetime(2021, 12, 10, 15, 30, tzinfo=clock.CHINA)


@pytest.mark.parametrize("written", ["2021-12-10", "15:30", "2021-12-10 25:30", "2021-12-10 9:70"])
def test_an_instant_needs_a_day_and_a_time_that_exist(written: str) -> None:
    with pytest.raises(cells.CellError):
        cells.instant(written)


def test_a_list_is_parted_by_the_marks_people_use_and_names_each_once() -> None:
    assert cells.several("驾驶证A2、电工证,焊工证；电工证，A1;A1") == ("驾驶证A2", "电工证", "焊工证", "A1")


def test_a_mark_keeps_its_digits_exactly() -> None:
    assert [cells.mark(one) for one in ("86.50", 86.5, "９０", 0)] == ["86.50", "86.5", "90", "0"]


@pytest.mark.parametrize("nothing", ["-1", "inf", "NaN", "八十", "1e"])
def test_what_is_no_mark_is_refused(nothing: str) -> None:
    with pytest.raises(cells.CellError, match="不是分数"):
        cells.mark(nothing)


@pytest.mark.parametrize("nothing", ["-1", "1.5", 1.5, "三", "²"])
def test_what_is_no_whole_number_is_refused(nothing: Any) -> None:
    with pytest.raises(cells.CellError, match="不是整数"):
        cells.whole(nothing)


def test_a_number_cell_is_never_taken_for_a_long_number() -> None:
    with pytest.raises(cells.CellError, match="末几位已经丢失"):
        cells.number_as_text("身份证号")(110105194912310020.0)


@pytest.mark.parametrize("huge", [1e300, "1000000", 10**17])
def test_a_count_that_nobody_can_mean_is_refused(huge: Any) -> None:
    with pytest.raises(cells.CellError, match="太大"):
        cells.whole(huge)
    assert cells.whole("999999") == 999999


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("李　明", "李明"),
        ("李  明", "李明"),
        ("李\n明 ", "李明"),
        ("阿依古丽•买买提・吐尔逊", "阿依古丽·买买提·吐尔逊"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("David   Li", "David Li"),
        ("䶮𬭎", "䶮𬭎"),
    ],
)
def test_a_name_is_the_same_however_the_cell_lays_it_out(typed: str, name: str) -> None:
    assert cells.person_name(typed) == name
