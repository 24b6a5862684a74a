"""More time for whoever is at the table, with a reason that everybody can read."""

from __future__ import annotations

import pytest

from tests.hall import Hall, opening

ONE = {"sergeant": [["S1"]]}


@pytest.fixture
def hall() -> Hall:
    return Hall(opening(ONE, {"P1": 1}, minutes_to_choose=5)).say("09:00 host call S1")


def test_time_that_was_added_may_be_used_and_no_more(hall: Hall) -> None:
    hall.say("""
        09:04 host adjust-clock S1 120 电脑死机
        09:07 host choose S1 P1
    """)
    assert hall.posts["S1"] == "P1"


def test_every_added_time_counts(hall: Hall) -> None:
    hall.say("""
        09:04 host adjust-clock S1 60 电脑死机
        09:05 host adjust-clock S1 60 又死机
        09:08 host choose S1 P1 -> selection.over_time
        09:07 host choose S1 P1
    """)
    assert hall.posts["S1"] == "P1"


def test_a_clock_that_has_run_out_can_still_be_adjusted(hall: Hall) -> None:
    hall.say("""
        09:06 host choose S1 P1 -> selection.over_time
        09:06 host adjust-clock S1 120 核对资格占用时间
        09:07 host choose S1 P1
    """)
    assert hall.posts["S1"] == "P1"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("adjust-clock S1 60", "selection.reason_missing"),
        ("adjust-clock S1 0 手误", "selection.seconds"),
        ("adjust-clock S1 3601 手误", "selection.seconds"),
        ("adjust-clock S2 60 手误", "selection.not_your_turn"),
    ],
)
def test_the_clock_is_adjusted_for_a_reason_and_by_a_time_that_can_be_meant(
    hall: Hall, line: str, code: str
) -> None:
    hall.say(f"09:01 host {line} -> {code}\n 09:06 host choose S1 P1 -> selection.over_time")
    assert hall.posts["S1"] is None


def test_time_added_in_one_turn_is_not_there_in_the_next() -> None:
    hall = Hall(opening(ONE, {"P1": 1}, minutes_to_choose=5)).say("""
        09:00 host call S1
        09:01 host adjust-clock S1 600 电脑死机
        09:02 host pass S1
        09:03 host call S1
        09:09 host choose S1 P1 -> selection.over_time
    """)
    assert hall.posts["S1"] is None
