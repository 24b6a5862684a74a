"""演练的突发情况：什么时候来只由种子决定；怎样算处理得当，只看两份日志。"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement.selection.rehearsal.faults import (
    AT_THE_TABLE,
    FAULTS,
    coming,
    moments,
    open_fault,
    practices,
)
from tests.unit.selection.rehearsal_logs import SEED, Written

SEEDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(seed=SEEDS, people=st.integers(14, 400))
def test_each_comes_after_a_pick_of_its_own_within_the_first_twelve(seed: str, people: int) -> None:
    due = sorted(moments(seed, FAULTS, people).values())
    assert due[0] >= 1
    assert due[-1] <= 12
    assert all(one < other for one, other in pairwise(due))


@given(seed=SEEDS, people=st.integers(1, 13), faults=st.sets(st.sampled_from(FAULTS)))
def test_with_few_people_all_are_due_before_the_last_of_them_has_picked(
    seed: str, people: int, faults: set[str]
) -> None:
    due = moments(seed, faults, people)
    assert due.keys() == faults
    assert all(1 <= one <= max(1, people - 1) for one in due.values())


def test_the_seed_alone_decides_and_another_seed_decides_otherwise() -> None:
    seeds = [f"{number:032x}" for number in range(40)]
    plans = [tuple(moments(seed, FAULTS, 19).items()) for seed in seeds]
    assert plans == [tuple(moments(seed, sorted(FAULTS), 19).items()) for seed in seeds]
    assert len(set(plans)) > 30
    assert {plan[0][0] for plan in plans} == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_it_comes_with_a_call_when_it_concerns_whoever_was_called_else_with_a_pick(fault: str) -> None:
    rehearsal = Written(fault)
    assert came(rehearsal.called(10, "R01")) is None, "nobody has picked yet"
    rehearsal.chosen(20, "R01").called(30, "R02")  # it is due after one pick or two
    picked = came(rehearsal.chosen(40, "R02"))
    called = came(rehearsal.called(50, "R03"))
    if fault in AT_THE_TABLE:
        assert (picked, called) == (None, {"fault": fault, "version": 6, "candidate": "R03"})
    else:
        assert (picked, called) == ({"fault": fault, "version": 5, "candidate": "R02"}, None)


def test_there_is_never_more_than_one_at_a_time() -> None:
    rehearsal = Written(*FAULTS).called(1, "R01").chosen(2, "R01").called(3, "R02").chosen(4, "R02")
    first = came(rehearsal)
    assert first
    rehearsal.noted(4, "fault_came", **first, process="first")
    assert came(rehearsal.called(5, "R03").chosen(6, "R03")) is None
    rehearsal.noted(7, "fault_skipped", fault=first["fault"], version=7)
    second = came(rehearsal.called(8, "R04").chosen(9, "R04"))
    assert second
    assert second["fault"] != first["fault"]


def test_a_fault_that_came_does_not_come_again() -> None:
    rehearsal = jammed().answered(30, "printer_jam")
    assert came(rehearsal.called(40, "R02").chosen(50, "R02")) is None


def test_without_a_plan_nothing_ever_comes() -> None:
    rehearsal = Written().called(1, "R01").chosen(2, "R01")
    assert came(rehearsal) is None
    assert practices(rehearsal.log, rehearsal.notes) == ()


def test_what_did_not_come_is_told_as_well() -> None:
    (one,) = practices(Written("power_cut").log, Written("power_cut").notes)
    assert (one.outcome, one.came, one.seconds, one.right, one.open) == ("not_come", None, None, False, False)


def cut() -> Written:
    return after_a_pick("power_cut")


def jammed() -> Written:
    return after_a_pick("printer_jam")


def objected() -> Written:
    return after_a_pick("objection")


def offline() -> Written:
    return after_a_pick("network_gone")


def after_a_pick(fault: str) -> Written:
    return Written(fault).called(10, "R01").chosen(20, "R01").comes(20, fault, "R01")


def at_the_table(fault: str) -> Written:
    return Written(fault).called(10, "R01").chosen(20, "R01").called(25, "R02").comes(25, fault, "R02")


def misclicking() -> Written:
    return at_the_table("wrong_click")


def waiting() -> Written:
    return at_the_table("absent")


def restarted(rehearsal: Written, *, before: int, second: int) -> Written:
    return rehearsal.noted(
        second, "program_restarted", fault="power_cut", version=before, process="second"
    ).called(second, "R02")


ENDINGS: list[tuple[str, Callable[[], Written], str, int | None]] = [
    ("the program is another one at the next step",
     lambda: restarted(cut(), before=3, second=95), "restarted", 75),
    ("somebody was called before the plug was pulled",
     lambda: restarted(cut().called(30, "R02"), before=4, second=95), "restarted_late", 75),
    ("the standby zone was the first desk to go on after the restart",
     lambda: restarted(cut().happens(90, "arrived", candidate="R05"), before=4, second=95), "restarted", 75),
    ("nobody pulled the plug", lambda: cut().called(30, "R02"), "open", None),
    ("the wrong pick is undone before the next call",
     lambda: misclicking().chosen(40, "R02", "P2").undone(70, 4), "undone", 45),
    ("the wrong pick is undone from itself on",
     lambda: misclicking().chosen(40, "R02", "P2").undone(70, 5), "undone", 45),
    ("the wrong pick is undone after the next call",
     lambda: misclicking().chosen(40, "R02").called(50, "R03").undone(70, 4), "undone_late", 45),
    ("something else is undone, and the wrong pick stands",
     lambda: misclicking().chosen(40, "R02").called(50, "R03").undone(70, 6), "open", None),
    ("the wrong pick stands", lambda: misclicking().chosen(40, "R02"), "open", None),
    ("his turn ends without any pick",
     lambda: misclicking().missed(40, "R02", "refused"), "nothing_confirmed", 15),
    ("who is not there is recorded as absent",
     lambda: waiting().missed(60, "R02", "absent"), "recorded_absent", 35),
    ("who is not there is recorded as late",
     lambda: waiting().missed(60, "R02", "late"), "recorded_otherwise", 35),
    ("somebody chooses for who is not there",
     lambda: waiting().chosen(60, "R02"), "served_nobody", 35),
    ("a call that was undone is asked again",
     lambda: waiting().undone(30, 4).called(40, "R02").missed(60, "R02", "absent"), "recorded_absent", 35),
    ("the papers are asked for again", lambda: jammed().answered(50, "printer_jam"), "printed_again", 30),
    ("the pick is undone for want of paper",
     lambda: jammed().undone(30, 3).answered(50, "printer_jam"), "pick_undone", 30),
    ("the objection is taken down for whom it concerns",
     lambda: objected().answered(80, "objection", candidate="R01", text="试"), "taken_down", 60),
    ("the objection is taken down for another",
     lambda: objected().answered(80, "objection", candidate="R02", text="试"), "taken_down_for_another", 60),
    ("the screens have caught up when the minute is over",
     lambda: offline().answered(80, "network_gone"), "caught_up", 60),
    ("the screens cannot have caught up before it is over",
     lambda: offline().answered(79, "network_gone"), "confirmed_early", 59),
    ("it is skipped",
     lambda: jammed().noted(50, "fault_skipped", fault="printer_jam", version=3), "skipped", 30),
]  # fmt: skip
RIGHT = {"restarted", "undone", "recorded_absent", "printed_again", "taken_down", "caught_up"}


@pytest.mark.parametrize(
    ("rehearsed", "outcome", "seconds"), [row[1:] for row in ENDINGS], ids=[row[0] for row in ENDINGS]
)
def test_what_the_team_did_is_read_from_the_logs(
    rehearsed: Callable[[], Written], outcome: str, seconds: int | None
) -> None:
    rehearsal = rehearsed()
    (one,) = practices(rehearsal.log, rehearsal.notes)
    assert (one.outcome, one.seconds) == (outcome, seconds)
    assert one.right == (outcome in RIGHT)
    assert one.open == (outcome == "open")
    assert (open_fault(rehearsal.log, rehearsal.notes) is not None) == one.open


def came(rehearsal: Written) -> dict[str, object] | None:
    assert SEED in str(rehearsal.notes) or not rehearsal.notes
    return coming(rehearsal.log, rehearsal.notes)
