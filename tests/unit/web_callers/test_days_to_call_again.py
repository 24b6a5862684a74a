"""When to call again falls on a working day; what is usual depends on what was said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement import workdays
from resettlement.follow_up.model import Answer, Outcome
from resettlement.translation import ENGLISH, speaking
from resettlement.web.callers.days import NextCall, in_words, quick, usual
from resettlement.workdays import SHIPPED, Calendar, YearTable

OK, TROUBLE = Answer.OK, Answer.TROUBLE


@pytest.mark.parametrize(
    ("today", "choice", "day"),
    [
        (date(2026, 11, 23), NextCall.TOMORROW, date(2026, 11, 24)),
        (date(2026, 11, 27), NextCall.TOMORROW, date(2026, 11, 30)),  # Friday: Monday
        (date(2026, 9, 30), NextCall.TOMORROW, date(2026, 10, 8)),  # over the National Day holiday
        (date(2026, 9, 24), NextCall.WEEK, date(2026, 10, 8)),  # a week later is a holiday
        (date(2026, 11, 23), NextCall.WEEK, date(2026, 11, 30)),
        (date(2026, 1, 31), NextCall.MONTH, date(2026, 2, 28)),  # a Saturday, worked for the Spring Festival
        (date(2026, 11, 23), NextCall.MONTH, date(2026, 12, 23)),
    ],
)
def test_a_quick_choice_falls_on_a_working_day(today: date, choice: NextCall, day: date) -> None:
    assert quick(today, SHIPPED)[choice] == day


@given(st.dates(date(2022, 1, 1), date(2026, 10, 31)))
def test_every_quick_choice_is_a_working_day_still_to_come(today: date) -> None:
    for day in quick(today, SHIPPED).values():
        assert workdays.is_workday(day)
        assert today < day <= today + timedelta(days=45)


def test_in_a_year_without_a_holiday_table_weekends_alone_are_avoided() -> None:
    assert quick(date(2031, 1, 3), SHIPPED)[NextCall.TOMORROW] == date(2031, 1, 6)


@pytest.mark.parametrize(
    ("outcome", "answers", "choice"),
    [
        (Outcome.NO_ANSWER, [Answer.UNKNOWN] * 4, NextCall.TOMORROW),
        (Outcome.WRONG_NUMBER, [Answer.UNKNOWN] * 4, NextCall.TOMORROW),
        (Outcome.REACHED, [OK, OK, TROUBLE, OK], NextCall.WEEK),
        (Outcome.REACHED, [OK, OK, OK, Answer.NOT_YET], NextCall.WEEK),
        (Outcome.REACHED, [OK] * 4, NextCall.MONTH),
    ],
)
def test_what_is_usual_depends_on_what_was_said(
    outcome: Outcome, answers: list[Answer], choice: NextCall
) -> None:
    assert usual(outcome, answers) is choice


def test_a_day_of_another_year_is_in_words_with_its_year() -> None:
    assert in_words(date(2026, 11, 30), date(2026, 11, 23)) == "11月30日（周一）"
    assert in_words(date(2027, 1, 4), date(2026, 12, 30)) == "2027年1月4日（周一）"
    with speaking(ENGLISH):
        assert in_words(date(2026, 11, 30), date(2026, 11, 23)) == "Mon 30 Nov"
        assert in_words(date(2027, 1, 4), date(2026, 12, 30)) == "Mon 4 Jan 2027"


def test_a_holiday_that_the_office_entered_is_no_day_for_a_call() -> None:
    entered = Calendar({2031: YearTable("虚构通知", frozenset({date(2031, 1, 6)}), frozenset())})
    assert quick(date(2031, 1, 3), entered)[NextCall.TOMORROW] == date(2031, 1, 7)
