"""Scoring a campaign and keeping what came out, checked by the second path before anything is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

import scoring
from public_notices import verifier
from public_notices.translation import gettext as _
from resettlement import clock
from resettlement.campaign.service import campaign, categories, stream_of
from resettlement.campaign.tables import Category
from resettlement.errors import DifferenceError, RefusedError
from resettlement.journal.model import Draft, canonical, digest
from resettlement.journal.service import append, lock
from resettlement.records.gate import refuse_unpublishable
from resettlement.records.service import records_for_scoring, withdraw_confirmations
from resettlement.standing.model import StandingRow, tie_keys_needed
from resettlement.standing.tables import ScoreSheet, StandingVersion
from scoring.case import service_text


def score(db: Session, campaign_id: str, *, reason: str, by: str, at: datetime) -> int:
    """Score everybody anew; keep a new version of each sheet that changed, and of the standing.

    Who signed a sheet that is now another (by others' records too, where marks depend on the batch) has not
    signed this one: his confirmation (本人确认) is withdrawn.

    Returns the version of the standing. Raises DifferenceError, naming person and line, when the second
    path computes anything else; then nothing is kept.
    """
    campaign(db, campaign_id)
    lock(db, stream_of(campaign_id))
    refuse_unpublishable(db, campaign_id, {_("评分的理由"): reason})
    latest = {sheet.candidate: sheet for sheet in newest_sheets(db, campaign_id)}
    groups = []
    for category in categories(db, campaign_id):
        records = records_for_scoring(db, campaign_id, category.id)
        rows = _score_category(db, category, records, latest, reason, by, at)
        groups.append({"category": category.id, "rows": [row.to_json() for row in rows]})
    version = _keep_standing(db, campaign_id, groups, at)
    sheets = newest_versions(db, campaign_id)
    # the reason stays in the rows: a log that is published names ids and digests only
    changed = [code for code, sheet in latest.items() if sheets[code] != sheet.version]
    unsigned = withdraw_confirmations(db, campaign_id, changed)
    payload = {"standing": version, "digest": digest(groups), "sheets": sheets}
    payload |= {"unsigned": unsigned} if unsigned else {}
    append(db, stream_of(campaign_id), [Draft("scored", payload)], by=by, at=at)
    return version


def newest_sheets(db: Session, campaign_id: str) -> tuple[ScoreSheet, ...]:
    """Everybody's sheet that counts, by candidate."""
    return tuple({sheet.candidate: sheet for sheet in all_sheets(db, campaign_id)}.values())


def newest_versions(db: Session, campaign_id: str) -> dict[str, int]:
    """The version of everybody's sheet that counts, by code."""
    query = select(ScoreSheet.candidate, func.max(ScoreSheet.version))
    of_all = query.where(ScoreSheet.campaign_id == campaign_id).group_by(ScoreSheet.candidate)
    return dict(db.exec(of_all).all())


def all_sheets(db: Session, campaign_id: str) -> tuple[ScoreSheet, ...]:
    """Every version of every sheet, by candidate and version."""
    query = (
        select(ScoreSheet)
        .where(ScoreSheet.campaign_id == campaign_id)
        .order_by(col(ScoreSheet.candidate), col(ScoreSheet.version))
    )
    return tuple(db.exec(query))


def sheets_of(db: Session, campaign_id: str, candidate: str) -> tuple[ScoreSheet, ...]:
    """Every version of one person's sheet, newest first."""
    query = (
        select(ScoreSheet)
        .where(ScoreSheet.campaign_id == campaign_id, ScoreSheet.candidate == candidate)
        .order_by(col(ScoreSheet.version).desc())
    )
    return tuple(db.exec(query))


def standings(db: Session, campaign_id: str) -> tuple[StandingVersion, ...]:
    """Every version of the standing, oldest first."""
    query = (
        select(StandingVersion)
        .where(StandingVersion.campaign_id == campaign_id)
        .order_by(col(StandingVersion.version))
    )
    return tuple(db.exec(query))


def newest_standing(db: Session, campaign_id: str) -> StandingVersion | None:
    """The standing that counts; None before anybody was scored."""
    version = StandingVersion
    query = select(version).where(version.campaign_id == campaign_id)
    return db.exec(query.order_by(col(version.version).desc()).limit(1)).first()


def rows_of(version: StandingVersion) -> dict[str, tuple[StandingRow, ...]]:
    """The rows of a standing by category, in order of standing."""
    return {
        group["category"]: tuple(StandingRow(**row) for row in group["rows"])
        for group in json.loads(version.groups)
    }


def freeze(db: Session, newest: StandingVersion, *, by: str, at: datetime) -> None:
    """After the notice period: the newest standing is the one the session uses; it cannot change any more."""
    if newest.frozen:
        raise RefusedError("standing.frozen", _("名次已经冻结，不能重复冻结。"))
    newest.frozen = True
    payload = {"standing": newest.version, "digest": digest(json.loads(newest.groups))}
    append(db, stream_of(newest.campaign_id), [Draft("standing_frozen", payload)], by=by, at=at)


def _score_category(
    db: Session,
    category: Category,
    records: list[dict[str, Any]],
    latest: Mapping[str, ScoreSheet],
    reason: str,
    by: str,
    at: datetime,
) -> list[StandingRow]:
    pack = scoring.pack_from_text(category.pack_text, category.overlay_text)
    parsed = scoring.parse_records({"records": records})
    sheets = [sheet.to_json() for sheet in scoring.score(parsed, pack)]
    require_agreement(category, records, sheets)
    values = {r["candidate"]: scoring.tie_values(p, pack) for r, p in zip(records, parsed, strict=True)}
    kept = {}
    for record, person, sheet in zip(records, parsed, sheets, strict=True):
        row = ScoreSheet(
            campaign_id=category.campaign_id,
            candidate=record["candidate"],
            version=1,
            category=category.id,
            record=canonical(record),
            sheet=canonical({key: value for key, value in sheet.items() if key != "standing"}),
            service=service_text(person),
            reason=reason,
            made_by=by,
            made_at=clock.written(at),
        )
        kept[row.candidate] = _keep_sheet(db, row, latest.get(row.candidate))
    return _rows(sheets, kept, pack.tie_chain, values)


def require_agreement(
    category: Category, records: list[dict[str, Any]], sheets: list[dict[str, Any]]
) -> None:
    """Let the second path score everybody; DifferenceError names each person and line it sees otherwise."""
    differences = verifier.compare_scores(records, category.pack_text, category.overlay_text, sheets)
    if differences:
        sentences = "\n".join(difference.sentence for difference in differences)
        said = _("第二套程序得出不同的结果，评分未保存：\n%(sentences)s", sentences=sentences)
        raise DifferenceError(said, differences=differences)


def _keep_sheet(db: Session, row: ScoreSheet, last: ScoreSheet | None) -> int:
    """The version under which this sheet stands; an unchanged sheet keeps its version."""
    if last is not None and (last.record, last.sheet) == (row.record, row.sheet):
        return last.version
    row.version = last.version + 1 if last else 1
    db.add(row)
    db.flush()
    return row.version


def _keep_standing(db: Session, campaign_id: str, groups: list[dict[str, Any]], at: datetime) -> int:
    earlier = newest_standing(db, campaign_id)
    if earlier and earlier.frozen:
        raise RefusedError("standing.frozen", _("名次已经冻结，不能重新评分。公示期后的更正须另行公告。"))
    version = earlier.version + 1 if earlier else 1
    made_at = clock.written(at)
    db.add(
        StandingVersion(
            campaign_id=campaign_id, version=version, groups=canonical(groups), frozen=False, made_at=made_at
        )
    )
    db.flush()
    return version


def _rows(
    sheets: list[dict[str, Any]],
    versions: Mapping[str, int],
    chain: Sequence[str],
    values: Mapping[str, Sequence[str]],
) -> list[StandingRow]:
    """Rows in order of standing, then candidate; the barred last."""
    ties: dict[str, dict[str, str]] = {}
    placed = sorted((s for s in sheets if not s["barred"]), key=_merit)
    for _total, group in groupby(placed, key=_merit):
        ties |= tie_keys_needed([sheet["candidate"] for sheet in group], chain, values)
    rows = [
        StandingRow(
            candidate=sheet["candidate"],
            standing=sheet["standing"],
            total=sheet["total"],
            exempt=sheet["exempt"],
            sheet_version=versions[sheet["candidate"]],
            tie=ties.get(sheet["candidate"]) or None,
        )
        for sheet in sheets
    ]
    return sorted(rows, key=lambda row: (row.standing is None, row.standing or 0, row.candidate))


def _merit(sheet: dict[str, Any]) -> tuple[bool, str]:
    return sheet["exempt"], sheet["total"]
