"""Figures of the rules as the office enters and confirms them: the document they are from becomes public.

Once scores are posted a figure can still be entered that no posted sheet rests on, as for a sanction found
afterwards: the correction that follows tells of it, and the list that hangs names the rules as they were.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session

import scoring
from resettlement.campaign import figures
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Category
from resettlement.errors import RefusedError
from resettlement.journal.service import lock
from resettlement.publication.register import notice_of
from resettlement.records.gate import refuse_unpublishable
from resettlement.standing.service import all_sheets, rows_of, standings
from resettlement.translation import gettext as _


def enter(
    db: Session, campaign_id: str, category: str, what: str, written: str, *, document: str, by: str,
    at: datetime,
) -> int:  # fmt: skip
    """As `campaign.figures.enter`, once what was typed has passed the gate.

    Raises RefusedError `gate.not_public`, `rules.closed` where a posted sheet would read otherwise, and what
    that raises.
    """
    lock(db, stream_of(campaign_id))
    refuse_unpublishable(db, campaign_id, {_("取自哪份文件"): document, _("数值"): written})
    number = figures.enter(db, campaign_id, category, what, written, document=document, by=by, at=at)
    row, entry = figures.category_of(db, campaign_id, category), figures.one_entry(db, campaign_id, number)
    _refuse_touched(db, row, row.overlay_text, figures.overlay_with(db, row, entry, "—", at), entry.what)
    return number


def confirm(db: Session, campaign_id: str, number: int, *, by: str, at: datetime) -> None:
    """As `campaign.figures.confirm`; of rules that a posted list names, the text is kept as it was.

    Raises RefusedError `rules.closed` where a posted sheet would read otherwise, and what that raises.
    """
    lock(db, stream_of(campaign_id))
    entry = figures.one_entry(db, campaign_id, number)
    row = figures.category_of(db, campaign_id, entry.category)
    before = row.overlay_text
    figures.confirm(db, campaign_id, number, by=by, at=at)
    _refuse_touched(db, row, before, row.overlay_text, entry.what)
    if row.posted_overlay is None and notice_of(db, campaign_id):
        row.posted_overlay = before or ""
    db.flush()


def _refuse_touched(db: Session, row: Category, before: str | None, after: str | None, what: str) -> None:
    """A posted sheet is checked by everybody against the rules: by these it must read as it does."""
    if touched := _touched(db, row, before, after):
        said = _(
            "%(people)s 公示过的评分用到这一处（%(what)s）。公示之后只能补充公示过的评分没有用到的数值，"
            "同一处原有的数值和条款须照录；确须改的，请另立批次重新评分，并另行公告。",
            people="、".join(touched), what=what,
        )  # fmt: skip
        raise RefusedError("rules.closed", said, candidates=touched)


def _touched(db: Session, row: Category, before: str | None, after: str | None) -> list[str]:
    """Whose posted sheet, or place among equals, would be another by another overlay."""
    shown, pack = notice_of(db, row.campaign_id), scoring.pack_from_text(row.pack_text, after)
    ranked_alike = pack.tie_chain == scoring.pack_from_text(row.pack_text, before).tie_chain
    kept = {(one.candidate, one.version): one for one in all_sheets(db, row.campaign_id)} if shown else {}
    found: set[str] = set()
    for version in (one for one in standings(db, row.campaign_id) if one.version in shown):
        sheets = [kept[one.candidate, one.sheet_version] for one in rows_of(version).get(row.id, ())]
        records = {"records": [json.loads(sheet.record) for sheet in sheets]}
        try:
            scored = scoring.score(scoring.parse_records(records), pack)
        except scoring.ScoringError:
            return sorted(sheet.candidate for sheet in sheets)
        if not ranked_alike:
            return sorted(sheet.candidate for sheet in sheets)
        now = {one.candidate: _compared(one.to_json()) for one in scored}
        found |= {one.candidate for one in sheets if _compared(json.loads(one.sheet)) != now[one.candidate]}
    return sorted(found)


def _compared(sheet: dict[str, Any]) -> object:
    """What a sheet says by its rules; a note names the day on which the newest figure was confirmed."""
    return sheet["total"], sheet["exempt"], sheet["barred"], [_without_note(one) for one in sheet["lines"]]


def _without_note(line: dict[str, Any]) -> dict[str, Any]:
    parts = [_without_note(one) for one in line.get("parts", ())]
    return {**line, "note": "", "parts": parts}
