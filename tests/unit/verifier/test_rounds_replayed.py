"""Posts given back, second rounds, separate lists: docs/session-log.md kept and broken."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from public_notices.verifier import check_entries, replay_assignment
from public_notices.verifier.check_result import pick_differences, place_differences
from public_notices.verifier.session import picks_of
from tests.unit.verifier.building import Json, Log, opening, settings, wishes
from tests.unit.verifier.people import lot
from tests.unit.verifier.replaying import SEATS, THREE, broken, hall, only

ALL = ["gave_up", "missed", "passed", "waived"]


def second(who: list[str] | None = None, restart: str = "top", **more: Any) -> Json:
    return settings(second_round={"who": ALL if who is None else who, "restart": restart}, **more)


def waive(log: Log, candidate: str, position: str, **confirmed: str) -> Log:
    return log.add("waived", candidate=candidate, position=position, reason="家庭原因", **confirmed)


def give_up(log: Log, *people: str) -> Log:
    for one in people:
        log.call(one).add("gave_up", candidate=one)
    return log


def begin(log: Log, *queues: list[str]) -> Log:
    return log.add("round_begun", round=2, queues=list(queues))


def key_for(order: list[str]) -> str:
    """A key that draws these people in this order."""
    return next(key for key in map(str, range(999)) if lot(sorted(order), key) == order)


class TestFreedPost:
    KEPT: ClassVar = settings(freed_post="kept")
    FREE: ClassVar = settings(freed_post="highest_waiting")

    def test_a_seat_kept_is_nobodys_in_this_session(self) -> None:
        log = waive(hall([["A"], ["B"]], {"P1": 1, "P2": 1}, settings=self.KEPT).pick("A", "P1"), "A", "P1")
        assert broken(log.pick("B", "P1")) == [("S4", "B")]

    def test_a_seat_given_back_is_free_for_the_next_in_turn(self) -> None:
        log = waive(hall(settings=self.FREE).pick("A", "P1"), "A", "P1")
        log.pick("B", "P1").pick("C", "P2")
        assert broken(log.close({"A": None, "B": "P1", "C": "P2"})) == []

    def test_who_gave_it_back_waits_no_more(self) -> None:
        log = waive(hall(settings=self.FREE).pick("A", "P1"), "A", "P1")
        assert ("S3", "A") in broken(log.call("A"))

    def test_the_pick_keeps_its_number_and_counts_no_longer(self) -> None:
        log = waive(hall(settings=self.FREE).pick("A", "P1").pick("B", "P2"), "A", "P1").pick("C", "P1")
        assert [(one["order"], one["candidate"]) for one in picks_of(log.entries)] == [(2, "B"), (3, "C")]
        assert replay_assignment(log.entries) == {"A": None, "B": "P2", "C": "P1"}

    def test_a_result_that_numbers_the_picks_anew_is_found(self) -> None:
        log = waive(hall(settings=self.FREE).pick("A", "P1").pick("B", "P2"), "A", "P1")
        printed = picks_of(log.entries)
        assert pick_differences(log.entries, {"picks": printed}) == []
        found = pick_differences(log.entries, {"picks": [printed[0] | {"order": 1}]})
        assert [(one.property, one.person) for one in found] == [("B8", "B")]
        kept = picks_of(hall(settings=self.FREE).pick("A", "P1").pick("B", "P2").entries)
        assert pick_differences(log.entries, {"picks": kept})

    def test_since_the_second_edition_a_second_person_confirms_it(self) -> None:
        def log() -> Log:
            return hall(settings=settings(freed_post="kept"), edition=2).pick("A", "P1")

        assert broken(waive(log(), "A", "P1", second="supervisor")) == []
        assert only(waive(log(), "A", "P1")).sentence == (
            "A，记录第 4 条（退岗）：退岗须有第二人同意，不能是操作者本人。"
        )
        assert broken(waive(log(), "A", "P1", second="host")) == [("S12", "A")]

    def test_a_waiver_undone_leaves_the_pick_as_it_was(self) -> None:
        log = waive(hall(settings=self.FREE).pick("A", "P1"), "A", "P1").undo(4)
        assert [one["candidate"] for one in picks_of(log.entries)] == ["A"]
        assert broken(log.pick("B", "P1")) == [("S4", "B")]

    def test_without_the_rule_nobody_waives_in_the_session(self) -> None:
        log = waive(hall().pick("A", "P1"), "A", "P1")
        assert only(log).sentence == "A，记录第 4 条（退岗）：规则没有规定退岗，会上不能退岗。"

    def test_only_the_post_he_has_is_given_back(self) -> None:
        assert broken(waive(hall(settings=self.FREE).pick("A", "P1"), "A", "P2")) == [("S12", "A")]
        assert broken(waive(hall(settings=self.FREE), "A", "P1")) == [("S2", "A")]

    def test_nothing_is_given_back_twice(self) -> None:
        log = waive(waive(hall(settings=self.FREE).pick("A", "P1"), "A", "P1"), "A", "P1")
        assert broken(log) == [("S2", "A")]

    def test_nothing_is_given_back_while_somebody_is_at_the_table(self) -> None:
        log = waive(hall(settings=self.FREE).pick("A", "P1").call("B"), "A", "P1")
        assert only(log).sentence == "A，记录第 5 条（退岗）：B 还在选岗席上，此时不能退岗。"

    def found_nothing(self, rules: Json, eligible: dict[str, list[str]] | None = None) -> Log:
        """A took the only seat of P1; B and C found nothing open to them; D still waits."""
        people = [["A"], ["B"], ["C"], ["D"]]
        fits = {"B": ["P1"], "C": ["P1"]} | (eligible or {})
        return give_up(
            hall(people, {"P1": 1, "P2": 1}, eligible=fits, settings=rules).pick("A", "P1"), "B", "C"
        )

    def test_who_found_nothing_open_waits_for_it_at_the_front_in_the_order_of_the_group(self) -> None:
        log = waive(self.found_nothing(self.FREE), "A", "P1")
        assert broken(log.pick("B", "P1").call("C")) == []
        assert broken(waive(self.found_nothing(self.FREE), "A", "P1").pick("D", "P2"))[0] == ("S3", "D")
        assert broken(waive(self.found_nothing(self.FREE), "A", "P1").pick("C", "P1"))[0] == ("S3", "C")

    def test_a_seat_kept_calls_nobody_back(self) -> None:
        assert broken(waive(self.found_nothing(self.KEPT), "A", "P1").pick("D", "P2")) == []

    def test_who_is_not_eligible_for_it_does_not_come_back(self) -> None:
        log = self.found_nothing(self.FREE, eligible={"B": []})
        assert broken(waive(log, "A", "P1").pick("C", "P1")) == []

    def test_who_gave_up_while_a_post_was_open_to_him_does_not_come_back(self) -> None:
        log = self.found_nothing(self.FREE, eligible={"B": ["P1", "P2"]})
        assert broken(waive(log, "A", "P1").pick("C", "P1")) == []

    def test_a_held_seat_was_a_post_open_to_him(self) -> None:
        forms = {"B": wishes("P2"), "C": wishes("P3")}
        got: dict[str, str | None] = {"B": "P2", "C": "P3"}
        log = hall([["A"], ["B", "C"]], filed=forms, settings=self.FREE).pick("A", "P1")
        log.settle(["B", "C"], "wishes", False, got, forms).call("B").add("gave_up", candidate="B")
        assert broken(waive(log, "A", "P1").pick("C", "P3", "tie")) == []

    def test_who_lost_his_turn_by_missing_it_with_nothing_open_comes_back_too(self) -> None:
        log = hall([["A"], ["B"]], {"P1": 1}, settings=self.FREE).pick("A", "P1")
        log.call("B").miss("B", "given_up", "refused")
        assert broken(waive(log, "A", "P1").pick("B", "P1")) == []

    def test_he_comes_back_to_the_first_queue_of_his_group(self) -> None:
        left = settings(freed_post="highest_waiting", passed={"times": 1, "then": "what_is_left"})
        log = hall([["A"], ["B"], ["C"]], {"P1": 1, "P2": 1}, eligible={"B": ["P1"]}, settings=left)
        log.pick("A", "P1").call("B")
        log.add("passed", candidate="B", consequence="what_is_left").pick("C", "P2")
        give_up(log, "B")
        waive(log, "A", "P1").call("B").miss("B").pick("B", "P1")
        assert broken(log) == []

    def test_a_group_served_before_comes_first_again(self) -> None:
        groups = [{"category": "x", "classes": [["A"], ["B"]]}, {"category": "y", "classes": [["C"]]}]
        log = Log(
            opening(THREE, {"P1": 1, "P2": 1}, groups=groups, eligible={"B": ["P1"]}, settings=self.FREE)
        )
        give_up(log.pick("A", "P1"), "B")
        assert broken(waive(log, "A", "P1").pick("B", "P1").pick("C", "P2")) == []

    def test_a_settled_class_comes_back_in_the_order_it_was_settled_in(self) -> None:
        rules = settings(freed_post="highest_waiting", tie_method="lot")
        key = key_for(["A", "C", "B"])
        log = hall([["A", "B", "C"]], {"P1": 1}, settings=rules).draw(key)
        waive(give_up(log.settle(["A", "C", "B"], "lot", True).pick("A", "P1"), "C", "B"), "A", "P1")
        assert broken(log.pick("C", "P1").call("B")) == []


class TestSecondRound:
    def test_those_without_a_post_are_called_again(self) -> None:
        log = begin(give_up(hall(settings=second()), "A", "B", "C"), ["A", "B", "C"])
        log.pick("A", "P1").pick("B", "P2").pick("C", "P3")
        assert broken(log.close({"A": "P1", "B": "P2", "C": "P3"})) == []

    @pytest.mark.parametrize(("who", "queue"), [
        (["gave_up"], ["B"]), (["missed"], ["C"]), (["passed"], ["D"]), (["waived"], ["E"]),
        (["gave_up", "waived"], ["B", "E"]), (ALL, ["B", "C", "D", "E"]),
    ])  # fmt: skip
    def test_who_takes_part_depends_on_how_his_turn_ended(self, who: list[str], queue: list[str]) -> None:
        def log() -> Log:
            rules = second(who, freed_post="kept", passed={"times": 1, "then": "given_up"})
            hall_ = hall([[one] for one in "ABCDE"], {"P1": 9}, settings=rules).pick("A", "P1")
            give_up(hall_, "B").call("C").miss("C", "given_up", "refused")
            hall_.call("D").add("passed", candidate="D", consequence="given_up").pick("E", "P1")
            return waive(hall_, "E", "P1")

        assert broken(begin(log(), queue).call(queue[0])) == []
        more = sorted({*queue, "A"})
        assert broken(begin(log(), more))[0] == ("S12", "A")
        assert broken(begin(log(), queue[1:]))[0] == ("S12", queue[0])

    def test_each_group_has_its_own_queue(self) -> None:
        groups = [{"category": "x", "classes": [["A"]]}, {"category": "y", "classes": [["B"], ["C"]]}]

        def log() -> Log:
            return give_up(Log(opening(THREE, SEATS, groups=groups, settings=second())), "A", "B", "C")

        assert broken(begin(log(), ["A"], ["B", "C"]).pick("A", "P1").pick("B", "P2")) == []
        assert broken(begin(log(), ["A", "B", "C"], []))[0] == ("S12", "B")
        assert ("S12", "A") in broken(begin(log(), [], ["A", "B", "C"]))
        assert ("S12", "B") in broken(begin(log(), ["A"]))

    def test_they_stand_in_the_order_of_the_group(self) -> None:
        log = begin(give_up(hall(settings=second()), "A", "B", "C"), ["B", "A", "C"])
        assert "第二轮的次序应为 A、B、C，公布的是 B、A、C" in only(log).sentence
        assert only(log).person == "A"

    def test_a_class_stands_in_the_order_of_its_settling(self) -> None:
        def log() -> Log:
            tied = hall([["A", "B"]], {"P1": 1}, settings=second(tie_method="lot")).draw(key_for(["B", "A"]))
            return give_up(tied.settle(["B", "A"], "lot", True), "B", "A")

        assert broken(begin(log(), ["B", "A"]).pick("B", "P1")) == []
        assert broken(begin(log(), ["A", "B"])) == [("S12", "B")]

    def chosen_by(self, last: str, restart: str) -> Log:
        """Of four people `last` chose; the others gave up."""
        log = hall([[one] for one in "ABCD"], {"P1": 9}, settings=second(restart=restart))
        for one in "ABCD":
            log.pick(one, "P1") if one == last else give_up(log, one)
        return log

    def test_it_starts_at_the_top_or_behind_whoever_chose_last(self) -> None:
        assert broken(begin(self.chosen_by("B", "top"), ["A", "C", "D"])) == []
        assert broken(begin(self.chosen_by("B", "after_last"), ["C", "D", "A"])) == []
        assert broken(begin(self.chosen_by("B", "after_last"), ["A", "C", "D"])) == [("S12", "C")]
        assert broken(begin(self.chosen_by("B", "top"), ["C", "D", "A"])) == [("S12", "A")]

    def test_without_anybody_who_chose_it_starts_at_the_top(self) -> None:
        log = give_up(hall(settings=second(restart="after_last")), "A", "B", "C")
        assert broken(begin(log, ["A", "B", "C"])) == []

    def test_a_choice_that_was_undone_was_not_the_last(self) -> None:
        log = hall(settings=second(restart="after_last")).pick("A", "P1")
        log.pick("B", "P2").undo(4)
        give_up(log, "B", "C")
        assert broken(begin(log, ["B", "C"])) == []

    def test_the_choice_that_stands_last_in_the_log_counts_not_the_person_last_in_the_order(self) -> None:
        log = hall(settings=second(restart="after_last")).call("A").miss("A")
        give_up(log.pick("B", "P1"), "C")
        log.pick("A", "P2")
        assert broken(begin(log, ["C"])) == []

    def test_it_is_due_only_when_nobody_is_in_turn(self) -> None:
        assert "B 还没有选岗" in only(begin(give_up(hall(settings=second()), "A"), ["A"])).sentence
        log = give_up(hall(settings=second()), "A", "B").call("C")
        assert "C 还没有选岗" in only(begin(log, ["A", "B"])).sentence

    def test_it_is_not_due_without_a_rule_or_twice(self) -> None:
        assert "规则没有第二轮" in check_entries(begin(give_up(hall([["A"]]), "A"), []).entries)[0].sentence
        twice = begin(give_up(begin(give_up(hall([["A"]], settings=second()), "A"), ["A"]), "A"), ["A"])
        assert "第二轮已经开始过" in only(twice).sentence

    def test_it_is_not_due_where_nobody_could_gain(self) -> None:
        log = give_up(
            hall([["A"], ["B"]], {"P1": 1, "P2": 1}, eligible={"B": ["P1"]}, settings=second()).pick(
                "A", "P1"
            ),
            "B",
        )
        assert "能参加第二轮的人都没有岗位可选" in only(begin(log, ["B"])).sentence
        ends = give_up(
            hall([["A"], ["B"]], {"P1": 1, "P2": 1}, eligible={"B": ["P1"]}, settings=second()).pick(
                "A", "P1"
            ),
            "B",
        )
        assert broken(ends.close({"A": "P1", "B": None})) == []

    def test_all_who_take_part_come_back_though_only_one_could_gain(self) -> None:
        log = hall([["A"], ["B"]], {"P1": 1}, eligible={"A": []}, settings=second())
        assert broken(begin(give_up(log, "A", "B"), ["A", "B"])) == []

    def test_the_session_does_not_close_while_it_is_due(self) -> None:
        log = give_up(hall([["A"]], settings=second()), "A").close({"A": None})
        assert only(log).sentence == "A，记录第 4 条（结束）：应参加第二轮选岗，第二轮还没有开始，不能结束。"
        assert broken(give_up(hall([["A"]], settings=second(["missed"])), "A").close({"A": None})) == []

    def test_after_it_the_session_closes_whoever_is_without_a_post(self) -> None:
        log = give_up(begin(give_up(hall([["A"]], settings=second()), "A"), ["A"]), "A")
        assert broken(log.close({"A": None})) == []

    def test_it_may_be_undone_and_begun_again(self) -> None:
        log = begin(give_up(hall([["A"]], settings=second()), "A"), ["A"]).pick("A", "P1").undo(4)
        assert broken(begin(log, ["A"]).pick("A", "P2")) == []

    def test_misses_and_passes_count_on(self) -> None:
        log = hall([["A"]], settings=second()).call("A").add("passed", candidate="A", consequence="after:3")
        begin(give_up(log, "A"), ["A"]).call("A").add("passed", candidate="A", consequence="after:3")
        assert broken(log) == [("S8", "A")]
        missed = hall([["A"]], settings=second()).call("A").miss("A")
        begin(give_up(missed, "A"), ["A"]).call("A").miss("A", "last_of_list")
        assert broken(missed) == [("S8", "A")]

    def test_who_waived_may_choose_again_where_the_rules_let_him_take_part(self) -> None:
        log = waive(hall([["A"]], settings=second(freed_post="kept")).pick("A", "P1"), "A", "P1")
        begin(log, ["A"]).pick("A", "P2").close({"A": "P2"})
        assert broken(log) == []
        assert [(one["order"], one["position"]) for one in picks_of(log.entries)] == [(2, "P2")]

    def test_it_is_the_second_and_no_other(self) -> None:
        log = give_up(hall([["A"]], settings=second()), "A").add("round_begun", round=3, queues=[["A"]])
        assert broken(log) == [("S12", None)]


class TestPostsOfTheSecondRound:
    LATER: ClassVar = [{"id": "P1", "seats": 1}, {"id": "P2", "seats": 1, "round": 2}]
    PUBLISHED: ClassVar = [
        {"id": "P1", "coordinated": False, "open_to": ["officer"]},
        {"id": "P2", "coordinated": True, "open_to": ["sergeant"]},
    ]

    def two(self, **more: Any) -> Log:
        rules = more.pop("settings", second())
        return hall([["A"], ["B"]], {"P1": 1, "P2": 1}, positions=self.LATER, settings=rules, **more)

    def test_it_has_no_seat_to_give_before(self) -> None:
        assert only(self.two().pick("A", "P2")).sentence == "A，记录第 3 条（选定）：岗位 P2 到第二轮才开放。"

    def test_it_has_afterwards(self) -> None:
        log = begin(give_up(self.two().pick("A", "P1"), "B"), ["B"])
        assert broken(log.pick("B", "P2").close({"A": "P1", "B": "P2"})) == []

    def test_it_makes_a_second_round_due(self) -> None:
        log = give_up(self.two().pick("A", "P1"), "B")
        assert ("S12", "B") in broken(log.close({"A": "P1", "B": None}))

    def test_the_round_published_is_the_round_of_the_session(self) -> None:
        rules = second()["second_round"] | {"opens": "coordinated"}
        assert place_differences(self.PUBLISHED, self.LATER, {"second_round": rules}) == []
        [wrong] = place_differences(self.PUBLISHED, self.LATER, {"second_round": second()["second_round"]})
        assert "P2" in wrong.sentence
        assert "岗位开放的轮次" in wrong.sentence
        early = [{"id": "P1", "seats": 1}, {"id": "P2", "seats": 1}]
        [wrong] = place_differences(self.PUBLISHED, early, {"second_round": rules})
        assert "岗位开放的轮次" in wrong.sentence

    def test_the_list_of_a_position_is_the_one_it_was_published_for(self) -> None:
        listed = [{"id": "P1", "list": "officer"}, {"id": "P2", "list": "sergeant"}]
        assert place_differences(self.PUBLISHED, listed, {"lists": "separate"}) == []
        found = place_differences(self.PUBLISHED, listed[::-1], {"lists": "shared"})
        assert ["岗位所属的类别" in one.sentence for one in found] == [True, True]
        exchanged = [{"id": "P1", "list": "sergeant"}, {"id": "P2", "list": "sergeant"}]
        [wrong] = place_differences(self.PUBLISHED, exchanged, {"lists": "separate"})
        assert "P1" in wrong.sentence

    def test_it_comforts_nobody_in_the_first_round(self) -> None:
        rules = second(guarantee="warn")
        positions = [*self.LATER, {"id": "P3", "seats": 1}]
        log = hall([["A"], ["B"]], {"P1": 1, "P2": 1, "P3": 1}, eligible={"B": ["P1", "P2"]},
                   positions=positions, settings=rules)  # fmt: skip
        assert broken(log.pick("A", "P1", warned=["B"])) == []

    def test_it_plays_no_part_in_a_tie_before(self) -> None:
        log = hall([["A", "B"]], {"P1": 2, "P2": 1}, settings=second(),
                   positions=[{"id": "P1", "seats": 2}, {"id": "P2", "seats": 1, "round": 2}])  # fmt: skip
        assert broken(log.settle(["A", "B"], "indifferent", False).pick("A", "P1")) == []

    def test_it_is_no_filed_wish_that_is_free_before(self) -> None:
        form = wishes("P2", "P1")
        log = self.two(filed={"A": form}).call("A").miss("A").call("B").add("gave_up", candidate="B")
        log.call("A").miss("A", "first_free_wish")
        assert broken(log.choose("A", "P1", "filed_wish", opened=form)) == []


class TestSeparateLists:
    GROUPS: ClassVar = [
        {"category": "officer", "classes": [["A"]]},
        {"category": "sergeant", "classes": [["B"]]},
    ]
    LISTED: ClassVar = [
        {"id": "P1", "seats": 1, "list": "officer"},
        {"id": "P2", "seats": 1, "list": "sergeant"},
    ]

    def log(self, lists: str | None = "separate", **changed: Any) -> Log:
        payload = opening([["A"], ["B"]], {"P1": 1, "P2": 1}, groups=self.GROUPS, positions=self.LISTED,
                          eligible={"A": ["P1"], "B": ["P2"]}, settings=settings(lists=lists))  # fmt: skip
        return Log(payload | changed)

    def test_everybody_chooses_from_his_own_list(self) -> None:
        assert broken(self.log().pick("A", "P1").pick("B", "P2")) == []

    def test_nobody_is_eligible_for_a_post_of_another_list(self) -> None:
        found = only(self.log(eligible={"A": ["P1", "P2"], "B": ["P2"]}))
        assert (found.property, found.sentence) == ("S1", "A：岗位 P2 属于另一类别的岗位表，不应列为可选。")

    def test_every_position_stands_on_a_list(self) -> None:
        found = check_entries(self.log(positions=[self.LISTED[0], {"id": "P2", "seats": 1}]).entries)
        assert any("P2：分类别的岗位表，应写明" in one.sentence for one in found)

    @pytest.mark.parametrize("lists", ["shared", None])
    def test_shared_lists_name_none(self, lists: str | None) -> None:
        assert {one.property for one in check_entries(self.log(lists).entries)} == {"S1"}


class TestOpening:
    @pytest.mark.parametrize("wrong", [
        {"seconds_warning": "30"}, {"standby": {"roll_call": 10}},
        {"standby": {"roll_call": -1, "check": True}}, {"call_ahead": {"people": 1, "minutes": 2}},
        {"call_ahead": {"people": 1, "minutes": 2, "clock": "x"}},
        {"lists": "both"}, {"freed_post": "gone"}, {"second_round": {"who": ["late"], "restart": "top"}},
        {"second_round": {"who": ["missed"], "restart": "middle"}}, {"second_round": {"who": "missed"}},
    ])  # fmt: skip
    def test_settings_that_cannot_be_read_are_named(self, wrong: Json) -> None:
        found = only(hall(settings=settings(**wrong)))
        assert (found.property, "settings" in found.sentence) == ("S1", True)

    @pytest.mark.parametrize("wrong", [{"round": 1}, {"round": "2"}, {"list": ""}, {"list": 2}])
    def test_positions_that_cannot_be_read_are_named(self, wrong: Json) -> None:
        assert "positions" in only(hall(positions=[{"id": "P1", "seats": 1} | wrong])).sentence

    @pytest.mark.parametrize(("kind", "payload"), [
        ("arrived", {}), ("standby_checked", {"candidate": "A", "passed": 1, "reason": ""}),
        ("standby_checked", {"candidate": "A", "passed": True}),
        ("waived", {"candidate": "A", "position": "P1"}),
        ("round_begun", {"round": 2}), ("round_begun", {"round": 1, "queues": []}),
        ("round_begun", {"round": 2, "queues": ["A"]}), ("round_begun", {"round": 2, "queues": [["A", "A"]]}),
    ])  # fmt: skip
    def test_events_that_cannot_be_read_end_the_replay(self, kind: str, payload: Json) -> None:
        assert only(hall().add(kind, **payload)).property == "S2"
