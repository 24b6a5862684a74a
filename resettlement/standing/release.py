"""What must hold before a list is posted: reviewed, confirmed where demanded, recomputed, nothing open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from public_notices import verifier
from public_notices.verifier import Difference
from resettlement.campaign.service import categories
from resettlement.errors import DifferenceError, RefusedError
from resettlement.journal.model import canonical
from resettlement.records.policy import policy
from resettlement.records.service import records_for_scoring, unconfirmed, unreviewed
from resettlement.standing.findings import refuse_open
from resettlement.standing.model import StandingRow
from resettlement.standing.service import (
    all_sheets,
    newest_sheets,
    newest_standing,
    rows_of,
    rules_digest,
    scored_by,
)
from resettlement.standing.tables import StandingVersion
from resettlement.translation import gettext as _

_SHOWN = 10


def refuse_unready(db: Session, campaign_id: str, today: date) -> None:
    """Nothing that somebody still has to look at is posted.

    Raises RefusedError `standing.not_scored`, `records.not_reviewed`, `records.not_confirmed`,
    `standing.stale`, `findings.open`; DifferenceError when the second path gets another list from the full
    facts.
    """
    newest = newest_standing(db, campaign_id)
    if newest is None:
        raise RefusedError("standing.not_scored", _("还没有评分，没有名次可以公示。请先评分。"))
    refuse_changed(db, campaign_id)
    if policy(db, campaign_id).confirmation and (waiting := unconfirmed(db, campaign_id)):
        said = _("%(people)s还没有确认本人评分，不能公示。请先请本人签字确认。", people=_shown(waiting))
        raise RefusedError("records.not_confirmed", said, candidates=waiting)
    if found := differences(db, newest):
        sentences = "\n".join(one.sentence for one in found)
        raise DifferenceError(
            _("第二套程序按全部事实得出不同的结果，不能公示：\n%(sentences)s", sentences=sentences),
            differences=found,
        )
    refuse_open(db, campaign_id, today)


def refuse_changed(db: Session, campaign_id: str) -> None:
    """The newest standing rests on reviewed records and rules as they stand now.

    Raises RefusedError `records.not_reviewed`, `standing.stale`.
    """
    if waiting := unreviewed(db, campaign_id):
        said = _("%(people)s的档案还没有复核完，不能公示。请先复核。", people=_shown(waiting))
        raise RefusedError("records.not_reviewed", said, candidates=waiting)
    if waiting := stale(db, campaign_id):
        said = _("%(people)s的档案在评分之后有改动，不能公示。请先重新评分。", people=_shown(waiting))
        raise RefusedError("standing.stale", said, candidates=waiting)


def _shown(people: Sequence[str]) -> str:
    """The first of them, and how many there are where these are not all."""
    first = "、".join(people[:_SHOWN])
    return first if len(people) <= _SHOWN else _("%(first)s 等 %(n)s 人", first=first, n=len(people))


def stale(db: Session, campaign_id: str) -> list[str]:
    """Whose newest score sheet does not rest on their record as it stands now, who has none, or who was
    removed or restored since the standing was made; everybody, where the rules were changed since.
    """
    scored = scored_by(db, campaign_id)
    if scored not in (None, rules_digest(db, campaign_id)):
        return [sheet.candidate for sheet in newest_sheets(db, campaign_id)]
    newest = newest_standing(db, campaign_id)
    listed = {row.candidate for rows in rows_of(newest).values() for row in rows} if newest else set()
    kept = {sheet.candidate: sheet.record for sheet in newest_sheets(db, campaign_id)}
    records = [
        record
        for category in categories(db, campaign_id)
        for record in records_for_scoring(db, campaign_id, category.id)
    ]
    changed = {one["candidate"] for one in records if kept.get(one["candidate"]) != canonical(one)}
    return sorted(changed | (listed ^ {one["candidate"] for one in records}))


def differences(db: Session, version: StandingVersion) -> list[Difference]:
    """What the second path, from the records as they stand, finds otherwise in a standing."""
    campaign_id, rows = version.campaign_id, rows_of(version)
    sheets = {(sheet.candidate, sheet.version): sheet for sheet in all_sheets(db, campaign_id)}
    found: list[Difference] = []
    for category in categories(db, campaign_id):
        records = records_for_scoring(db, campaign_id, category.id)
        listed = [
            _listed(json.loads(sheets[row.candidate, row.sheet_version].sheet), row)
            for row in rows.get(category.id, ())
        ]
        found += verifier.compare_scores(records, category.pack_text, category.overlay_text, listed)
        found += [one for row, sheet in zip(rows.get(category.id, ()), listed, strict=True)
                  for one in _totals(row, sheet)]  # fmt: skip
    return found


def _listed(sheet: Mapping[str, Any], row: StandingRow) -> dict[str, Any]:
    return {**sheet, "standing": row.standing}


def _totals(row: StandingRow, sheet: Mapping[str, Any]) -> list[Difference]:
    """The row of the list says the total of the sheet it names."""
    if row.total == sheet["total"]:
        return []
    sentence = _(
        "%(candidate)s：名次表上总分 %(total)s，评分表上 %(sheet)s。",
        candidate=row.candidate,
        total=row.total,
        sheet=sheet["total"],
    )
    return [Difference("B6", row.candidate, None, sheet["total"], row.total, sentence)]
