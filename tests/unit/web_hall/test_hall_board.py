"""看板：由日志算出叫到谁、接下来五人、剩余名额、还剩多少时间，以及每个人自己的位置。"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from resettlement.positions.model import Position
from resettlement.selection.session.board import board, following, outlooks, places, seconds_left
from resettlement.selection.session.events import Pause, Resume
from tests.hall import DAY, Hall, filed, opening

SIX = {"officer": [["A"], ["B"], ["C", "D"], ["E"]], "sergeant": [["F"]]}
SEATS = {"P1": 2, "P2": 1, "P3": 4}


def posts(seats: dict[str, int]) -> tuple[Position, ...]:
    kinds = {"P1": "行政", "P2": "事业", "P3": "行政"}
    return tuple(
        Position(id_, f"{id_}单位", "机关", "职员", kinds.get(id_, "国企"), number, True)
        for id_, number in seats.items()
    )


def hall(**settings: object) -> Hall:
    return Hall(opening(SIX, SEATS, **settings))


def test_the_phases_of_a_turn() -> None:
    run = hall()
    assert board(run.session, posts(SEATS)).phase == "calling"
    run.say("09:01 host call A")
    assert board(run.session, posts(SEATS)).phase == "choosing"
    run.say("09:02 host pause 停电")
    assert board(run.session, posts(SEATS)).phase == "paused"
    run.say("09:03 host resume\n09:04 host choose A P1\n09:05 host call B\n09:06 host choose B P1")
    assert board(run.session, posts(SEATS)).phase == "tied"


def test_after_the_last_pick_the_hall_waits_to_be_closed() -> None:
    run = Hall(opening({"officer": [["A"]]}, {"P1": 1}))
    run.say("09:01 host call A\n09:02 host choose A P1")
    assert board(run.session, posts({"P1": 1})).phase == "finished"
    run.say("09:03 host close")
    assert board(run.session, posts({"P1": 1})).phase == "closed"


def test_five_are_shown_and_a_tied_class_is_never_split() -> None:
    run = hall()
    assert following(run.session, 3) == (("A",), ("B",), ("C", "D"))
    assert board(run.session, posts(SEATS)).following == (("A",), ("B",), ("C", "D"), ("E",))


def test_seats_are_counted_by_kind_and_unit() -> None:
    run = hall().say("09:01 host call A\n09:02 host choose A P1")
    shown = board(run.session, posts(SEATS))
    assert [(kind.kind, kind.left, kind.seats) for kind in shown.kinds] == [("行政", 5, 6), ("事业", 1, 1)]
    assert shown.seats_left == 6
    assert shown.last is not None
    assert (shown.last.order, shown.last.candidate, shown.last.position) == (1, "A", "P1")


def test_an_undone_pick_is_not_the_last_one() -> None:
    run = hall().say("09:01 host call A\n09:02 host choose A P1\n09:03 host undo A second supervisor 读错")
    assert board(run.session, posts(SEATS)).last is None


@given(st.integers(0, 299), st.integers(1, 7200), st.integers(0, 299))
def test_a_pause_costs_nobody_a_second(before: int, pause: int, after: int) -> None:
    run = hall().say("09:00 host call A")
    stopped = DAY + timedelta(seconds=before)
    run.do(Pause("停电"), stopped)
    assert seconds_left(board(run.session, posts(SEATS)), stopped + timedelta(seconds=pause)) == 300 - before
    run.do(Resume(), stopped + timedelta(seconds=pause))
    later = stopped + timedelta(seconds=pause + after)
    assert seconds_left(board(run.session, posts(SEATS)), later) == max(0, 300 - before - after)


def test_who_is_ahead_of_whom() -> None:
    run = hall().say("09:01 host call A")
    found = places(run.session)
    assert [found[person].ahead for person in "ABCDEF"] == [0, 1, 2, 2, 4, 5]
    assert (found["C"].tied_with, found["E"].tied_with) == (1, 0)
    assert found["A"].at_table


def test_whoever_is_at_the_table_counts_as_ahead_in_the_outlook() -> None:
    run = Hall(
        opening({"officer": [["A"], ["B"]]}, {"P1": 1, "P2": 1}, eligible={"A": ["P1"], "B": ["P1", "P2"]})
    )
    run.say("09:01 host call A")
    assert outlooks(run.session)["B"].at_risk == ("P1",)
    assert outlooks(run.session)["B"].sure == ("P2",)
    run.say("09:02 host choose A P1")
    assert outlooks(run.session)["B"].gone == ("P1",)


def test_a_seat_held_after_a_tie_is_sure_and_no_longer_open_to_others() -> None:
    wishes = {"A": filed("P1"), "B": filed("P2")}
    run = Hall(opening({"officer": [["A", "B"], ["C"]]}, {"P1": 1, "P2": 1, "P3": 1}, wishes=wishes), wishes)
    run.say("09:01 host settle-tie")
    expected = outlooks(run.session)
    assert expected["A"].sure == ("P1",)
    assert expected["C"].gone == ("P1", "P2")
    assert expected["C"].sure == ("P3",)


def test_who_has_chosen_or_gone_waits_no_more() -> None:
    run = hall().say("09:01 host call A\n09:02 host choose A P1\n09:03 host call B\n09:04 host give-up B")
    found = places(run.session)
    assert (found["A"].chosen, found["A"].ahead, found["A"].prospect) == ("P1", None, None)
    assert (found["B"].chosen, found["B"].ahead, found["B"].prospect) == (None, None, None)
