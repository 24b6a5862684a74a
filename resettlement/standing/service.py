"""Scoring a campaign and keeping what came out, checked by the second path before anything is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

import scoring
from public_notices import verifier
from resettlement import clock
from resettlement.campaign.service import campaign, categories, stream_of
from resettlement.campaign.tables import Category
from resettlement.errors import DifferenceError, RefusedError
from resettlement.journal.model import Draft, canonical, digest
from resettlement.journal.service import append, lock, newest_of
from resettlement.records.gate import refuse_unpublishable
from resettlement.records.service import names, records_for_scoring, unreviewed, withdraw_confirmations
from resettlement.standing.model import StandingRow, tie_keys_needed
from resettlement.standing.needed import unscorable
from resettlement.standing.tables import ScoreSheet, StandingVersion
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later
from scoring.errors import ScoringError
from scoring.standing import service_text

FIRST, AGAIN = later("首次评分"), later("档案更正后重新评分")
"""Why everybody is scored, where nobody says it."""


def score(db: Session, campaign_id: str, *, by: str, at: datetime, reason: str = "") -> int:
    """Score everybody again; keep a new version of each sheet that changed, and of the standing.

    Who signed a sheet that is now another (by others' records too, where marks depend on the batch) has not
    signed this one: their confirmation (本人确认) is withdrawn.

    Returns the version of the standing. Raises RefusedError `standing.nothing_new` where everybody would
    stand as they stand now, by the same rules, `standing.nobody`, `records.not_reviewed`, and
    `standing.not_scorable` where a record needs a figure that nobody knows; DifferenceError, naming person
    and line, when the second path computes anything else. Then nothing is kept.
    """
    campaign(db, campaign_id)
    lock(db, stream_of(campaign_id))
    refuse_unpublishable(db, campaign_id, {_("评分的理由"): reason})
    earlier = newest_standing(db, campaign_id)
    _refuse_frozen(earlier)
    _refuse_unreviewed(db, campaign_id)
    reason = reason.strip() or (AGAIN if earlier else FIRST)
    latest = {sheet.candidate: sheet for sheet in newest_sheets(db, campaign_id)}
    groups = []
    for category in categories(db, campaign_id):
        records = records_for_scoring(db, campaign_id, category.id)
        rows = _score_category(db, category, records, latest, reason, by, at)
        groups.append({"category": category.id, "rows": [row.to_json() for row in rows]})
    rules = rules_digest(db, campaign_id)
    _refuse_nothing_new(db, earlier, groups, rules)
    version = _keep_standing(db, campaign_id, earlier, groups, at)
    sheets = newest_versions(db, campaign_id)
    # the reason stays in the rows: a log that is published names ids and digests only
    changed = [code for code, sheet in latest.items() if sheets[code] != sheet.version]
    unsigned = withdraw_confirmations(db, campaign_id, changed)
    payload = {"standing": version, "digest": digest(groups), "sheets": sheets, "rules": rules}
    payload |= {"unsigned": unsigned} if unsigned else {}
    append(db, stream_of(campaign_id), [Draft("scored", payload)], by=by, at=at)
    return version


def rules_digest(db: Session, campaign_id: str) -> str:
    """The rules of every category as they stand now, in one digest."""
    return _digest_of(tuple((c.pack_text, c.overlay_text) for c in categories(db, campaign_id)))


@lru_cache(maxsize=32)
def _digest_of(texts: tuple[tuple[str, str | None], ...]) -> str:
    """Long texts, asked of by every page that says whether the scores are up to date."""
    return digest([list(one) for one in texts])


def scored_by(db: Session, campaign_id: str) -> str | None:
    """The digest of the rules that the newest scoring went by; None where its entry does not say."""
    scored = newest_of(db, stream_of(campaign_id), "scored")
    return scored.payload.get("rules") if scored else None


def _refuse_frozen(newest: StandingVersion | None) -> None:
    if newest and newest.frozen:
        raise RefusedError(
            "standing.frozen",
            _("名次已经冻结，不能重新评分。确须更正的，请监督人先解除冻结并写明理由，更正后另行公告。"),
        )


def _refuse_unreviewed(db: Session, campaign_id: str) -> None:
    if not names(db, campaign_id):
        raise RefusedError("standing.nobody", _("还没有录入档案，没有人可以评分。请先导入档案表。"))
    if waiting := unreviewed(db, campaign_id):
        raise RefusedError(
            "records.not_reviewed",
            _(
                "%(people)s 的档案还没有复核，不能评分。请先由另一位工作人员复核。",
                people="、".join(waiting),
            ),
            candidates=waiting,
        )


def _refuse_nothing_new(
    db: Session, earlier: StandingVersion | None, groups: list[dict[str, Any]], rules: str
) -> None:
    known = scored_by(db, earlier.campaign_id) if earlier else None
    if earlier and earlier.groups == canonical(groups) and known in (None, rules):
        raise RefusedError(
            "standing.nothing_new",
            _("档案和规则在上次评分之后都没有改动，名次仍是第 %(version)s 版，不必重新评分。",
              version=earlier.version),
        )  # fmt: skip


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
    db.add(newest)
    payload = {"standing": newest.version, "digest": digest(json.loads(newest.groups))}
    append(db, stream_of(newest.campaign_id), [Draft("standing_frozen", payload)], by=by, at=at)


def unfreeze(db: Session, campaign_id: str, reason: str, *, by: str, at: datetime) -> None:
    """Lift the freeze, so that what was wrong can be put right; a correction notice says so (`posting`).

    Raises RefusedError `standing.not_frozen`, `standing.no_reason`, and `gate.not_public`.
    """
    newest = newest_standing(db, campaign_id)
    if newest is None or not newest.frozen:
        raise RefusedError("standing.not_frozen", _("名次没有冻结，不必解除。"))
    if not reason.strip():
        raise RefusedError("standing.no_reason", _("请写明为什么解除冻结：理由要写进更正公告。"))
    refuse_unpublishable(db, campaign_id, {_("解除冻结的理由"): reason})
    newest.frozen = False
    db.add(newest)
    payload = {"standing": newest.version, "reason": reason.strip()}
    append(db, stream_of(campaign_id), [Draft("standing_unfrozen", payload)], by=by, at=at)


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
    try:
        parsed = scoring.parse_records({"records": records})
        sheets = [sheet.to_json() for sheet in scoring.score(parsed, pack)]
    except ScoringError as error:
        raise RefusedError("standing.not_scorable", unscorable(error), faults=error.faults) from error
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


def _keep_standing(
    db: Session, campaign_id: str, earlier: StandingVersion | None, groups: list[dict[str, Any]], at: datetime
) -> int:
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
