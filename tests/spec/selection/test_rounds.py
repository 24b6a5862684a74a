"""A second round and its restart point; a post given back after it was chosen; lists of their own."""

from __future__ import annotations

import pytest

from resettlement.selection.session.events import Undo
from resettlement.selection.session.events.chosen import picks
from tests.hall import DAY, Hall, opening

FOUR = {"sergeant": [["S1"], ["S2"], ["S3"], ["S4"]]}
ROUND = {"who": ["gave_up", "missed"], "restart": "top"}
FIRST_ROUND = """
    09:00 host call S1
    09:00 host give-up S1
    09:01 host call S2
    09:01 host choose S2 P1
    09:02 host call S3
    09:02 host miss S3 refused
    09:03 host call S4
    09:03 host choose S4 P2
"""


def four(**settings: object) -> Hall:
    return Hall(opening(FOUR, {"P1": 2, "P2": 2}, **{"second_round": ROUND, **settings}))


def test_who_left_without_a_post_as_the_rules_name_it_is_asked_again_from_the_top() -> None:
    hall = four().say(
        FIRST_ROUND
        + """
        09:04 host close -> selection.round_due
        09:05 host begin-round
        09:05 host call S1
        09:06 host choose S1 P1
        09:06 host call S3
        09:07 host choose S3 P2
        09:08 host close
    """
    )
    assert hall.posts == {"S1": "P1", "S2": "P1", "S3": "P2", "S4": "P2"}


def test_a_round_restarts_behind_whoever_chose_last_where_the_rules_say_so() -> None:
    hall = four(second_round={"who": ["gave_up", "missed"], "restart": "after_last"})
    hall.say("""
        09:00 host call S1
        09:00 host give-up S1
        09:01 host call S2
        09:01 host choose S2 P1
        09:02 host call S3
        09:02 host give-up S3
        09:03 host call S4
        09:03 host give-up S4
        09:05 host begin-round
    """)
    assert hall.session.waiting == ("S3", "S4", "S1")


def test_who_gave_his_post_back_was_served_all_the_same_and_the_round_restarts_behind_him() -> None:
    rule = {"who": ["gave_up", "waived"], "restart": "after_last"}
    hall = four(second_round=rule, freed_post="highest_waiting").say("""
        09:00 host call S1
        09:00 host give-up S1
        09:01 host call S2
        09:01 host choose S2 P1
        09:02 host call S3
        09:02 host give-up S3
        09:03 host call S4
        09:03 host give-up S4
        09:04 host waive S2 second supervisor 家属随迁
        09:05 host begin-round
    """)
    assert hall.session.waiting == ("S3", "S4", "S1", "S2")


def test_only_those_whom_the_rules_name_are_asked_again() -> None:
    hall = four(second_round={"who": ["missed"], "restart": "top"}).say(
        FIRST_ROUND + "09:05 host begin-round"
    )
    assert hall.session.waiting == ("S3",)


def test_there_is_one_second_round_and_none_before_everybody_was_called() -> None:
    four().say("09:00 host begin-round -> selection.no_round_due")
    hall = four().say(
        FIRST_ROUND
        + """
        09:05 host begin-round
        09:05 host call S1
        09:05 host give-up S1
        09:06 host call S3
        09:06 host give-up S3
        09:07 host begin-round -> selection.no_round_due
        09:08 host close
    """
    )
    assert hall.session.closed


def test_no_round_is_held_for_people_who_could_choose_nothing() -> None:
    hall = Hall(opening(FOUR, {"P1": 2, "P2": 2}, eligible={"S1": [], "S3": []}, second_round=ROUND)).say(
        FIRST_ROUND + "09:05 host close"
    )
    assert hall.session.closed


def test_who_stood_equal_keeps_the_order_that_the_lot_gave() -> None:
    hall = Hall(opening({"sergeant": [["S1", "S2", "S3"]]}, {"P1": 1}, second_round=ROUND, tie_method="lot"))
    hall.say("09:00 host draw-lot 3.1.4./ witnesses supervisor notary\n 09:00 host settle-tie")
    order = hall.session.waiting
    for minute, person in enumerate(order, 1):
        hall.say(f"09:0{minute} host call {person}\n 09:0{minute} host give-up {person}")
    hall.say("09:09 host begin-round")
    assert hall.session.waiting == order


def test_posts_of_the_second_round_have_no_seat_before_it() -> None:
    opened = opening({"sergeant": [["S1"]]}, {"P1": 1, "P2": 1}, round_of={"P2": 2}, second_round=ROUND)
    hall = Hall(opened).say("""
        09:00 host call S1
        09:00 host choose S1 P2 -> selection.no_seat
        09:01 host give-up S1
        09:02 host begin-round
        09:02 host call S1
        09:03 host choose S1 P2
    """)
    assert hall.posts == {"S1": "P2"}


def test_a_second_round_can_be_undone() -> None:
    hall = four().say(FIRST_ROUND + "09:05 host begin-round\n 09:05 host call S1")
    hall.do(Undo(10, "误点", "supervisor"), DAY.replace(minute=6))
    assert hall.session.round == 1
    assert hall.session.waiting == ()


FREED = {"freed_post": "highest_waiting"}


def test_a_post_that_is_given_back_is_free_for_whoever_is_next() -> None:
    hall = Hall(opening(FOUR, {"P1": 1, "P2": 1}, **FREED)).say("""
        09:00 host call S1
        09:00 host choose S1 P1
        09:01 host call S2
        09:01 host choose S2 P2
        09:02 host waive S1 second supervisor 家属随迁
        09:03 host call S3
        09:03 host choose S3 P1
        09:04 host call S4
        09:04 host give-up S4
        09:05 host close
    """)
    assert hall.posts == {"S1": None, "S2": "P2", "S3": "P1", "S4": None}


def test_who_found_nothing_open_stands_before_all_others_for_a_post_that_comes_free() -> None:
    hall = Hall(opening(FOUR, {"P1": 1, "P2": 1}, eligible={"S2": ["P1"], "S3": ["P1"]}, **FREED)).say("""
        09:00 host call S1
        09:00 host choose S1 P1
        09:01 host call S2
        09:01 host give-up S2
        09:02 host call S3
        09:02 host miss S3 refused
        09:03 host waive S1 second supervisor 家属随迁
    """)
    assert hall.session.waiting == ("S2", "S3", "S4")
    assert hall.session.without_post == {"S1": "waived"}


def test_who_left_while_posts_were_open_to_him_is_not_asked_again() -> None:
    hall = Hall(opening(FOUR, {"P1": 1, "P2": 1}, **FREED)).say("""
        09:00 host call S1
        09:00 host choose S1 P1
        09:01 host call S2
        09:01 host give-up S2
        09:02 host waive S1 second supervisor 家属随迁
    """)
    assert hall.session.waiting == ("S3", "S4")


def test_a_seat_that_the_rules_keep_back_is_given_to_nobody() -> None:
    hall = Hall(opening(FOUR, {"P1": 1, "P2": 1}, freed_post="kept")).say("""
        09:00 host call S1
        09:00 host choose S1 P1
        09:01 host waive S1 second supervisor 家属随迁
        09:02 host call S2
        09:02 host choose S2 P1 -> selection.no_seat
    """)
    assert hall.session.seats_left == {"P1": 0, "P2": 1}


def test_later_picks_keep_the_running_number_on_their_slips() -> None:
    hall = Hall(opening(FOUR, {"P1": 2, "P2": 1}, **FREED)).say("""
        09:00 host call S1
        09:00 host choose S1 P1
        09:01 host call S2
        09:01 host choose S2 P2
        09:02 host waive S1 second supervisor 家属随迁
        09:03 host call S3
        09:03 host choose S3 P1
    """)
    assert [(number, pick.candidate) for number, _entry, pick in picks(hall.session)] == [
        (2, "S2"),
        (3, "S3"),
    ]


@pytest.mark.parametrize(
    ("rules", "line", "code"),
    [
        (FREED, "host waive S2 second supervisor 家属随迁", "selection.nothing_to_waive"),
        (FREED, "host waive S1 second supervisor", "selection.reason_missing"),
        (
            {"rules": "nanchang-2015"},
            "host waive S1 second supervisor 家属随迁",
            "selection.no_rule_for_waiving",
        ),
    ],
)
def test_nobody_waives_what_he_has_not_or_without_a_reason_or_a_rule(
    rules: dict[str, str], line: str, code: str
) -> None:
    hall = Hall(opening(FOUR, {"P1": 1, "P2": 1}, **rules))
    hall.say(f"09:00 host call S1\n 09:00 host choose S1 P1\n 09:01 {line} -> {code}")
    assert hall.posts["S1"] == "P1"


def test_undoing_a_waiver_gives_the_post_back_and_nothing_else_changes() -> None:
    hall = Hall(opening(FOUR, {"P1": 1, "P2": 1}, **FREED)).say("""
        09:00 host call S1
        09:00 host choose S1 P1
        09:01 host waive S1 second supervisor 误听
    """)
    hall.do(Undo(4, "本人并未放弃", "supervisor"), DAY.replace(minute=2))
    assert hall.posts["S1"] == "P1"
