"""How long allocation and outlook take, as multiples of the simplest thing that could be done instead.

Run `python tests/bench/allocation.py`; all people and posts are invented. Reading JSON is not measured here.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from resettlement.selection.allocation.allocate import allocate
from resettlement.selection.allocation.case import Case
from resettlement.selection.allocation.lot import Lot
from resettlement.selection.allocation.outlook import prospects

LOT = Lot("9319./2.5.8.10.12./9.18.26.34.41.45./")


@dataclass(frozen=True)
class Row:
    what: str
    seconds: float
    peer: str
    peer_seconds: float | None
    aim: str

    @property
    def ratio(self) -> float | None:
        return None if not self.peer_seconds else self.seconds / self.peer_seconds


def best_of(times: int, work: Callable[[], Any]) -> float:
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def plain_loop(case: Case) -> dict[str, str | None]:
    """Everyone in order gets the first free wish: no ties, no lot, no checks."""
    left, got = dict(case.seats), {}
    wishes = case.wishes
    for members in case.classes:
        for person in members:
            got[person] = None
            for post in wishes[person]:
                if left[post]:
                    left[post] -= 1
                    got[person] = post
                    break
    return got


def large_case(people: int = 100_000, posts: int = 20_000, wishes: int = 50) -> Case:
    """2,000 tied classes of 2 to 5, one of 200, the rest alone; popular posts are wished for more often."""
    rng = random.Random(3797)
    names = [f"P{number:05}" for number in range(posts)]
    persons = [f"C{number:06}" for number in range(people)]
    sizes = [rng.randint(2, 5) for _ in range(2_000)] + [200]
    sizes += [1] * (people - sum(sizes))
    rng.shuffle(sizes)
    classes, start = [], 0
    for size in sizes:
        classes.append(tuple(persons[start : start + size]))
        start += size
    filed = {}
    for person in persons:
        wanted = {names[int(posts * rng.random() ** 2)]: None for _ in range(wishes + 20)}
        filed[person] = tuple(wanted)[:wishes]
    return Case(
        seats=dict.fromkeys(names, people // posts),
        classes=tuple(classes),
        wishes=filed,
        accepts_any=frozenset(persons[::4]),
        lot=LOT,
    )


def tied_case(identical: bool, members: int = 200, posts: int = 300) -> Case:
    rng = random.Random(5)
    names = [f"P{number:03}" for number in range(posts)]
    persons = tuple(f"C{number:03}" for number in range(members))
    filed = {person: tuple(names if identical else rng.sample(names, posts)) for person in persons}
    return Case(seats=dict.fromkeys(names, 1), classes=(persons,), wishes=filed, lot=LOT)


def guaranteed_case(tied: bool, people: int = 2_000, posts: int = 500) -> Case:
    """A quarter too few seats; every person fits about a third of the posts."""
    rng = random.Random(32)
    names = [f"P{number:03}" for number in range(posts)]
    persons = [f"C{number:04}" for number in range(people)]
    seats = dict.fromkeys(names, 3)
    eligible = {person: frozenset(name for name in names if rng.random() < 0.33) for person in persons}
    filed = {person: tuple(rng.sample(sorted(able), min(20, len(able)))) for person, able in eligible.items()}
    classes, start = [], 0
    while start < people:
        size = rng.choice((1, 1, 1, 2, 3)) if tied else 1
        classes.append(tuple(persons[start : start + size]))
        start += size
    return Case(seats, tuple(classes), eligible, filed, frozenset(persons[::3]), LOT, "enforce")


def raw_assignment_seconds(case: Case) -> float:
    """scipy alone on the same matrix: no reading of wishes, no ties settled, no proof."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    column = {post: number for number, post in enumerate(case.seats)}
    matrix = np.zeros((len(case.people), len(column)))
    for row, person in enumerate(case.people):
        for number, post in enumerate(case.wishes[person], 1):
            matrix[row, column[post]] = number
    return best_of(5, lambda: linear_sum_assignment(matrix))


def large_row() -> Row:
    case = large_case()
    loop = best_of(3, lambda: plain_loop(case))
    return Row(
        "allocate: 100,000 people × 20,000 posts × 50 wishes, 2,000 ties",
        best_of(3, lambda: allocate(case)),
        "a loop that takes each first free wish",
        loop,
        "≤ 5×",
    )


def peer_game(case: Case) -> Any:
    """The same case for `matching`: every post prefers people in the order of their standing."""
    from matching.games import HospitalResident

    wanted_by: dict[str, list[str]] = {post: [] for post in case.seats}
    for person in case.people:
        for post in case.wishes[person]:
            wanted_by[post].append(person)
    wishes = {person: list(case.wishes[person]) for person in case.people}
    return HospitalResident.create_from_dictionaries(wishes, wanted_by, dict(case.seats))


def standing_case(people: int) -> Case:
    """Nobody tied, five seats a post, up to 50 wishes each."""
    rng = random.Random(7)
    names = [f"P{number:05}" for number in range(people // 5)]
    persons = [f"C{number:06}" for number in range(people)]
    filed = {person: tuple(rng.sample(names, min(50, len(names)))) for person in persons}
    return Case(
        seats=dict.fromkeys(names, 5), classes=tuple((person,) for person in persons), wishes=filed, lot=LOT
    )


def peer_row() -> Row:
    """Beside `matching` at the largest size that it still solves; sizes are doubled until it fails."""
    people, peer, failure = 50, None, ""
    while not failure and people < 100_000:
        case = standing_case(people * 2)
        try:
            seconds = best_of(1, lambda case=case: peer_game(case).solve(optimal="resident"))
        except RecursionError:
            failure = f"RecursionError at {people * 2:,} people"
        else:
            people, peer = people * 2, seconds
    case = standing_case(people)
    ours = best_of(5, lambda: allocate(case))
    what = f"allocate: {people:,} people × {people // 5:,} posts, no ties"
    return Row(what, ours, f"matching 1.4.3 ({failure or 'no failure seen'})", peer, "")


def tied_rows() -> list[Row]:
    rows = []
    for identical in (False, True):
        case = tied_case(identical)
        kind = "equal wishes" if identical else "random wishes"
        raw = raw_assignment_seconds(case)
        ours = best_of(5, lambda case=case: allocate(case))
        rows.append(
            Row(f"allocate: 200 tied people × 300 posts, {kind}", ours, "linear_sum_assignment", raw, "≤ 15×")
        )
    return rows


def guaranteed_rows() -> list[Row]:
    rows = []
    for tied in (False, True):
        case = guaranteed_case(tied)
        kind = "many ties" if tied else "no ties"
        rows.append(
            Row(
                f"allocate with a guarantee: 2,000 people × 500 posts, a quarter short, {kind}",
                best_of(1, lambda case=case: allocate(case)),
                "",
                None,
                "< 5 s",
            )
        )
    return rows


def outlook_row() -> Row:
    rng = random.Random(8)
    names = [f"P{number:03}" for number in range(500)]
    classes = tuple((f"C{number:04}",) for number in range(2_000))
    eligible = {members[0]: frozenset(name for name in names if rng.random() < 0.5) for members in classes}
    seats = dict.fromkeys(names, 4)
    seconds = best_of(2, lambda: prospects(classes, seats, eligible))
    return Row("outlook: 2,000 people × 500 posts × 4 seats", seconds, "", None, "< 2 s")


def run() -> list[Row]:
    """All rows, in the order printed."""
    return [large_row(), peer_row(), *tied_rows(), *guaranteed_rows(), outlook_row()]


def main() -> None:
    print(f"{'what':<46} {'seconds':>9}  {'peer':<22} {'seconds':>9} {'ratio':>7}  aim")
    for row in run():
        peer = "" if row.peer_seconds is None else f"{row.peer_seconds:.4f}"
        ratio = "" if row.ratio is None else f"{row.ratio:.1f}×"
        print(f"{row.what:<46} {row.seconds:>9.4f}  {row.peer:<22} {peer:>9} {ratio:>7}  {row.aim}")


if __name__ == "__main__":
    main()
