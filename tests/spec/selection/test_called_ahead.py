"""Who is called while another still chooses (潜江 2016: the next enters two minutes after the one before)."""

from __future__ import annotations

from datetime import timedelta

from resettlement.selection.session.board import board, places
from resettlement.selection.session.events import Undo
from tests.hall import DAY, Hall, opening

THREE = {"sergeant": [["S1"], ["S2"], ["S3"]]}
SEATS = {"P1": 1, "P2": 1, "P3": 1}


def hall(clock: str = "first", people: int = 1, **settings: object) -> Hall:
    rule = {"people": people, "minutes": 2, "clock": clock}
    return Hall(opening(THREE, SEATS, minutes_to_choose=3, call_ahead=rule, **settings))


def test_the_next_is_called_two_minutes_after_the_one_before() -> None:
    ahead = hall().say("""
        09:00 host call S1
        09:01 host call S2 -> selection.called_ahead_early
        09:02 host call S2
    """)
    assert [one.candidate for one in ahead.session.ahead] == ["S2"]


def test_no_more_are_called_ahead_than_the_rules_say() -> None:
    one = hall().say("09:00 host call S1\n 09:02 host call S2\n 09:04 host call S3 -> selection.table_taken")
    two = hall(people=2).say("09:00 host call S1\n 09:02 host call S2\n 09:04 host call S3")
    assert [len(each.session.ahead) for each in (one, two)] == [1, 2]


def test_without_such_a_rule_one_after_another() -> None:
    single = Hall(opening(THREE, SEATS))
    single.say("09:00 host call S1\n 09:04 host call S2 -> selection.table_taken")
    assert single.session.ahead == ()


def test_nobody_is_called_while_the_first_takes_a_post_by_his_filed_wishes() -> None:
    missed = {"absent": {"first": "first_free_wish", "again": "given_up"}}
    absent = hall(missed=missed).say("""
        09:00 host call S1
        09:01 host miss S1 absent
        09:02 host call S2 -> selection.table_taken
        09:02 host filed-wish S1
        09:02 host call S2
    """)
    assert [one.candidate for one in absent.session.at_table] == ["S2"]


def test_everybody_keeps_his_turn() -> None:
    ahead = hall().say("""
        09:00 host call S1
        09:02 host call S2
        09:02 host choose S2 P1 -> selection.not_your_turn
        09:02 host miss S2 absent -> selection.not_your_turn
        09:03 host choose S1 P1
        09:03 host choose S2 P1 -> selection.no_seat
        09:04 host choose S2 P2
    """)
    assert ahead.posts == {"S1": "P1", "S2": "P2", "S3": None}


def test_the_clock_runs_from_the_call_or_from_the_own_turn_as_the_rules_say() -> None:
    script = """
        09:00 host call S1
        09:02 host call S2
        09:03 host choose S1 P1
    """
    assert hall("first").say(script + "09:06 host choose S2 P2").posts["S2"] == "P2"
    hall("called").say(
        script + "09:06 host choose S2 P2 -> selection.over_time\n 09:06 host miss S2 over_time"
    )


def test_a_pause_stops_the_clocks_of_all_at_the_table() -> None:
    paused = hall("called").say("""
        09:00 host call S1
        09:02 host call S2
        09:02 host pause 停电
        09:12 host resume
        09:13 host choose S1 P1
        09:15 host choose S2 P2
    """)
    assert paused.posts["S2"] == "P2"


def test_who_is_put_back_in_the_queue_stands_behind_whoever_was_called_ahead() -> None:
    late = hall().say("""
        09:00 host call S1
        09:02 host call S2
        09:02 host miss S1 absent
        09:03 host choose S2 P1
        09:03 host call S3
    """)
    assert late.session.next_in_turn == ("S1",)


def test_a_choice_warns_of_those_called_ahead_too() -> None:
    warned = Hall(
        opening(
            THREE, {"P1": 1, "P2": 1}, eligible={"S1": ["P1", "P2"], "S2": ["P1"], "S3": []},
            call_ahead={"people": 1, "minutes": 0, "clock": "first"}, guarantee="warn",
        )
    ).say("""
        09:00 host call S1
        09:00 host call S2
        09:01 host choose S1 P1 -> selection.leaves_someone_with_nothing
        09:01 host choose S1 P2
    """)  # fmt: skip
    assert warned.posts["S1"] == "P2"


def test_nobody_closes_over_the_head_of_somebody_called_ahead() -> None:
    two = Hall(
        opening(
            {"sergeant": [["S1"], ["S2"]]}, SEATS, call_ahead={"people": 1, "minutes": 0, "clock": "first"}
        )
    )
    two.say("""
        09:00 host call S1
        09:00 host call S2
        09:01 host choose S1 P1
        09:01 host close -> selection.table_taken
    """)
    assert not two.session.closed


def test_undoing_the_second_pick_leaves_the_first_alone() -> None:
    after = hall().say("""
        09:00 host call S1
        09:02 host call S2
        09:03 host choose S1 P1
        09:04 host choose S2 P2
    """)
    after.do(Undo(5, "读错", "supervisor"), DAY + timedelta(minutes=5))
    assert after.posts == {"S1": "P1", "S2": None, "S3": None}
    assert after.session.table is not None
    assert after.session.table.candidate == "S2"


def test_the_screens_show_who_stands_where() -> None:
    ahead = hall().say("09:00 host call S1\n 09:02 host call S2")
    shown = board(ahead.session, ())
    assert (shown.now.candidate, shown.ahead) == ("S1", ("S2",)) if shown.now else False
    assert shown.call_ahead_from is None
    assert {person: place.ahead for person, place in places(ahead.session).items()} == {
        "S1": 0, "S2": 1, "S3": 2
    }  # fmt: skip
