"""展望：不论前面的人怎么选，自己还能指望什么。人员、岗位均为虚构。"""

from __future__ import annotations

from resettlement.selection.allocation.case import parse_case
from resettlement.selection.allocation.outlook import Prospect, outlook, prospects


def test_the_example_of_the_interface() -> None:
    document = {
        "positions": [{"id": "P1", "seats": 2}, {"id": "P2", "seats": 1}],
        "eligible": {"C1": ["P1", "P2"], "C2": ["P1"], "C3": ["P1", "P2"]},
        "classes": [["C1"], ["C2", "C3"]],
        "wishes": {"C1": ["P2", "P1"], "C2": ["P1"], "C3": ["P2"]},
    }
    assert outlook(parse_case(document)) == {
        "C1": Prospect(("P1", "P2"), (), (), may_end_with_nothing=False),
        "C2": Prospect((), ("P1",), (), may_end_with_nothing=True),
        "C3": Prospect((), ("P1", "P2"), (), may_end_with_nothing=False),
    }


def test_the_first_is_sure_of_everything_that_has_a_seat() -> None:
    found = prospects([["A"]], {"P1": 1, "P2": 0}, None)["A"]
    assert found == Prospect(("P1",), (), ("P2",), may_end_with_nothing=False)


# 前面两人都能去 P1（两席）：P1 对第三人有风险；能去 P2 的只有一人在前而有两席：稳拿。
def test_a_post_is_sure_while_fewer_fit_it_ahead_than_it_has_seats() -> None:
    eligible = {"A": ["P1"], "B": ["P1", "P2"], "C": ["P1", "P2"]}
    found = prospects([["A"], ["B"], ["C"]], {"P1": 2, "P2": 2}, eligible)["C"]
    assert found == Prospect(("P2",), ("P1",), (), may_end_with_nothing=False)


# 每一岗都可能被拿走，但前面只有一人，拿不走两岗：不会落空。
def test_posts_may_each_be_at_risk_and_yet_one_is_always_left() -> None:
    found = prospects([["A"], ["B"]], {"P1": 1, "P2": 1}, None)["B"]
    assert found == Prospect((), ("P1", "P2"), (), may_end_with_nothing=False)
    assert prospects([["A"], ["X"], ["B"]], {"P1": 1, "P2": 1}, None)["B"].may_end_with_nothing


def test_the_others_of_the_own_class_count_as_ahead() -> None:
    found = prospects([["A", "B"]], {"P1": 1}, None)
    assert [prospect.may_end_with_nothing for prospect in found.values()] == [True, True]


def test_who_fits_nothing_may_end_with_nothing() -> None:
    assert prospects([["A"]], {"P1": 1}, {"A": []})["A"] == Prospect((), (), (), may_end_with_nothing=True)


def test_who_fits_only_what_is_gone_may_end_with_nothing() -> None:
    found = prospects([["A"]], {"P1": 0}, None)["A"]
    assert found == Prospect((), (), ("P1",), may_end_with_nothing=True)


# 想把 B 的两岗占满，A 得去 P1、X 得去 P2；Y 去哪里都无妨。要换位才看得出来。
def test_filling_up_someones_posts_may_take_a_change_of_places() -> None:
    eligible = {"A": ["P1", "P2"], "X": ["P2", "P3"], "Y": ["P3"], "B": ["P1", "P2"]}
    seats = {"P1": 1, "P2": 1, "P3": 1}
    assert prospects([["A"], ["X"], ["Y"], ["B"]], seats, eligible)["B"].may_end_with_nothing
    assert not prospects([["A"], ["Y"], ["B"]], seats, eligible)["B"].may_end_with_nothing
