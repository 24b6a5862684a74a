"""A seating against its definition, every way to seat people tried, on small cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import hypothesis.strategies as st
from hypothesis import given, settings

from resettlement.matching import Seating, bits

PEOPLE = range(5)
Posts = tuple[list[int], list[int]]
"""Seats of each post, and who fits it."""


@st.composite
def posts(draw: st.DrawFn) -> Posts:
    count = draw(st.integers(1, 4))
    seats = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    return seats, draw(st.lists(st.integers(0, 31), min_size=count, max_size=count))


def seated(people: Sequence[int], seats: Sequence[int], fits: Sequence[int]) -> Iterator[list[int]]:
    """Every set of people that can be seated at once."""
    if not people:
        yield []
        return
    first, *others = people
    yield from seated(others, seats, fits)
    for post, able in enumerate(fits):
        if seats[post] and able >> first & 1:
            left = [*seats[:post], seats[post] - 1, *seats[post + 1 :]]
            yield from ([first, *rest] for rest in seated(others, left, fits))


def most(people: Sequence[int], seats: Sequence[int], fits: Sequence[int]) -> int:
    return max(map(len, seated(people, seats, fits)))


def is_sound(seating: Seating, seats: Sequence[int], among: Sequence[int]) -> bool:
    """Nobody sits twice, where they do not fit or beyond the seats; whoever does not sit waits."""
    held = [person for post in seating.holders for person in bits(post)]
    return (
        len(held) == len(set(held))
        and sorted([*held, *bits(seating.waiting)]) == sorted(among)
        and all(holders & ~able == 0 for holders, able in zip(seating.holders, seating.fits, strict=True))
        and [post.bit_count() + free for post, free in zip(seating.holders, seating.free, strict=True)]
        == list(seats)
        and all(seating.holders[post] >> person & 1 for person, post in seating.at.items())
    )


@settings(max_examples=200)
@given(posts())
def test_a_seating_seats_as_many_as_can_be(hall: Posts) -> None:
    seats, fits = hall
    seating = Seating(seats, fits, 31)
    assert is_sound(seating, seats, PEOPLE)
    assert len(seating.at) == most(PEOPLE, seats, fits)


@settings(max_examples=200)
@given(posts())
def test_left_out_is_whoever_some_greatest_seating_leaves_out(hall: Posts) -> None:
    seats, fits = hall
    greatest = most(PEOPLE, seats, fits)
    whole = [set(one) for one in combinations(PEOPLE, greatest) if most(one, seats, fits) == greatest]
    expected = {person for person in PEOPLE if any(person not in one for one in whole)}
    assert set(bits(Seating(seats, fits, 31).left_out())) == expected


@settings(max_examples=200)
@given(posts(), st.permutations(PEOPLE), st.data())
def test_it_stays_greatest_while_people_leave_and_seats_are_given_away(
    hall: Posts, leaving: list[int], data: st.DataObject
) -> None:
    seats, fits = list(hall[0]), hall[1]
    seating, present = Seating(seats, fits, 31), list(PEOPLE)
    for gone in leaving:
        present.remove(gone)
        seating.leave(gone)
        spare, before = seating.spare(), most(present, seats, fits)
        for post in range(len(seats)):
            fewer = [*seats[:post], seats[post] - 1, *seats[post + 1 :]]
            assert (post in spare) == (seats[post] > 0 and most(present, fewer, fits) == before)
        if given := [post for post, free in enumerate(seats) if free]:
            post = data.draw(st.sampled_from(given))
            seating.give(post, spare)
            seats[post] -= 1
        assert is_sound(seating, seats, present)
        assert len(seating.at) == most(present, seats, fits)


@settings(max_examples=200)
@given(posts(), st.permutations(range(4)))
def test_drawing_in_fills_posts_one_by_one_as_far_as_people_can_fill_them(
    hall: Posts, order: list[int]
) -> None:
    seats, fits = hall
    asked = [post for post in order if post < len(seats)][:2]
    seating, busy, drawn = Seating([0] * len(seats), fits, 0), 0, 0
    for post in asked:
        for _ in range(seats[post]):
            if (newcomer := seating.draw_in(post, 31, 31 & ~busy)) is not None:
                busy |= 1 << newcomer
                drawn += 1
    own = [seats[post] if post in asked else 0 for post in range(len(seats))]
    assert drawn == most(PEOPLE, own, fits)
    assert sorted(bits(busy)) == sorted(seating.at)
