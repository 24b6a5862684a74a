"""What staff do with objections: file one that came in, rule on it.

Rows and one journal entry in the caller's transaction. The journal, which is published, holds numbers, ids
and commitments alone: neither the text nor who filed it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, select

from resettlement.campaign.service import salt as campaign_salt
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import Draft, commitment
from resettlement.journal.service import append, lock
from resettlement.objections.model import (
    FiledBy,
    Outcome,
    Status,
    check_period,
    check_ruler,
    check_ruling,
)
from resettlement.objections.tables import Objection
from resettlement.workdays import Period


def file_objection(
    session: Session,
    campaign_id: str,
    *,
    candidate: str,
    item: str,
    line: int | None = None,
    filed_on: date,
    filed_by: FiledBy,
    text: str,
    period: Period,
    by: str,
    at: datetime,
) -> Objection:
    """Enter an objection to `item` (and `line`) of a candidate's sheet, filed within the notice's `period`.

    Raises RefusedError `objections.outside_period` or `objections.empty`.
    """
    check_period(filed_on, period)
    if not text.strip():
        raise RefusedError("objections.empty", "请写明异议的内容和理由。", candidate=candidate)
    stream = stream_of(campaign_id)
    lock(session, stream)
    row = Objection(
        campaign_id=campaign_id,
        number=_next_number(session, campaign_id),
        candidate=candidate,
        item=item,
        line=line,
        filed_on=filed_on,
        filed_by=filed_by.value,
        text=text,
    )
    session.add(row)
    payload = {"number": row.number, "candidate": candidate, "item": item, "line": line}
    payload |= {"filed_on": filed_on.isoformat(), "text": _committed(session, row, "text", text)}
    append(session, stream, [Draft("objection_filed", payload)], by=by, at=at)
    return row


def rule_objection(
    session: Session,
    campaign_id: str,
    number: int,
    *,
    outcome: Outcome,
    reason: str,
    ruled_on: date,
    involved: Collection[str],
    correction: str | None = None,
    by: str,
    at: datetime,
) -> Objection:
    """Uphold or reject an objection. `involved` are the accounts that entered or scored the record;
    `correction` is the number of the correction notice that an upheld one leads to.

    Raises RefusedError `objections.same_person`, `.already_ruled`, `.no_reason`, `.correction_missing`,
    `.correction_unexpected`, `.ruled_before_filed`; BadInputError for a number that does not exist.
    """
    stream = stream_of(campaign_id)
    lock(session, stream)
    row = session.get(Objection, (campaign_id, number), populate_existing=True)
    if row is None:
        raise BadInputError(f"本批次没有第 {number} 号异议，请核对编号。", number=number)
    check_ruler(by, involved)
    check_ruling(outcome, reason, correction)
    _check_open(row, ruled_on)
    row.status, row.outcome = Status.RULED.value, outcome.value
    row.ruled_by, row.ruled_on, row.reason, row.correction = by, ruled_on, reason, correction
    session.add(row)
    payload = {
        "number": number,
        "candidate": row.candidate,
        "outcome": outcome.value,
        "correction": correction,
    }
    payload |= {"ruled_on": ruled_on.isoformat(), "reason": _committed(session, row, "reason", reason)}
    append(session, stream, [Draft("objection_ruled", payload)], by=by, at=at)
    return row


def objections(session: Session, campaign_id: str) -> list[Objection]:
    """Every objection of a campaign by number."""
    query = select(Objection).where(Objection.campaign_id == campaign_id)
    return sorted(session.exec(query), key=lambda row: row.number)


def objection(session: Session, campaign_id: str, number: int) -> Objection:
    """One objection. Raises BadInputError for a number that does not exist."""
    row = session.get(Objection, (campaign_id, number))
    if row is None:
        raise BadInputError(f"本批次没有第 {number} 号异议，请核对编号。", number=number)
    return row


def salt(session: Session, row: Objection, field: str) -> str:
    """Opens the commitment to an objection's `text` or `reason`; handed to the person concerned alone."""
    campaign = session.get_one(Campaign, row.campaign_id)
    return campaign_salt(campaign, f"objection/{row.campaign_id}/{row.number}/{field}")


def _committed(session: Session, row: Objection, field: str, value: str) -> str:
    with session.no_autoflush:
        return commitment(value, salt(session, row, field))


def _next_number(session: Session, campaign_id: str) -> int:
    last = session.exec(select(func.max(Objection.number)).where(Objection.campaign_id == campaign_id)).one()
    return (last or 0) + 1


def _check_open(row: Objection, ruled_on: date) -> None:
    if row.status == Status.RULED.value:
        raise RefusedError(
            "objections.already_ruled",
            f"第 {row.number} 号异议已于 {row.ruled_on} 裁定，不能改动；如有新情况，请另行提出。",
            number=row.number,
        )
    if ruled_on < row.filed_on:
        raise RefusedError(
            "objections.ruled_before_filed",
            f"裁定日期（{ruled_on}）早于提出日期（{row.filed_on}），请核对日期。",
            number=row.number,
        )
