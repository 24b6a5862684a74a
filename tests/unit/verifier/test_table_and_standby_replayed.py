"""Roll call, standby, calling ahead, the adjusted clock: docs/session-log.md kept and broken."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from tests.unit.verifier.building import Json, Log, settings, wishes
from tests.unit.verifier.replaying import broken, hall, only


def ahead(people: int = 1, minutes: int = 2, clock: str = "called", **more: Any) -> Json:
    return settings(call_ahead={"people": people, "minutes": minutes, "clock": clock}, **more)


def came(log: Log, candidate: str) -> Log:
    return log.add("arrived", candidate=candidate)


def checked(log: Log, candidate: str, reason: str = "") -> Log:
    return log.add("standby_checked", candidate=candidate, passed=not reason, reason=reason)


class TestRollCall:
    def test_people_answer_in_any_order_before_during_and_after_the_call(self) -> None:
        log = came(came(hall(), "C"), "A").call("A")
        assert broken(came(log, "B").choose("A", "P1")) == []
        assert broken(came(hall().call("A"), "A")) == []

    def test_nobody_arrives_twice(self) -> None:
        assert (
            only(came(came(hall(), "A"), "A")).sentence == "A，记录第 3 条（到场）：已经到场，不应再记一次。"
        )

    def test_whoever_has_chosen_or_given_up_does_not_arrive_any_more(self) -> None:
        assert broken(came(hall().pick("A", "P1"), "A")) == [("S2", "A")]
        assert broken(came(hall().call("A").add("gave_up", candidate="A"), "A")) == [("S2", "A")]

    def test_somebody_unknown_does_not_arrive(self) -> None:
        assert broken(came(hall(), "Z")) == [("S2", "Z")]
        assert broken(checked(hall(), "Z")) == [("S2", "Z")]

    def test_people_arrive_and_are_checked_while_the_hall_is_paused(self) -> None:
        log = hall().add("paused", reason="停电")
        assert broken(checked(came(log, "A"), "A").add("resumed").call("A")) == []

    def test_nobody_arrives_after_the_end(self) -> None:
        log = hall([["A"]]).pick("A", "P1").close({"A": "P1"})
        assert broken(came(log, "A"))[0] == ("S2", None)

    def test_who_has_come_is_there_after_an_undo(self) -> None:
        log = checked(came(hall().pick("A", "P1"), "B"), "B").undo(2)
        assert broken(came(log, "B")) == [("S2", "B")]
        assert broken(came(hall().pick("A", "P1").undo(2), "B")) == []


class TestStandby:
    CHECKED: ClassVar = settings(standby={"roll_call": 10, "check": True})

    def test_who_was_checked_may_choose(self) -> None:
        log = checked(came(hall(settings=self.CHECKED), "A"), "A")
        assert broken(log.pick("A", "P1")) == []

    def test_who_was_not_checked_may_be_called_but_may_not_choose(self) -> None:
        assert broken(hall(settings=self.CHECKED).call("A")) == []
        log = hall(settings=self.CHECKED).pick("A", "P1")
        assert only(log).sentence == "A，记录第 3 条（选定）：没有经过候场核验，不能选岗。"

    def test_the_check_may_be_made_at_the_table(self) -> None:
        log = came(hall(settings=self.CHECKED).call("A"), "A")
        assert broken(checked(log, "A").choose("A", "P1")) == []

    def test_the_latest_check_counts(self) -> None:
        twice = came(hall(settings=self.CHECKED), "A")
        assert broken(checked(checked(twice, "A", "证件过期"), "A").pick("A", "P1")) == []
        worse = came(hall(settings=self.CHECKED), "A")
        log = checked(checked(worse, "A"), "A", "证件过期").pick("A", "P1")
        assert only(log).sentence == "A，记录第 6 条（选定）：候场核验没有通过，不能选岗。"

    def test_a_proxy_admitted_in_this_turn_stands_for_the_check(self) -> None:
        log = hall(settings=self.CHECKED).call("A")
        log.add("proxy_admitted", candidate="A", papers=["委托书", "本人身份证"])
        assert broken(log.choose("A", "P1", proxy=True)) == []

    def test_a_proxy_of_an_earlier_turn_does_not(self) -> None:
        log = hall([["A"]], settings=self.CHECKED).call("A")
        log.add("proxy_admitted", candidate="A", papers=["委托书", "本人身份证"]).miss("A")
        assert broken(log.pick("A", "P1")) == [("S4", "A")]

    def test_a_filed_wish_of_the_absent_needs_no_check(self) -> None:
        form = wishes("P1")
        log = hall([["A"]], settings=self.CHECKED, filed={"A": form}).call("A").miss("A").call("A")
        log.miss("A", "first_free_wish")
        assert broken(log.choose("A", "P1", "filed_wish", opened=form)) == []

    def test_a_seat_held_needs_the_check_as_well(self) -> None:
        forms = {"A": wishes("P1"), "B": wishes("P2")}
        got: dict[str, str | None] = {"A": "P1", "B": "P2"}
        log = hall([["A", "B"]], settings=self.CHECKED, filed=forms)
        assert broken(log.settle(["A", "B"], "wishes", False, got, forms).pick("A", "P1", "tie")) == [
            ("S4", "A")
        ]

    @pytest.mark.parametrize("standby", [None, {"roll_call": 10, "check": False}])
    def test_without_the_rule_nothing_hangs_on_it(self, standby: Json | None) -> None:
        log = came(hall(settings=settings(standby=standby)), "A")
        assert broken(checked(log, "A", "证件过期").pick("A", "P1")) == []

    def test_a_refusal_stands_until_who_refused_or_two_people_lift_it(self) -> None:
        def refused() -> Log:
            log = came(hall(settings=self.CHECKED, edition=2), "A")
            return log.add("standby_checked", by="reviewer", candidate="A", passed=False, reason="证件过期")

        passed: Json = {"candidate": "A", "passed": True, "reason": ""}
        assert only(checked(refused(), "A")).sentence == (
            "A，记录第 4 条（候场核验）：前面由他人登记为未通过，须由登记的人或两人共同取消。"
        )
        assert broken(refused().add("standby_checked", by="reviewer", **passed).pick("A", "P1")) == []
        assert broken(refused().add("standby_checked", **passed, second="supervisor").pick("A", "P1")) == []
        assert broken(refused().add("standby_checked", **passed, second="host")) == [("S2", "A")]
        own = checked(checked(refused(), "A", "仍过期"), "A")
        assert broken(own) == [("S2", "A")]  # a refusal of one's own takes nobody else's away

    def test_a_proxy_chooses_no_more_than_the_person_while_a_refusal_stands(self) -> None:
        def log(**edition: int) -> Log:
            log = checked(came(hall(settings=self.CHECKED, **edition), "A").call("A"), "A", "证件过期")
            log.add("proxy_admitted", candidate="A", papers=["委托书", "本人身份证"])
            return log.choose("A", "P1", proxy=True)

        assert broken(log()) == []
        assert broken(log(edition=2)) == [("S4", "A")]

    @pytest.mark.parametrize("edition", [1, 3, True, "2"])
    def test_an_edition_that_is_not_known_is_not_read(self, edition: object) -> None:
        assert broken(hall(edition=edition))[0] == ("S1", None)

    def test_only_who_has_arrived_is_checked(self) -> None:
        assert only(checked(hall(), "A")).sentence == "A，记录第 2 条（候场核验）：还没有到场，不能候场核验。"

    def test_whoever_has_left_the_queue_is_not_checked(self) -> None:
        assert broken(checked(came(hall(), "A").pick("A", "P1"), "A")) == [("S2", "A")]

    def test_a_reason_stands_where_the_check_failed_and_only_there(self) -> None:
        for passed, reason in ((True, "证件过期"), (False, "")):
            log = came(hall(), "A").add("standby_checked", candidate="A", passed=passed, reason=reason)
            assert broken(log) == [("S2", "A")]

    def test_a_check_stands_after_an_undo(self) -> None:
        log = came(hall(settings=self.CHECKED).call("A"), "A")
        assert broken(checked(log, "A").undo(2).pick("A", "P1")) == []


class TestPostsClosed:
    @staticmethod
    def bar(log: Log, position: str = "P1", *, barred: bool = True, candidate: str = "A") -> Log:
        return log.add("post_barred", by="reviewer", candidate=candidate, position=position, barred=barred)

    def test_a_post_that_was_closed_is_not_chosen(self) -> None:
        assert broken(self.bar(hall()).pick("A", "P2")) == []
        assert ("S4", "A") in broken(self.bar(hall()).pick("A", "P1"))
        assert broken(self.bar(hall()).pick("A", "P2").pick("B", "P1")) == []

    def test_it_may_be_opened_again(self) -> None:
        log = self.bar(self.bar(hall().call("A")), barred=False)
        assert broken(log.choose("A", "P1")) == []

    def test_an_undo_does_not_open_it(self) -> None:
        assert ("S4", "A") in broken(self.bar(hall().call("A")).undo(2).pick("A", "P1"))

    def test_a_filed_wish_for_it_is_passed_over(self) -> None:
        form = wishes("P1", "P2")
        log = hall([["A"]], filed={"A": form}).call("A").miss("A").call("A")
        self.bar(log.miss("A", "first_free_wish"))
        assert broken(log.choose("A", "P2", "filed_wish", opened=form)) == []

    def test_what_could_not_be_chosen_is_not_closed_and_what_was_not_closed_here_is_not_opened(self) -> None:
        few = {"A": ["P2"], "B": ["P1"], "C": ["P1"]}
        assert broken(self.bar(hall(eligible=few))) == [("S2", "A")]
        assert broken(self.bar(hall(eligible=few), barred=False)) == [("S2", "A")]
        assert broken(self.bar(self.bar(hall()))) == [("S2", "A")]

    def test_who_has_chosen_is_not_asked_again(self) -> None:
        assert broken(self.bar(hall().pick("A", "P1"), "P2")) == [("S2", "A")]

    def test_a_seat_held_for_somebody_is_not_closed(self) -> None:
        forms = {"A": wishes("P1"), "B": wishes("P2")}
        got: dict[str, str | None] = {"A": "P1", "B": "P2"}
        log = hall([["A", "B"]], filed=forms).settle(["A", "B"], "wishes", False, got, forms)
        assert broken(self.bar(log)) == [("S2", "A")]

    def test_a_warning_counts_with_the_posts_that_are_still_open(self) -> None:
        log = hall([["A"], ["B"]], {"P1": 1, "P2": 1}, settings=settings(guarantee="warn")).call("A")
        self.bar(log, "P2", candidate="B")
        assert broken(log.choose("A", "P1", warned=["B"])) == []
        log = hall([["A"], ["B"]], {"P1": 1, "P2": 1}, settings=settings(guarantee="warn")).call("A")
        self.bar(log, "P2", candidate="B")
        assert broken(log.choose("A", "P1")) != []


class TestCalledAhead:
    def test_the_next_may_be_called_while_somebody_chooses(self) -> None:
        log = hall(settings=ahead()).call("A").wait(minutes=2).call("B").choose("A", "P1")
        assert broken(log.choose("B", "P2").pick("C", "P3").close({"A": "P1", "B": "P2", "C": "P3"})) == []

    def test_not_before_the_minutes_are_over(self) -> None:
        early = hall(settings=ahead()).call("A").wait(seconds=109).call("B")
        assert only(early).sentence == "B，记录第 3 条（叫号）：上一位叫号后满 2 分钟才能提前叫下一位。"
        assert broken(hall(settings=ahead()).call("A").wait(seconds=110).call("B")) == []

    def test_pauses_are_not_taken_off_those_minutes(self) -> None:
        log = hall(settings=ahead()).call("A").add("paused", reason="停电").wait(minutes=2).add("resumed")
        assert broken(log.call("B")) == []

    def test_the_minutes_count_from_whoever_was_called_last(self) -> None:
        log = hall(settings=ahead(people=2)).call("A").wait(minutes=2).call("B")
        assert broken(log.wait(minutes=1).call("C")) == [("S3", "C")]

    def test_with_nobody_at_the_table_the_minutes_play_no_part(self) -> None:
        assert broken(hall(settings=ahead()).pick("A", "P1").pick("B", "P2")) == []

    def test_no_more_people_than_the_rules_say(self) -> None:
        log = hall(settings=ahead(people=1)).call("A").wait(minutes=2).call("B").wait(minutes=2)
        assert only(log.call("C")).sentence == "C，记录第 4 条（叫号）：A 后面最多提前叫 1 人，已经叫满。"
        two = hall(settings=ahead(people=2)).call("A").wait(minutes=2).call("B").wait(minutes=2)
        assert broken(two.call("C")) == []

    def test_only_the_next_in_turn_is_called_ahead(self) -> None:
        assert broken(hall(settings=ahead()).call("A").wait(minutes=2).call("C")) == [("S3", "C")]

    def test_without_the_rule_nobody_is_called_ahead(self) -> None:
        log = hall().call("A").wait(minutes=9).call("B")
        assert only(log).sentence == "B，记录第 3 条（叫号）：A 还在选岗席上，不能叫下一位。"

    def test_everybody_keeps_his_turn(self) -> None:
        def log() -> Log:
            return hall(settings=ahead()).call("A").wait(minutes=2).call("B")

        assert ("S4", "B") in broken(log().choose("B", "P1"))
        assert ("S4", "B") in broken(log().miss("B"))
        assert ("S4", "B") in broken(log().add("passed", candidate="B", consequence="after:3"))
        assert ("S4", "B") in broken(log().add("gave_up", candidate="B"))
        papers = ["委托书", "本人身份证"]
        assert ("S4", "B") in broken(log().add("proxy_admitted", candidate="B", papers=papers))

    @pytest.mark.parametrize("leaving", ["missed", "passed", "gave_up"])
    def test_when_the_first_leaves_the_next_there_is_the_first(self, leaving: str) -> None:
        log = hall(settings=ahead()).call("A").wait(minutes=2).call("B")
        match leaving:
            case "missed":
                log.miss("A")
            case "passed":
                log.add("passed", candidate="A", consequence="after:3")
            case _:
                log.add("gave_up", candidate="A")
        assert broken(log.choose("B", "P1")) == []

    def test_a_proxy_is_the_firsts_alone(self) -> None:
        log = (
            hall(settings=ahead())
            .call("A")
            .add("proxy_admitted", candidate="A", papers=["委托书", "本人身份证"])
        )
        log.wait(minutes=2).call("B").choose("A", "P1", proxy=True)
        assert broken(log.choose("B", "P2", proxy=True)) == [("S2", "B")]

    def test_a_tied_class_is_settled_only_when_nobody_is_at_the_table(self) -> None:
        log = hall([["A"], ["B", "C"]], {"P1": 9}, settings=ahead()).call("A").wait(minutes=2)
        assert broken(log.settle(["B", "C"], "indifferent", False)) == [("S7", None)]

    def test_a_tied_class_not_settled_is_not_called_ahead(self) -> None:
        log = hall([["A"], ["B", "C"]], {"P1": 9}, settings=ahead()).call("A").wait(minutes=2)
        assert ("S3", "B") in broken(log.call("B"))

    def test_while_a_filed_wish_is_due_nobody_is_called(self) -> None:
        log = hall([["A"], ["B"]], settings=ahead(), filed={"A": wishes("P1")}).call("A").miss("A")
        log.pick("B", "P2").call("A").miss("A", "first_free_wish")
        assert broken(log) == []
        more = hall(settings=ahead(missed=settings()["missed"] | {"absent": {"first": "first_free_wish",
                    "again": "given_up"}}), filed={"A": wishes("P1")})  # fmt: skip
        more.call("A").miss("A", "first_free_wish").wait(minutes=2).call("B")
        assert broken(more) == [("S3", "B")]

    def test_who_was_called_ahead_is_called_after_his_batch_has_begun(self) -> None:
        batches = [{"category": "sergeant", "from": 2, "at": "2021-12-18T10:00:00+08:00"}]
        log = hall(settings=ahead(batches=batches)).call("A").wait(minutes=2).call("B")
        assert broken(log) == [("S3", "B")]

    def test_who_was_called_ahead_goes_back_to_the_queue_with_an_undo(self) -> None:
        log = hall(settings=ahead()).call("A").wait(minutes=2).call("B").undo(3).choose("A", "P1")
        assert broken(log.pick("B", "P2")) == []

    def test_people_called_ahead_are_people_waiting(self) -> None:
        rules = ahead(guarantee="warn")
        log = hall([["A"], ["B"]], eligible={"B": ["P1"]}, settings=rules).call("A").wait(minutes=2).call("B")
        assert broken(log.choose("A", "P1", warned=["B"])) == []
        silent = (
            hall([["A"], ["B"]], eligible={"B": ["P1"]}, settings=rules).call("A").wait(minutes=2).call("B")
        )
        assert broken(silent.choose("A", "P1")) == [("S10", "A")]

    def test_closing_waits_for_people_called_ahead(self) -> None:
        log = hall([["A"], ["B"]], settings=ahead()).call("A").wait(minutes=2).call("B").choose("A", "P1")
        assert broken(log.close({"A": "P1", "B": None})) == [("S2", None)]


class TestClock:
    def test_the_clock_of_somebody_called_ahead_runs_from_his_call(self) -> None:
        log = hall(settings=ahead()).call("A").wait(minutes=2).call("B").wait(minutes=1).choose("A", "P1")
        assert broken(log.wait(seconds=180).choose("B", "P2")) == []
        log = hall(settings=ahead()).call("A").wait(minutes=2).call("B").wait(minutes=1).choose("A", "P1")
        assert broken(log.wait(seconds=181).choose("B", "P2")) == [("S5", "B")]

    def test_or_from_when_he_became_the_first_where_the_rules_say_so(self) -> None:
        rules = ahead(clock="first")
        log = hall(settings=rules).call("A").wait(minutes=2).call("B").wait(minutes=1).choose("A", "P1")
        assert broken(log.wait(seconds=270).choose("B", "P2")) == []
        log = hall(settings=rules).call("A").wait(minutes=2).call("B").wait(minutes=1).choose("A", "P1")
        assert broken(log.wait(seconds=271).choose("B", "P2")) == [("S5", "B")]

    def test_where_nobody_was_before_him_it_runs_from_his_call(self) -> None:
        log = hall(settings=ahead(clock="first")).call("A").wait(seconds=271)
        assert broken(log.choose("A", "P1")) == [("S5", "A")]

    def test_a_pause_counts_for_nobody_at_the_table(self) -> None:
        log = hall(settings=ahead()).call("A").wait(minutes=2).call("B").add("paused", reason="停电")
        log.wait(hours=1).add("resumed").choose("A", "P1").wait(seconds=240)
        assert broken(log.choose("B", "P2")) == []

    def test_a_pause_before_he_became_the_first_buys_no_time(self) -> None:
        log = (
            hall(settings=ahead(clock="first"))
            .call("A")
            .wait(minutes=2)
            .call("B")
            .add("paused", reason="停电")
        )
        log.wait(hours=1).add("resumed").choose("A", "P1").wait(seconds=271)
        assert broken(log.choose("B", "P2")) == [("S5", "B")]

    @pytest.mark.parametrize(("seconds", "late"), [(390, False), (391, True)])
    def test_seconds_added_are_seconds_more(self, seconds: int, late: bool) -> None:
        log = hall().call("A").add("clock_adjusted", candidate="A", seconds=100, reason="投影中断")
        log.add("clock_adjusted", candidate="A", seconds=20, reason="投影中断")
        assert broken(log.wait(seconds=seconds).choose("A", "P1")) == ([("S5", "A")] if late else [])

    def test_what_was_added_is_told(self) -> None:
        log = hall().call("A").add("clock_adjusted", candidate="A", seconds=60, reason="投影中断")
        found = only(log.wait(minutes=6).choose("A", "P1"))
        assert "叫号后 6 分 30 秒才选定，规定时间是 5 分钟，另加 60 秒" in found.sentence

    def test_seconds_added_in_an_earlier_turn_are_gone(self) -> None:
        log = hall([["A"]]).call("A").add("clock_adjusted", candidate="A", seconds=600, reason="投影中断")
        assert broken(log.miss("A").call("A").wait(minutes=5).choose("A", "P1")) == [("S5", "A")]

    def test_seconds_added_to_one_are_not_the_next_ones(self) -> None:
        log = hall().call("A").add("clock_adjusted", candidate="A", seconds=600, reason="投影中断")
        assert broken(log.choose("A", "P1").call("B").wait(minutes=5).choose("B", "P2")) == [("S5", "B")]

    def test_the_clock_is_adjusted_for_the_first_at_the_table_alone(self) -> None:
        waiting = hall().add("clock_adjusted", candidate="A", seconds=60, reason="投影中断")
        assert broken(waiting)[0] == ("S4", "A")
        second = hall(settings=ahead()).call("A").wait(minutes=2).call("B")
        second.add("clock_adjusted", candidate="B", seconds=60, reason="投影中断")
        assert broken(second) == [("S4", "B")]

    def test_where_a_filed_wish_is_due_there_is_no_clock_to_adjust(self) -> None:
        log = (
            hall([["A"]], filed={"A": wishes("P1")})
            .call("A")
            .miss("A")
            .call("A")
            .miss("A", "first_free_wish")
        )
        log.add("clock_adjusted", candidate="A", seconds=60, reason="投影中断")
        assert broken(log) == [("S5", "A")]

    def test_an_adjustment_undone_is_gone(self) -> None:
        log = hall().call("A").add("clock_adjusted", candidate="A", seconds=60, reason="投影中断").undo(3)
        assert broken(log.wait(minutes=5).choose("A", "P1")) == [("S5", "A")]

    @pytest.mark.parametrize(
        "wrong", [{"seconds": 0}, {"seconds": 3601}, {"seconds": True}, {"seconds": "60"}, {"reason": ""}]
    )
    def test_it_is_at_most_an_hour_and_has_a_reason(self, wrong: Json) -> None:
        right: Json = {"candidate": "A", "seconds": 3600, "reason": "投影中断"}
        assert broken(hall().call("A").add("clock_adjusted", **right)) == []
        assert only(hall().call("A").add("clock_adjusted", **right | wrong)).property == "S2"
