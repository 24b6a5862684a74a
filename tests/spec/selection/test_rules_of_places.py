"""各地规则里有、默认规则里没有的：选剩余岗位、分批分时段、委托提前申请。每一例，第二套程序另行核对。"""

from __future__ import annotations

import json
from typing import Any

import pytest

from public_notices.verifier.session import replay_differences
from resettlement.journal.model import canonical
from resettlement.selection.session.events import payload_of, type_of
from tests.hall import Hall, opening

FOUR = {"officer": [["O1"], ["O2"]], "sergeant": [["S1"], ["S2"]]}
SEATS = {"P1": 3, "P2": 3}
LEFT = {"first": "what_is_left", "again": "given_up"}
GIVEN_UP = {"first": "given_up", "again": "given_up"}
MISSED = dict.fromkeys(("late", "over_time", "left_room", "refused"), GIVEN_UP) | {"absent": LEFT}
BATCHES = [
    {"category": "officer", "from": 1, "at": "2021-12-18T09:00:00+08:00"},
    {"category": "officer", "from": 3, "at": "2021-12-18T10:00:00+08:00"},
    {"category": "sergeant", "from": 1, "at": "2021-12-18T14:00:00+08:00"},
]
A_DAY_AHEAD = {"proxy": {"allowed": True, "papers": ["关系证明"], "days_ahead": 1}}


def entries(hall: Hall) -> list[dict[str, Any]]:
    """The log as the second path reads it."""
    return [
        {
            "version": one.version,
            "at": one.at.isoformat(),
            "by": one.by,
            "type": type_of(one.event),
            "payload": json.loads(canonical(payload_of(one.event))),
        }
        for one in hall.log
    ]


def agreed(hall: Hall) -> Hall:
    assert [one.sentence for one in replay_differences(entries(hall))] == []
    return hall


def differing(log: list[dict[str, Any]]) -> list[str]:
    return [one.property for one in replay_differences(log)]


def test_who_takes_what_is_left_is_called_when_every_group_has_been_served() -> None:
    hall = Hall(opening(FOUR, SEATS, missed=MISSED)).say("""
        09:00 host call O1
        09:01 host miss O1 absent
    """)
    assert hall.session.waiting == ("O2", "S1", "S2", "O1")
    hall.say("""
        09:02 host call O1 -> selection.not_next
        09:02 host call O2
        09:03 host choose O2 P1
        09:04 host call S1
        09:05 host choose S1 P1
        09:06 host call S2
        09:07 host choose S2 P1
        09:08 host call O1
        09:09 host choose O1 P1 -> selection.no_seat
        09:09 host choose O1 P2
        09:10 host close
    """)
    assert agreed(hall).posts == {"O1": "P2", "O2": "P1", "S1": "P1", "S2": "P1"}


def test_those_who_take_what_is_left_do_so_in_the_order_in_which_they_were_called() -> None:
    hall = Hall(opening(FOUR, SEATS, missed=MISSED)).say("""
        09:00 host call O1
        09:01 host miss O1 absent
        09:02 host call O2
        09:03 host choose O2 P1
        09:04 host call S1
        09:05 host miss S1 absent
    """)
    assert agreed(hall).session.waiting == ("S2", "O1", "S1")


def test_absent_a_second_time_among_them_is_what_the_rules_say() -> None:
    hall = Hall(opening({"officer": [["O1"], ["O2"]]}, SEATS, missed=MISSED)).say("""
        09:00 host call O1
        09:01 host miss O1 absent
        09:02 host call O2
        09:03 host choose O2 P1
        09:04 host call O1
        09:05 host miss O1 absent
        09:06 host close
    """)
    assert agreed(hall).posts == {"O1": None, "O2": "P1"}


def test_undone_an_absence_stands_where_it_stood_before() -> None:
    hall = Hall(opening(FOUR, SEATS, missed=MISSED)).say("""
        09:00 host call O1
        09:01 host choose O1 P1
        09:02 host call O2
        09:03 host miss O2 absent
        09:04 host undo O1 second supervisor 读错
    """)
    assert agreed(hall).session.waiting == ("O1", "O2", "S1", "S2")


def test_the_second_path_refuses_a_call_before_those_who_go_first() -> None:
    log = entries(
        Hall(opening(FOUR, SEATS, missed=MISSED)).say("09:00 host call O1\n 09:01 host miss O1 absent")
    )
    again = {
        "version": 4,
        "at": log[-1]["at"],
        "by": "host",
        "type": "called",
        "payload": {"candidate": "O1"},
    }
    assert differing([*log, again]) == ["S3"]


def test_nobody_is_called_before_the_time_of_his_batch() -> None:
    hall = Hall(opening({"officer": [["O1"], ["O2"], ["O3"]]}, SEATS, batches=BATCHES)).say("""
        08:59:59 host call O1 -> selection.batch_not_begun
        09:00 host call O1
        09:01 host choose O1 P1
        09:02 host call O2
        09:03 host choose O2 P1
        09:59:59 host call O3 -> selection.batch_not_begun
        10:00 host call O3
        10:01 host choose O3 P2
        10:02 host close
    """)
    assert agreed(hall).posts == {"O1": "P1", "O2": "P1", "O3": "P2"}


def test_people_who_stand_equal_are_in_the_batch_of_the_first_of_them() -> None:
    hall = Hall(opening({"officer": [["O1"], ["O2", "O3"], ["O4"]]}, SEATS, batches=BATCHES)).say("""
        09:00 host call O1
        09:01 host choose O1 P1
        09:02 host settle-tie
        09:03 host call O2
        09:04 host choose O2 P1
        09:05 host call O3
        09:06 host choose O3 P2
        09:07 host call O4 -> selection.batch_not_begun
        10:00 host call O4
    """)
    assert agreed(hall).session.table is not None


def test_a_category_has_times_of_its_own() -> None:
    hall = Hall(opening({"officer": [["O1"]], "sergeant": [["S1"]]}, SEATS, batches=BATCHES)).say("""
        09:00 host call O1
        09:01 host choose O1 P1
        13:59 host call S1 -> selection.batch_not_begun
        14:00 host call S1
    """)
    assert agreed(hall).session.table is not None


def test_the_second_path_refuses_a_call_before_its_batch() -> None:
    log = entries(Hall(opening(FOUR, SEATS, batches=BATCHES)).say("09:00 host call O1"))
    log[-1]["at"] = "2021-12-18T08:59:59+08:00"
    assert differing(log) == ["S3"]


def test_a_proxy_is_admitted_when_he_was_asked_for_a_day_ahead() -> None:
    hall = Hall(opening(FOUR, SEATS, **A_DAY_AHEAD)).say("""
        09:00 host call O1
        09:01 host proxy O1 -> selection.proxy_request_date
        09:01 host proxy O1 2021-12-18 -> selection.proxy_requested_late
        09:01 host proxy O1 2021-12-17
        09:02 host choose O1 P1
    """)
    assert agreed(hall).log[2].event == hall.session.history[2].event
    assert entries(hall)[2]["payload"]["requested_on"] == "2021-12-17"


def test_where_no_request_is_asked_for_none_is_recorded() -> None:
    hall = Hall(opening(FOUR, SEATS)).say("09:00 host call O1\n 09:01 host proxy O1 2021-12-01")
    assert "requested_on" not in entries(agreed(hall))[2]["payload"]


@pytest.mark.parametrize("day", ["2021-12-18", None, "前一天"])
def test_the_second_path_refuses_a_proxy_asked_for_too_late(day: str | None) -> None:
    log = entries(
        Hall(opening(FOUR, SEATS, **A_DAY_AHEAD)).say("09:00 host call O1\n 09:01 host proxy O1 2021-12-17")
    )
    log[2]["payload"]["requested_on"] = day
    assert differing(log) == ["S2"]
