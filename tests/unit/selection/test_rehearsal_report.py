"""演练报告里的每个数，都能拿日志和一支笔算出来。"""

from __future__ import annotations

from datetime import timedelta

from resettlement.selection.rehearsal.report import report
from tests.hall import DAY
from tests.unit.selection.rehearsal_logs import Written

TEN_MINUTES = DAY + timedelta(minutes=10)


def held() -> Written:
    """Three minutes to choose; four people get through, one of them twice; nothing else of it is right."""
    return (
        Written("printer_jam", "absent", minutes_to_choose=3)
        .called(10, "R01").chosen(50, "R01")                                # 40 s
        .comes(50, "printer_jam", "R01").answered(65, "printer_jam")        # 15 s
        .called(70, "R02")                                                  # 20 s after the pick
        .comes(70, "absent", "R02")
        .missed(100, "R02", "absent")                                       # 30 s
        .called(110, "R03").happens(120, "paused", reason="话筒")
        .happens(150, "resumed").chosen(200, "R03", "P2")                   # 90 s, less 30 of pause: 60
        .undone(230, 6)                                                     # no fault asked for it
        .called(240, "R03").chosen(340, "R03")                              # 100 s
        .noted(345, "command_refused", command="call", code="selection.paused")
        .noted(346, "command_refused", command="call", code="selection.paused")
        .called(350, "R04")
        .happens(360, "clock_adjusted", candidate="R04", seconds=60, reason="视力不好")
        .chosen(580, "R04")                                                 # 230 s of 240
    )  # fmt: skip


def test_times_count_from_the_call_without_the_pauses_and_undone_picks_do_not_count() -> None:
    found = report(held().log, held().notes, TEN_MINUTES)
    assert [(turn.candidate, turn.seconds, turn.stands) for turn in found.turns] == [
        ("R01", 40, True),
        ("R02", 30, True),
        ("R03", 60, False),
        ("R03", 100, True),
        ("R04", 230, True),
    ]
    assert [turn.candidate for turn in found.picks] == ["R01", "R03", "R04"]
    assert found.median == 100
    assert found.slowest
    assert (found.slowest.candidate, found.slowest.seconds) == ("R04", 230)


def test_who_was_given_more_time_is_measured_by_his_own_limit() -> None:
    found = report(held().log, held().notes, TEN_MINUTES)
    assert [turn.limit for turn in found.turns] == [180, 180, 180, 180, 240]
    assert found.over_time == ()


def test_a_turn_missed_for_being_over_time_is_counted_as_such() -> None:
    rehearsal = Written(minutes_to_choose=3).called(0, "R01").missed(200, "R01", "over_time")
    (late,) = report(rehearsal.log, rehearsal.notes, TEN_MINUTES).over_time
    assert (late.candidate, late.seconds, late.limit) == ("R01", 200, 180)


def test_it_counts_changeovers_pauses_undos_and_what_was_refused() -> None:
    found = report(held().log, held().notes, TEN_MINUTES)
    assert found.changeovers == (20, 10, 10)
    assert found.changeover == 10
    assert found.pauses == (30,)
    assert (found.undone, found.slips) == (1, 1)
    assert [(one.command, one.code) for one in found.refusals] == [("call", "selection.paused")] * 2


def test_an_undo_that_a_fault_asked_for_is_no_slip() -> None:
    rehearsal = Written("wrong_click").called(1, "R01").chosen(2, "R01").called(3, "R02")
    rehearsal.comes(3, "wrong_click", "R02").chosen(5, "R02", "P2").undone(9, 4)
    found = report(rehearsal.log, rehearsal.notes, TEN_MINUTES)
    assert (found.undone, found.slips) == (1, 0)


def test_a_pause_that_an_undo_takes_back_lasted_until_then() -> None:
    rehearsal = Written().called(1, "R01").happens(5, "paused", reason="试").undone(25, 2)
    assert report(rehearsal.log, rehearsal.notes, TEN_MINUTES).pauses == (20,)


def test_it_lasts_from_the_opening_until_it_is_ended_or_closed() -> None:
    rehearsal = held()
    ended = report(rehearsal.log, rehearsal.notes, TEN_MINUTES)
    assert (ended.seconds, ended.people, ended.closed) == (600, 6, False)
    assert report(rehearsal.log, rehearsal.notes, None).seconds == 580
    rehearsal.happens(590, "closed", assignment={}, fingerprint="")
    closed = report(rehearsal.log, rehearsal.notes, TEN_MINUTES)
    assert (closed.seconds, closed.closed) == (590, True)


def test_while_it_runs_the_last_note_counts_as_well() -> None:
    rehearsal = Written().called(10, "R01").noted(30, "command_refused", command="call", code="x")
    assert report(rehearsal.log, rehearsal.notes, None).seconds == 30


def test_faults_stand_in_it_as_they_were_dealt_with() -> None:
    found = report(held().log, held().notes, TEN_MINUTES)
    told = {one.fault: (one.outcome, one.seconds) for one in found.faults}
    assert told == {"printer_jam": ("printed_again", 15), "absent": ("recorded_absent", 30)}


def test_before_anybody_has_picked_there_are_no_times() -> None:
    found = report(Written().log, (), None)
    assert (found.median, found.slowest, found.changeover, found.seconds) == (None, None, None, 0)


def test_whoever_is_called_ahead_is_timed_from_when_he_is_first_where_the_rules_say_so() -> None:
    rule = {"people": 1, "minutes": 1, "clock": "first"}
    rehearsal = Written(minutes_to_choose=3, call_ahead=rule)
    rehearsal.called(0, "R01").called(60, "R02").chosen(100, "R01").chosen(130, "R02")
    found = report(rehearsal.log, rehearsal.notes, TEN_MINUTES)
    assert [turn.seconds for turn in found.turns] == [100, 30]


def test_whoever_missed_his_time_and_takes_his_filed_wish_has_had_one_turn() -> None:
    rehearsal = Written(minutes_to_choose=3).called(0, "R01")
    rehearsal.missed(200, "R01", "over_time", "first_free_wish").chosen(220, "R01")
    found = report(rehearsal.log, rehearsal.notes, TEN_MINUTES)
    assert [(turn.outcome, turn.seconds) for turn in found.turns] == [("chosen", 220)]
    assert len(found.over_time) == 1


def test_who_comes_to_the_standby_zone_is_no_part_of_a_changeover() -> None:
    rehearsal = Written().called(0, "R01").chosen(10, "R01").happens(15, "arrived", candidate="R03")
    rehearsal.called(30, "R02")
    assert report(rehearsal.log, rehearsal.notes, TEN_MINUTES).changeovers == (20,)
