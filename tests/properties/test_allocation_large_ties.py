"""Tied classes large enough for scipy to propose, against a plain second way: solve again for every wish."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from scipy.optimize import linear_sum_assignment

from resettlement.selection.allocation import allocate as allocation
from resettlement.selection.allocation.allocate import allocate, settle_class
from resettlement.selection.allocation.case import Case
from resettlement.selection.allocation.lot import Lot

LOST = 10_000.0
NONE = 100 * LOST


def tied_case(seed: int) -> Case:
    """One class of 25 to 40 whose wishes are alike, more or less, with too few seats now and then."""
    rng = random.Random(seed)
    posts = [f"P{number:02}" for number in range(rng.randint(10, 45))]
    members = tuple(f"C{number:02}" for number in range(rng.randint(25, 40)))
    spread = rng.choice((0, 2, 10, 100))
    wishes = {}
    for person in members:
        liked = sorted(posts, key=lambda post: int(post[1:]) + rng.random() * spread)
        wishes[person] = tuple(liked[: rng.randint(1, len(liked))])
    seats = {post: rng.choice((0, 1, 1, 2)) for post in posts}
    accepts_any = frozenset(rng.sample(members, 5))
    return Case(seats, (members,), None, wishes, accepts_any, Lot(str(seed)))


def solved_again_for_every_wish(
    case: Case, order: tuple[str, ...], later: tuple[str, ...] = ()
) -> dict[str, str | None]:
    """The first class in the lot's `order`; `later` people weigh a place each, whichever it is."""
    columns = [post for post, seats in case.seats.items() for _ in range(seats)]
    columns += [""] * (len(order) + len(later))
    costs = []
    for person in order:
        wished = list(case.wishes[person])
        if person in case.accepts_any:
            wished += [post for post in case.seats if post not in wished]
        number = {post: float(place) for place, post in enumerate(wished, 1)}
        costs.append([number.get(post, NONE) for post in columns])
    for person in later:
        able = case.seats if case.eligible is None else case.eligible[person]
        costs.append([0.0 if post in able else LOST if not post else 2 * NONE for post in columns])

    def least() -> float:
        rows, chosen = linear_sum_assignment(costs)
        return sum(costs[row][column] for row, column in zip(rows, chosen, strict=True))

    best, fixed = least(), dict[str, str | None]()
    for row, person in enumerate(order):
        whole = costs[row]
        for cost in sorted(set(whole)):
            costs[row] = [cost if value == cost else 2 * NONE for value in whole]
            if least() == best:
                fixed[person] = None if cost == NONE else columns[whole.index(cost)]
                break
    return fixed


@pytest.mark.parametrize("seed", range(25))
def test_the_lots_choice_is_what_solving_again_for_every_wish_arrives_at(seed: int) -> None:
    case = tied_case(seed)
    result = allocate(case)
    assert result.assignment == solved_again_for_every_wish(case, result.lots[0].order)
    assert all(check.ok for check in result.checks), result.checks


@pytest.mark.parametrize("seed", range(12))
def test_so_it_is_where_those_to_come_must_keep_their_places(seed: int) -> None:
    rng = random.Random(seed)
    tied = tied_case(seed)
    members = tied.classes[0][: rng.randint(4, 12)]
    later = tuple(f"D{number:02}" for number in range(rng.randint(5, 30)))
    eligible = {person: frozenset(tied.seats) for person in members}
    eligible |= {person: frozenset(rng.sample(sorted(tied.seats), rng.randint(1, 4))) for person in later}
    wishes = {person: tied.wishes[person] for person in members}
    classes = (members, *((person,) for person in later))
    any_of_them = tied.accepts_any & set(members)
    case = Case(tied.seats, classes, eligible, wishes, any_of_them, tied.lot, "enforce")
    result = allocate(case)
    expected = solved_again_for_every_wish(case, result.lots[0].order, later)
    assert {person: result.assignment[person] for person in members} == expected
    assert all(check.ok for check in result.checks), result.checks


@pytest.mark.parametrize("seed", range(25))
def test_a_proposal_that_is_not_the_best_is_put_right(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tied_case(seed)
    sound = allocate(case)

    def first_come(options: list[list[tuple[int, int]]], free: list[int], unplaced: int) -> list[int | None]:
        left, chosen = list(free), []
        for own in options[::-1]:
            post = next((post for _, post in own[::-1] if left[post]), None)
            if post is not None:
                left[post] -= 1
            chosen.append(post)
        return chosen[::-1]

    monkeypatch.setattr(allocation, "_proposal", first_come)
    assert allocate(case) == sound


@pytest.mark.parametrize(("members", "posts"), [(5, 8), (30, 20), (30, 45), (200, 300)])
def test_identical_wishes_go_down_the_list_in_the_lots_order(members: int, posts: int) -> None:
    people = [f"C{number:03}" for number in range(members)]
    names = [f"P{number:03}" for number in range(posts)]
    case = Case(
        dict.fromkeys(names, 1), (tuple(people),), None, dict.fromkeys(people, tuple(names)), lot=Lot("7")
    )
    result = allocate(case)
    (lot,) = result.lots
    expected = [*names, *[None] * members][:members]
    assert [result.assignment[person] for person in lot.order] == expected
    assert lot.mattered
    assert all(check.ok for check in result.checks)


def test_a_class_with_a_seat_for_every_first_wish_needs_no_lot() -> None:
    people = [f"C{number}" for number in range(40)]
    settled = settle_class(people, dict.fromkeys(people, ("P1",)), (), {"P1": 40}, None, ["P1"], people[::-1])
    assert not settled.mattered
    assert set(settled.assignment.values()) == {"P1"}


def test_one_seat_less_and_the_last_of_the_lot_goes_without() -> None:
    people = [f"C{number}" for number in range(40)]
    settled = settle_class(people, dict.fromkeys(people, ("P1",)), (), {"P1": 39}, None, ["P1"], people[::-1])
    assert settled.mattered
    assert [person for person, post in settled.assignment.items() if post is None] == ["C0"]


def test_nobody_is_worse_off_for_being_earlier_in_the_lot() -> None:
    case = tied_case(3)
    wishes = dict.fromkeys(case.classes[0], tuple(case.seats))
    result = allocate(Case(case.seats, case.classes, None, wishes, lot=Lot("11")))
    numbers = [
        99 if (post := result.assignment[person]) is None else wishes[person].index(post)
        for person in result.lots[0].order
    ]
    assert all(earlier <= later for earlier, later in pairwise(numbers))
