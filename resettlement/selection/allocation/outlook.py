"""What each person waiting can count on, whatever those ahead of them choose or leave.

Seats, eligibility and classes alone; wishes play no part, so the answer gives nobody's wishes away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resettlement.matching import Eligible, Seating, Seats, fits
from resettlement.selection.allocation.case import Case


@dataclass(frozen=True, slots=True)
class Prospect:
    """One person's outlook, each list in posted order.

    sure: cannot be exhausted before their turn. gone: no seat even now. at_risk: the rest of their posts.
    """

    sure: tuple[str, ...]
    at_risk: tuple[str, ...]
    gone: tuple[str, ...]
    may_end_with_nothing: bool


def outlook(case: Case) -> dict[str, Prospect]:
    """The outlook of everyone in the case."""
    return prospects(case.classes, case.seats, case.eligible)


def prospects(
    classes: Sequence[Sequence[str]], seats: Seats, eligible: Eligible | None
) -> dict[str, Prospect]:
    """The outlook of everyone waiting: `classes` still to choose, best standing first; `seats` still free.

    Ahead of a person are the better classes and the others of their own. One seating of those ahead is kept
    and only rearranged from person to person.
    """
    people = [person for members in classes for person in members]
    posts = list(seats)
    hall = _Hall([seats[post] for post in posts], fits(people, posts, eligible))
    order = {post: number for number, post in enumerate(posts)}
    everything = list(range(len(posts)))
    found, number = {}, 0
    for members in classes:
        own = [
            everything if eligible is None else sorted(order[post] for post in eligible[person])
            for person in members
        ]
        hall.enter(own)
        for person, fitting in zip(members, own, strict=True):
            found[person] = _prospect(hall, posts, number, fitting)
            number += 1
    return found


def _prospect(hall: _Hall, posts: list[str], person: int, fitting: list[int]) -> Prospect:
    seats, rivals = hall.seats, hall.rivals
    sure = tuple([posts[post] for post in fitting if rivals[post] <= seats[post]])
    gone = tuple([posts[post] for post in fitting if not seats[post]])
    contested = [post for post in fitting if seats[post] and rivals[post] > seats[post]]
    return Prospect(
        sure=sure,
        at_risk=tuple([posts[post] for post in contested]),
        gone=gone,
        may_end_with_nothing=not sure and hall.can_be_filled(contested, person),
    )


class _Hall:
    """Those who are ahead or tied, and one seating of them that is bent towards each question in turn."""

    def __init__(self, seats: Sequence[int], fits: Sequence[int]) -> None:
        self.seats = seats
        self.rivals = [0] * len(seats)
        self.inside = 0
        self.entered = 0
        self.seating = Seating([0] * len(seats), fits, 0)

    def enter(self, fitting: Sequence[Sequence[int]]) -> None:
        """The next class comes into play, given by the posts each member fits."""
        for own in fitting:
            self.inside |= 1 << self.entered
            self.entered += 1
            for post in own:
                self.rivals[post] += 1

    def can_be_filled(self, posts: Sequence[int], person: int) -> bool:
        """Whether those inside, `person` left out, can between them take every seat of `posts`."""
        seating, ahead = self.seating, self.inside & ~(1 << person)
        able = busy = 0
        for post in posts:
            able |= seating.fits[post]
        if (able & ahead).bit_count() < sum(self.seats[post] for post in posts):
            return False
        if person in seating.at:
            seating.rise(person)
        for post in posts:
            busy |= seating.holders[post]
        for post in posts:
            for _ in range(self.seats[post] - seating.holders[post].bit_count()):
                newcomer = seating.draw_in(post, ahead, ahead & ~busy)
                if newcomer is None:
                    return False
                busy |= 1 << newcomer
        return True
