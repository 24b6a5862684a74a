"""Small cases, and what allocate should make of them by the definition: every placing of a class tried."""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis.strategies as st

from resettlement.selection.allocation.case import Case
from resettlement.selection.allocation.lot import Lot

POSTS = ("P1", "P2", "P3", "P4")


@st.composite
def cases(draw: st.DrawFn, guarantee: tuple[str, ...] = ("off", "warn", "enforce")) -> Case:
    posts = POSTS[: draw(st.integers(1, 4))]
    seats = {post: draw(st.sampled_from((1, 0, 2))) for post in posts}
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3).filter(lambda sizes: sum(sizes) <= 7))
    people = [f"C{number}" for number in range(sum(sizes))]
    classes, start = [], 0
    for size in sizes:
        classes.append(tuple(people[start : start + size]))
        start += size
    everything = draw(st.integers(0, 3)) == 0
    some = st.sets(st.sampled_from(posts), min_size=draw(st.integers(0, len(posts))))
    eligible = None if everything else {person: frozenset(draw(some)) for person in people}
    wishes = {}
    for person in people:
        able = posts if eligible is None else sorted(eligible[person])
        wished = draw(st.permutations(able))
        wishes[person] = tuple(wished[: draw(st.integers(0, len(wished)))])
    return Case(
        seats=seats,
        classes=tuple(classes),
        eligible=eligible,
        wishes=wishes,
        accepts_any=frozenset(draw(st.sets(st.sampled_from(people)))),
        lot=Lot(draw(st.text("0123456789./", min_size=1, max_size=8))),
        guarantee=draw(st.sampled_from(guarantee)),
    )


def numbered(case: Case, person: str) -> dict[str, int]:
    wished = list(case.wishes.get(person, ()))
    if person in case.accepts_any:
        able = case.seats if case.eligible is None else case.eligible[person]
        wished += [post for post in case.seats if post in able and post not in wished]
    return {post: number for number, post in enumerate(wished, 1)}


def placings(options: list[list[str]], seats: dict[str, int]) -> Iterator[list[str | None]]:
    if not options:
        yield []
        return
    for post in [*options[0], None]:
        if post is None:
            yield from ([None, *rest] for rest in placings(options[1:], seats))
        elif seats[post]:
            yield from ([post, *rest] for rest in placings(options[1:], {**seats, post: seats[post] - 1}))


def most_placeable(people: list[str], case: Case, seats: dict[str, int]) -> int:
    able = [list(case.seats) if case.eligible is None else sorted(case.eligible[p]) for p in people]
    return max(sum(post is not None for post in placing) for placing in placings(able, seats))


def by_definition(
    case: Case, orders: dict[int, tuple[str, ...]]
) -> tuple[dict[str, str | None], dict[int, bool]]:
    seats, assignment, mattered = dict(case.seats), {}, {}
    for number, members in enumerate(case.classes):
        later = [person for others in case.classes[number + 1 :] for person in others]
        wish = [numbered(case, person) for person in members]
        ranked = []
        for placing in placings([list(own) for own in wish], seats):
            left = dict(seats)
            for post in placing:
                if post is not None:
                    left[post] -= 1
            placed = sum(post is not None for post in placing)
            total = placed + most_placeable(later, case, left) if case.guarantee == "enforce" else 0
            each = {
                person: 99 if post is None else own[post]
                for person, post, own in zip(members, placing, wish, strict=True)
            }
            aims = (-total, -placed, sum(cost for cost in each.values() if cost < 99))
            lot = [each[person] for person in orders.get(number, members)]
            ranked.append((aims, lot, dict(zip(members, placing, strict=True))))
        best = min(ranked, key=lambda row: row[:2])
        if len(members) > 1:
            mattered[number] = sum(row[0] == best[0] for row in ranked) > 1
        assignment |= best[2]
        for post in best[2].values():
            if post is not None:
                seats[post] -= 1
    return assignment, mattered
