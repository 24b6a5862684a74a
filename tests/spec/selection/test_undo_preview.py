"""撤销之前先说清楚：哪几步不再算数，谁选的岗位收回，谁要重新叫号。"""

from __future__ import annotations

import pytest

from resettlement.selection.session.events import Chosen, Undo, Undone
from resettlement.selection.session.events.chosen import picks
from resettlement.selection.session.events.undone import preview
from tests.hall import DAY, Hall, opening

FOUR = {"officer": [["A"], ["B"], ["C"]], "sergeant": [["D"]]}
SEATS = {"P1": 2, "P2": 1, "P3": 1}


@pytest.fixture
def hall() -> Hall:
    return Hall(opening(FOUR, SEATS)).say(
        """
        09:01 host call A
        09:02 host choose A P1
        09:03 host call B
        09:04 host miss B late
        09:05 host call C
        09:06 host draw-lot 3.5.1.6./ witnesses supervisor notary
        09:07 host choose C P2
        09:08 host call B
        """
    )


def test_every_later_pick_is_named_and_everybody_who_is_called_again(hall: Hall) -> None:
    found = preview(hall.session, 3)  # A's pick
    assert found.picks == (("A", "P1"), ("C", "P2"))
    assert found.asked_again == ("A", "B", "C")


def test_the_last_pick_alone_touches_nobody_else(hall: Hall) -> None:
    found = preview(hall.session, 8)  # C's pick, with B called after it
    assert found.picks == (("C", "P2"),)
    assert found.asked_again == ("C", "B")


@pytest.mark.parametrize("version", range(2, 10))
def test_what_is_told_before_is_what_an_undo_takes_back(hall: Hall, version: int) -> None:
    """A lot that was drawn stays drawn; the rest from the call of the turn on stands no more."""
    found = preview(hall.session, version)
    before = {entry.version for entry in hall.session.history}
    gone = {entry.version for entry in found.revoked if isinstance(entry.event, Chosen)}
    hall.do(Undo(version, "读错", "supervisor"), DAY.replace(hour=10))
    assert isinstance(hall.log[-1].event, Undone)
    stands = {entry.version for entry in hall.session.history}
    assert before - stands == {entry.version for entry in found.revoked}
    assert {entry.version for _number, entry, _pick in picks(hall.session)} == {3, 8} - gone
    assert set(found.asked_again) <= set(hall.session.waiting)


def test_where_two_stand_at_the_table_the_preview_says_who_is_back_there_and_who_is_called_again() -> None:
    ahead = {"people": 1, "minutes": 2, "clock": "first"}
    hall = Hall(opening(FOUR, SEATS, call_ahead=ahead)).say(
        """
        09:00 host call A
        09:02 host call B
        09:03 host choose A P1
        09:04 host choose B P2
        """
    )
    second, first = preview(hall.session, 5), preview(hall.session, 4)
    assert (second.picks, second.asked_again, second.at_table) == ((("B", "P2"),), (), ("B",))
    assert (first.asked_again, first.at_table) == (("A", "B"), ())


@pytest.mark.parametrize("version", range(2, 8))
def test_who_came_to_the_hall_is_in_no_preview(version: int) -> None:
    hall = Hall(opening(FOUR, SEATS)).say(
        """
        09:00 clerk arrive A
        09:01 host call A
        09:02 clerk check A passed
        09:03 host choose A P1
        09:04 clerk arrive B
        09:05 host call B
        """
    )
    found = preview(hall.session, version)
    told = {type(entry.event).__name__ for entry in found.revoked}
    assert told.isdisjoint({"Arrived", "StandbyChecked"})
    hall.do(Undo(version, "读错", "supervisor"), DAY.replace(hour=10))
    assert tuple(one.candidate for one in hall.session.at_table) == found.at_table
