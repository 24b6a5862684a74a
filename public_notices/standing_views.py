"""The standing as a page shows it: rows, columns, the comparison that settled a tie, and what changed.

Pure, like `page_views`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from public_notices import wording
from resettlement.translation import gettext as _

Json = Mapping[str, Any]

OTHER = "other"
ROWS_A_PAGE = 250
"""People on one page of the standing: so many rows stay well under 100 kB."""


@dataclass(frozen=True)
class Column:
    """A subtotal column of the standing table."""

    key: str
    label: str


@dataclass(frozen=True)
class StandingRow:
    """One person: standing, subtotals in the order of the columns, the sheet that explains it."""

    candidate: str
    name: str
    standing: int | None
    shared: bool
    total: str
    exempt: bool
    cells: tuple[tuple[str, str], ...]
    tie: str
    sheet: Json
    moved: bool

    @property
    def barred(self) -> bool:
        return bool(self.sheet["barred"])

    @property
    def service(self) -> str:
        return wording.service(self.sheet["service"])


@dataclass(frozen=True)
class StandingGroup:
    """One category, ranked apart under its own pack."""

    id: str
    label: str
    pack: Json
    columns: tuple[Column, ...]
    rows: tuple[StandingRow, ...]


@dataclass(frozen=True)
class StandingPart:
    """One of the pages of a standing of very many: some rows of one category; `number` counts from 1."""

    path: str
    group: StandingGroup
    rows: tuple[StandingRow, ...]
    number: int
    of: int


@dataclass(frozen=True)
class Change:
    """What became different for one person from one version to the next; None: not in that version."""

    candidate: str
    name: str
    total: tuple[str | None, str | None]
    standing: tuple[int | None, int | None]


@dataclass(frozen=True)
class Version:
    """One posted standing and what changed since the last; `digest` as the log has it once it is frozen."""

    number: int
    notice: Json | None
    notice_number: str
    frozen: bool
    people: int
    changes: tuple[Change, ...]
    digest: str = ""


def _columns(pack: Json, rows: Iterable[Json]) -> tuple[Column, ...]:
    """The pack's chapters in its order, those that somebody scored has lines in; the rest in one, last."""
    present = {key for row in rows if not row["exempt"] for key in row["columns"]}
    chapters = tomllib.loads(pack["pack"]).get("chapters", {})
    columns = [Column(key, label) for key, label in chapters.items() if key in present and key != OTHER]
    labels = {column.key for column in columns} | {OTHER}
    columns += [Column(key, key) for key in sorted(present - labels)]
    return (*columns, Column(OTHER, _("其他各项"))) if OTHER in present else tuple(columns)


def standing_group(
    rows: Iterable[Json],
    category: Json,
    pack: Json,
    sheets: Mapping[tuple[str, int], Json],
    moved: Collection[str],
) -> StandingGroup:
    """The rows of one category. `sheets` by candidate and version; `moved`: whose place changed."""
    rows = list(rows)
    columns, shared = _columns(pack, rows), _shared(rows)
    made = tuple(
        StandingRow(
            candidate=row["candidate"],
            name=row["name"],
            standing=row["standing"],
            shared=row["standing"] in shared,
            total=row["total"],
            exempt=row["exempt"],
            cells=tuple((column.label, row["columns"].get(column.key, "0")) for column in columns),
            tie=_tie_text(row["tie"], row["standing"] in shared),
            sheet=sheets[row["candidate"], row["sheet_version"]],
            moved=row["candidate"] in moved,
        )
        for row in rows
    )
    return StandingGroup(category["id"], category["label"], pack, columns, made)


def standing_parts(groups: Iterable[StandingGroup]) -> tuple[StandingPart, ...]:
    """Category by category, ROWS_A_PAGE to a page."""
    parts = []
    for place, group in enumerate(groups, 1):
        starts = range(0, len(group.rows), ROWS_A_PAGE)
        for number, start in enumerate(starts, 1):
            rows = group.rows[start : start + ROWS_A_PAGE]
            parts.append(StandingPart(f"standing/{place}-{number}.html", group, rows, number, len(starts)))
    return tuple(parts)


def _shared(rows: Iterable[Json]) -> set[int]:
    places = Counter(row["standing"] for row in rows if row["standing"] is not None)
    return {place for place, people in places.items() if people > 1}


def _tie_text(tie: Json | None, shared: bool) -> str:
    if not tie and not shared:
        return ""
    compared = wording.listed(_compared(key, value) for key, value in (tie or {}).items())
    return wording.joined(
        [
            _("总分相同，依次比较：%(compared)s。", compared=compared) if tie else _("总分相同。"),
            _("比较后仍相同，名次并列；选岗时按志愿统一分配或抽签定先后。") if shared else "",
        ]
    )


def _compared(key: str, value: str) -> str:
    said = {"what": wording.known(wording.TIE_KEYS, key), "value": wording.tie_value(key, value)}
    if key not in wording.TIE_RULES:
        return _("%(what)s为%(value)s", **said)
    return _("%(what)s为%(value)s（%(rule)s）", rule=wording.known(wording.TIE_RULES, key), **said)


def rows_by_person(version: Json) -> dict[str, Json]:
    return {row["candidate"]: row for group in version["groups"] for row in group["rows"]}


def changes_between(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[Change, ...]:
    changes = []
    for person in {**after, **before}:
        old, new = before.get(person), after.get(person)
        total = (old["total"] if old else None, new["total"] if new else None)
        standing = (old["standing"] if old else None, new["standing"] if new else None)
        if len(set(total)) > 1 or len(set(standing)) > 1:
            changes.append(Change(person, (new or old or {})["name"], total, standing))
    return tuple(sorted(changes, key=lambda c: (not _moved_points(c), c.candidate)))


def _moved_points(change: Change) -> bool:
    old, new = change.total
    return old is None or new is None or Decimal(old) != Decimal(new)
