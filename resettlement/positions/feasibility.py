"""Can everyone be placed? Seats and eligibility alone, wishes left aside.

Where `eligible` is None, everyone may take everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from resettlement.matching import Eligible, Seating, Seats, bits, fits, spread


@dataclass(frozen=True, slots=True)
class Shortage:
    """People who together fit only posts that have fewer seats than they are: `short` of them get nothing."""

    people: tuple[str, ...]
    positions: tuple[str, ...]
    seats: int
    short: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Whether all can be placed, who stands in each other's way where not, and the posts that nobody fits."""

    people: int
    placeable: int
    shortages: tuple[Shortage, ...]
    nobody_fits: tuple[str, ...]


def audit(people: Iterable[str], seats: Seats, eligible: Eligible | None) -> Audit:
    """Whether everyone can be placed, with the shortages that prove it where not.

    The answer does not hang on the order of anything: a shortage holds the people whom some greatest placing
    leaves out, all of them, apart where no post joins them.
    """
    names, posts = sorted(people), list(seats)
    able = fits(names, posts, eligible)
    seating = Seating(list(seats.values()), able, (1 << len(names)) - 1)
    return Audit(
        people=len(names),
        placeable=len(names) - seating.waiting.bit_count(),
        shortages=tuple(_shortages(names, seats, seating)),
        nobody_fits=tuple(post for post, takers in zip(posts, able, strict=True) if not takers),
    )


def _shortages(names: Sequence[str], seats: Seats, seating: Seating) -> Iterator[Shortage]:
    posts, left_out = list(seats), seating.left_out()
    rivals = [able & left_out for able in seating.fits]
    while left_out:
        group, concerned = spread(left_out & -left_out, rivals, rivals)
        left_out &= ~group
        available = sum(seats[posts[number]] for number in concerned)
        yield _shortage(names, posts, group, concerned, available)


def _shortage(
    names: Sequence[str], posts: Sequence[str], group: int, concerned: Sequence[int], available: int
) -> Shortage:
    return Shortage(
        tuple(names[number] for number in bits(group)),
        tuple(posts[number] for number in concerned),
        available,
        group.bit_count() - available,
    )


def someone_loses(
    waiting: Iterable[str], seats: Seats, eligible: Eligible | None, chooser: str, position: str
) -> tuple[Shortage, ...]:
    """The people and posts concerned if `chooser` taking `position` leaves somebody with nothing.

    Harmless, and therefore (), where as many of the others can be placed afterwards as after the best choice
    open to them. `seats` are those still free, `waiting` may name the chooser or not.
    """
    posts = list(seats)
    others = sorted(set(waiting) - {chooser})
    able = fits(others, posts, eligible)
    seating = Seating([seats[post] for post in posts], able, (1 << len(others)) - 1)
    routes = seating.spare()
    taken = posts.index(position)
    own = seats if eligible is None else eligible[chooser]
    if taken in routes or not any(number in routes and post in own for number, post in enumerate(posts)):
        return ()
    people, concerned = seating.bound(taken)
    left = sum(seats[posts[number]] for number in concerned) - 1
    return (_shortage(others, posts, people, concerned, left),)
