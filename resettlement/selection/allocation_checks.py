"""Checks of an allocation that know nothing of how it was found.

They start from the case and the finished assignment alone. Prices handed over prove optimality wherever they
come from: where every member pays least at his own post and every priced post is full, no placing is cheaper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from resettlement.positions.feasibility import bits, fits
from resettlement.selection.case import Case
from resettlement.selection.choices import Choices

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
    """Everyone holds a post he may take, and one he wished for unless he accepts any."""
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
    a price in his class.
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
        """Posts he would rather have than his own that went to a class below `number`, his own.

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
            if post == own:
                return True
            if left[post]:
                return False
        if person not in self.case.accepts_any:
            return own is None
        _, first = next(self.choices.beyond_wishes(person, left), (0, None))
        return first == own

    def _weigh(self, members: Sequence[str], proof: Proof, order: Sequence[str]) -> None:
        if self.later is not None:
            self.later.pass_on(len(members))
        scales = weights(self.choices, members)
        moves: dict[str, list[str | None]] = {}
        for person in members:
            free = self._free_moves(person, proof.prices, scales[1])
            if free is None:
                self.optimal = False
                return
            moves[person] = free
        taken = Counter(self.assignment[person] for person in members)
        if self.later is not None and not self.later.content(proof, scales[0]):
            self.optimal = False
            return
        room = self._room(taken, proof)
        if room is None:
            self.optimal = False
            return
        if any(len(free) > 1 for free in moves.values()):
            search = _Chains(self, members, moves, proof, room, scales[0])
            self.canonical = self.canonical and search.nobody_can_better(order)

    def _free_moves(self, person: str, prices: Mapping[str, int], unplaced: int) -> list[str | None] | None:
        """His posts at which he pays no more than at his own, best first; None if he could pay less."""
        own = self.assignment[person]
        paid = unplaced if own is None else 0
        looked: list[tuple[int, str]] = []
        for number, post in self.choices.still_open(person, self.left):
            if paid and number > paid:
                break
            looked.append((number + prices.get(post, 0), post))
            if post == own:
                paid = looked[-1][0]
        if not paid or paid > unplaced or any(price < paid for price, _ in looked):
            return None
        free: list[str | None] = [post for price, post in looked if price == paid]
        return [*free, None] if paid == unplaced else free

    def _room(self, taken: Mapping[str | None, int], proof: Proof) -> dict[str, int] | None:
        """Seats still free at the posts concerned; None where a priced post is not full or one overfull."""
        room = {}
        held = self.later.held if self.later is not None else {}
        for post in {*taken, *proof.prices, *held}:
            if post is not None:
                room[post] = self.left[post] - taken.get(post, 0) - held.get(post, 0).bit_count()
        if any(free < 0 for free in room.values()):
            return None
        if any(price < 0 or (price and room[post]) for post, price in proof.prices.items()):
            return None
        return room


class _Later:
    """Those still to come, and the seating of them that a proof claims."""

    def __init__(self, case: Case) -> None:
        people, self.posts = case.people, tuple(case.seats)
        self.fits = dict(zip(self.posts, fits(people, self.posts, case.eligible), strict=True))
        self.present = (1 << len(people)) - 1
        self.passed = 0
        self.held: dict[str, int] = {}
        self.waiting = 0

    def pass_on(self, number: int) -> None:
        """The next `number` people are served and come later no more."""
        for _ in range(number):
            self.present &= ~(1 << self.passed)
            self.passed += 1

    def content(self, proof: Proof, lost: int) -> bool:
        """Whether the proof's seating is one, and nobody in it could move to a cheaper post he fits."""
        if len(proof.later) != len(self.posts):
            return False
        self.held = {post: held for post, held in zip(self.posts, proof.later, strict=True) if held}
        seated = 0
        for post, held in self.held.items():
            if held & seated or held & ~self.fits[post]:
                return False
            seated |= held
        self.waiting = self.present & ~seated
        return not seated & ~self.present and self._nobody_moves(proof.prices, lost)

    def _nobody_moves(self, prices: Mapping[str, int], lost: int) -> bool:
        if any(prices.get(post, 0) > lost for post in self.held):
            return False
        dearer = dict.fromkeys({0, lost, *prices.values()}, 0)
        paying = dict(dearer)
        paying[lost] |= self.waiting
        for post, held in self.held.items():
            paying[prices.get(post, 0)] |= held
        above = 0
        for level in sorted(dearer, reverse=True):
            dearer[level] = above
            above |= paying[level]
        return not any(able & dearer[prices.get(post, 0)] for post, able in self.fits.items())


class _Chains:
    """The second way to the lot's choice: from each post a member would rather have, forward along the moves
    that cost nothing, to see whether they could ever come round to the seat he holds."""

    def __init__(
        self,
        replay: _Replay,
        members: Sequence[str],
        moves: Mapping[str, Sequence[str | None]],
        proof: Proof,
        room: Mapping[str, int],
        lost: int,
    ) -> None:
        posts: list[str | None] = [None, *room.keys()]
        posts += {
            post: None for free in moves.values() for post in free if post is not None and post not in room
        }
        self.number = {post: place for place, post in enumerate(posts)}
        self.own = {person: self.number[replay.assignment[person]] for person in members}
        self.moves = {person: [self.number[post] for post in moves[person]] for person in members}
        self.goes = {person: sum(1 << place for place in own) for person, own in self.moves.items()}
        self.prices = [0 if post is None else proof.prices.get(post, 0) for post in posts]
        self.free_of_charge = sum(1 << place for place, price in enumerate(self.prices) if not price)
        self.spare = {
            place for post, place in self.number.items() if post is None or self._has_room(replay, room, post)
        }
        self.here: dict[int, list[str]] = {}
        self.later = _LaterMoves(replay.later, posts, self.prices, lost) if replay.later is not None else None

    @staticmethod
    def _has_room(replay: _Replay, room: Mapping[str, int], post: str) -> bool:
        return room.get(post, replay.left[post]) > 0

    def nobody_can_better(self, order: Sequence[str]) -> bool:
        """Member after member in the lot's order, those before him held fast; walked from the last."""
        for person in reversed(order):
            better = self.moves[person][: self.moves[person].index(self.own[person])]
            if better and self._comes_round(better, self.own[person]):
                return False
            self.here.setdefault(self.own[person], []).append(person)
        return True

    def _comes_round(self, start: Sequence[int], home: int) -> bool:
        seen = sum(1 << place for place in start)
        queue, leapt = list(start), False
        for place in queue:
            reached = 0
            if not leapt and place in self.spare and not self.prices[place]:
                leapt = True
                reached |= self.free_of_charge
            for person in self.here.get(place, ()):
                reached |= self.goes[person]
            if self.later is not None:
                reached |= self.later.goes_from(place)
            reached &= ~seen
            if reached >> home & 1:
                return True
            seen |= reached
            queue.extend(bits(reached))
        return False


class _LaterMoves:
    """Where those who come later can go without paying more, post by post."""

    def __init__(self, later: _Later, posts: Sequence[str | None], prices: Sequence[int], lost: int) -> None:
        self.later = later
        self.posts = posts
        self.prices = prices
        self.lost = lost
        self.known: dict[int, int] = {}

    def goes_from(self, place: int) -> int:
        if place not in self.known:
            self.known[place] = self._look(place)
        return self.known[place]

    def _look(self, place: int) -> int:
        post = self.posts[place]
        who = self.later.waiting if post is None else self.later.held.get(post, 0)
        price = self.lost if post is None else self.prices[place]
        if not who:
            return 0
        reached = 1 if price == self.lost else 0
        for there, other in enumerate(self.posts):
            if other is not None and self.prices[there] == price and self.later.fits[other] & who:
                reached |= 1 << there
        return reached
