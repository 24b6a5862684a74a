"""audit and outlook against their definitions, every choice tried, on small cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import hypothesis.strategies as st
from hypothesis import given, settings

from resettlement.positions.feasibility import audit
from resettlement.selection.allocation.outlook import prospects

Eligible = dict[str, frozenset[str]]


@st.composite
def halls(draw: st.DrawFn) -> tuple[list[list[str]], dict[str, int], Eligible | None]:
    posts = draw(st.permutations(["P1", "P2", "P3", "P4"]))[: draw(st.integers(1, 4))]
    seats = {post: draw(st.integers(0, 2)) for post in posts}
    people = [f"C{number}" for number in range(draw(st.integers(1, 6)))]
    cuts = sorted({len(people), *draw(st.sets(st.integers(1, len(people))))})
    classes = [people[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]
    if draw(st.integers(0, 5)) == 0:
        return classes, seats, None
    return classes, seats, {p: frozenset(draw(st.sets(st.sampled_from(posts)))) for p in people}


def picks(people: Sequence[str], seats: Mapping[str, int], eligible: Eligible) -> Iterator[dict[str, int]]:
    """Every way the people can pick or leave, as the seats that remain."""
    if not people:
        yield dict(seats)
        return
    yield from picks(people[1:], seats, eligible)
    for post in sorted(eligible[people[0]]):
        if seats[post]:
            yield from picks(people[1:], {**seats, post: seats[post] - 1}, eligible)


def most(people: Sequence[str], seats: Mapping[str, int], eligible: Eligible) -> int:
    return sum(seats.values()) - min(sum(left.values()) for left in picks(people, seats, eligible))


@settings(max_examples=150)
@given(halls())
def test_an_outlook_is_what_holds_whatever_those_ahead_pick(
    hall: tuple[list[list[str]], dict[str, int], Eligible | None],
) -> None:
    classes, seats, given_lists = hall
    eligible = given_lists or {person: frozenset(seats) for members in classes for person in members}
    found = prospects(classes, seats, given_lists)
    for number, members in enumerate(classes):
        for person in members:
            ahead = [other for others in classes[: number + 1] for other in others if other != person]
            outcomes = list(picks(ahead, seats, eligible))
            own = [post for post in seats if post in eligible[person]]
            outlook = found[person]
            assert outlook.sure == tuple(post for post in own if all(left[post] for left in outcomes))
            assert outlook.gone == tuple(post for post in own if not seats[post])
            assert outlook.at_risk == tuple(p for p in own if p not in outlook.sure + outlook.gone)
            nothing = any(not any(left[post] for post in own) for left in outcomes)
            assert outlook.may_end_with_nothing == nothing


@settings(max_examples=150)
@given(halls())
def test_an_audit_proves_its_own_figures(
    hall: tuple[list[list[str]], dict[str, int], Eligible | None],
) -> None:
    classes, seats, given_lists = hall
    people = [person for members in classes for person in members]
    eligible = given_lists or {person: frozenset(seats) for person in people}
    found = audit(people, seats, given_lists)
    assert found.people == len(people)
    assert found.placeable == most(people, seats, eligible)
    assert sum(shortage.short for shortage in found.shortages) == found.people - found.placeable
    named = [person for shortage in found.shortages for person in shortage.people]
    assert len(named) == len(set(named))
    for shortage in found.shortages:
        able = {post for person in shortage.people for post in eligible[person]}
        assert shortage.positions == tuple(post for post in seats if post in able)
        assert shortage.seats == sum(seats[post] for post in able)
        assert shortage.short == len(shortage.people) - shortage.seats > 0
    assert found.nobody_fits == tuple(p for p in seats if not any(p in eligible[c] for c in people))


@settings(max_examples=100)
@given(halls())
def test_a_shortage_names_exactly_those_whom_some_greatest_placing_leaves_out(
    hall: tuple[list[list[str]], dict[str, int], Eligible | None],
) -> None:
    classes, seats, given_lists = hall
    people = [person for members in classes for person in members]
    eligible = given_lists or {person: frozenset(seats) for person in people}
    greatest = most(people, seats, eligible)
    left_out = {
        person
        for placed in combinations(people, greatest)
        if most(placed, seats, eligible) == greatest
        for person in set(people).difference(placed)
    }
    named = {person for shortage in audit(people, seats, given_lists).shortages for person in shortage.people}
    assert named == left_out


@given(halls())
def test_an_audit_does_not_hang_on_the_order_of_people_or_lists(
    hall: tuple[list[list[str]], dict[str, int], Eligible | None],
) -> None:
    classes, seats, given_lists = hall
    people = [person for members in classes for person in members]
    turned = people[::-1]
    lists = None if given_lists is None else {person: sorted(given_lists[person])[::-1] for person in turned}
    assert audit(turned, seats, lists) == audit(people, seats, given_lists)
