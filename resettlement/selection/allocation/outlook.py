"""What each person waiting can count on, whatever those ahead of him choose or leave.

Seats, eligibility and classes alone; wishes play no part, so the answer gives nobody's wishes away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resettlement.positions.feasibility import Eligible, Seats, bits, fits
from resettlement.selection.allocation.case import Case


@dataclass(frozen=True, slots=True)
class Prospect:
    """One person's outlook, each list in posted order.

    sure: cannot be exhausted before his turn. gone: no seat even now. at_risk: the rest of his posts.
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

    Ahead of a person are the better classes and the others of his own. One seating of those ahead is kept
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
        self.fits = fits
        self.rivals = [0] * len(seats)
        self.inside = 0
        self.entered = 0
        self.at: dict[int, int] = {}
        self.holders = [0] * len(seats)

    def enter(self, fitting: Sequence[Sequence[int]]) -> None:
        """The next class comes into play, given by the posts each member fits."""
        for own in fitting:
            self.inside |= 1 << self.entered
            self.entered += 1
            for post in own:
                self.rivals[post] += 1

    def can_be_filled(self, posts: Sequence[int], person: int) -> bool:
        """Whether those inside, `person` left out, can between them take every seat of `posts`."""
        ahead = self.inside & ~(1 << person)
        able = 0
        for post in posts:
            able |= self.fits[post]
        if (able & ahead).bit_count() < sum(self.seats[post] for post in posts):
            return False
        self._stand_up(person)
        busy = 0
        for post in posts:
            busy |= self.holders[post]
        for post in posts:
            for _ in range(self.seats[post] - self.holders[post].bit_count()):
                newcomer = self._draw_in(post, ahead, busy)
                if newcomer is None:
                    return False
                busy |= 1 << newcomer
        return True

    def _draw_in(self, post: int, ahead: int, busy: int) -> int | None:
        """Someone not yet on one of the asked posts comes onto them, so that `post` gets one more."""
        moves: dict[int, tuple[int, int]] = {}
        unseen = ahead & ~self.holders[post]
        queue = [post]
        for here in queue:
            able = self.fits[here] & unseen
            if able & ~busy:
                newcomer = next(bits(able & ~busy))
                self._shift(newcomer, here, moves)
                return newcomer
            while able:
                mover = (able & -able).bit_length() - 1
                there = self.at[mover]
                moves[there] = (mover, here)
                unseen &= ~self.holders[there]
                able &= unseen
                queue.append(there)
        return None

    def _shift(self, person: int, post: int, moves: dict[int, tuple[int, int]]) -> None:
        self._stand_up(person)
        while post in moves:
            mover, onward = moves[post]
            self._stand_up(mover)
            self._sit(person, post)
            person, post = mover, onward
        self._sit(person, post)

    def _sit(self, person: int, post: int) -> None:
        self.at[person] = post
        self.holders[post] |= 1 << person

    def _stand_up(self, person: int) -> None:
        if (post := self.at.pop(person, None)) is not None:
            self.holders[post] &= ~(1 << person)
