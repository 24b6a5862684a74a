"""Each sentence of docs/session-log.md, kept and broken: the replay says what is broken and by whom."""

from __future__ import annotations

from typing import ClassVar

import pytest

from public_notices.verifier import check_entries, replay_assignment
from tests.unit.verifier.building import Json, Log, chained, opening, settings, sha, wishes
from tests.unit.verifier.people import lot
from tests.unit.verifier.replaying import SEATS, THREE, broken, hall, only

KEY = "1.2.3./4./"


class TestTurn:
    def test_people_called_in_order_choose_and_the_session_closes(self) -> None:
        log = hall().pick("A", "P2").pick("B", "P1").pick("C", "P3")
        log.close({"A": "P2", "B": "P1", "C": "P3"})
        assert broken(log) == []
        assert replay_assignment(log.entries) == {"A": "P2", "B": "P1", "C": "P3"}

    def test_a_log_still_going_on_is_checked_so_far(self) -> None:
        assert broken(hall()) == []
        assert broken(hall().call("A")) == []

    def test_nobody_is_called_before_his_turn(self) -> None:
        assert ("S3", "B") in broken(hall().pick("B", "P1"))

    def test_nobody_is_called_while_another_is_at_the_table(self) -> None:
        assert ("S3", "B") in broken(hall().call("A").call("B"))

    def test_nobody_is_called_twice(self) -> None:
        assert ("S3", "A") in broken(hall().pick("A", "P1").call("A"))

    def test_somebody_unknown_cannot_be_called(self) -> None:
        assert broken(hall().call("Z"))[0] == ("S3", "Z")

    def test_groups_are_served_one_after_another(self) -> None:
        groups = [{"category": "officer", "classes": [["B"]]}, {"category": "sergeant", "classes": [["A"]]}]
        log = Log(opening([["A"], ["B"]], SEATS, groups=groups))
        assert broken(log.pick("B", "P1").pick("A", "P2")) == []

    def test_the_last_of_the_list_comes_after_everybody_of_his_group(self) -> None:
        log = hall().call("A").miss("A").pick("B", "P1").pick("C", "P2").pick("A", "P3")
        assert broken(log) == []

    def test_the_last_of_the_list_comes_before_the_next_group(self) -> None:
        groups = [{"category": "x", "classes": [["A"], ["B"]]}, {"category": "y", "classes": [["C"]]}]
        log = Log(opening(THREE, SEATS, groups=groups))
        assert broken(log.call("A").miss("A").pick("B", "P1").pick("A", "P2").pick("C", "P3")) == []

    @pytest.mark.parametrize(("behind", "order"), [(1, "BACD"), (2, "BCAD"), (3, "BCDA"), (9, "BCDA")])
    def test_somebody_who_passes_comes_back_behind_so_many_people(self, behind: int, order: str) -> None:
        rules = settings(passed={"times": 1, "then": f"after:{behind}"})
        log = hall([*THREE, ["D"]], {"P1": 9}, settings=rules)
        log.call("A").add("passed", candidate="A", consequence=f"after:{behind}")
        for one in order:
            log.pick(one, "P1")
        assert broken(log) == []

    def test_a_tied_class_is_never_split_by_somebody_who_comes_back(self) -> None:
        rules = settings(passed={"times": 1, "then": "after:2"})
        log = hall([["A"], ["B"], ["C", "D", "E"], ["F"]], {"P1": 9}, settings=rules)
        log.call("A").add("passed", candidate="A", consequence="after:2").pick("B", "P1")
        log.settle(["C", "D", "E"], "indifferent", False)
        for one in "CDEAF":
            log.pick(one, "P1")
        assert broken(log) == []

    def test_whoever_gave_up_is_not_called_again(self) -> None:
        log = hall().call("A").add("gave_up", candidate="A")
        assert ("S3", "A") in broken(log.call("A"))

    def test_giving_up_needs_a_place_at_the_table(self) -> None:
        assert broken(hall().add("gave_up", candidate="A")) == [("S4", "A")]


class TestChoosing:
    def test_only_the_person_at_the_table_chooses(self) -> None:
        assert ("S4", "B") in broken(hall().call("A").choose("B", "P1"))

    def test_a_post_he_is_not_eligible_for_is_refused(self) -> None:
        log = hall(eligible={"A": ["P1"]}).pick("A", "P2")
        assert only(log).sentence == "A，记录第 3 条（选定）：不符合岗位 P2 的条件。"

    def test_a_post_without_a_seat_is_refused(self) -> None:
        assert broken(hall().pick("A", "P1").pick("B", "P1")) == [("S4", "B")]

    def test_a_post_that_does_not_exist_is_refused(self) -> None:
        assert broken(hall().pick("A", "P9"))[0] == ("S4", "A")

    @pytest.mark.parametrize(("seconds", "late"), [(299, False), (300, False), (301, True)])
    def test_the_time_to_choose_is_over_when_it_is_over(self, seconds: int, late: bool) -> None:
        log = hall().call("A").wait(seconds=seconds - 30).choose("A", "P1")
        assert broken(log) == ([("S5", "A")] if late else [])

    def test_the_time_paused_does_not_count(self) -> None:
        log = hall().call("A").wait(minutes=3).add("paused", reason="停电").wait(hours=2).add("resumed")
        assert broken(log.wait(seconds=90).choose("A", "P1")) == []
        late = hall().call("A").wait(minutes=3).add("paused", reason="停电").wait(hours=2).add("resumed")
        assert broken(late.wait(seconds=91).choose("A", "P1")) == [("S5", "A")]

    def test_a_pause_before_the_call_buys_no_time(self) -> None:
        log = hall().add("paused", reason="茶歇").wait(hours=1).add("resumed").call("A")
        assert broken(log.wait(minutes=6).choose("A", "P1")) == [("S5", "A")]

    def test_while_paused_only_resuming_and_undoing_are_allowed(self) -> None:
        assert broken(hall().add("paused", reason="x").call("A"))[0] == ("S2", None)
        assert broken(hall().add("paused", reason="x").add("paused", reason="x")) == [("S2", None)]
        assert broken(hall().call("A").add("paused", reason="x").undo(2).add("resumed")) == [("S2", None)]

    def test_resuming_needs_a_pause(self) -> None:
        assert broken(hall().add("resumed")) == [("S2", None)]

    def test_a_proxy_needs_the_papers_the_rules_demand(self) -> None:
        papers = ["委托书", "本人身份证"]
        good = hall().call("A").add("proxy_admitted", candidate="A", papers=papers)
        assert broken(good.choose("A", "P1", proxy=True)) == []
        few = hall().call("A").add("proxy_admitted", candidate="A", papers=papers[:1])
        assert broken(few) == [("S2", "A")]

    def test_a_proxy_not_admitted_cannot_choose(self) -> None:
        assert broken(hall().call("A").choose("A", "P1", proxy=True)) == [("S2", "A")]

    def test_a_choice_by_an_admitted_proxy_says_so(self) -> None:
        log = hall().call("A").add("proxy_admitted", candidate="A", papers=["委托书", "本人身份证"])
        assert broken(log.choose("A", "P1")) == [("S2", "A")]

    def test_where_the_rules_allow_no_proxy_none_is_admitted(self) -> None:
        rules = settings(proxy={"allowed": False, "papers": []})
        assert broken(hall(settings=rules).call("A").add("proxy_admitted", candidate="A", papers=[])) == [
            ("S2", "A")
        ]


class TestMissing:
    def test_the_second_miss_has_the_second_consequence(self) -> None:
        log = hall([["A"]], filed={"A": wishes("P1")}).call("A").miss("A").call("A")
        assert broken(log.miss("A")) == [("S8", "A")]

    def test_the_reason_decides(self) -> None:
        assert broken(hall().call("A").miss("A", "last_of_list", "refused")) == [("S8", "A")]
        assert broken(hall().call("A").miss("A", "given_up", "refused").pick("B", "P1")) == []

    def test_only_somebody_at_the_table_can_miss_or_pass(self) -> None:
        assert broken(hall().miss("A"))[0] == ("S4", "A")
        assert broken(hall().add("passed", candidate="A", consequence="after:3"))[0] == ("S4", "A")

    def test_passing_is_allowed_so_often_and_no_more(self) -> None:
        log = hall([["A"]]).call("A").add("passed", candidate="A", consequence="after:3")
        assert broken(log.call("A").add("passed", candidate="A", consequence="after:3")) == [("S8", "A")]

    def test_a_pass_has_the_consequence_of_the_rules(self) -> None:
        assert broken(hall().call("A").add("passed", candidate="A", consequence="after:1")) == [("S8", "A")]

    def test_after_a_second_miss_the_first_free_wish_is_taken_whatever_the_time(self) -> None:
        form = wishes("P2", "P3")
        log = hall([["B"], ["A"]], filed={"A": form}).pick("B", "P2").call("A").miss("A").call("A")
        log.miss("A", "first_free_wish").wait(minutes=30)
        assert broken(log.choose("A", "P3", "filed_wish", opened=form)) == []

    def filed(self, form: Json, committed: Json | None = None) -> Log:
        log = (
            hall([["B"], ["A"]], filed={"A": committed or form}).pick("B", "P2").call("A").miss("A").call("A")
        )
        return log.miss("A", "first_free_wish")

    def test_a_wish_that_is_not_the_first_free_one_is_refused(self) -> None:
        form = wishes("P2", "P3", "P1")
        assert broken(self.filed(form).choose("A", "P1", "filed_wish", opened=form)) == [("S6", "A")]

    def test_where_he_accepts_any_the_others_follow_in_posted_order(self) -> None:
        form = wishes("P2", accepts_any=True)
        assert broken(self.filed(form).choose("A", "P1", "filed_wish", opened=form)) == []
        assert broken(self.filed(form).choose("A", "P3", "filed_wish", opened=form)) == [("S6", "A")]

    def test_wishes_that_were_not_sealed_before_are_refused(self) -> None:
        form = wishes("P3")
        log = self.filed(form, committed=wishes("P1")).choose("A", "P3", "filed_wish", opened=form)
        assert broken(log) == [("S6", "A")]

    def test_a_filed_wish_cannot_stand_for_a_live_choice(self) -> None:
        form = wishes("P1")
        log = hall(filed={"A": form}).call("A").choose("A", "P1", "filed_wish", opened=form)
        assert broken(log) == [("S6", "A")]

    def test_nothing_but_the_wish_or_giving_up_may_follow(self) -> None:
        form = wishes("P3")
        assert ("S8", "A") in broken(self.filed(form).miss("A", "first_free_wish"))
        assert broken(self.filed(form).choose("A", "P3")) == [("S6", "A")]
        assert broken(self.filed(wishes("P2")).add("gave_up", candidate="A")) == []

    def test_giving_up_with_opened_wishes_needs_all_of_them_gone(self) -> None:
        gone, free = wishes("P2"), wishes("P2", "P3")
        assert broken(self.filed(gone).add("gave_up", candidate="A", opened=gone)) == []
        assert broken(self.filed(free).add("gave_up", candidate="A", opened=free)) == [("S6", "A")]


class TestTies:
    TIED: ClassVar = [["A", "B"], ["C"]]

    def test_a_tied_class_is_settled_before_anybody_of_it_is_called(self) -> None:
        assert broken(hall(self.TIED).call("A"))[0] == ("S3", "A")

    def test_enough_seats_for_all_need_no_lot(self) -> None:
        log = hall(self.TIED, {"P1": 2, "P2": 2}).settle(["A", "B"], "indifferent", False)
        assert broken(log.pick("A", "P1").pick("B", "P1")) == []

    def test_a_shared_post_with_too_few_seats_needs_a_lot(self) -> None:
        log = hall(self.TIED, {"P1": 1, "P2": 2}).settle(["A", "B"], "indifferent", False)
        assert broken(log) == [("S7", "A")]

    def test_a_shared_post_with_no_seat_left_plays_no_part(self) -> None:
        log = hall([["C"], ["A", "B"]], {"P1": 1, "P2": 2}).pick("C", "P1")
        assert broken(log.settle(["A", "B"], "indifferent", False)) == []

    def test_a_lot_must_have_been_drawn(self) -> None:
        log = hall(self.TIED).settle(["A", "B"], "lot", True)
        assert "还没有抽签" in only(log).sentence

    def test_the_lot_gives_the_order(self) -> None:
        order = lot(["A", "B"], KEY)
        log = hall(self.TIED).draw(KEY).settle(order, "lot", True)
        assert broken(log.pick(order[0], "P1").pick(order[1], "P2")) == []
        assert broken(hall(self.TIED).draw(KEY).settle(order[::-1], "lot", True)) == [("S7", "A")]

    def test_a_lot_is_drawn_once_before_two_witnesses(self) -> None:
        assert broken(hall().draw().draw()) == [("S7", None)]
        assert broken(hall().add("lot_drawn", key=KEY, witnesses=["notary"])) == [("S7", None)]

    def test_a_class_that_all_filed_wishes_is_settled_by_them(self) -> None:
        forms = {"A": wishes("P1"), "B": wishes("P2")}
        log = hall(self.TIED, filed=forms)
        log.settle(["A", "B"], "wishes", False, {"A": "P1", "B": "P2"}, forms)
        assert broken(log.pick("A", "P1", "tie").pick("B", "P2", "tie").pick("C", "P3")) == []
        assert broken(hall(self.TIED, filed=forms).draw(KEY).settle(lot(["A", "B"], KEY), "lot", True)) == [
            ("S7", "A")
        ]

    def test_where_the_rules_say_lot_wishes_do_not_settle(self) -> None:
        forms = {"A": wishes("P1"), "B": wishes("P2")}
        log = hall(self.TIED, filed=forms, settings=settings(tie_method="lot"))
        assert broken(log.settle(["A", "B"], "wishes", False, {"A": "P1", "B": "P2"}, forms)) == [("S7", "A")]

    def test_wishes_that_collide_need_the_lot(self) -> None:
        forms = {one: wishes("P1", "P2") for one in "AB"}
        log = hall(self.TIED, filed=forms).settle(["A", "B"], "wishes", True, {"A": "P1", "B": "P2"}, forms)
        assert "还没有抽签" in only(log).sentence

    def test_wishes_that_collide_are_settled_by_the_lot(self) -> None:
        forms = {one: wishes("P1", "P2") for one in "AB"}
        first, second = lot(["A", "B"], KEY)
        got: dict[str, str | None] = {first: "P1", second: "P2"}
        assert (
            broken(hall(self.TIED, filed=forms).draw(KEY).settle([first, second], "wishes", True, got, forms))
            == []
        )
        wrong: dict[str, str | None] = {first: "P2", second: "P1"}
        log = hall(self.TIED, filed=forms).draw(KEY).settle([first, second], "wishes", True, wrong, forms)
        assert broken(log) == [("S7", "A"), ("S7", "B")]

    def test_more_people_placed_goes_before_better_wishes(self) -> None:
        forms = {"A": wishes("P1", "P2"), "B": wishes("P1")}
        good: dict[str, str | None] = {"A": "P2", "B": "P1"}
        assert broken(hall(self.TIED, filed=forms).settle(["A", "B"], "wishes", False, good, forms)) == []
        poor: dict[str, str | None] = {"A": "P1", "B": None}
        log = hall(self.TIED, filed=forms).settle(["A", "B"], "wishes", False, poor, forms)
        assert broken(log) == [("S7", "A"), ("S7", "B")]

    def test_a_held_seat_is_kept_and_nothing_else_may_be_chosen(self) -> None:
        forms = {"A": wishes("P1"), "B": wishes("P2")}
        got: dict[str, str | None] = {"A": "P1", "B": "P2"}
        log = hall(self.TIED, filed=forms).settle(["A", "B"], "wishes", False, got, forms)
        log.call("A").miss("A").pick("B", "P2", "tie")
        assert broken(log) == []
        stolen = Log({})
        stolen.entries, stolen.at = chained(log.entries), log.at
        assert broken(stolen.pick("C", "P1"))[0] == ("S4", "C")
        assert broken(log.pick("C", "P3").pick("A", "P1", "tie")) == []

    def test_whoever_has_a_held_seat_may_not_take_another(self) -> None:
        forms = {"A": wishes("P1"), "B": wishes("P2")}
        got: dict[str, str | None] = {"A": "P1", "B": "P2"}
        log = (
            hall(self.TIED, filed=forms)
            .settle(["A", "B"], "wishes", False, got, forms)
            .pick("A", "P3", "tie")
        )
        assert ("S6", "A") in broken(log)

    def test_a_held_seat_is_free_again_once_given_up(self) -> None:
        forms = {"A": wishes("P1"), "B": wishes("P2")}
        got: dict[str, str | None] = {"A": "P1", "B": "P2"}
        log = hall(self.TIED, filed=forms).settle(["A", "B"], "wishes", False, got, forms)
        log.call("A").add("gave_up", candidate="A").pick("B", "P2", "tie").pick("C", "P1")
        assert broken(log) == []

    def test_a_tie_is_settled_with_nobody_at_the_table(self) -> None:
        log = hall([["C"], ["A", "B"]], {"P1": 9}).call("C").settle(["A", "B"], "indifferent", False)
        assert broken(log) == [("S7", None)]

    def test_a_tie_that_is_not_next_is_not_settled(self) -> None:
        log = hall([["C"], ["A", "B"]], {"P1": 9}).settle(["A", "B"], "indifferent", False)
        assert broken(log)[0][0] == "S7"

    def test_a_held_seat_is_chosen_even_after_the_second_miss(self) -> None:
        forms = {"A": wishes("P1"), "B": wishes("P2")}
        got: dict[str, str | None] = {"A": "P1", "B": "P2"}
        log = hall([["A", "B"]], filed=forms).settle(["A", "B"], "wishes", False, got, forms)
        log.call("A").miss("A").pick("B", "P2", "tie").call("A").miss("A", "first_free_wish")
        assert broken(log.wait(hours=1).choose("A", "P1", "tie")) == []


class TestWarnings:
    WARN: ClassVar = settings(guarantee="warn")
    SCARCE: ClassVar = {"B": ["P1"]}

    def test_a_choice_that_leaves_somebody_with_nothing_is_warned_of(self) -> None:
        log = hall([["A"], ["B"]], eligible=self.SCARCE, settings=self.WARN)
        assert broken(log.pick("A", "P1", warned=["B"])) == []

    def test_a_missing_warning_is_a_difference(self) -> None:
        log = hall([["A"], ["B"]], eligible=self.SCARCE, settings=self.WARN)
        assert broken(log.pick("A", "P1")) == [("S10", "A")]

    def test_a_warning_without_need_is_a_difference(self) -> None:
        log = hall([["A"], ["B"]], eligible=self.SCARCE, settings=self.WARN)
        assert broken(log.pick("A", "P2", warned=["B"])) == [("S10", "A")]

    def test_nothing_is_warned_of_where_no_other_choice_would_be_better(self) -> None:
        log = hall([["A"], ["B"], ["C"]], {"P1": 1, "P2": 1}, settings=self.WARN)
        assert broken(log.pick("A", "P1")) == []

    def test_those_named_must_compete_for_too_few_seats(self) -> None:
        log = hall([["A"], ["B"], ["C"]], eligible=self.SCARCE, settings=self.WARN)
        assert broken(log.pick("A", "P1", warned=["C"])) == [("S10", "A")]

    def test_under_enforce_such_a_choice_is_refused(self) -> None:
        log = hall([["A"], ["B"]], eligible=self.SCARCE, settings=settings(guarantee="enforce"))
        assert broken(log.pick("A", "P1", warned=["B"])) == [("S10", "A")]

    def test_without_a_guarantee_nobody_is_warned(self) -> None:
        assert broken(hall([["A"], ["B"]], eligible=self.SCARCE).pick("A", "P1")) == []
        assert broken(hall([["A"], ["B"]], eligible=self.SCARCE).pick("A", "P1", warned=["B"])) == [
            ("S10", "A")
        ]

    def test_others_who_would_have_to_move_are_taken_into_account(self) -> None:
        eligible = {"B": ["P1", "P2"], "C": ["P2", "P3"], "D": ["P3"]}
        log = hall([["A"], ["B"], ["C"], ["D"]], {"P1": 1, "P2": 1, "P3": 1, "P4": 1}, eligible=eligible,
                   settings=self.WARN)  # fmt: skip
        assert broken(log.pick("A", "P1", warned=["B", "C", "D"])) == []


class TestUndo:
    def test_an_undone_choice_is_made_again(self) -> None:
        log = hall().pick("A", "P1").undo(2).pick("A", "P2").pick("B", "P1")
        assert broken(log) == []
        assert replay_assignment(log.entries) == {"A": "P2", "B": "P1", "C": None}

    def test_somebody_undone_at_the_table_keeps_his_clock(self) -> None:
        log = hall().pick("A", "P1").wait(minutes=10).undo(3)
        assert broken(log.choose("A", "P2")) == [("S5", "A")]

    def test_only_an_event_that_stands_can_be_undone(self) -> None:
        for wrong in (1, 9):
            assert broken(hall().pick("A", "P1").undo(wrong))[0] == ("S9", None)
        assert broken(hall().pick("A", "P1").undo(3).undo(3)) == [("S9", None)]
        assert broken(hall().pick("A", "P1").undo(3).undo(4)) == [("S9", None)]

    def test_undoing_needs_a_second_person(self) -> None:
        assert broken(hall().pick("A", "P1").undo(3, second="host")) == [("S9", None)]

    def test_the_lot_stays_drawn(self) -> None:
        order = lot(["A", "B"], KEY)
        log = hall([["A", "B"]]).draw(KEY).settle(order, "lot", True).undo(2)
        assert broken(log.settle(order, "lot", True)) == []
        assert broken(hall().call("A").draw(KEY).undo(2).draw(KEY)) == [("S7", None)]

    def test_misses_undone_do_not_count(self) -> None:
        log = hall([["A"], ["B"]]).call("A").miss("A").undo(3).miss("A").pick("B", "P1")
        assert broken(log) == []

    def test_a_settled_tie_undone_is_settled_again_and_its_seats_are_free(self) -> None:
        forms = {"A": wishes("P1"), "B": wishes("P2")}
        got: dict[str, str | None] = {"A": "P1", "B": "P2"}
        log = hall([["A", "B"]], filed=forms).settle(["A", "B"], "wishes", False, got, forms).undo(2)
        assert broken(log.settle(["A", "B"], "wishes", False, got, forms).pick("A", "P1", "tie")) == []


class TestClosing:
    def test_nobody_may_be_left(self) -> None:
        assert broken(hall([["A"]]).close({"A": None}))[0] == ("S2", None)
        assert broken(hall([["A"]]).call("A").close({"A": None}))[0] == ("S2", None)

    def test_nothing_follows(self) -> None:
        log = hall([["A"]]).pick("A", "P1").close({"A": "P1"})
        assert broken(log.undo(2))[0] == ("S2", None)

    def test_the_closing_names_everybody_with_what_he_chose(self) -> None:
        log = hall([["A"], ["B"]]).pick("A", "P1").pick("B", "P2")
        assert broken(log.close({"A": "P1", "B": "P3"})) == [("S11", "B")]
        short = hall([["A"], ["B"]]).pick("A", "P1").pick("B", "P2")
        assert broken(short.close({"A": "P1"})) == [("S11", "B")]

    def test_the_fingerprint_is_that_of_the_assignment(self) -> None:
        log = (
            hall([["A"]]).pick("A", "P1").add("closed", assignment={"A": "P1"}, fingerprint=sha({"A": "P2"}))
        )
        assert broken(log) == [("S11", None)]


class TestOpening:
    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"groups": [{"category": "x", "classes": [["A"], ["A"]]}], "eligible": {"A": []}}, "两次"),
            ({"positions": [{"id": "P1", "seats": 1}, {"id": "P1", "seats": 2}]}, "两次"),
            ({"positions": [{"id": "P1", "seats": -1}]}, "positions"),
            ({"eligible": {"A": ["P1"], "B": ["P1"]}}, "C"),
            ({"eligible": {"A": ["P9"], "B": [], "C": []}}, "P9"),
            ({"wish_commitments": {"Z": "0" * 64}}, "Z"),
            ({"lot": {"algorithm": "crc32"}}, "lot"),
            ({"settings": settings(guarantee="perhaps")}, "settings"),
            ({"settings": settings(missed={})}, "settings"),
            ({"settings": settings(passed={"times": 1, "then": "after:0"})}, "settings"),
        ],
    )
    def test_an_opening_that_does_not_fit_together_is_named(self, change: Json, word: str) -> None:
        found = check_entries(Log(opening(THREE, SEATS) | change).entries)
        assert {one.property for one in found} == {"S1"}
        assert any(word in one.sentence for one in found)

    def test_the_log_starts_with_the_opening_and_has_no_other(self) -> None:
        assert broken(Log({"candidate": "A"}, kind="called")) == [("S1", None)]
        assert broken(hall().add("session_opened", **opening(THREE, SEATS)))[0] == ("S1", None)

    def test_an_empty_log_is_no_session(self) -> None:
        assert [one.property for one in check_entries([])] == ["S1"]


class TestShape:
    @pytest.mark.parametrize(
        ("kind", "payload"),
        [
            ("called", {}), ("called", {"candidate": 7}), ("chosen", {"candidate": "A"}), ("shouted", {}),
            ("missed", {"candidate": "A", "reason": "bored", "consequence": "given_up"}),
            ("missed", {"candidate": "A", "reason": "late", "consequence": "shot"}),
            ("undone", {"from_version": "2", "reason": "x", "second": "y"}),
            ("undone", {"from_version": True, "reason": "x", "second": "y"}),
            ("closed", {"assignment": [], "fingerprint": "x"}),
            ("lot_drawn", {"key": "", "witnesses": ["a", "b"]}),
            ("lot_drawn", {"key": "x", "witnesses": ["a", "a"]}),
            ("tie_settled", {"class": ["A", "B"], "method": "dice", "order": [], "mattered": False}),
        ],
    )  # fmt: skip
    def test_an_event_that_cannot_be_read_ends_the_replay_with_a_difference(
        self, kind: str, payload: Json
    ) -> None:
        found = only(hall().call("A").add(kind, **payload))
        assert (found.property, found.line is not None) == ("S2", True)

    def test_a_broken_chain_is_told_before_anything_else(self) -> None:
        log = hall().pick("B", "P1")
        log.entries[1]["payload"]["candidate"] = "A"
        assert [one.property for one in check_entries(log.entries)] == ["B2"]
