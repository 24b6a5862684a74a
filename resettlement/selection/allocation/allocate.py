"""Who gets which post under the wishes filed: class after class, ties settled exactly.

scipy proposes a placing for large tied classes; prices decide whether it is the cheapest, and an exact search
takes over where it is not. No library's habits reach the result.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from resettlement.errors import BadInputError
from resettlement.matching import Seating, fits
from resettlement.selection.allocation.case import Case
from resettlement.selection.allocation.checks import Check, Proof, check_all, weights
from resettlement.selection.allocation.choices import Choices
from resettlement.selection.allocation.tied import Option, Tied

LARGE: Final = 24
"""Classes up to this size are searched directly: importing scipy takes longer than that."""
NEAR: Final = 16
"""How many open posts of each member are looked at first."""


@dataclass(frozen=True, slots=True)
class LotUse:
    """The lot of one tied class (counted from 0), and whether another order would change the result."""

    class_number: int
    order: tuple[str, ...]
    mattered: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Everyone's post, None for those who get none, with the lots used and the checks made.

    proofs: class number to prices that prove it placed best, for classes where not all are 0. Other prices
    may prove the same, so they are no part of the answer.
    """

    assignment: Mapping[str, str | None]
    lots: tuple[LotUse, ...]
    checks: tuple[Check, ...]
    proofs: Mapping[int, Proof] = field(compare=False)

    @property
    def unplaced(self) -> tuple[str, ...]:
        """Those who get none, best standing first."""
        return tuple(person for person, post in self.assignment.items() if post is None)

    def to_json(self) -> dict[str, Any]:
        """As `resettlement allocate` prints it."""
        return {
            "assignment": dict(self.assignment),
            "lots": [
                {"class": lot.class_number, "order": list(lot.order), "mattered": lot.mattered}
                for lot in self.lots
            ],
            "unplaced": list(self.unplaced),
            "checks": [{"name": check.name, "ok": check.ok} for check in self.checks],
        }


@dataclass(frozen=True, slots=True)
class ClassResult:
    """A class placed: everyone's post, whether the lot mattered, and the prices that prove it best."""

    assignment: Mapping[str, str | None]
    mattered: bool
    proof: Proof | None


def allocate(case: Case) -> Result:
    """The allocation of CASE.json. Raises BadInputError where a tie has no lot to settle it."""
    orders = _orders(case)
    desk = _GuaranteeDesk(case) if case.guarantee == "enforce" else _Desk.of(case)
    assignment: dict[str, str | None] = {}
    lots, proofs = [], {}
    for number, members in enumerate(case.classes):
        if not members:
            continue
        if len(members) == 1:
            proof = desk.serve_one(members[0], assignment)
        else:
            served = desk.serve(members, orders[number])
            assignment.update(served.assignment)
            proof = served.proof
            lots.append(LotUse(number, orders[number], served.mattered))
        if proof is not None:
            proofs[number] = proof
    return Result(assignment, tuple(lots), check_all(case, assignment, orders, proofs), proofs)


def _orders(case: Case) -> dict[int, tuple[str, ...]]:
    orders: dict[int, tuple[str, ...]] = {}
    for number, members in enumerate(case.classes):
        if len(members) > 1:
            if case.lot is None:
                raise BadInputError(
                    f"classes[{number}] 有 {len(members)} 人并列，须写明抽签 lot。", number=number
                )
            orders[number] = case.lot.order(members)
    return orders


def settle_class(
    members: Sequence[str],
    wishes: Mapping[str, Sequence[str]],
    accepts_any: Collection[str],
    seats: Mapping[str, int],
    eligible: Mapping[str, Collection[str]] | None,
    positions_order: Sequence[str],
    lot_order: Sequence[str],
) -> ClassResult:
    """One tied class placed over the `seats` still free, without a guarantee for those to come.

    `positions_order` are the posts as posted, `lot_order` the members as drawn; wishes are eligible posts.
    """
    choices = Choices(tuple(positions_order), wishes, accepts_any, eligible)
    return _Desk(choices, {post: seats[post] for post in positions_order}).serve(members, lot_order)


class _Desk:
    """Serves class after class on the seats left."""

    def __init__(self, choices: Choices, left: dict[str, int]) -> None:
        self.choices = choices
        self.left = left

    @staticmethod
    def of(case: Case) -> _Desk:
        return _Desk(
            Choices(tuple(case.seats), case.wishes, case.accepts_any, case.eligible), dict(case.seats)
        )

    def serve_one(self, person: str, assignment: dict[str, str | None]) -> Proof | None:
        """A class of one takes the first of its posts that has a seat; nothing else can be better."""
        left = self.left
        for post in self.choices.wishes.get(person, ()):
            if left[post]:
                left[post] -= 1
                assignment[person] = post
                return None
        any_post = self.choices.first_beyond(person, left) if person in self.choices.accepts_any else None
        if any_post is not None:
            left[any_post] -= 1
        assignment[person] = any_post
        return None

    def serve(self, members: Sequence[str], order: Sequence[str]) -> ClassResult:
        """A tied class: everyone their first open post if that can be, else the best by all aims."""
        result = self._all_first(members) or self._settle(members, order)
        for post in result.assignment.values():
            if post is not None:
                self.left[post] -= 1
        return result

    def _all_first(self, members: Sequence[str]) -> ClassResult | None:
        """Everyone their first open post, where they have the seats: then nothing else is as good."""
        firsts: dict[str, str | None] = {}
        demand: dict[str, int] = {}
        for person in members:
            _, post = next(self.choices.still_open(person, self.left), (0, None))
            firsts[person] = post
            if post is not None:
                demand[post] = demand.get(post, 0) + 1
                if demand[post] > self.left[post]:
                    return None
        return ClassResult(firsts, mattered=False, proof=None)

    def _settle(self, members: Sequence[str], order: Sequence[str]) -> ClassResult:
        """Looks at the first few open posts of each before more: mostly their prices rule out the rest.

        One more than there are members is always enough: the members leave one of them a free seat.
        """
        lost, unplaced = weights(self.choices, members)
        for reach in (NEAR, len(members) + 1):
            number: dict[str, int] = {}
            options = [
                [
                    (wish, number.setdefault(post, len(number)))
                    for wish, post in islice(self.choices.still_open(person, self.left), reach)
                ]
                for person in members
            ]
            free = [self.left[post] for post in number]
            tied = Tied(options, Seating(free, [0] * len(free), 0), unplaced, lost)
            if len(members) <= LARGE or not tied.adopt(_proposal(options, free, unplaced)):
                tied.place_all()
            if reach > len(members) or tied.rules_out_beyond(reach):
                break
        return _settled(tied, members, tuple(number), order)


def _settled(tied: Tied, members: Sequence[str], posts: Sequence[str], order: Sequence[str]) -> ClassResult:
    place = {person: member for member, person in enumerate(members)}
    mattered = tied.settle([place[person] for person in order])
    at = {
        person: None if tied.at[member] == tied.nowhere else posts[tied.at[member]]
        for member, person in enumerate(members)
    }
    prices = {post: price for post, price in zip(posts, tied.prices, strict=False) if price}
    return ClassResult(at, mattered, Proof(prices, tuple(tied.seating.holders)))


def _proposal(options: Sequence[Sequence[Option]], free: Sequence[int], unplaced: int) -> list[int | None]:
    """What scipy thinks is the cheapest placing: a column for each seat that could be used, small costs."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    costs = np.full((len(options), len(free)), float(unplaced))
    members = np.repeat(np.arange(len(options)), [len(own) for own in options])
    flat = [number for own in options for option in own for number in option]
    wishes, posts = np.array(flat, dtype=np.int64).reshape(-1, 2).T
    costs[members, posts] = wishes
    wanted = np.bincount(posts, minlength=len(free))
    columns = np.repeat(
        np.arange(len(free)), np.minimum(wanted, [min(seats, len(options)) for seats in free])
    )
    dummies = max(0, len(options) - len(columns))
    matrix = np.hstack([costs[:, columns], np.full((len(options), dummies), float(unplaced))])
    rows, chosen = linear_sum_assignment(matrix)
    placed = matrix[rows, chosen] < unplaced
    return [int(columns[column]) if ok else None for column, ok in zip(chosen, placed, strict=True)]


class _GuaranteeDesk:
    """Serves class after class so that as many as possible of those to come can still be placed.

    One greatest seating of everyone still to come, by eligibility alone, is kept up to date throughout.
    """

    def __init__(self, case: Case) -> None:
        posts = tuple(case.seats)
        self.choices = Choices(posts, case.wishes, case.accepts_any, case.eligible)
        self.left = dict(case.seats)
        self.number = {person: number for number, person in enumerate(case.people)}
        everyone = (1 << len(self.number)) - 1
        self.seating = Seating(list(case.seats.values()), fits(case.people, posts, case.eligible), everyone)

    def serve_one(self, person: str, assignment: dict[str, str | None]) -> Proof | None:
        """Their first post that can be spared; where each costs one to come their place, the first."""
        self.seating.leave(self.number[person])
        spare = self.seating.spare()
        order = self.choices.order
        first = chosen = None
        for _, post in self.choices.still_open(person, self.left):
            first = first or post
            if order[post] in spare:
                chosen = post
                break
        chosen = chosen or first
        lost, _ = weights(self.choices, (person,))
        prices = {post: lost for post, number in order.items() if number not in spare}
        assignment[person] = chosen
        if chosen is not None:
            self.seating.give(order[chosen], spare)
            self.left[chosen] -= 1
        return Proof(prices, tuple(self.seating.holders))

    def serve(self, members: Sequence[str], order: Sequence[str]) -> ClassResult:
        for person in members:
            self.seating.leave(self.number[person])
        places = self.choices.order
        options = [
            [(wish, places[post]) for wish, post in self.choices.still_open(person, self.left)]
            for person in members
        ]
        lost, unplaced = weights(self.choices, members)
        tied = Tied(options, self.seating, unplaced, lost)
        tied.place_all()
        result = _settled(tied, members, self.choices.posts, order)
        for post in result.assignment.values():
            if post is not None:
                self.left[post] -= 1
        return result
