"""Standing in the batch: by total, then by the tie chain; equal after it all is equal standing (1, 1, 3)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from .errors import Fault
from .records import Record
from .sheet import ScoreLine
from .tie_keys import Tied, lacking, order_key


class Outcome(NamedTuple):
    """What became of one record; `total` in the pack's smallest unit."""

    total: int
    lines: tuple[ScoreLine, ...]
    exempt: bool = False
    barred: bool = False


def standings(
    records: Sequence[Record], outcomes: Sequence[Outcome], chain: Sequence[str]
) -> tuple[list[int | None], list[Fault]]:
    """The standing of each, in the order given, None for barred; and who lacks what the chain compares."""
    faults: list[Fault] = []
    result: list[int | None] = [None] * len(outcomes)
    ranked = [(not one.exempt, -one.total, n) for n, one in enumerate(outcomes) if not one.barred]
    ranked.sort()
    place = 1
    for _, group in groupby(ranked, key=lambda one: one[:2]):
        tied = [number for _, _, number in group]
        people = {n: Tied(records[n], outcomes[n].lines) for n in tied} if len(tied) > 1 and chain else {}
        for equal in _settled(tied, people, chain, faults):
            for number in equal:
                result[number] = place
            place += len(equal)
    return result, faults


def _settled(
    tied: list[int], people: dict[int, Tied], chain: Sequence[str], faults: list[Fault]
) -> list[list[int]]:
    if len(tied) == 1 or not chain:
        return [tied]
    key, rest = chain[0], chain[1:]
    missing = [fault for number in tied if (fault := lacking(key, people[number]))]
    if missing:
        faults.extend(missing)
        return [tied]
    keys = {number: order_key(key, people[number]) for number in tied}
    result: list[list[int]] = []
    for _, still in groupby(sorted(tied, key=keys.__getitem__), key=keys.__getitem__):
        result.extend(_settled(list(still), people, rest, faults))
    return result
