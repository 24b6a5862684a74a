"""What would move if a record read otherwise: computed for those who decide, nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

import scoring
from resettlement.campaign.service import categories
from resettlement.records.service import records_for_scoring
from resettlement.standing.model import StandingRow
from resettlement.standing.service import newest_standing, rows_of
from resettlement.standing.tables import StandingVersion


@dataclass(frozen=True)
class Move:
    """One person before and after; None: not in that standing, or barred."""

    candidate: str
    old_standing: int | None
    new_standing: int | None
    old_total: str | None
    new_total: str | None

    @property
    def changed(self) -> bool:
        return (self.old_standing, self.old_total) != (self.new_standing, self.new_total)


def would_move(
    db: Session, campaign_id: str, further: Mapping[str, list[dict[str, Any]]] | None = None
) -> list[Move]:
    """Against the newest standing: who would stand elsewhere if everybody were scored now.

    `further` are facts (RECORDS.json) that candidates would have besides. Raises scoring's RecordsError for
    a fact that no record can hold.
    """
    newest = newest_standing(db, campaign_id)
    before = _by_candidate(newest) if newest else {}
    moves = []
    for category in categories(db, campaign_id):
        records = records_for_scoring(db, campaign_id, category.id)
        for record in records:
            record["facts"] = [*record["facts"], *(further or {}).get(record["candidate"], [])]
        pack = scoring.pack_from_text(category.pack_text, category.overlay_text)
        for sheet in scoring.score(scoring.parse_records({"records": records}), pack):
            old, new = before.get(sheet.candidate), sheet.to_json()
            was = (old.standing, old.total) if old else (None, None)
            moves.append(Move(sheet.candidate, was[0], new["standing"], was[1], new["total"]))
    return [one for one in moves if one.changed]


def moved_between(before: StandingVersion, after: StandingVersion) -> list[Move]:
    """Everybody whose standing or total differs between two versions, by candidate."""
    old, new = _by_candidate(before), _by_candidate(after)
    moves = [_move(code, old.get(code), new.get(code)) for code in sorted(old.keys() | new.keys())]
    return [one for one in moves if one.changed]


def _move(code: str, old: StandingRow | None, new: StandingRow | None) -> Move:
    was, now = ((row.standing, row.total) if row else (None, None) for row in (old, new))
    return Move(code, was[0], now[0], was[1], now[1])


def _by_candidate(version: StandingVersion) -> dict[str, StandingRow]:
    return {row.candidate: row for rows in rows_of(version).values() for row in rows}
