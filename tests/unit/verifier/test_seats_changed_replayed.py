"""Seats cut or added in a paused session: docs/session-log.md kept and broken."""

from __future__ import annotations

import pytest

from public_notices.verifier import check_entries, replay_assignment
from tests.unit.verifier.building import Log, settings
from tests.unit.verifier.replaying import broken, hall


def paused(log: Log) -> Log:
    return log.add("paused", reason="名额变动")


def change(log: Log, position: str, before: int, now: int) -> Log:
    return log.add(
        "seats_changed", by="staffing", position=position, before=before, now=now, reason="编制收回"
    )


def test_a_post_cut_is_given_to_nobody_and_one_added_is() -> None:
    log = hall(seats={"P1": 1, "P2": 1, "P3": 0})
    change(paused(log), "P2", 1, 0)
    change(log, "P3", 0, 1).add("resumed")
    log.call("A").choose("A", "P3")
    assert check_entries(log.entries) == []
    log.call("B").choose("B", "P2")
    assert ("S4", "B") in broken(log)


def test_who_found_nothing_open_waits_again_when_a_seat_comes() -> None:
    log = hall(classes=[["A"], ["B"]], seats={"P1": 1}, settings=settings(guarantee="off"))
    log.call("A").choose("A", "P1")
    log.call("B").add("gave_up", candidate="B")
    change(paused(log), "P1", 1, 2).add("resumed")
    log.call("B").choose("B", "P1")
    assert check_entries(log.entries) == []
    assert replay_assignment(log.entries) == {"A": "P1", "B": "P1"}


def test_no_undo_takes_a_change_back() -> None:
    log = hall(seats={"P1": 2, "P2": 1, "P3": 1})
    log.call("A").choose("A", "P2")
    called = log.entries[-2]["version"]
    change(paused(log), "P1", 2, 1).add("resumed")
    log.add("undone", from_version=called, reason="读错", second="supervisor")
    log.call("A").choose("A", "P1")
    log.call("B").choose("B", "P1")
    assert ("S4", "B") in broken(log)


@pytest.mark.parametrize(
    ("before", "now", "property_"),
    [(2, 1, "S4"), (1, 1, "S4"), (1, 0, "S4")],
    ids=["from what there was not", "from as many", "below what was chosen"],
)
def test_a_wrong_change_is_told(before: int, now: int, property_: str) -> None:
    log = hall()
    log.call("A").choose("A", "P1")
    change(paused(log), "P1", before, now)
    assert {one for one, _person in broken(log)} == {property_}


def test_no_seat_is_changed_while_the_session_runs() -> None:
    assert broken(change(hall(), "P1", 1, 2)) == [("S2", None)]


def test_no_seat_is_changed_of_a_post_that_is_not_there() -> None:
    assert ("S2", None) in broken(change(paused(hall()), "P9", 1, 2))
