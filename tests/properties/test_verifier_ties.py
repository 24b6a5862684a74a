"""Tied classes by shortest paths against trying out every assignment, whatever the wishes, seats and lots."""

from __future__ import annotations

from itertools import permutations, product

from hypothesis import given
from hypothesis import strategies as st

from public_notices.verifier.ties import Settlement, settle

POSTS = ("P1", "P2", "P3", "P4")
ORDERED = st.permutations(POSTS).flatmap(lambda posts: st.integers(0, 4).map(lambda n: tuple(posts[:n])))
Choices = tuple[tuple[str, ...], ...]
Seats = tuple[tuple[str, int], ...]


@st.composite
def classes(draw: st.DrawFn) -> tuple[Choices, Seats, Choices]:
    choices = tuple(draw(st.lists(ORDERED, min_size=1, max_size=4)))
    seats = tuple((post, draw(st.integers(0, 2))) for post in POSTS)
    later = tuple(draw(st.lists(ORDERED, max_size=2)))
    return choices, seats, later


def possible(choices: Choices, seats: Seats) -> list[tuple[str | None, ...]]:
    """Every way to give the members posts they wish for, seats kept."""
    left = dict(seats)
    ways = product(*[(None, *row) for row in choices])
    return [way for way in ways if all(way.count(post) <= left[post] for post in POSTS)]


def most_placed(later: Choices, left: dict[str, int]) -> int:
    rests = possible(later, tuple(left.items()))
    return max(sum(post is not None for post in way) for way in rests)


def worth(
    way: tuple[str | None, ...], choices: Choices, seats: Seats, later: Choices
) -> tuple[int, int, int]:
    """Steps (0) to (2), smaller is better."""
    left = {post: number - way.count(post) for post, number in seats}
    placed = sum(post is not None for post in way)
    wishes = sum(row.index(post) + 1 for post, row in zip(way, choices, strict=True) if post is not None)
    kept = placed + most_placed(later, left) if later else 0
    return -kept, -placed, wishes


def by_trying(choices: Choices, seats: Seats, later: Choices) -> Settlement:
    """The answer of steps (0) to (3) for members C0, C1, … in this order of the lot."""
    ways = possible(choices, seats)
    best = min(worth(way, choices, seats, later) for way in ways)
    tied = [way for way in ways if worth(way, choices, seats, later) == best]

    def by_lot(way: tuple[str | None, ...]) -> list[int]:
        return [row.index(post) if post is not None else 99 for post, row in zip(way, choices, strict=True)]

    winner = min(tied, key=by_lot)
    return Settlement({f"C{at}": post for at, post in enumerate(winner)}, len(tied) > 1)


def names(choices: Choices) -> tuple[str, ...]:
    return tuple(f"C{at}" for at in range(len(choices)))


@given(classes())
def test_the_answer_is_the_best_of_all(case: tuple[Choices, Seats, Choices]) -> None:
    choices, seats, later = case
    assert settle(names(choices), choices, seats, later) == by_trying(choices, seats, later)


@given(classes())
def test_a_lot_that_does_not_matter_changes_nothing_in_any_order_and_one_that_matters_does(
    case: tuple[Choices, Seats, Choices],
) -> None:
    choices, seats, _ = case
    people = names(choices)
    answers = []
    for order in permutations(range(len(people))):
        drawn = settle(tuple(people[at] for at in order), tuple(choices[at] for at in order), seats)
        answers.append(tuple(drawn.assignment[one] for one in people))
    assert settle(people, choices, seats).mattered == (len(set(answers)) > 1)
