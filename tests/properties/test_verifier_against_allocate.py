"""Two roads to one answer: allocate's classes, lots and ties against the second path's own method."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from public_notices.verifier.lot import lot_order
from public_notices.verifier.ties import settle
from resettlement.selection.allocation.allocate import allocate
from resettlement.selection.allocation.case import Case
from resettlement.selection.allocation.lot import Lot
from tests.small_cases import cases, numbered


def second_road(case: Case) -> tuple[dict[str, str | None], dict[int, tuple[list[str], bool]]]:
    """Class after class by shortest paths: the assignment, and each lot's order and whether it mattered."""
    left = dict(case.seats)
    assignment: dict[str, str | None] = {}
    lots = {}
    for at, members in enumerate(case.classes):
        order = lot_order(members, case.lot.key if case.lot else "", "sha256")
        later = (
            [one for others in case.classes[at + 1 :] for one in others]
            if case.guarantee == "enforce"
            else []
        )
        able = tuple(tuple(case.eligible[one] if case.eligible is not None else case.seats) for one in later)
        choices = tuple(tuple(numbered(case, one)) for one in order)
        answer = settle(tuple(order), choices, tuple(left.items()), able)
        assignment |= answer.assignment
        for post in answer.assignment.values():
            if post is not None:
                left[post] -= 1
        if len(members) > 1:
            lots[at] = (order, answer.mattered)
    return assignment, lots


@settings(max_examples=300)
@given(cases())
def test_both_roads_lead_to_the_same_assignment_lots_and_ties(case: Case) -> None:
    result = allocate(case)
    assignment, lots = second_road(case)
    assert result.assignment == assignment
    assert {lot.class_number: (list(lot.order), lot.mattered) for lot in result.lots} == lots


@settings(max_examples=15)
@given(st.integers(10, 40), st.integers(5, 30), st.randoms(use_true_random=False))
def test_both_roads_agree_where_lexicographic_weights_would_not(
    people: int, posts: int, random: object
) -> None:
    pick = random.sample  # type: ignore[attr-defined]
    names = [f"C{number}" for number in range(people)]
    seats = {f"P{number}": 1 + number % 2 for number in range(posts)}
    wishes = {one: tuple(pick(sorted(seats), min(posts, 6))) for one in names}
    case = Case(seats=seats, classes=(tuple(names),), eligible=None, wishes=wishes,
                accepts_any=frozenset(names[::3]), lot=Lot("9319./"), guarantee="off")  # fmt: skip
    result = allocate(case)
    assignment, lots = second_road(case)
    assert result.assignment == assignment
    assert {lot.class_number: (list(lot.order), lot.mattered) for lot in result.lots} == lots
