"""Checks of an allocation that know nothing of how it was found.

They start from the case and the finished assignment alone. Prices handed over prove optimality wherever they
come from: where every member pays least at their own post and priced posts are full, no placing is cheaper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, gt, or_
from types import MappingProxyType

from resettlement.matching import bits, fits
from resettlement.selection.allocation.case import Case
from resettlement.selection.allocation.choices import Choices

Assignment = Mapping[str, str | None]
Orders = Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Check:
    """One property of the result, named as in the interface, and whether it holds."""

    name: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a class is placed best: the price of a seat at each post (others 0), in wish numbers.

    Under a guarantee `later` says who of those to come holds which post meanwhile: post by post, a set of
    bits over all people in the order of `Case.people`.
    """

    prices: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    later: tuple[int, ...] = ()


Proofs = Mapping[int, Proof]


def weights(choices: Choices, members: Sequence[str]) -> tuple[int, int]:
    """What a lost later place and a member without a post count for: more than all wish numbers together."""
    worst = (
        len(choices.posts) if person in choices.accepts_any else len(choices.wishes.get(person, ()))
        for person in members
    )
    lost = sum(worst) + 1
    return lost, (len(members) + 1) * lost


def check_all(case: Case, assignment: Assignment, orders: Orders, proofs: Proofs) -> tuple[Check, ...]:
    """The five checks. `orders`: class number to lot; `proofs`: to proof, where prices are not all 0."""
    seats, eligible = seats_kept(case, assignment), everyone_eligible(case, assignment)
    replay = _Replay(case, assignment, proofs)
    canonical = _lots_as_published(case, orders)
    for number in range(len(case.classes)) if seats and eligible else ():
        replay.serve(number, orders.get(number))
    return (
        Check("seats kept", seats),
        Check("everyone eligible", eligible),
        Check("each class optimal", seats and eligible and replay.optimal),
        Check("tie canonical", seats and eligible and canonical and replay.canonical),
        Check("nobody envies a lower class", nobody_envies_a_lower_class(case, assignment, proofs)),
    )


def seats_kept(case: Case, assignment: Assignment) -> bool:
    """Everyone of the case is named, nobody else, and no post holds more people than seats."""
    taken = Counter(assignment.values())
    taken.pop(None, None)
    if sum(map(len, case.classes)) != len(assignment):
        return False
    if not all(person in assignment for members in case.classes for person in members):
        return False
    return all(post in case.seats and number <= case.seats[post] for post, number in taken.items() if post)


def everyone_eligible(case: Case, assignment: Assignment) -> bool:
    """Everyone holds a post they may take, and one they wished for unless they accept any."""
    eligible, wishes, accepts_any = case.eligible, case.wishes, case.accepts_any
    for person, post in assignment.items():
        if post is None:
            continue
        if eligible is not None and post not in eligible.get(person, ()):
            return False
        if person not in accepts_any and post not in wishes.get(person, ()):
            return False
    return True


def _lots_as_published(case: Case, orders: Orders) -> bool:
    """Every tied class has the order its lot gives, drawn again."""
    return all(
        case.lot is not None and tuple(orders.get(number, ())) == case.lot.order(members)
        for number, members in enumerate(case.classes)
        if len(members) > 1
    )


def nobody_envies_a_lower_class(case: Case, assignment: Assignment, proofs: Proofs) -> bool:
    """No post that someone would rather have went to a worse class.

    Under `enforce` it may, where the seat had to be kept so that those to come could be placed: where it had
    a price in their class.
    """
    envy = _Envy(case, assignment)
    enforced = case.guarantee == "enforce"
    for number, members in enumerate(case.classes):
        prices = proofs[number].prices if enforced and number in proofs else {}
        for person in members:
            for post in envy.of(person, number):
                if not prices.get(post, 0):
                    return False
    return True


class _Envy:
    """Which class each post went down to, and who would rather have had it."""

    def __init__(self, case: Case, assignment: Assignment) -> None:
        self.case = case
        self.assignment = assignment
        self.posts = tuple(case.seats)
        self.order = {post: place for place, post in enumerate(case.seats)}
        self.worst = dict.fromkeys(case.seats, -1)
        self.first_lower = 0
        for number, members in enumerate(case.classes):
            for person in members:
                if (post := assignment.get(person)) is not None:
                    self.worst[post] = number

    def of(self, person: str, number: int) -> Iterator[str]:
        """Posts they would rather have than their own that went to a class below `number`, their own.

        Class numbers must not go down from call to call.
        """
        own, worst = self.assignment.get(person), self.worst
        for post in self.case.wishes.get(person, ()):
            if post == own:
                return
            if worst[post] > number:
                yield post
        if person in self.case.accepts_any:
            yield from self._beyond_wishes(
                person, number, len(self.posts) if own is None else self.order[own]
            )

    def _beyond_wishes(self, person: str, number: int, last: int) -> Iterator[str]:
        worst, order, posts = self.worst, self.order, self.posts
        if self.case.eligible is not None:
            able = self.case.eligible[person]
            yield from (post for post in able if order[post] < last and worst[post] > number)
            return
        while self.first_lower < len(posts) and worst[posts[self.first_lower]] <= number:
            self.first_lower += 1
        yield from (post for post in posts[self.first_lower : last] if worst[post] > number)


class _Replay:
    """Serves the classes again as the assignment says, and looks at each with its prices."""

    def __init__(self, case: Case, assignment: Assignment, proofs: Proofs) -> None:
        self.case = case
        self.assignment = assignment
        self.proofs = proofs
        self.left = dict(case.seats)
        self.choices = Choices(tuple(case.seats), case.wishes, case.accepts_any, case.eligible)
        self.later = _Later(case) if case.guarantee == "enforce" else None
        self.optimal = self.canonical = True

    def serve(self, number: int, order: Sequence[str] | None) -> None:
        members = self.case.classes[number]
        proof = self.proofs.get(number)
        if not members:
            return
        if len(members) == 1 and proof is None and self.later is None:
            self.optimal = self.optimal and self._best_for_one(members[0])
        else:
            self._weigh(members, proof or Proof(), order or members)
        for person in members:
            if (post := self.assignment[person]) is not None:
                self.left[post] -= 1

    def _best_for_one(self, person: str) -> bool:
        own, left = self.assignment[person], self.left
        for post in self.case.wishes.get(person, ()):
            if left[post]:
                return post == own
        if person not in self.case.accepts_any:
            return own is None
        return own == self.choices.first_beyond(person, left)

    def _weigh(self, members: Sequence[str], proof: Proof, order: Sequence[str]) -> None:
        lost, unplaced = weights(self.choices, members)
        moves = {}
        for person in members:
            moves[person] = self._free_moves(person, proof.prices, unplaced)
        taken = Counter(self.assignment[person] for person in members)
        content = self.later is None or self.later.content(len(members), proof, lost)
        if not (content and all(moves.values()) and self._seats_priced_right(taken, proof.prices)):
            self.optimal = False
        elif any(len(free) > 1 for free in moves.values()):
            search = _Chains(self, members, moves, taken, proof.prices, lost)
            self.canonical = self.canonical and search.nobody_can_better(order)

    def _free_moves(self, person: str, prices: Mapping[str, int], unplaced: int) -> list[str | None]:
        """Their posts at which they pay no more than at their own, best first; empty if one costs less."""
        own = self.assignment[person]
        paid = unplaced if own is None else 0
        looked: dict[str, int] = {}
        for number, post in self.choices.still_open(person, self.left):
            if paid and number > paid:
                break
            looked[post] = price = number + prices.get(post, 0)
            if post == own:
                paid = price
        if not paid or paid > unplaced or (looked and min(looked.values()) < paid):
            return []
        free: list[str | None] = [post for post, price in looked.items() if price == paid]
        return [*free, None] if paid == unplaced else free

    def _seats_priced_right(self, taken: Mapping[str | None, int], prices: Mapping[str, int]) -> bool:
        """No post is overfull, none has a negative price, and priced ones are full."""
        if any(price < 0 or self.room(taken, post) for post, price in prices.items()):
            return False
        overfull = self.later is not None and any(map(gt, self.later.numbers, self.left.values()))
        return not overfull and all(self.room(taken, post) >= 0 for post in taken if post is not None)

    def room(self, taken: Mapping[str | None, int], post: str) -> int:
        """Seats of `post` that neither the class nor those to come occupy."""
        return self.left[post] - taken.get(post, 0) - (self.later.number_at(post) if self.later else 0)


class _Later:
    """Those still to come, and the seating of them that a proof claims."""

    def __init__(self, case: Case) -> None:
        people, posts = case.people, tuple(case.seats)
        self.order = {post: place for place, post in enumerate(posts)}
        self.fits = fits(people, posts, case.eligible)
        self.present = everyone = (1 << len(people)) - 1
        self.unfit = [everyone & ~able for able in self.fits]
        self.passed = 0
        self.held: Sequence[int] = ()
        self.numbers: Sequence[int] = [0] * len(posts)
        self.waiting = 0

    def number_at(self, post: str) -> int:
        return self.numbers[self.order[post]]

    def content(self, served: int, proof: Proof, lost: int) -> bool:
        """Whether the proof's seating of those who come after the next `served` people is one, and nobody
        in it could move to a cheaper post they fit."""
        self.passed += served
        self.present &= -1 << self.passed
        self.held = proof.later
        if len(self.held) != len(self.fits):
            return False
        self.numbers = list(map(int.bit_count, self.held))
        seated = reduce(or_, self.held, 0)
        self.waiting = self.present & ~seated
        one_seat_each = seated.bit_count() == sum(self.numbers) and not seated & ~self.present
        fitting = not any(map(and_, self.held, self.unfit))
        return one_seat_each and fitting and self._nobody_moves(seated, proof.prices, lost)

    def _nobody_moves(self, seated: int, prices: Mapping[str, int], lost: int) -> bool:
        paying = dict.fromkeys({0, lost, *prices.values()}, 0)
        for post, price in prices.items():
            paying[price] |= self.held[self.order[post]]
        if any(who for price, who in paying.items() if price > lost):
            return False
        paying[0] |= seated & ~reduce(or_, paying.values())
        paying[lost] |= self.waiting
        dearer, above = {}, 0
        for level in sorted(paying, reverse=True):
            dearer[level] = above
            above |= paying[level]
        return not any(map(and_, self.fits, [dearer[prices.get(post, 0)] for post in self.order]))


class _Chains:
    """The second way to the lot's choice: from each post a member would rather have, forward along the moves
    that cost nothing, to see whether they could ever come round to the seat they hold."""

    def __init__(
        self,
        replay: _Replay,
        members: Sequence[str],
        moves: Mapping[str, Sequence[str | None]],
        taken: Mapping[str | None, int],
        prices: Mapping[str, int],
        lost: int,
    ) -> None:
        concerned = (
            replay.left if replay.later else (post for free in moves.values() for post in free if post)
        )
        posts = [None, *dict.fromkeys(concerned)]
        self.number = {post: place for place, post in enumerate(posts)}
        self.own = {person: self.number[replay.assignment[person]] for person in members}
        self.moves = {person: [self.number[post] for post in moves[person]] for person in members}
        self.goes = {person: sum([1 << place for place in own]) for person, own in self.moves.items()}
        self.prices = [0 if post is None else prices.get(post, 0) for post in posts]
        self.free_of_charge = sum(1 << place for place, price in enumerate(self.prices) if not price)
        self.spare = {
            place for post, place in self.number.items() if post is None or replay.room(taken, post) > 0
        }
        self.goes_from: dict[int, int] = {}
        self.later = _LaterMoves(replay.later, self.prices, lost) if replay.later else None

    def nobody_can_better(self, order: Sequence[str]) -> bool:
        """Member after member in the lot's order, those before them held fast; walked from the last."""
        for person in reversed(order):
            better = self.moves[person][: self.moves[person].index(self.own[person])]
            if better and self._comes_round(better, self.own[person]):
                return False
            home = self.own[person]
            self.goes_from[home] = self.goes_from.get(home, 0) | self.goes[person]
        return True

    def _comes_round(self, start: Sequence[int], home: int) -> bool:
        seen = sum([1 << place for place in start])
        queue, leapt = list(start), False
        for place in queue:
            reached = self.goes_from.get(place, 0)
            if not leapt and place in self.spare and not self.prices[place]:
                leapt = True
                reached |= self.free_of_charge
            if self.later is not None:
                reached |= self.later.goes_from(place)
            reached &= ~seen
            if reached >> home & 1:
                return True
            seen |= reached
            queue.extend(bits(reached))
        return False


class _LaterMoves:
    """Where those who come later can go without paying more, place by place; place 0 is nowhere."""

    def __init__(self, later: _Later, prices: Sequence[int], lost: int) -> None:
        self.later = later
        self.prices = prices
        self.lost = lost
        self.known: dict[int, int] = {}

    def goes_from(self, place: int) -> int:
        if place not in self.known:
            self.known[place] = self._look(place)
        return self.known[place]

    def _look(self, place: int) -> int:
        who = self.later.held[place - 1] if place else self.later.waiting
        price = self.prices[place] if place else self.lost
        if not who:
            return 0
        reached = 1 if price == self.lost else 0
        for there, able in enumerate(self.later.fits, 1):
            if able & who and self.prices[there] == price:
                reached |= 1 << there
        return reached
