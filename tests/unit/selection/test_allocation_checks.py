"""The checks of an allocation reject what is wrong: each its own fault, and together any other answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import example, given, settings

from resettlement.selection.allocation.allocate import Result, allocate
from resettlement.selection.allocation.case import Case
from resettlement.selection.allocation.checks import Proof, check_all
from resettlement.selection.allocation.lot import Lot
from tests.small_cases import cases, numbered, placings

Answer = dict[str, str | None]


def failing(
    case: Case,
    result: Result,
    assignment: Mapping[str, str | None] | None = None,
    proofs: Mapping[int, Proof] | None = None,
    orders: Mapping[int, tuple[str, ...]] | None = None,
) -> set[str]:
    """The checks that fail when parts of the right result are swapped for wrong ones."""
    drawn = {lot.class_number: lot.order for lot in result.lots}
    checks = check_all(
        case,
        result.assignment if assignment is None else assignment,
        drawn if orders is None else orders,
        result.proofs if proofs is None else proofs,
    )
    return {check.name for check in checks if not check.ok}


# 三人并列争两岗(P1 一席、P2 一席),另一人名次在后。抽签次序 C2、C1、C3 一类由算法定,测试不假定。
CASE = Case(
    seats={"P1": 1, "P2": 1, "P3": 1},
    classes=(("C1", "C2", "C3"), ("C4",)),
    eligible={"C1": frozenset({"P1", "P2"}), "C2": frozenset({"P1", "P2"}), "C3": frozenset({"P1", "P2"}),
              "C4": frozenset({"P1", "P3"})},
    wishes={"C1": ("P1", "P2"), "C2": ("P1", "P2"), "C3": ("P1", "P2"), "C4": ("P1", "P3")},
    lot=Lot("7."),
)  # fmt: skip
RESULT = allocate(CASE)
FIRST, SECOND, THIRD = RESULT.lots[0].order
RIGHT: Answer = {FIRST: "P1", SECOND: "P2", THIRD: None, "C4": "P3"}


def test_the_right_answer_passes_every_check() -> None:
    assert RESULT.assignment == RIGHT
    assert [check.name for check in RESULT.checks] == [
        "seats kept",
        "everyone eligible",
        "each class optimal",
        "tie canonical",
        "nobody envies a lower class",
    ]
    assert failing(CASE, RESULT) == set()


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ({**RIGHT, THIRD: "P1"}, "seats kept"),
        ({**RIGHT, "C9": None}, "seats kept"),
        ({person: post for person, post in RIGHT.items() if person != "C4"}, "seats kept"),
        ({**RIGHT, "C4": "P9"}, "seats kept"),
        ({**RIGHT, "C4": None, THIRD: "P3"}, "everyone eligible"),
        ({**RIGHT, SECOND: None}, "each class optimal"),
        ({**RIGHT, "C4": None}, "each class optimal"),
        ({**RIGHT, FIRST: "P2", SECOND: "P1"}, "tie canonical"),
        ({**RIGHT, SECOND: None, THIRD: "P2"}, "tie canonical"),
        ({**RIGHT, FIRST: None, "C4": "P1"}, "nobody envies a lower class"),
    ],
)
def test_each_kind_of_wrong_answer_fails_the_check_made_for_it(wrong: Answer, check: str) -> None:
    assert check in failing(CASE, RESULT, wrong)


def test_a_wish_that_was_not_filed_is_nobodys_post() -> None:
    case = replace(CASE, wishes={**CASE.wishes, "C4": ("P1",)})
    assert "everyone eligible" in failing(case, allocate(case), RIGHT)


@pytest.mark.parametrize(
    "prices",
    [
        {},
        {**RESULT.proofs[0].prices, "P3": 1},
        {**RESULT.proofs[0].prices, "P1": -1},
        {**RESULT.proofs[0].prices, "P1": 1},
    ],
)
def test_prices_that_prove_nothing_are_not_believed(prices: dict[str, int]) -> None:
    assert failing(CASE, RESULT, proofs={0: Proof(prices)}) == {"each class optimal"}


def test_an_order_that_the_lot_did_not_draw_is_not_believed() -> None:
    assert "tie canonical" in failing(CASE, RESULT, orders={0: (SECOND, FIRST, THIRD)})


def test_someone_alone_who_was_passed_over_is_found() -> None:
    case = Case({"P1": 1, "P2": 2}, (("C1",), ("C2",)), None, {"C1": ("P1",)}, frozenset({"C2"}))
    result = allocate(case)
    assert result.assignment == {"C1": "P1", "C2": "P2"}
    assert "each class optimal" in failing(case, result, {"C1": None, "C2": "P1"})
    assert "each class optimal" in failing(case, result, {"C1": "P1", "C2": None})


# --- With a guarantee for those to come ---

GUARANTEED = Case(
    seats={"P1": 1, "P2": 1},
    classes=(("C1",), ("C2",)),
    eligible={"C1": frozenset({"P1", "P2"}), "C2": frozenset({"P1"})},
    wishes={"C1": ("P1", "P2"), "C2": ("P1",)},
    guarantee="enforce",
)


def test_a_first_wish_withheld_for_those_to_come_is_no_fault_under_enforce_only() -> None:
    result = allocate(GUARANTEED)
    assert result.assignment == {"C1": "P2", "C2": "P1"}
    assert failing(GUARANTEED, result) == set()
    free = replace(GUARANTEED, guarantee="off")
    assert failing(free, result, proofs={}) == {"each class optimal", "nobody envies a lower class"}


@pytest.mark.parametrize(
    "later",
    [(), (0, 0), (0b10, 0b10), (0b01, 0), (0, 0b10), (0b110, 0)],
    ids=["none", "nobody seated", "one twice", "one already served", "one not eligible", "a stranger"],
)
def test_a_seating_of_those_to_come_that_cannot_be_is_not_believed(later: tuple[int, ...]) -> None:
    result = allocate(GUARANTEED)
    assert result.proofs[0].later == (0b10, 0)
    proofs = {**result.proofs, 0: replace(result.proofs[0], later=later)}
    assert "each class optimal" in failing(GUARANTEED, result, proofs=proofs)


@pytest.mark.parametrize(
    "later", [(0, 0b10), (0, 0)], ids=["seated where he does not fit", "said to be beyond help"]
)
def test_an_unfair_answer_cannot_be_defended_by_misplacing_those_to_come(later: tuple[int, ...]) -> None:
    case = replace(GUARANTEED, seats={"P1": 1, "P2": 2})
    unfair = {"C1": "P1", "C2": None}
    proofs = {0: Proof({}, later), 1: Proof({}, (0, 0))}
    assert failing(case, allocate(case), unfair, proofs) == {"each class optimal"}


# --- Together they leave no other answer ---


def other_answers(case: Case, right: Mapping[str, str | None]) -> Iterator[Answer]:
    """Every answer that differs in one person's post, every swap of two people's, every other placing of a
    class on the seats it had."""
    for person in right:
        yield from ({**right, person: post} for post in [*case.seats, None] if post != right[person])
    for one in right:
        for other in right:
            if right[one] != right[other]:
                yield {**right, one: right[other], other: right[one]}
    left = dict(case.seats)
    for members in case.classes:
        for placing in placings([list(numbered(case, person)) for person in members], left):
            if placing != [right[person] for person in members]:
                yield {**right, **dict(zip(members, placing, strict=True))}
        for person in members:
            if (post := right[person]) is not None:
                left[post] -= 1


# 甲、乙都想去 P1,各有退路:谁得 P1 全看抽签,而退路上的空座并不相连。
LEAP = Case(
    seats={"P1": 1, "P2": 1, "P3": 1},
    classes=(("C1", "C2"),),
    wishes={"C1": ("P1", "P2"), "C2": ("P1", "P3")},
    lot=Lot("1"),
)


@settings(max_examples=150)
@given(cases())
@example(LEAP)
@example(replace(LEAP, lot=Lot("2")))
@example(replace(LEAP, lot=Lot("4")))
def test_no_other_answer_passes_all_checks(case: Case) -> None:
    result = allocate(case)
    for wrong in other_answers(case, result.assignment):
        assert failing(case, result, wrong), wrong
