"""Two versions of a score sheet, line by line and fact by fact: what a recalculation changed, as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from resettlement.standing.tables import ScoreSheet

Json = Mapping[str, Any]


@dataclass(frozen=True)
class LineChange:
    """One line before and after; None where there was or is no such line."""

    item: str
    label: str
    old_quantity: str | None
    new_quantity: str | None
    old_points: str | None
    new_points: str | None


@dataclass(frozen=True)
class SheetChange:
    """What one version says otherwise than another. Facts as in RECORDS.json; `reason` is the newer one's."""

    candidate: str
    old_version: int
    new_version: int
    old_total: str
    new_total: str
    reason: str
    lines: tuple[LineChange, ...]
    facts_gone: tuple[Json, ...]
    facts_new: tuple[Json, ...]


def sheet_change(before: ScoreSheet, after: ScoreSheet) -> SheetChange:
    """The difference between two versions of one person's sheet, lines in the order of the newer one."""
    old, new = json.loads(before.sheet), json.loads(after.sheet)
    had, has = (json.loads(sheet.record)["facts"] for sheet in (before, after))
    return SheetChange(
        after.candidate, before.version, after.version, old["total"], new["total"], after.reason,
        _lines(old["lines"], new["lines"]), _besides(had, has), _besides(has, had),
    )  # fmt: skip


def changes(sheets: Sequence[ScoreSheet]) -> tuple[SheetChange, ...]:
    """Step by step, from one person's sheets newest first (`standing.service.sheets_of`)."""
    return tuple(sheet_change(older, newer) for newer, older in pairwise(sheets))


def _lines(old: Sequence[Json], new: Sequence[Json]) -> tuple[LineChange, ...]:
    """Lines are paired by item and value, which name a line within a sheet."""
    was = {(line["item"], line["value"]): line for line in old}
    now = {(line["item"], line["value"]): line for line in new}
    pairs = [(was.get(key), now.get(key)) for key in (*now, *(key for key in was if key not in now))]
    return tuple(_line(one, other) for one, other in pairs if _said(one) != _said(other))


def _said(line: Json | None) -> tuple[str | None, str | None]:
    return (line["quantity"], line["points"]) if line else (None, None)


def _line(old: Json | None, new: Json | None) -> LineChange:
    named = new or old
    assert named is not None
    (old_quantity, old_points), (new_quantity, new_points) = _said(old), _said(new)
    return LineChange(named["item"], named["label"], old_quantity, new_quantity, old_points, new_points)


def _besides(facts: Sequence[Json], others: Sequence[Json]) -> tuple[Json, ...]:
    """The facts that the others do not have, each as often as it stands there more."""
    left = list(others)
    found = []
    for fact in facts:
        if fact in left:
            left.remove(fact)
        else:
            found.append(fact)
    return tuple(found)
