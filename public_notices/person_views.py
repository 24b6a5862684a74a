"""One person's page: standing, subtotals, what changed from version to version and why, the pick.

Pure, like `page_views`: all of it stands in the bundle's data files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from public_notices import wording
from public_notices.page_views import BundleView
from public_notices.position_views import Pick
from public_notices.standing_views import Json, StandingGroup, StandingRow, Version
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Bar:
    """A number beside others: its share of the largest in percent; `below`: less than zero."""

    label: str
    points: str
    width: str
    below: bool


@dataclass(frozen=True)
class LineChange:
    """One line of the sheet that earned other points than before; "0" where there was none."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class PersonVersion:
    """One posted standing as it concerns one person; the first of a pair may be None (not in it)."""

    version: Version
    total: tuple[str | None, str]
    standing: tuple[int | None, int | None]
    lines: tuple[LineChange, ...]

    @property
    def changed(self) -> bool:
        return len(set(self.total)) > 1 or len(set(self.standing)) > 1

    @property
    def reason(self) -> str:
        """As the office wrote it into the correction notice; "" where there is none."""
        content = (self.version.notice or {}).get("content", {})
        return str(content.get("reason", ""))


@dataclass(frozen=True)
class PersonObjection:
    """An objection about this person, as far as the public log tells."""

    number: int
    filed_on: str
    outcome: str
    ruled_on: str


@dataclass(frozen=True)
class PersonView:
    """Everything on one person's page."""

    row: StandingRow
    group: StandingGroup
    bars: tuple[Bar, ...]
    versions: tuple[PersonVersion, ...]
    objections: tuple[PersonObjection, ...]
    pick: Pick | None
    article_unknown: bool


def person_view(view: BundleView, candidate: str) -> PersonView:
    """The page of somebody in the last standing. Raises KeyError for anybody else."""
    row, group = view.everybody[candidate]
    return PersonView(
        row,
        group,
        bars(row.cells),
        tuple(_versions(view, candidate)),
        tuple(_objections(view, candidate)),
        view.choices.get(candidate),
        any(line["article"] is None for line in row.sheet["lines"]),
    )


def bars(cells: Iterable[tuple[str, str]]) -> tuple[Bar, ...]:
    """Each value as a bar, the largest (by size) as wide as there is room."""
    values = [(label, points, Decimal(points)) for label, points in cells]
    largest = max((abs(value) for _, _, value in values), default=Decimal(0)) or Decimal(1)
    return tuple(
        Bar(label, points, f"{abs(value) * 100 / largest:.1f}", value < 0) for label, points, value in values
    )


def _versions(view: BundleView, candidate: str) -> Iterator[PersonVersion]:
    before: Json | None = None
    for version, rows in zip(view.versions, view.rows_by_version, strict=True):
        row = rows.get(candidate)
        if row is not None:
            yield PersonVersion(
                version,
                (before["total"] if before else None, row["total"]),
                (before["standing"] if before else None, row["standing"]),
                tuple(_line_changes(view, before, row)) if before else (),
            )
        before = row


def _line_changes(view: BundleView, before: Json, row: Json) -> Iterator[LineChange]:
    old, new = (_points(view.sheets[r["candidate"], r["sheet_version"]]) for r in (before, row))
    for label in dict.fromkeys((*old, *new)):
        was, now = old.get(label, "0"), new.get(label, "0")
        if Decimal(was) != Decimal(now):
            yield LineChange(label, was, now)


def _points(sheet: Json) -> dict[str, str]:
    points = {line["label"]: line["points"] for line in sheet["lines"]}
    return points | ({_("其他各项"): sheet["withheld"]["points"]} if sheet["withheld"] else {})


def _objections(view: BundleView, candidate: str) -> Iterator[PersonObjection]:
    log = view.data["log"]["campaign"]
    ruled = {e["payload"]["number"]: e for e in log if e["type"] == "objection_ruled"}
    for entry in log:
        if entry["type"] == "objection_filed" and entry["payload"].get("candidate") == candidate:
            answer = ruled.get(entry["payload"]["number"])
            yield PersonObjection(
                entry["payload"]["number"],
                wording.shown_day(entry["at"]),
                wording.known(wording.OUTCOMES, answer["payload"]["outcome"]) if answer else "",
                wording.shown_day(answer["at"]) if answer else "",
            )
