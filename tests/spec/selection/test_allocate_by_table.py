"""按志愿分配的规则，一条一例，经办人可以对着表格自己算一遍。人员、岗位均为虚构。"""

from __future__ import annotations

from typing import Any

import pytest

from resettlement.errors import BadInputError
from resettlement.selection.allocation.allocate import Result, allocate
from resettlement.selection.allocation.case import parse_case

KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"


def table(
    seats: str, people: str, *, guarantee: str = "off", lot: dict[str, str] | None = None, **fields: Any
) -> dict[str, Any]:
    """岗位一行（岗位：名额），人员每行一名次：人员 志愿… | 可选岗位…（不写则不限）。

    “/”隔开并列者，“+”为服从调剂。
    """
    document: dict[str, Any] = {"classes": [], "wishes": {}, "accepts_any": [], "eligible": {}}
    for line in people.strip().splitlines():
        members = []
        for entry in line.split("/"):
            filed, _, able = entry.partition("|")
            person, *wishes = filed.replace("+", "").split()
            members.append(person)
            document["wishes"][person] = wishes
            document["eligible"][person] = able.split()
            if "+" in filed:
                document["accepts_any"].append(person)
        document["classes"].append(members)
    posts = (entry.split(":") for entry in seats.split())
    document["positions"] = [{"id": post, "seats": int(number)} for post, number in posts]
    if "|" not in people:
        del document["eligible"]
    return {**document, "lot": lot or {"key": KEY}, "guarantee": guarantee, **fields}


def allocated(*args: Any, **fields: Any) -> Result:
    result = allocate(parse_case(table(*args, **fields), lot_needed=True))
    assert all(check.ok for check in result.checks), result.checks
    return result


def posts(result: Result) -> str:
    return " ".join(f"{person}={post or '-'}" for person, post in result.assignment.items())


def test_the_example_of_the_interface_word_for_word() -> None:
    document = {
        "positions": [{"id": "P1", "seats": 2}, {"id": "P2", "seats": 1}],
        "eligible": {"C1": ["P1", "P2"], "C2": ["P1"], "C3": ["P1", "P2"]},
        "classes": [["C1"], ["C2", "C3"]],
        "wishes": {"C1": ["P2", "P1"], "C2": ["P1"], "C3": ["P2"]},
        "accepts_any": ["C3"],
        "lot": {"key": KEY, "algorithm": "sha256"},
        "guarantee": "off",
    }
    answer = allocate(parse_case(document, lot_needed=True)).to_json()
    checks = answer.pop("checks")
    assert answer == {
        "assignment": {"C1": "P2", "C2": "P1", "C3": "P1"},
        "lots": [{"class": 1, "order": ["C3", "C2"], "mattered": False}],
        "unplaced": [],
    }
    assert [check["ok"] for check in checks] == [True] * 5


# 名次 | 志愿      | 应得
# 1    | P1 P2     | P1
# 2    | P1 P2     | P2(P1 已满)
# 3    | P1 P2     | 落空
def test_better_standings_choose_first() -> None:
    result = allocated("P1:1 P2:1", "A P1 P2\nB P1 P2\nC P1 P2")
    assert posts(result) == "A=P1 B=P2 C=-"
    assert result.unplaced == ("C",)


# 服从调剂：志愿都满后，按公布次序取第一个还有名额、自己符合条件的岗位；不服从的落空。
def test_who_accepts_any_gets_the_first_free_post_as_posted() -> None:
    result = allocated("P4:0 P3:1 P2:1 P1:1", "A P1 | P1\nB P1 + | P1 P2 P3 P4\nC P1 | P1 P2\nD + | P2 P1")
    assert posts(result) == "A=P1 B=P3 C=- D=P2"


def test_who_filed_nothing_and_accepts_nothing_gets_none() -> None:
    assert posts(allocated("P1:5", "A\nB P1")) == "A=- B=P1"


def test_a_post_without_seats_goes_to_nobody() -> None:
    assert posts(allocated("P1:0 P2:1", "A P1 P2\nB P1")) == "A=P2 B=-"


# 并列两人：A 只肯去 P1，B 的第一志愿也是 P1。B 让到 P2，两人都有岗（先看人数）。
def test_among_the_tied_the_most_people_are_placed_first_of_all() -> None:
    result = allocated("P1:1 P2:1", "A P1 / B P1 P2")
    assert posts(result) == "A=P1 B=P2"
    assert not result.lots[0].mattered


# 并列两人都有岗时看志愿序号之和：A 取 P2（第2）、B 取 P1（第1）共 3；反之 1+3=4。
def test_then_the_sum_of_wish_numbers_is_least() -> None:
    result = allocated("P1:1 P2:1 P3:0", "A P1 P2 / B P1 P3 P2")
    assert posts(result) == "A=P2 B=P1"
    assert not result.lots[0].mattered


# 满员岗位仍占志愿序号：B 的第二志愿 P3 无名额，P2 仍是他的第三志愿。
def test_a_full_post_keeps_its_wish_number() -> None:
    assert posts(allocated("P1:1 P2:1 P3:0", "A P1 P2 / B P1 P3 P2")) == "A=P2 B=P1"
    assert posts(allocated("P1:1 P2:1", "A P1 P2 / B P1 P2", lot={"key": "2"})) in {"A=P1 B=P2", "A=P2 B=P1"}


# 服从调剂的岗位接着志愿往下编号：A 的 P2 是第2，B 的 P2 按公布次序排在 P0 之后，是第3。
def test_posts_beyond_the_wishes_count_on_from_the_last_wish() -> None:
    result = allocated("P0:0 P1:1 P2:1", "A P1 P2 / B P1 +")
    assert posts(result) == "A=P2 B=P1"
    assert not result.lots[0].mattered


# 全看抽签：两人志愿相同，先中签者得 P1。
@pytest.mark.parametrize(("algorithm", "first"), [("sha256", "C3"), ("md5", "C3"), ("sm3", "C2")])
def test_what_is_left_equal_the_lot_decides(algorithm: str, first: str) -> None:
    result = allocated("P1:1 P2:1", "C2 P1 P2 / C3 P1 P2", lot={"key": KEY, "algorithm": algorithm})
    assert result.lots[0].order[0] == first
    assert result.assignment[first] == "P1"
    assert result.lots[0].mattered


# 抽签先后只在总体同样好的方案之间起作用：先中签的人也不能因此让别人落空。
def test_the_first_in_the_lot_cannot_cost_another_his_only_post() -> None:
    for key in "0123456789":
        result = allocated("P1:1 P2:1", "A P1 / B P1 P2", lot={"key": key})
        assert posts(result) == "A=P1 B=P2"


# 名额不够的并列者：谁落空由抽签定。
def test_who_goes_without_is_the_last_of_the_lot() -> None:
    result = allocated("P1:2", "A P1 / B P1 / C P1")
    assert result.unplaced == (result.lots[0].order[-1],)
    assert result.lots[0].mattered


# 三人并列，两人争 P1、P2，第三人志愿不相干：抽签只影响前两人。
def test_someone_whose_wishes_nobody_shares_is_not_touched_by_the_lot() -> None:
    got = {
        posts(allocated("P1:1 P2:1 P3:1", "A P1 P2 / B P1 P2 / C P3", lot={"key": key})) for key in "0123456"
    }
    assert got == {"A=P1 B=P2 C=P3", "A=P2 B=P1 C=P3"}


# --- 保底(guarantee)---
# A 两岗都行，B 只能去 P1。enforce 时 A 的第一志愿 P1 要留给 B。
CROWDED = "A P1 P2 | P1 P2\nB | P1"


def test_under_enforce_a_wish_that_leaves_someone_to_come_with_nothing_is_passed_over() -> None:
    assert posts(allocated("P1:1 P2:1", CROWDED, guarantee="enforce")) == "A=P2 B=-"


@pytest.mark.parametrize("guarantee", ["off", "warn"])
def test_otherwise_it_is_not(guarantee: str) -> None:
    assert posts(allocated("P1:1 P2:1", CROWDED, guarantee=guarantee)) == "A=P1 B=-"


# 留与不留，后面总有一人落空：那就照志愿来。
def test_under_enforce_a_loss_that_no_choice_avoids_does_not_count() -> None:
    people = "A P1 P2 | P1 P2\nB P1 | P1\nC P2 | P2"
    assert posts(allocated("P1:1 P2:1", people, guarantee="enforce")) == "A=P1 B=- C=P2"


# 后来者的志愿不算数，只看能不能安置：B 还有 P3 可去，A 就不必让。
def test_under_enforce_those_to_come_have_no_claim_to_their_wishes() -> None:
    people = "A P1 P2 | P1 P2\nB P1 | P1 P3"
    assert posts(allocated("P1:1 P2:1 P3:1", people, guarantee="enforce")) == "A=P1 B=-"


# 并列者之间同样：多保一名后来者，先于志愿序号之和。
def test_under_enforce_the_tied_too_make_room_before_their_wishes_are_counted() -> None:
    people = "A P1 P2 | P1 P2 / B P2 P3 | P2 P3\nC P1 | P1"
    result = allocated("P1:1 P2:1 P3:1", people, guarantee="enforce")
    assert posts(result) == "A=P2 B=P3 C=P1"
    assert posts(allocated("P1:1 P2:1 P3:1", people)) == "A=P1 B=P2 C=-"


# --- 形式 ---


def test_every_tied_class_has_a_lot_and_nobody_else() -> None:
    result = allocated("P1:9", "A P1\nB P1 / C P1\nD P1\nE P1 / F P1 / G P1")
    assert [(lot.class_number, sorted(lot.order)) for lot in result.lots] == [
        (1, ["B", "C"]),
        (3, ["E", "F", "G"]),
    ]


def test_a_tie_without_a_lot_is_refused() -> None:
    document = table("P1:1", "A P1 / B P1")
    del document["lot"]
    with pytest.raises(BadInputError, match=r"lot.*classes\[0\]"):
        parse_case(document, lot_needed=True)
    with pytest.raises(BadInputError, match="抽签"):
        allocate(parse_case(document))


def test_a_case_without_people_or_posts_has_an_empty_answer() -> None:
    assert allocate(parse_case({"positions": [], "classes": [[]]})).to_json()["assignment"] == {}
    assert posts(allocated("", "A / B", guarantee="enforce")) == "A=- B=-"
