"""One tied class: the best placing of its members together, exact, and the same whoever computes it.

Lexicographic aims become one small integer cost: a member without a post costs `unplaced`, a later person
who loses their place costs `lost`, a wish its number; `unplaced` is far above all `lost`, and `lost` far
above all wishes. Prices then prove the placing cheapest (each seat's price is what room for one more would
cost), and every equally cheap placing consists of moves that the prices leave free. Among those the lot
decides, member by member, by searching chains of such moves; nothing is weighed or solved twice.

Posts are numbers, `seating.free` counts their free seats, and the post numbered `nowhere` stands for none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from resettlement.matching import Seating

Option = tuple[int, int]
"""Wish number and post."""


class Tied:
    """A tied class over the seats that are left. `seating` holds those who come later (nobody, mostly)."""

    def __init__(
        self, options: Sequence[Sequence[Option]], seating: Seating, unplaced: int, lost: int
    ) -> None:
        self.seating = seating
        self.nowhere = len(seating.free)
        self.unplaced = unplaced
        self.lost = lost
        self.options = [[*own, (unplaced, self.nowhere)] for own in options]
        self.cost_at = [{post: cost for cost, post in own} for own in self.options]
        bit = [1 << post for post in range(self.nowhere)]
        self.wanted = [sum([bit[post] for _, post in own]) for own in options]
        self.at: dict[int, int] = {}
        self.members_at = [0] * (self.nowhere + 1)
        self.prices: list[int] = []

    def adopt(self, posts: Sequence[int | None]) -> bool:
        """Takes over a proposed placing, members in order; False, with nothing done, if not the cheapest."""
        for member, post in enumerate(posts):
            self.sit(member, self.nowhere if post is None else post)
            if post is not None:
                self.seating.free[post] -= 1
        if (found := self._search()) is not None:
            self.prices = found.room
            return True
        for member, post in enumerate(posts):
            self.rise(member)
            if post is not None:
                self.seating.free[post] += 1
        return False

    def place_all(self) -> None:
        """Places member after member by the cheapest chain of moves, which keeps the whole cheapest."""
        for member, own in enumerate(self.options):
            found = self._search()
            if found is None:
                raise ArithmeticError("a placing that was cheapest is not any more")
            self.prices = found.room
            post = found.cheapest(own)
            self._insert(member, post, found.steps)

    def rules_out_beyond(self, reach: int) -> bool:
        """Whether each option after the first `reach` of a member costs more than they pay now."""
        for member, own in enumerate(self.options):
            here = self.at[member]
            if len(own) > reach and self.cost_at[member][here] + self.prices[here] > own[reach - 1][0]:
                return False
        return True

    def settle(self, order: Sequence[int]) -> bool:
        """Moves on to the placing that the lot's `order` of the members picks among the cheapest.

        True where the lot mattered: where more than one placing of the members is cheapest.
        """
        return _Settling(self).run(order)

    def _search(self) -> _Search | None:
        """The prices as they stand; None where some chain of moves would save cost: not the cheapest."""
        search = _Search(self)
        return search if search.run() else None

    def _insert(self, member: int, post: int, steps: dict[int, tuple[int, int]]) -> None:
        mover = member
        while (step := steps.get(post)) is not None:
            onward, following = step
            self.rise(onward)
            self.sit(mover, post)
            mover, post = onward, following
        self.sit(mover, post)
        if post != self.nowhere:
            self.seating.free[post] -= 1

    def sit(self, who: int, post: int) -> None:
        """`who` (a member, or a later person's complement) comes to `post`; free seats are the caller's."""
        if who >= 0:
            self.at[who] = post
            self.members_at[post] |= 1 << who
        elif post != self.nowhere:
            self.seating.sit(~who, post)

    def rise(self, who: int) -> None:
        """`who` leaves their post; free seats are the caller's."""
        if who >= 0:
            self.members_at[self.at.pop(who)] &= ~(1 << who)
        elif ~who in self.seating.at:
            self.seating.rise(~who)


class _Search:
    """What room for one more costs at each post, and who moves where to make it.

    Relaxes over the posts until nothing changes. Members are numbers from 0, later people the complements of
    theirs. Room is mostly either cheap or as dear as somebody's place; a member who wants no cheap post need
    not look past the wish that even the least room among the dear ones could not make good.
    """

    def __init__(self, tied: Tied) -> None:
        self.tied = tied
        far = 2 * tied.unplaced
        self.room = [0 if free else far for free in tied.seating.free]
        self.room.append(0)
        self.cheap = sum(1 << post for post, free in enumerate(tied.seating.free) if free)
        self.cheap_below = tied.lost // 2
        self.dear_from = far
        self.steps: dict[int, tuple[int, int]] = {}

    def run(self) -> bool:
        """False where a chain of moves would save cost."""
        for _ in range(self.tied.nowhere + len(self.tied.at) + 2):
            if self.tied.seating.present:
                self._through_later()
            changed = False
            for member, here in self.tied.at.items():
                saved = self._through_member(member, here)
                if saved < 0:
                    return False
                changed = changed or saved > 0
            if not changed:
                return self._later_content()
        return False

    def cheapest(self, own: Sequence[Option]) -> int:
        """The post that is cheapest for someone with these options, room included."""
        best, there = own[-1]
        for cost, post in own:
            if cost >= best:
                break
            if cost + self.room[post] < best:
                best, there = cost + self.room[post], post
        return there

    def _through_member(self, member: int, here: int) -> int:
        """By how much their moving on makes room cheaper at their post; negative if worth it by itself."""
        tied, room = self.tied, self.room
        now = tied.cost_at[member][here]
        best, there = now + room[here], here
        if tied.unplaced < best:
            best, there = tied.unplaced, tied.nowhere
        least = 0 if tied.wanted[member] & self.cheap else self.dear_from
        for cost, post in tied.options[member]:
            if cost + least >= best:
                break
            if cost + room[post] < best:
                best, there = cost + room[post], post
        if there == here:
            return 0
        if best < now:
            return -1
        saved = room[here] - (best - now)
        self._lower(here, best - now, (member, there))
        return saved

    def _lower(self, post: int, room: int, step: tuple[int, int]) -> None:
        self.room[post] = room
        self.steps[post] = step
        if room < self.cheap_below:
            self.cheap |= 1 << post
        elif room < self.dear_from:
            self.dear_from = room

    def _later_content(self) -> bool:
        waiting, lost = self.tied.seating.waiting, self.tied.lost
        if not waiting:
            return True
        return not any(
            able & waiting and room < lost
            for able, room in zip(self.tied.seating.fits, self.room, strict=False)
        )

    def _through_later(self) -> None:
        """Later people change between posts they fit at no cost, or lose their place at the cost `lost`."""
        seating, room, lost = self.tied.seating, self.room, self.tied.lost
        levels = defaultdict(list)
        for post, held in enumerate(seating.holders):
            if held and room[post] > lost:
                self._lower(post, lost, (~((held & -held).bit_length() - 1), self.tied.nowhere))
            levels[room[post]].append(post)
        unmoved = seating.present & ~seating.waiting
        for level in sorted(levels):
            if level >= lost:
                return
            queue = [post for post in levels[level] if room[post] == level]
            for post in queue:
                unmoved &= ~seating.holders[post]
            for post in queue:
                able = seating.fits[post] & unmoved
                while able:
                    person = (able & -able).bit_length() - 1
                    there = seating.at[person]
                    self._lower(there, level, (~person, post))
                    unmoved &= ~seating.holders[there]
                    able &= unmoved
                    queue.append(there)


class _Settling:
    """The moves that the prices leave free, and the lot's way through them."""

    def __init__(self, tied: Tied) -> None:
        self.tied = tied
        self.prices = tied.prices
        self.free_of: list[list[int]] = []
        self.free_to = [0] * len(self.prices)
        for member, own in enumerate(tied.options):
            self.free_of.append(self._free_options(member, own))
        self.paying: dict[int, int] = defaultdict(int)
        if tied.seating.present:
            self.paying[tied.lost] = tied.seating.waiting
            for post, held in enumerate(tied.seating.holders):
                self.paying[self.prices[post]] |= held
        self.movable = (1 << len(tied.options)) - 1

    def _free_options(self, member: int, own: Sequence[Option]) -> list[int]:
        """Their posts at which, price included, they pay no more than now; best wish first."""
        prices, here = self.prices, self.tied.at[member]
        paid = self.tied.cost_at[member][here] + prices[here]
        found, bit = [], 1 << member
        for cost, post in own:
            if cost > paid:
                break
            if cost + prices[post] == paid:
                found.append(post)
                self.free_to[post] |= bit
        return found

    def run(self, order: Sequence[int]) -> bool:
        mattered = False
        for member in order:
            self.movable &= ~(1 << member)
            options, here = self.free_of[member], self.tied.at[member]
            if len(options) == 1 or (mattered and options[0] == here):
                continue
            steps = self._ways_back(here, options[0])
            open_to_him = [post for post in options if post in steps]
            mattered = mattered or len(open_to_him) > 1
            if open_to_him[0] != here:
                self._move(member, open_to_him[0], steps)
        return mattered

    def _ways_back(self, vacated: int, best: int) -> dict[int, tuple[int | None, int] | None]:
        """The posts from which a chain of free moves ends at the seat just `vacated`, with each next move.
        Another post than `vacated` that is the best ends the search.

        A post whose price is 0 need not be full: a chain may end on any free seat and, at the same cost,
        begin anew where such a post gives one up. That leap is written as a move of None.
        """
        steps: dict[int, tuple[int | None, int] | None] = {vacated: None}
        queue = [vacated]
        at, members_at = self.tied.at, self.tied.members_at
        members = self.movable & ~members_at[vacated]
        later = self.tied.seating.present & ~self._held(vacated)
        leapt = False
        free_to, prices = self.free_to, self.prices
        for post in queue:
            if best != vacated and best in steps:
                break
            if not leapt and not prices[post]:
                leapt = True
                for spare in self._spare_posts():
                    if spare not in steps:
                        steps[spare] = (None, post)
                        members &= ~members_at[spare]
                        later &= ~self._held(spare)
                        queue.append(spare)
            able = free_to[post] & members
            while able:
                member = (able & -able).bit_length() - 1
                there = at[member]
                steps[there] = (member, post)
                others = ~members_at[there]
                able &= others
                members &= others
                if later:
                    later &= ~self._held(there)
                queue.append(there)
            able = self._later_free_to(post) & later if later else 0
            while able:
                person = (able & -able).bit_length() - 1
                there = self.tied.seating.at.get(person, self.tied.nowhere)
                steps[there] = (~person, post)
                able &= ~self._held(there)
                later &= ~self._held(there)
                members &= ~members_at[there]
                queue.append(there)
        return steps

    def _held(self, post: int) -> int:
        seating = self.tied.seating
        return seating.waiting if post == self.tied.nowhere else seating.holders[post]

    def _later_free_to(self, post: int) -> int:
        if post == self.tied.nowhere:
            return self.paying[self.tied.lost]
        return self.tied.seating.fits[post] & self.paying[self.prices[post]]

    def _spare_posts(self) -> list[int]:
        spare = [post for post, free in enumerate(self.tied.seating.free) if free]
        return [*spare, self.tied.nowhere]

    def _move(self, member: int, post: int, steps: dict[int, tuple[int | None, int] | None]) -> None:
        tied = self.tied
        tied.rise(member)
        mover = member
        while (step := steps[post]) is not None:
            onward, following = step
            if onward is None:
                tied.sit(mover, post)
                self._count(post, -1)
                self._count(following, 1)
                if (step := steps[following]) is None:
                    return
                post = following
                onward, following = step
                assert onward is not None
                tied.rise(onward)
            else:
                tied.rise(onward)
                tied.sit(mover, post)
            mover, post = onward, following
        tied.sit(mover, post)

    def _count(self, post: int, by: int) -> None:
        if post != self.tied.nowhere:
            self.tied.seating.free[post] += by
