"""What a public page shows, worked out from the bundle's data files and nothing else.

Pure: dictionaries in, frozen values out; templates only place them. The same values serve the static pages
and the live ones.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from public_notices import event_words, rule_words, wording
from public_notices.log_views import Event, Stage, event, revoked_versions, stages
from public_notices.position_views import Pick, PositionGroup, held_seats, kept_seats, position_groups
from public_notices.standing_views import (
    ROWS_A_PAGE,
    StandingGroup,
    StandingPart,
    StandingRow,
    Version,
    changes_between,
    rows_by_person,
    standing_group,
    standing_parts,
)
from resettlement.translation import looked_up

Json = Mapping[str, Any]


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

    @property
    def category_labels(self) -> list[str]:
        return [looked_up(label) for label in self.categories.values()]

    @cached_property
    def packs(self) -> dict[str, Json]:
        """Every rule pack with its overlay, by digest: categories may share a pack."""
        return {pack["digest"]: pack for pack in self.data["rules"]["packs"]}

    @cached_property
    def positions(self) -> dict[str, Json]:
        """Every post by its number, with the seats that it has by now: a paused session may change them."""
        found = {p["id"]: dict(p) for p in self.data["positions"]["positions"]}
        for name, entries in self.data["log"].items():
            for one in (e["payload"] for e in entries if name != "campaign" and e["type"] == "seats_changed"):
                found[one["position"]]["seats"] += one["now"] - one["before"]
        return dict(found)

    @cached_property
    def notices(self) -> dict[str, Json]:
        return {n["number"]: n for n in self.data["notices"]["notices"]}

    @cached_property
    def withdrawn(self) -> dict[str, Json]:
        """The notice that withdrew it, by the number of every notice that was withdrawn."""
        every = self.notices.values()
        return {one["content"]["withdraws"]: one for one in every if one["kind"] == "withdrawal"}

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

    @cached_property
    def result(self) -> Json | None:
        """The result as it stands, with what came after the session; None until the session is over."""
        first = self.data.get("result")
        return None if first is None else {**first, **first.get("afterwards", {})}

    @cached_property
    def logs(self) -> dict[str, tuple[str, list[Json]]]:
        """Every log by its stream, with what its entries' places on the page of the log begin with."""
        names = {"session": "entry", "campaign": "step"}
        return {
            entries[0]["stream"]: (names.get(name, name.replace("session_", "entry-")), entries)
            for name, entries in self.data["log"].items()
            if entries
        }

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

    def _group(self, group: Json, moved: Collection[str]) -> StandingGroup:
        category = next(c for c in self.campaign["categories"] if c["id"] == group["category"])
        return standing_group(group["rows"], category, self.packs[category["digest"]], self.sheets, moved)

    @cached_property
    def everybody(self) -> dict[str, tuple[StandingRow, StandingGroup]]:
        """Who stands in the last version, by number."""
        return {row.candidate: (row, group) for group in self.standing for row in group.rows}

    @cached_property
    def standing_parts(self) -> tuple[StandingPart, ...]:
        """The pages that a standing of very many people is split into; none where one page holds them."""
        return standing_parts(self.standing) if len(self.everybody) > ROWS_A_PAGE else ()

    def found(self, text: str) -> tuple[StandingRow, ...]:
        """Whose number or open part of the name has this in it; a whole number finds its owner alone."""
        wanted = text.strip().casefold()
        rows = [row for _, (row, _) in sorted(self.everybody.items())]
        exact = [row for row in rows if row.candidate.casefold() == wanted]
        return tuple(
            exact or [r for r in rows if wanted in r.candidate.casefold() or wanted in r.name.casefold()]
        )

    @cached_property
    def rows_by_version(self) -> tuple[dict[str, Json], ...]:
        """Everybody's row in each version, by number."""
        return tuple(rows_by_person(version) for version in self.data["standing"]["versions"])

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        return tuple(
            self._version(version, rows, self.rows_by_version[i - 1] if i else None)
            for i, (version, rows) in enumerate(
                zip(self.data["standing"]["versions"], self.rows_by_version, strict=True)
            )
        )

    def _version(self, version: Json, rows: Mapping[str, Json], before: Mapping[str, Json] | None) -> Version:
        changes = changes_between(before, rows) if before is not None else ()
        number = version["notice"]
        return Version(
            version["version"],
            self.notices.get(number),
            number or "",
            version["frozen"],
            len(rows),
            changes,
            self.frozen_digests.get(version["version"], "") if version["frozen"] else "",
        )

    @cached_property
    def frozen_digests(self) -> dict[int, str]:
        """The digest under which a standing was frozen, by its version, out of the campaign's log."""
        frozen = (e["payload"] for e in self.data["log"]["campaign"] if e["type"] == "standing_frozen")
        return {payload["standing"]: payload["digest"] for payload in frozen if "digest" in payload}

    # positions and picks

    @cached_property
    def revoked(self) -> set[int]:
        """Versions of the session's log that were taken back."""
        return revoked_versions(self.session)

    @property
    def session_on(self) -> bool:
        """Opened, and not closed yet."""
        return bool(self.session) and self.result is None

    @cached_property
    def made(self) -> tuple[Pick, ...]:
        """Every pick that was not taken back, in order; one that was waived keeps its number."""
        found: list[Pick] = []
        number = 1
        for entry in self._in_effect:
            match entry["type"], entry["payload"]:
                case "chosen", payload:
                    found.append(self._pick(len(found) + 1, number, entry, payload))
                case "waived", payload:
                    last = max(i for i, one in enumerate(found) if one.candidate == payload["candidate"])
                    found[last] = replace(found[last], waived=entry["version"])
                case "round_begun", payload:
                    number = payload["round"]
                case _:
                    pass
        return tuple(found)

    @cached_property
    def choices(self) -> dict[str, Pick]:
        """The picks that count, by candidate, in their order; they grow as the session goes on.

        Once something came after it: who holds which post now.
        """
        if self.result and "afterwards" in self.result:
            return {one["candidate"]: self._held(one) for one in self.result["picks"]}
        return {one.candidate: one for one in self.made if not one.waived}

    def _held(self, held: Json) -> Pick:
        made = {one.version: one for one in self.made}
        place, entries = self.logs[held["stream"]]
        if place == "entry":
            return made[held["version"]]
        pick = self._pick(held["order"], 1, entries[held["version"] - 1], held)
        return replace(pick, place=place)

    @property
    def annulled(self) -> tuple[Event, ...]:
        """What was found void after the session, entry by entry of the campaign's log."""
        return tuple(one for one in self.campaign_events if one.type == "pick_annulled")

    @property
    def waived(self) -> tuple[Pick, ...]:
        """What was given back after it was chosen; none before the session is over."""
        return tuple(one for one in self.made if one.waived) if self.result else ()

    @property
    def _in_effect(self) -> list[Json]:
        return [entry for entry in self.session if entry["version"] not in self.revoked]

    def _pick(self, order: int, round_: int, entry: Json, payload: Json) -> Pick:
        person = payload["candidate"]
        return Pick(
            order,
            person,
            self.names[person],
            self.categories[self.category_of[person]],
            self.positions[payload["position"]],
            payload["basis"],
            entry["version"],
            entry["at"],
            round_,
        )

    @property
    def picks(self) -> tuple[Pick, ...]:
        """None before the session is over: until then a pick may still be taken back."""
        return tuple(self.choices.values()) if self.result else ()

    @cached_property
    def unplaced(self) -> tuple[tuple[str, str], ...]:
        assignment = self.result["assignment"] if self.result else {}
        return tuple(
            (person, self.names[person]) for person, post in sorted(assignment.items()) if post is None
        )

    @cached_property
    def position_groups(self) -> tuple[PositionGroup, ...]:
        """By kind of unit, in the order the kinds first appear, with the seats left as the log stands."""
        chosen = Counter(pick.position["id"] for pick in self.choices.values())
        taken = chosen
        if not (self.result and "afterwards" in self.result):
            taken = held_seats(self._in_effect) + kept_seats(self._in_effect) + chosen
        return position_groups(self.positions.values(), taken, self.picks, self._audience)

    def _audience(self, category: str) -> str:
        return looked_up(self.categories.get(category, wording.AUDIENCES.get(category, category)))

    @property
    def left(self) -> int:
        return sum(group.left for group in self.position_groups)

    @property
    def seats(self) -> int:
        return sum(position["seats"] for position in self.positions.values())

    @cached_property
    def session_rules(self) -> Json:
        """The session rules as data: minutes to choose, what follows a missed turn."""
        return tomllib.loads(self.data["rules"]["session_rules"]["text"])

    @property
    def session_rules_said(self) -> tuple[rule_words.Said, ...]:
        """What somebody needs to know of them before coming to the hall."""
        return rule_words.for_candidates(self.session_rules) if "missed" in self.session_rules else ()

    @property
    def periods(self) -> list[Json]:
        """The notices that one can or could object to, the newest first."""
        every = reversed(self.notices.values())
        return [notice for notice in every if notice["period"] and notice["number"] not in self.withdrawn]

    # logs

    @cached_property
    def session_events(self) -> tuple[Event, ...]:
        return self._events(self.session)

    @cached_property
    def later_sessions(self) -> tuple[tuple[int, str, tuple[Event, ...]], ...]:
        """The sessions after the first: number, where their entries' places begin, the entries in words."""
        later = {place: log for place, log in self.logs.values() if place.startswith("entry-")}
        return tuple(
            (number, f"entry-{number}", self._events(later[f"entry-{number}"]))
            for number in range(2, len(later) + 2)
        )

    def _events(self, log: list[Json]) -> tuple[Event, ...]:
        revoked = revoked_versions(log)
        return tuple(
            event(e, event_words.session_event(e, self.person, self.post), e["version"] in revoked)
            for e in log
        )

    @cached_property
    def campaign_events(self) -> tuple[Event, ...]:
        return tuple(event(e, event_words.campaign_event(e), False) for e in self.data["log"]["campaign"])

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The campaign in six stages, each dated by the entries that make it up."""
        return stages(self.data["log"]["campaign"], self.session)
