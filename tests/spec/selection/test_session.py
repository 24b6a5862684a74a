"""选岗会的规则，一条一例。脚本可直接念：时间、操作账号、命令；箭头后是应有的拒绝。"""

from __future__ import annotations

from resettlement.selection.session.events import AdmitProxy, GaveUp
from resettlement.selection.session.events.chosen import picks
from tests.hall import DAY, Hall, filed, opening, refused_with

FOUR = {"sergeant": [["S1"], ["S2"], ["S3"], ["S4"]]}
PLENTY = {"P1": 2, "P2": 2, "P3": 2}


def test_people_are_called_in_order_of_standing_and_nobody_is_skipped() -> None:
    hall = Hall(opening(FOUR, PLENTY)).say("""
        09:00 host call S2 -> selection.not_next
        09:00 host call S1
        09:01 host call S2 -> selection.table_taken
        09:01 host choose S2 P1 -> selection.not_your_turn
        09:02 host choose S1 P1
        09:02 host choose S1 P2 -> selection.nobody_called
        09:03 host call S2
    """)
    assert hall.session.waiting == ("S3", "S4")


def test_officers_are_served_before_sergeants() -> None:
    hall = Hall(opening({"officer": [["O1"]], "sergeant": [["S1"]]}, PLENTY))
    hall.say("09:00 host call S1 -> selection.not_next\n 09:00 host call O1\n 09:01 host choose O1 P1")
    assert hall.session.next_in_turn == ("S1",)


def test_a_post_without_a_seat_left_cannot_be_chosen() -> None:
    hall = Hall(opening(FOUR, {"P1": 1, "P2": 3})).say("""
        09:00 host call S1
        09:01 host choose S1 P1
        09:02 host call S2
        09:03 host choose S2 P1 -> selection.no_seat
        09:03 host choose S2 P9 -> selection.no_such_position
        09:03 host choose S2 P2
    """)
    assert hall.posts == {"S1": "P1", "S2": "P2", "S3": None, "S4": None}


def test_a_post_whose_requirements_he_does_not_meet_cannot_be_chosen() -> None:
    hall = Hall(opening(FOUR, PLENTY, eligible={"S1": ["P1"]}))
    hall.say("09:00 host call S1\n 09:01 host choose S1 P2 -> selection.not_eligible")
    assert hall.posts["S1"] is None


def test_five_minutes_to_choose_are_five_minutes_exactly() -> None:
    in_time = Hall(opening(FOUR, PLENTY)).say("09:00 host call S1\n 09:05 host choose S1 P1")
    late = Hall(opening(FOUR, PLENTY)).say("""
        09:00 host call S1
        09:05:01 host choose S1 P1 -> selection.over_time
        09:05:02 host miss S1 over_time
    """)
    assert (in_time.posts["S1"], late.posts["S1"]) == ("P1", None)


def test_time_in_a_pause_does_not_count() -> None:
    in_time = Hall(opening(FOUR, PLENTY)).say("""
        09:00 host call S1
        09:04 host pause 停电
        09:10 host choose S1 P1 -> selection.paused
        09:30 host resume
        09:31 host choose S1 P1
    """)
    late = Hall(opening(FOUR, PLENTY)).say("""
        09:00 host call S1
        09:04 host pause 停电
        09:30 host resume
        09:31:01 host choose S1 P1 -> selection.over_time
    """)
    assert (in_time.posts["S1"], late.posts["S1"]) == ("P1", None)


def test_somebody_absent_is_called_again_at_the_end_of_the_list() -> None:
    hall = Hall(opening(FOUR, PLENTY)).say("09:00 host call S1\n 09:01 host miss S1 absent")
    assert hall.session.waiting == ("S2", "S3", "S4", "S1")


def test_somebody_absent_twice_gets_the_first_of_his_filed_wishes_that_is_free() -> None:
    wishes = {"S1": filed("P1", "P2", "P3")}
    hall = Hall(opening({"sergeant": [["S1"], ["S2"]]}, {"P1": 1, "P2": 1}, wishes=wishes), wishes).say("""
        09:00 host call S1
        09:01 host miss S1 absent
        09:02 host call S2
        09:03 host choose S2 P1
        09:04 host call S1
        09:05 host filed-wish S1 -> selection.must_choose_live
        09:05 host miss S1 absent
        09:06 host choose S1 P2 -> selection.takes_filed_wish
        09:06 host give-up S1 -> selection.takes_filed_wish
        09:06 host filed-wish S1
        09:07 host close
    """)
    assert hall.posts == {"S1": "P2", "S2": "P1"}


def test_who_accepts_any_post_gets_the_first_free_one_as_posted_after_his_wishes() -> None:
    wishes = {"S1": filed("P3", accepts_any=True)}
    rules = {"missed": {"absent": {"first": "first_free_wish", "again": "given_up"}}}
    hall = Hall(opening({"sergeant": [["S1"]]}, {"P1": 0, "P2": 1, "P3": 0}, wishes=wishes, **rules), wishes)
    hall.say("09:00 host call S1\n 09:01 host miss S1 absent\n 09:02 host filed-wish S1")
    assert hall.posts == {"S1": "P2"}


def test_who_filed_nothing_and_is_absent_twice_takes_no_post_in_this_session() -> None:
    hall = Hall(opening({"sergeant": [["S1"]]}, PLENTY)).say("""
        09:00 host call S1
        09:01 host miss S1 absent
        09:02 host call S1
        09:03 host miss S1 absent
        09:04 host filed-wish S1
        09:05 host close
    """)
    assert hall.posts == {"S1": None}


def test_wishes_that_do_not_fit_the_commitment_are_not_opened() -> None:
    wishes = {"S1": filed("P1")}
    hall = Hall(opening({"sergeant": [["S1"]]}, PLENTY, wishes=wishes), {"S1": filed("P2")})
    hall.say("""
        09:00 host call S1
        09:01 host miss S1 absent
        09:02 host call S1
        09:03 host miss S1 absent
        09:04 host filed-wish S1 -> selection.wishes_altered
    """)
    assert hall.posts["S1"] is None


def test_who_passes_comes_back_after_three_others_and_only_once() -> None:
    hall = Hall(opening({"sergeant": [["S1"], ["S2"], ["S3"], ["S4"], ["S5"]]}, {"P1": 9})).say("""
        09:00 host call S1
        09:01 host pass S1
    """)
    assert hall.session.waiting == ("S2", "S3", "S4", "S1", "S5")
    hall.say("""
        09:02 host call S2
        09:02 host choose S2 P1
        09:03 host call S3
        09:03 host choose S3 P1
        09:04 host call S4
        09:04 host choose S4 P1
        09:05 host call S1
        09:06 host pass S1 -> selection.passed_enough
    """)


def test_passing_goes_behind_a_tied_class_and_never_into_it() -> None:
    hall = Hall(opening({"sergeant": [["S1"], ["S2"], ["S3", "S4", "S5"], ["S6"]]}, {"P1": 9}))
    hall.say("09:00 host call S1\n 09:01 host pass S1")
    assert hall.session.waiting == ("S2", "S3", "S4", "S5", "S1", "S6")


def test_a_proxy_needs_all_the_papers() -> None:
    hall = Hall(opening(FOUR, PLENTY)).say("09:00 host call S1")
    refused_with(lambda: hall.do(AdmitProxy("S1", ("盖章委托书",)), DAY), "selection.papers_missing")
    hall.say("09:01 host proxy S1\n 09:02 host choose S1 P2")
    assert picks(hall.session)[0][2].proxy


def test_where_the_rules_allow_no_proxy_none_is_admitted() -> None:
    hall = Hall(opening(FOUR, PLENTY, proxy={"allowed": False, "papers": []}))
    hall.say("09:00 host call S1\n 09:01 host proxy S1 -> selection.proxy_not_allowed")
    assert hall.session.table is not None
    assert not hall.session.table.proxy


def test_giving_up_the_turn_leaves_no_post_and_frees_nothing_else() -> None:
    hall = Hall(opening(FOUR, PLENTY)).say("09:00 host call S1\n 09:01 host give-up S1")
    assert hall.posts["S1"] is None
    assert hall.session.without_post == {"S1": "gave_up"}


def test_in_nanchang_who_is_late_has_given_up_and_nobody_may_pass() -> None:
    hall = Hall(opening(FOUR, PLENTY, rules="nanchang-2015")).say("""
        09:00 host call S1
        09:01 host miss S1 late
        09:02 host call S2
        09:03 host pass S2 -> selection.passed_enough
    """)
    assert hall.session.without_post == {"S1": "missed"}


def test_a_choice_that_would_leave_somebody_with_nothing_needs_a_second_confirmation() -> None:
    eligible = {"S2": ["P1"]}
    hall = Hall(opening({"sergeant": [["S1"], ["S2"]]}, {"P1": 1, "P2": 1}, eligible=eligible)).say("""
        09:00 host call S1
        09:01 host choose S1 P1 -> selection.leaves_someone_with_nothing
        09:02 host choose S1 P1 despite-warning
    """)
    assert picks(hall.session)[0][2].warned == ("S2",)


def test_under_enforce_such_a_choice_is_refused_whatever_is_confirmed() -> None:
    opened = opening(
        {"sergeant": [["S1"], ["S2"]]}, {"P1": 1, "P2": 1}, eligible={"S2": ["P1"]}, guarantee="enforce"
    )
    hall = Hall(opened).say("""
        09:00 host call S1
        09:01 host choose S1 P1 despite-warning -> selection.leaves_someone_with_nothing
        09:02 host choose S1 P2
    """)
    assert hall.posts == {"S1": "P2", "S2": None}


def test_nobody_is_warned_of_what_no_choice_could_prevent() -> None:
    eligible = {"S1": ["P1"], "S2": ["P1"]}
    hall = Hall(opening({"sergeant": [["S1"], ["S2"]]}, {"P1": 1}, eligible=eligible))
    hall.say("09:00 host call S1\n 09:01 host choose S1 P1")
    assert picks(hall.session)[0][2].warned == ()


def test_an_undo_needs_a_reason_and_a_second_person() -> None:
    hall = Hall(opening(FOUR, PLENTY)).say("""
        09:00 host call S1
        09:01 host choose S1 P1
        09:02 host undo S1 second host 点错了 -> selection.second_person
        09:02 host undo S1 second supervisor -> selection.reason_missing
        09:02 host undo S1 second supervisor 点错了
        09:03 host call S1
        09:04 host choose S1 P2
    """)
    assert hall.posts["S1"] == "P2"


def test_an_undo_asks_everybody_after_it_again() -> None:
    hall = Hall(opening(FOUR, PLENTY)).say("""
        09:00 host call S1
        09:01 host choose S1 P1
        09:02 host call S2
        09:03 host choose S2 P1
        09:04 host undo S1 second supervisor 读错编号
    """)
    assert hall.posts == {"S1": None, "S2": None, "S3": None, "S4": None}
    assert hall.session.waiting == ("S1", "S2", "S3", "S4")
    assert [entry.version for entry in hall.log] == [1, 2, 3, 4, 5, 6]


def test_after_an_undo_the_clock_of_whoever_is_asked_again_starts_anew() -> None:
    hall = Hall(opening(FOUR, PLENTY)).say("""
        09:00 host call S1
        09:01 host choose S1 P1
        10:00 host undo S1 second supervisor 点错了
        10:01 host call S1
        10:06 host choose S1 P2
    """)
    assert hall.posts["S1"] == "P2"


def test_a_session_cannot_close_while_somebody_waits() -> None:
    hall = Hall(opening({"sergeant": [["S1"]]}, PLENTY)).say("""
        09:00 host close -> selection.somebody_waits
        09:00 host call S1
        09:00 host close -> selection.table_taken
        09:01 host choose S1 P1
        09:02 host close
        09:03 host call S1 -> selection.closed
        09:03 host undo S1 second supervisor 太晚了 -> selection.closed
    """)
    assert hall.session.closed
    assert hall.session.assignment == {"S1": "P1"}


# 同分同名次

TIED = {"sergeant": [["S1", "S2"], ["S3"]]}


def test_a_tie_must_be_settled_before_anyone_of_it_is_called() -> None:
    hall = Hall(opening(TIED, {"P1": 1, "P2": 1, "P3": 1})).say(
        "09:00 host call S1 -> selection.tie_unsettled"
    )
    assert hall.session.table is None


def test_a_tie_that_no_choice_can_make_matter_needs_no_lot() -> None:
    hall = Hall(opening(TIED, {"P1": 2, "P2": 2})).say("09:00 host settle-tie\n 09:01 host call S1")
    assert hall.session.waiting == ("S2", "S3")
    assert hall.session.held == {}


def test_a_tie_with_different_first_wishes_needs_no_lot() -> None:
    wishes = {"S1": filed("P1"), "S2": filed("P2")}
    hall = Hall(opening(TIED, {"P1": 1, "P2": 1, "P3": 1}, wishes=wishes), wishes)
    hall.say("09:00 host settle-tie")
    assert hall.session.held == {"S1": "P1", "S2": "P2"}


def test_a_tie_over_one_seat_is_decided_by_the_lot_that_was_drawn_before_witnesses() -> None:
    wishes = {"S1": filed("P1", "P2"), "S2": filed("P1", "P2")}
    hall = Hall(opening(TIED, {"P1": 1, "P2": 1, "P3": 1}, wishes=wishes), wishes).say("""
        09:00 host settle-tie -> selection.lot_not_drawn
        09:01 host draw-lot 3.1.6.2./ witnesses supervisor -> selection.witnesses
        09:01 host draw-lot 3.1.6.2./ witnesses supervisor host -> selection.witnesses
        09:01 host draw-lot 3.1.6.2./ witnesses supervisor notary
        09:02 host draw-lot 1.1.1.1./ witnesses supervisor notary -> selection.lot_drawn
        09:02 host settle-tie
    """)
    assert sorted(hall.session.held.values()) == ["P1", "P2"]
    first = hall.session.waiting[0]
    assert hall.session.held[first] == "P1"


def test_a_held_seat_is_nobody_elses_and_its_holder_may_take_no_other() -> None:
    wishes = {"S1": filed("P1"), "S2": filed("P2")}
    hall = Hall(opening(TIED, {"P1": 1, "P2": 1, "P3": 1}, wishes=wishes), wishes).say("""
        09:00 host settle-tie
        09:01 host call S1
        09:02 host choose S1 P3 -> selection.tie_decided
        09:02 host choose S1 P1
    """)
    assert picks(hall.session)[0][2].basis == "tie"
    assert hall.session.seats_left == {"P1": 0, "P2": 0, "P3": 1}


def test_giving_up_a_held_seat_frees_it() -> None:
    wishes = {"S1": filed("P1"), "S2": filed("P2")}
    hall = Hall(opening(TIED, {"P1": 1, "P2": 1, "P3": 1}, wishes=wishes), wishes)
    hall.say("09:00 host settle-tie\n 09:01 host call S1\n 09:02 host give-up S1")
    assert hall.session.seats_left == {"P1": 1, "P2": 0, "P3": 1}


def test_the_lot_stays_drawn_when_the_tie_is_undone() -> None:
    wishes = {"S1": filed("P1", "P2"), "S2": filed("P1", "P2")}
    hall = Hall(opening(TIED, {"P1": 1, "P2": 1, "P3": 1}, wishes=wishes), wishes).say("""
        09:01 host draw-lot 3.1.6.2./ witnesses supervisor notary
        09:02 host settle-tie
    """)
    order = hall.session.waiting
    hall.say(f"""
        09:03 host call {order[0]}
        09:04 host choose {order[0]} P1
        09:05 host undo {order[0]} second supervisor 重新核对
        09:06 host draw-lot 6.6.6.6./ witnesses supervisor notary -> selection.lot_drawn
    """)
    assert hall.session.waiting == order


def test_with_tie_method_lot_those_tied_choose_live_in_the_order_of_the_lot() -> None:
    hall = Hall(opening(TIED, {"P1": 1, "P2": 1, "P3": 1}, rules="nanchang-2015")).say("""
        09:00 host settle-tie -> selection.lot_not_drawn
        09:01 host draw-lot 3.1.6.2./ witnesses supervisor notary
        09:02 host settle-tie
    """)
    assert hall.session.held == {}
    assert sorted(hall.session.waiting[:2]) == ["S1", "S2"]


def test_who_gets_his_filed_wish_sends_no_proxy_any_more() -> None:
    wishes = {"S1": filed("P1")}
    hall = Hall(opening({"sergeant": [["S1"]]}, PLENTY, wishes=wishes), wishes)
    hall.say("""
        09:00 host call S1
        09:01 host miss S1 absent
        09:02 host call S1
        09:03 host miss S1 absent
        09:04 host proxy S1 -> selection.takes_filed_wish
    """)
    assert hall.session.table is not None
    assert not hall.session.table.proxy


def test_who_gives_up_because_no_wish_is_free_shows_his_wishes_so_that_anyone_can_see_it() -> None:
    wishes = {"S1": filed("P1")}
    rules = {"missed": {"absent": {"first": "first_free_wish", "again": "given_up"}}}
    hall = Hall(opening({"sergeant": [["S1"]]}, {"P1": 0, "P2": 1}, wishes=wishes, **rules), wishes)
    hall.say("09:00 host call S1\n 09:01 host miss S1 absent\n 09:02 host filed-wish S1")
    gave_up = hall.log[-1].event
    assert isinstance(gave_up, GaveUp)
    assert gave_up.opened is not None
    assert gave_up.opened["wishes"] == ("P1",)
