"""Matching people to seats along augmenting paths: a change that others make room for, each by moving on.

People and posts are numbers, sets of people ints whose bit n stands for the nth person: whole rooms are asked
about at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

Seats = Mapping[str, int]
"""Posts, in posted order, with their seats."""
Eligible = Mapping[str, Collection[str]]
"""People with the posts they may take."""


def bits(mask: int) -> Iterator[int]:
    """The numbers whose bits are set, least first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def fits(people: Sequence[str], posts: Sequence[str], eligible: Eligible | None) -> list[int]:
    """For each post the set of people who may take it, as an int whose bit n stands for the nth person."""
    if eligible is None:
        return [(1 << len(people)) - 1] * len(posts)
    rows = {post: bytearray(len(people) // 8 + 1) for post in posts}
    for number, person in enumerate(people):
        byte, bit = number >> 3, 1 << (number & 7)
        for post in eligible[person]:
            rows[post][byte] |= bit
    return [int.from_bytes(rows[post], "little") for post in posts]


Routes = dict[int, tuple[int, int] | None]
"""For a post that can spare a seat: who moves from it where; None where a seat is free already."""


class Seating:
    """As many people as possible on posts they fit, kept greatest while people and seats leave one by one.

    `fits` as from `fits()`; `present` are those who take part.
    """

    __slots__ = ("at", "fits", "free", "holders", "present", "waiting")

    def __init__(self, free: Sequence[int], fits: Sequence[int], present: int) -> None:
        self.free = list(free)
        self.fits = fits
        self.present = present
        self.waiting = present
        self.at: dict[int, int] = {}
        self.holders = [0] * len(free)
        for post in range(len(free)):
            while self.free[post] and (eager := fits[post] & self.waiting):
                self.sit((eager & -eager).bit_length() - 1, post)
                self.free[post] -= 1
        for post in range(len(free)):
            while self.free[post] and self.fill(post):
                pass

    def sit(self, person: int, post: int) -> None:
        """Person takes a seat; counting the free seats is the caller's."""
        self.at[person] = post
        self.holders[post] |= 1 << person
        self.waiting &= ~(1 << person)

    def rise(self, person: int) -> None:
        """Person leaves their seat and waits; counting the free seats is the caller's."""
        self.holders[self.at.pop(person)] &= ~(1 << person)
        self.waiting |= 1 << person

    def fill(self, post: int) -> bool:
        """Someone who waits gets a seat, others moving up into the free one at `post`; False if none can."""
        if self.draw_in(post, self.present, self.waiting) is None:
            return False
        self.free[post] -= 1
        return True

    def draw_in(self, post: int, among: int, eager: int) -> int | None:
        """Someone `eager` who comes onto `post` or, others of `among` moving up to it, onto where they were.

        None where nobody can. Those of `among` who are not eager must be seated.
        """
        moves: dict[int, tuple[int, int]] = {}
        unseen = among & ~self.holders[post]
        queue = [post]
        for here in queue:
            able = self.fits[here] & unseen
            if lucky := able & eager:
                newcomer = (lucky & -lucky).bit_length() - 1
                self._move_up(newcomer, here, moves)
                return newcomer
            while able:
                mover = (able & -able).bit_length() - 1
                there = self.at[mover]
                moves[there] = (mover, here)
                unseen &= ~self.holders[there]
                able &= unseen
                queue.append(there)
        return None

    def _move_up(self, person: int, post: int, moves: dict[int, tuple[int, int]]) -> None:
        if person in self.at:
            self.rise(person)
        while post in moves:
            mover, onward = moves[post]
            self.rise(mover)
            self.sit(person, post)
            person, post = mover, onward
        self.sit(person, post)

    def leave(self, person: int) -> None:
        """Person takes part no longer; their seat goes to someone who waits, where that can be arranged."""
        self.present &= ~(1 << person)
        post = self.at.get(person)
        if post is not None:
            self.rise(person)
        self.waiting &= ~(1 << person)
        if post is not None:
            self.free[post] += 1
            self.fill(post)

    def spare(self) -> Routes:
        """The posts of which a seat can be given away while as many people as now stay seated."""
        routes: Routes = {post: None for post, free in enumerate(self.free) if free}
        unseen = self.present & ~self.waiting
        for post in routes:
            unseen &= ~self.holders[post]
        queue = list(routes)
        for here in queue:
            able = self.fits[here] & unseen
            while able:
                mover = (able & -able).bit_length() - 1
                there = self.at[mover]
                routes[there] = (mover, here)
                unseen &= ~self.holders[there]
                able &= unseen
                queue.append(there)
        return routes

    def give(self, post: int, routes: Routes) -> None:
        """A seat of `post` goes to someone outside; its holder moves on by `routes`, or else waits."""
        while (route := routes.get(post)) is not None:
            mover, onward = route
            self.rise(mover)
            self.sit(mover, onward)
            post = onward
        if self.free[post]:
            self.free[post] -= 1
        else:
            self.rise((self.holders[post] & -self.holders[post]).bit_length() - 1)

    def bound(self, post: int) -> tuple[int, list[int]]:
        """Who holds `post`, who holds the posts they fit, and so on: those people, and all posts they fit."""
        return spread(self.holders[post], self.fits, self.holders)

    def left_out(self) -> int:
        """Everybody whom some greatest seating leaves out: who waits, and who could wait instead."""
        return spread(self.waiting, self.fits, self.holders)[0]


def spread(people: int, fits: Sequence[int], joining: Sequence[int]) -> tuple[int, list[int]]:
    """`people` with everybody who joins them over posts they fit, and so on; and all posts they fit."""
    posts: set[int] = set()
    while fresh := [post for post, able in enumerate(fits) if able & people and post not in posts]:
        posts.update(fresh)
        for post in fresh:
            people |= joining[post]
    return people, sorted(posts)
