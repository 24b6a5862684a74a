"""Roll call (点名) and the check in the standby zone (备选区), ahead of the call."""

from __future__ import annotations

import pytest

from resettlement.selection.session.events import Undo
from tests.hall import DAY, Hall, opening

TWO = {"sergeant": [["S1"], ["S2"]]}
CHECKED = {"standby": {"roll_call": 10, "check": True}}


@pytest.fixture
def hall() -> Hall:
    return Hall(opening(TWO, {"P1": 2}, **CHECKED))


def test_who_was_checked_ahead_of_the_call_chooses_like_anybody(hall: Hall) -> None:
    hall.say("""
        08:50 clerk arrive S1
        08:55 clerk check S1 passed
        09:00 host call S1
        09:01 host choose S1 P1
    """)
    assert hall.posts["S1"] == "P1"


def test_where_the_rules_demand_the_check_nobody_chooses_without_it(hall: Hall) -> None:
    hall.say("""
        09:00 host call S1
        09:00 host choose S1 P1 -> selection.not_checked
        09:01 clerk arrive S1
        09:01 host choose S1 P1 -> selection.not_checked
        09:02 clerk check S1 passed
        09:02 host choose S1 P1
    """)
    assert hall.posts["S1"] == "P1"


def test_the_latest_check_counts(hall: Hall) -> None:
    hall.say("""
        08:50 clerk arrive S1
        08:51 clerk check S1 passed
        08:52 clerk check S1 failed 未带毕业证原件
        09:00 host call S1
        09:01 host choose S1 P1 -> selection.not_checked
        09:02 clerk check S1 passed
        09:03 host choose S1 P1
    """)
    assert hall.posts["S1"] == "P1"


def test_a_proxy_whose_papers_were_checked_need_not_be_checked_again(hall: Hall) -> None:
    hall.say("""
        09:00 host call S1
        09:01 host proxy S1
        09:02 host choose S1 P1
    """)
    assert hall.posts["S1"] == "P1"


def test_without_such_a_rule_the_check_is_recorded_and_nothing_hangs_on_it() -> None:
    hall = Hall(opening(TWO, {"P1": 2}, standby={"roll_call": 10, "check": False}))
    hall.say("""
        08:50 clerk arrive S1
        08:51 clerk check S1 failed 未带身份证
        09:00 host call S1
        09:01 host choose S1 P1
        09:02 host call S2
        09:03 host choose S2 P1
    """)
    assert hall.posts == {"S1": "P1", "S2": "P1"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("clerk check S1 passed", "selection.not_arrived"),
        ("clerk arrive S9", "selection.not_waiting"),
    ],
)
def test_only_who_is_waiting_arrives_and_only_who_arrived_is_checked(
    hall: Hall, line: str, code: str
) -> None:
    hall.say(f"08:50 {line} -> {code}")


def test_nobody_arrives_twice_or_after_his_turn(hall: Hall) -> None:
    hall.say("""
        08:50 clerk arrive S1
        08:51 clerk arrive S1 -> selection.arrived
        08:52 clerk check S1 passed
        09:00 host call S1
        09:01 host choose S1 P1
        09:02 clerk check S1 passed -> selection.not_waiting
    """)


def test_a_check_that_did_not_pass_says_why(hall: Hall) -> None:
    hall.say("""
        08:50 clerk arrive S1
        08:51 clerk check S1 failed -> selection.reason_missing
    """)


def test_people_may_come_while_the_session_is_paused(hall: Hall) -> None:
    hall.say("""
        09:00 host pause 停电
        09:01 clerk arrive S1
        09:02 clerk check S1 passed
        09:03 host call S1 -> selection.paused
    """)
    assert hall.session.checked == {"S1": True}


def test_an_undo_sends_nobody_out_of_the_hall(hall: Hall) -> None:
    hall.say("""
        08:50 clerk arrive S1
        08:51 clerk check S1 passed
        09:00 host call S1
        09:01 clerk arrive S2
        09:01 host choose S1 P1
    """)
    hall.do(Undo(2, "名单核对", "supervisor"), DAY.replace(hour=9, minute=5))
    assert hall.session.arrived == {"S1", "S2"}
    assert hall.session.checked == {"S1": True}
    assert hall.posts["S1"] is None
