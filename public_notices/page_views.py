"""What a public page shows, worked out from the bundle's data files and nothing else.

Pure: dictionaries in, frozen values out; templates only place them. The same values serve the static pages
and, later, the live ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from public_notices import wording
from public_notices.log_views import Event, Stage, event, revoked_versions, stages

OTHER = "other"
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A subtotal column of the standing table."""

    key: str
    label: str


@dataclass(frozen=True)
class StandingRow:
    """One person: where he stands, his subtotals in the order of the columns, the sheet that explains it."""

    candidate: str
    name: str
    standing: int | None
    shared: bool
    total: str
    exempt: bool
    cells: tuple[tuple[str, str], ...]
    tie: str
    sheet: Json
    service: str
    moved: bool


@dataclass(frozen=True)
class StandingGroup:
    """One category, ranked apart under its own pack."""

    id: str
    label: str
    pack: Json
    columns: tuple[Column, ...]
    rows: tuple[StandingRow, ...]


@dataclass(frozen=True)
class Change:
    """What became different for one person from one version to the next; None: not in that version."""

    candidate: str
    name: str
    total: tuple[str | None, str | None]
    standing: tuple[int | None, int | None]


@dataclass(frozen=True)
class Version:
    """One posted standing and what changed since the last."""

    number: int
    notice: Json | None
    notice_number: str
    frozen: bool
    people: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class PositionRow:
    """One post, who took it and how many seats nobody took."""

    position: Json
    open_to: tuple[str, ...]
    takers: tuple[tuple[str, str], ...]
    left: int


@dataclass(frozen=True)
class Pick:
    """One pick that stands."""

    order: int
    candidate: str
    name: str
    category: str
    position: Json
    basis: str
    version: int
    at: str
    time: str


@dataclass(frozen=True)
class BundleView:
    """The eight data files, keyed by name without `.json`, and everything the pages derive from them."""

    data: Mapping[str, Json]

    @property
    def campaign(self) -> Json:
        return self.data["campaign"]

    @cached_property
    def categories(self) -> dict[str, str]:
        return {c["id"]: c["label"] for c in self.campaign["categories"]}

    @cached_property
    def packs(self) -> dict[str, Json]:
        return {pack["id"]: pack for pack in self.data["rules"]["packs"]}

    @cached_property
    def positions(self) -> dict[str, Json]:
        return {p["id"]: p for p in self.data["positions"]["positions"]}

    @cached_property
    def notices(self) -> dict[str, Json]:
        return {n["number"]: n for n in self.data["notices"]["notices"]}

    @cached_property
    def names(self) -> dict[str, str]:
        return {s["candidate"]: s["name"] for s in self.data["sheets"]["sheets"]}

    @cached_property
    def sheets(self) -> dict[tuple[str, int], Json]:
        return {(s["candidate"], s["version"]): s for s in self.data["sheets"]["sheets"]}

    @cached_property
    def category_of(self) -> dict[str, str]:
        return {s["candidate"]: s["category"] for s in self.data["sheets"]["sheets"]}

    @property
    def session(self) -> list[Json]:
        return list(self.data["log"]["session"])

    @property
    def result(self) -> Json | None:
        """None until the session is over."""
        return self.data.get("result")

    def person(self, id_: str) -> str:
        return f"{id_} {self.names.get(id_, '')}".strip()

    def post(self, id_: str) -> str:
        position = self.positions.get(id_)
        return f"{id_} {position['unit']}·{position['title']}" if position else id_

    # standing

    @cached_property
    def standing(self) -> tuple[StandingGroup, ...]:
        """The last version in full."""
        versions = self.data["standing"]["versions"]
        moved = {change.candidate for change in self.versions[-1].changes} if versions else set()
        return tuple(self._group(group, moved) for group in versions[-1]["groups"]) if versions else ()

    def _group(self, group: Json, moved: set[str]) -> StandingGroup:
        category = next(c for c in self.campaign["categories"] if c["id"] == group["category"])
        pack = self.packs[category["pack"]]
        columns = _columns(pack, group["rows"])
        shared = _shared(group["rows"])
        rows = tuple(
            self._row(row, columns, row["standing"] in shared, row["candidate"] in moved)
            for row in group["rows"]
        )
        return StandingGroup(category["id"], category["label"], pack, columns, rows)

    def _row(self, row: Json, columns: Iterable[Column], shared: bool, moved: bool) -> StandingRow:
        sheet = self.sheets[row["candidate"], row["sheet_version"]]
        cells = tuple((column.label, row["columns"].get(column.key, "0")) for column in columns)
        return StandingRow(
            row["candidate"],
            row["name"],
            row["standing"],
            shared,
            row["total"],
            row["exempt"],
            cells,
            _tie_text(row["tie"], shared),
            sheet,
            wording.service(sheet["service"]),
            moved,
        )

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        versions = self.data["standing"]["versions"]
        return tuple(self._version(v, versions[i - 1] if i else None) for i, v in enumerate(versions))

    def _version(self, version: Json, before: Json | None) -> Version:
        rows = _by_person(version)
        changes = _changes(_by_person(before), rows) if before else ()
        number = version["notice"]
        return Version(
            version["version"], self.notices.get(number), number or "", version["frozen"], len(rows), changes
        )

    # positions and picks

    @cached_property
    def picks(self) -> tuple[Pick, ...]:
        if not self.result:
            return ()
        entries = {entry["version"]: entry for entry in self.session}
        return tuple(self._pick(pick, entries[pick["version"]]) for pick in self.result["picks"])

    def _pick(self, pick: Json, entry: Json) -> Pick:
        person = pick["candidate"]
        return Pick(
            pick["order"],
            person,
            self.names[person],
            self.categories[self.category_of[person]],
            self.positions[pick["position"]],
            pick["basis"],
            pick["version"],
            entry["at"],
            wording.clock(entry["at"]),
        )

    @cached_property
    def unplaced(self) -> tuple[tuple[str, str], ...]:
        assignment = self.result["assignment"] if self.result else {}
        return tuple(
            (person, self.names[person]) for person, post in sorted(assignment.items()) if post is None
        )

    @cached_property
    def position_groups(self) -> tuple[tuple[str, tuple[PositionRow, ...]], ...]:
        """By kind of unit, in the order the kinds first appear."""
        takers: dict[str, list[tuple[str, str]]] = {}
        for pick in self.picks:
            takers.setdefault(pick.position["id"], []).append((pick.candidate, pick.name))
        groups: dict[str, list[PositionRow]] = {}
        for position in self.positions.values():
            taken = tuple(takers.get(position["id"], ()))
            open_to = tuple(
                self.categories.get(c) or wording.AUDIENCES.get(c, c) for c in position["open_to"]
            )
            row = PositionRow(position, open_to, taken, position["seats"] - len(taken))
            groups.setdefault(position["unit_kind"], []).append(row)
        return tuple((kind, tuple(rows)) for kind, rows in groups.items())

    @property
    def seats(self) -> int:
        return sum(position["seats"] for position in self.positions.values())

    # logs

    @cached_property
    def session_events(self) -> tuple[Event, ...]:
        revoked = revoked_versions(self.session)
        return tuple(
            event(e, wording.session_event(e, self.person, self.post), e["version"] in revoked)
            for e in self.session
        )

    @cached_property
    def campaign_events(self) -> tuple[Event, ...]:
        return tuple(event(e, wording.campaign_event(e), False) for e in self.data["log"]["campaign"])

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The campaign in six stages, each dated by the entries that make it up."""
        return stages(self.data["log"]["campaign"], self.session)


def _columns(pack: Json, rows: Iterable[Json]) -> tuple[Column, ...]:
    """The pack's chapters in its order, those that somebody scored has lines in; the rest in one, last."""
    present = {key for row in rows if not row["exempt"] for key in row["columns"]}
    chapters = tomllib.loads(pack["pack"]).get("chapters", {})
    columns = [Column(key, label) for key, label in chapters.items() if key in present and key != OTHER]
    labels = {column.key for column in columns} | {OTHER}
    columns += [Column(key, key) for key in sorted(present - labels)]
    return (*columns, Column(OTHER, "其他各项")) if OTHER in present else tuple(columns)


def _shared(rows: Iterable[Json]) -> set[int]:
    places = [row["standing"] for row in rows if row["standing"] is not None]
    return {place for place in places if places.count(place) > 1}


def _tie_text(tie: Json | None, shared: bool) -> str:
    if not tie and not shared:
        return ""
    compared = [
        f"{wording.TIE_KEYS.get(key, key)}{wording.tie_value(key, value)}"
        + (f"（{wording.TIE_RULES[key]}）" if key in wording.TIE_RULES else "")
        for key, value in (tie or {}).items()
    ]
    text = "总分相同，依次比较：" + "，".join(compared) + "。" if compared else "总分相同。"
    return text + ("比较后仍相同，名次并列；选岗时按志愿统一分配或抽签定先后。" if shared else "")


def _by_person(version: Json) -> dict[str, Json]:
    return {row["candidate"]: row for group in version["groups"] for row in group["rows"]}


def _changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[Change, ...]:
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
