"""Duties after the pick: which rules apply, and how their days are counted."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement.errors import RefusedError
from resettlement.follow_up.model import (
    ASK_THE_BUREAU,
    QUESTIONS,
    Direction,
    DueState,
    Duty,
    Events,
    OwedBy,
    Topic,
    Trigger,
    applicable,
    duties_of,
)
from resettlement.follow_up.rules import shipped
from scoring.dates import add_months

OLD = date(2021, 12, 20)
NEW = date(2024, 9, 1)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def duties(category: str, events: Events, residence: str | None = None) -> dict[str, Duty]:
    rules = applicable(shipped(), category, events.letter_on)
    return {duty.rule.key: duty for duty in duties_of(rules, events, residence)}


def due(category: str, events: Events) -> dict[str, date]:
    return {key: duty.due_on for key, duty in duties(category, events).items() if duty.due_on}


@pytest.mark.parametrize(
    ("category", "placed_on", "file"),
    [
        ("sergeant", date(2024, 8, 31), "soldiers-2011"),
        ("conscript", date(2024, 8, 31), "soldiers-2011"),
        ("officer", date(2024, 8, 31), "officers-before-2024"),
        ("sergeant", date(2024, 9, 1), "regulation-2024"),
        ("conscript", date(2024, 9, 1), "regulation-2024"),
        ("officer", date(2024, 9, 1), "regulation-2024"),
    ],
)
def test_category_and_day_of_placement_choose_the_rule_file(
    category: str, placed_on: date, file: str
) -> None:
    assert applicable(shipped(), category, placed_on).id == file


@given(st.sampled_from(["officer", "sergeant", "conscript"]), DAYS)
def test_exactly_one_rule_file_covers_every_category_and_day(category: str, placed_on: date) -> None:
    assert sum(file.covers(category, placed_on) for file in shipped()) == 1


def test_a_category_nobody_wrote_rules_for_has_no_duties() -> None:
    assert duties("civilian", Events(letter_on=OLD)) == {}


def test_two_rule_files_for_the_same_people_are_refused() -> None:
    with pytest.raises(RefusedError, match="2 份") as refused:
        applicable([*shipped(), *shipped()], "sergeant", OLD)
    assert refused.value.code == "follow_up.no_rules"


def test_a_soldier_of_2021_starts_within_one_month_and_is_placed_within_six() -> None:
    events = Events(letter_on=OLD, received_on=date(2021, 12, 1), report_by_on=date(2021, 12, 31))
    assert due("sergeant", events) == {
        "placing_finished": date(2022, 6, 1),
        "on_post": date(2022, 1, 20),
        "report_in": date(2022, 1, 30),
    }


def test_a_soldiers_floors_have_no_day_and_are_asked_about_each_time() -> None:
    found = duties("sergeant", Events(OLD))
    floors = {
        key: duty.rule.figure for key, duty in found.items() if duty.rule.direction is Direction.AT_LEAST
    }
    assert floors == {
        "waiting_allowance": "不低于当地最低生活水平",
        "contract_term": "不少于3年",
        "late_start_pay": "不低于本单位平均工资的80%",
    }
    assert {found[key].state for key in floors} == {DueState.TO_CHECK}


def test_what_no_text_names_is_unknown_and_the_bureau_is_to_be_asked() -> None:
    found = duties("sergeant", Events(OLD))
    unknown = [duty for duty in found.values() if duty.state is DueState.UNKNOWN]
    assert {duty.rule.topic for duty in unknown} == {Topic.INSURANCE, Topic.HOUSEHOLD}
    assert {duty.reason for duty in unknown} == {ASK_THE_BUREAU}


def test_officers_before_2024_have_every_topic_and_no_figure() -> None:
    everything = Events(OLD, OLD, OLD, OLD, OLD)
    found = duties("officer", everything).values()
    assert {duty.rule.topic for duty in found} == {*QUESTIONS, Topic.START}
    assert all(duty.state is DueState.UNKNOWN and duty.due_on is None for duty in found)
    assert all(duty.rule.figure is None and duty.rule.article is None for duty in found)


def test_the_regulation_of_2024_counts_from_each_event() -> None:
    events = Events(
        letter_on=date(2024, 9, 10),
        received_on=date(2024, 8, 31),
        report_by_on=date(2024, 9, 20),
        reported_in_on=date(2024, 9, 12),
        started_work_on=date(2024, 10, 31),
    )
    assert due("officer", events) == {
        "placing_finished": date(2025, 2, 28),
        "on_post": date(2024, 10, 10),
        "contract_written": date(2024, 11, 30),
        "insurance_registered": date(2024, 11, 30),
        "report_in": date(2024, 10, 20),
        "household_letter": date(2024, 9, 12),
        "household_move_in_city": date(2024, 9, 15),
        "household_move_in_country": date(2024, 9, 22),
    }


def test_what_waits_for_an_event_names_it() -> None:
    found = duties("sergeant", Events(NEW))
    waiting = {key: duty.waits_for for key, duty in found.items() if duty.state is DueState.WAITING}
    assert waiting == {
        "placing_finished": Trigger.RECEIVED,
        "contract_written": Trigger.STARTED_WORK,
        "insurance_registered": Trigger.STARTED_WORK,
        "report_in": Trigger.REPORT_BY,
        "household_letter": Trigger.REPORTED_IN,
        "household_move_in_city": Trigger.REPORTED_IN,
        "household_move_in_country": Trigger.REPORTED_IN,
    }
    assert found["contract_written"].reason == "待登记上岗日期后计算"


@pytest.mark.parametrize(("residence", "other"), [("city", "country"), ("country", "city")])
def test_where_he_moves_to_leaves_one_of_two_periods(residence: str, other: str) -> None:
    found = duties("sergeant", Events(NEW), residence)
    assert f"household_move_in_{residence}" in found
    assert f"household_move_in_{other}" not in found
    assert "on_post" in found


def test_whoever_owes_is_named() -> None:
    found = duties("sergeant", Events(OLD))
    assert found["on_post"].rule.owed_by is OwedBy.UNIT
    assert found["waiting_allowance"].rule.owed_by is OwedBy.BUREAU
    assert found["report_in"].rule.owed_by is OwedBy.CANDIDATE


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2022, 1, 31), 1, date(2022, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2021, 12, 1), 1, date(2022, 1, 1)),
        (date(2021, 8, 31), 6, date(2022, 2, 28)),
        (date(2021, 6, 30), 6, date(2021, 12, 30)),
        (date(2021, 12, 31), 12, date(2022, 12, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: date, months: int, end: date) -> None:
    assert add_months(day, months) == end


@given(DAYS, st.integers(0, 120))
def test_adding_months_lands_in_the_right_month_and_never_past_it(day: date, months: int) -> None:
    end = add_months(day, months)
    assert end.year * 12 + end.month == day.year * 12 + day.month + months
    assert end.day == min(day.day, monthrange(end.year, end.month)[1])


@given(DAYS, st.integers(0, 60))
def test_a_later_event_never_gives_an_earlier_last_day(day: date, later: int) -> None:
    first, second = (
        due("sergeant", Events(day)).get("on_post"),
        due("sergeant", Events(day + timedelta(days=later))).get("on_post"),
    )
    same_rules = (day < NEW) == (day + timedelta(days=later) < NEW)
    assert not same_rules or (first is not None and second is not None and first <= second)
