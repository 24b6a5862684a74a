"""Can everyone be placed? Seats and eligibility alone, wishes left aside.

Posts are given as `seats`: id to number of seats, in posted order. `eligible` is person to the posts he may
take; None means that everyone may take everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Seats = Mapping[str, int]
Eligible = Mapping[str, Collection[str]]


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


def placeable(people: Iterable[str], seats: Seats, eligible: Eligible | None) -> int:
    """The most of `people` who can hold a post they are eligible for at the same time."""
    filling = _Filling(people, seats, eligible)
    return filling.placed


def audit(people: Iterable[str], seats: Seats, eligible: Eligible | None) -> Audit:
    """Whether everyone can be placed, with the shortages that prove it where not.

    The answer does not hang on the order of anything: a shortage holds the people whom some greatest placing
    leaves out, all of them, parted where no post joins them.
    """
    filling = _Filling(people, seats, eligible)
    shortages = sorted(_shortages(filling), key=lambda shortage: shortage.people)
    wanted: set[str] = set().union(*filling.members)
    return Audit(
        people=filling.people,
        placeable=filling.placed,
        shortages=tuple(shortages),
        nobody_fits=tuple(post for post in seats if post not in wanted),
    )


def _shortages(filling: _Filling) -> Iterator[Shortage]:
    order = {post: number for number, post in enumerate(filling.seats)}
    for kinds in _joined(filling.stuck):
        people = sorted(person for kind in kinds for person in filling.members[kind])
        posts = sorted(frozenset().union(*kinds), key=order.__getitem__)
        available = sum(filling.seats[post] for post in posts)
        for group in [people] if posts else [[person] for person in people]:
            yield Shortage(tuple(group), tuple(posts), available, len(group) - available)


def _joined(kinds: Iterable[frozenset[str]]) -> list[list[frozenset[str]]]:
    """The kinds parted into groups that share no post."""
    by_post: dict[str, list[frozenset[str]]] = {}
    for kind in kinds:
        for post in kind:
            by_post.setdefault(post, []).append(kind)
    seen: set[frozenset[str]] = set()
    groups = []
    for start in kinds:
        if start in seen:
            continue
        seen.add(start)
        group = [start]
        for kind in group:
            for post in kind:
                fresh = [other for other in by_post.pop(post, ()) if other not in seen]
                seen.update(fresh)
                group.extend(fresh)
        groups.append(group)
    return groups


@dataclass(slots=True)
class _Flow:
    """One search for a free seat: which posts it came through, and from whom."""

    came: dict[str, tuple[frozenset[str], str | None]] = field(default_factory=dict)
    kinds: dict[frozenset[str], str | None] = field(default_factory=dict)


class _Filling:
    """A greatest placing, by augmenting paths over kinds of people (all who may take the same posts).

    People of one kind are alike, so a path carries as many of them at once as it can. What a failed search
    saw is full for good and never searched again, which keeps the failures linear altogether.
    """

    def __init__(self, people: Iterable[str], seats: Seats, eligible: Eligible | None) -> None:
        self.seats = seats
        self.members: dict[frozenset[str], list[str]] = {}
        everything = frozenset(seats)
        for person in people:
            kind = everything if eligible is None else frozenset(eligible[person])
            self.members.setdefault(kind, []).append(person)
        self.people = sum(map(len, self.members.values()))
        self.free = dict(seats)
        self.holders: dict[str, dict[frozenset[str], int]] = {post: {} for post in seats}
        self.stuck: dict[frozenset[str], None] = {}
        self.closed: set[str] = set()
        self.placed = 0
        self._fill()

    def _fill(self) -> None:
        left = {kind: self._take_free(kind, len(members)) for kind, members in self.members.items()}
        for kind, waiting in left.items():
            while waiting and (moved := self._augment(kind, waiting)):
                waiting -= moved

    def _take_free(self, kind: frozenset[str], waiting: int) -> int:
        for post in kind:
            if not waiting:
                break
            if take := min(waiting, self.free[post]):
                self._seat(kind, post, take)
                self.free[post] -= take
                self.placed += take
                waiting -= take
        return waiting

    def _seat(self, kind: frozenset[str], post: str, number: int) -> None:
        now = self.holders[post].get(kind, 0) + number
        if now:
            self.holders[post][kind] = now
        else:
            del self.holders[post][kind]

    def _augment(self, kind: frozenset[str], waiting: int) -> int:
        if kind in self.stuck:
            return 0
        flow = _Flow(kinds={kind: None})
        queue = [kind]
        for mover in queue:
            for post in mover:
                if post in flow.came or post in self.closed:
                    continue
                flow.came[post] = (mover, flow.kinds[mover])
                if self.free[post]:
                    return self._push(flow, post, waiting)
                for holder in self.holders[post]:
                    if holder not in flow.kinds:
                        flow.kinds[holder] = post
                        queue.append(holder)
        self.closed.update(flow.came)
        self.stuck.update(dict.fromkeys(flow.kinds))
        return 0

    def _push(self, flow: _Flow, end: str, waiting: int) -> int:
        path = []
        post: str | None = end
        number = min(waiting, self.free[end])
        while post is not None:
            mover, before = flow.came[post]
            path.append((mover, before, post))
            if before is not None:
                number = min(number, self.holders[before][mover])
            post = before
        for mover, before, after in path:
            self._seat(mover, after, number)
            if before is not None:
                self._seat(mover, before, -number)
        self.free[end] -= number
        self.placed += number
        return number


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

    People and posts are numbers here, sets of people ints; `fits` and `present` are as in `fits()` above.
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
        """Person leaves his seat and waits; counting the free seats is the caller's."""
        self.holders[self.at.pop(person)] &= ~(1 << person)
        self.waiting |= 1 << person

    def fill(self, post: int) -> bool:
        """Someone who waits gets a seat, others moving up into the free one at `post`; False if none can."""
        moves: dict[int, tuple[int, int]] = {}
        unseen = self.present & ~self.holders[post]
        queue = [post]
        for here in queue:
            able = self.fits[here] & unseen
            if lucky := able & self.waiting:
                self._move_up((lucky & -lucky).bit_length() - 1, here, moves)
                self.free[post] -= 1
                return True
            while able:
                mover = (able & -able).bit_length() - 1
                there = self.at[mover]
                moves[there] = (mover, here)
                unseen &= ~self.holders[there]
                able &= unseen
                queue.append(there)
        return False

    def _move_up(self, person: int, post: int, moves: dict[int, tuple[int, int]]) -> None:
        while post in moves:
            mover, onward = moves[post]
            self.rise(mover)
            self.sit(person, post)
            person, post = mover, onward
        self.sit(person, post)

    def leave(self, person: int) -> None:
        """Person takes part no longer; his seat goes to someone who waits, where that can be arranged."""
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
        people, posts = self.holders[post], {post}
        grown = True
        while grown:
            fresh = [there for there, able in enumerate(self.fits) if able & people and there not in posts]
            for there in fresh:
                people |= self.holders[there]
            posts.update(fresh)
            grown = bool(fresh)
        return people, sorted(posts)


def someone_loses(
    waiting: Iterable[str], seats: Seats, eligible: Eligible | None, chooser: str, position: str
) -> tuple[Shortage, ...]:
    """The people and posts concerned if `chooser` taking `position` leaves somebody with nothing.

    Harmless, and therefore (), where as many of the others can be placed afterwards as after the best choice
    open to him. `seats` are those still free, `waiting` may name the chooser or not.
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
    names = tuple(others[number] for number in bits(people))
    left = sum(seats[posts[number]] for number in concerned) - 1
    return (Shortage(names, tuple(posts[number] for number in concerned), left, len(names) - left),)
