"""The standing (名次) of a category: who stands where, and by which key of the tie chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any


@dataclass(frozen=True)
class StandingRow:
    """`standing` is None for the barred. `tie` holds only the keys that were needed to tell equals apart."""

    candidate: str
    standing: int | None
    total: str
    exempt: bool
    sheet_version: int
    tie: Mapping[str, str] | None

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "tie": dict(self.tie) if self.tie is not None else None}


def tie_keys_needed(
    members: Sequence[str], chain: Sequence[str], values: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, str]]:
    """For people with equal totals, each one's values down the chain as far as it took to tell them apart.

    `values` holds everybody's values in the order of `chain`. Nobody's later keys are shown: they were not
    needed to place them.
    """
    if len(members) < 2 or not chain:
        return {member: {} for member in members}
    ordered = sorted(members, key=lambda member: values[member][0])
    found: dict[str, dict[str, str]] = {}
    for value, group in groupby(ordered, key=lambda member: values[member][0]):
        equals = list(group)
        further = tie_keys_needed(equals, chain[1:], {m: values[m][1:] for m in equals})
        found |= {member: {chain[0]: value, **further[member]} for member in equals}
    return found


def classes(rows: Sequence[StandingRow]) -> tuple[tuple[str, ...], ...]:
    """People in order of standing, equals together and sorted by id; the barred take no part."""
    standing = sorted((row.standing, row.candidate) for row in rows if row.standing is not None)
    return tuple(tuple(c for _, c in group) for _, group in groupby(standing, key=lambda pair: pair[0]))
