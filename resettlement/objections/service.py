"""What staff do with objections: file one that came in, take it up or not, rule on it.

Rows and one journal entry in the caller's transaction. The journal, which is published, holds numbers, ids
and commitments alone: neither the text nor who filed it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from resettlement import clock
from resettlement.accounts.service import persons
from resettlement.campaign.service import salt as campaign_salt
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import Draft, commitment
from resettlement.journal.service import append, lock
from resettlement.objections.model import (
    OPEN,
    FiledBy,
    Outcome,
    Source,
    Status,
    check_admission,
    check_period,
    check_ruler,
    check_ruling,
)
from resettlement.objections.tables import Objection
from resettlement.records.lookup import changes_of, person_row, profile_changes_of
from resettlement.standing.service import sheets_of
from resettlement.translation import gettext as _
from resettlement.workdays import Period

NOT_YET = ""
"""In the place of the number of the correction that an upheld objection leads to, until it is posted."""


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
    period: Period | None,
    source: Source = Source.PAPER,
    by: str,
    at: datetime,
) -> Objection:
    """Enter an objection to `item` (and `line`, from 0) of a candidate's sheet.

    It is filed within the notice's `period`; one that the supervisor takes down in the hall (`source`) needs
    none. Raises RefusedError `objections.outside_period`, `.empty` or `.no_such_line`.
    """
    if source is not Source.HALL:
        if period is None:
            raise RefusedError(
                "objections.outside_period", _("请写明针对哪一号公示；异议应在其公示期内提出。")
            )
        check_period(filed_on, period)
    if not text.strip():
        raise RefusedError("objections.empty", _("请写明异议的内容和理由。"), candidate=candidate)
    _check_line(session, campaign_id, candidate, line)
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
        source=source.value,
    )
    session.add(row)
    payload = {"number": row.number, "candidate": candidate, "item": item, "line": line}
    payload |= {"filed_on": filed_on.isoformat(), "text": committed(session, row, "text", text)}
    append(session, stream, [Draft("objection_filed", payload | {"source": source.value})], by=by, at=at)
    return row


def admit_objection(
    session: Session,
    campaign_id: str,
    number: int,
    *,
    admitted: bool,
    reason: str = "",
    on: date,
    by: str,
    at: datetime,
) -> Objection:
    """Take an objection up (受理), or turn it away with a reason (不予受理), which answers it.

    Raises RefusedError `objections.already_admitted`, `.already_ruled`, `.no_reason`; BadInputError for a
    number that does not exist.
    """
    lock(session, stream_of(campaign_id))
    row = objection(session, campaign_id, number, anew=True)
    check_admission(admitted, reason)
    _check_open(row, on)
    if row.admitted_by is not None:
        raise RefusedError(
            "objections.already_admitted", _("第 %(number)s 号异议已经受理。", number=number), number=number
        )
    row.status = (Status.ADMITTED if admitted else Status.NOT_ADMITTED).value
    row.admitted_by, row.admitted_on = by, on
    row.not_admitted_because = None if admitted else reason
    session.add(row)
    payload: dict[str, Any] = {"number": number, "admitted": admitted}
    if not admitted:
        payload["reason"] = committed(session, row, "reason", reason)
    append(session, stream_of(campaign_id), [Draft("objection_admitted", payload)], by=by, at=at)
    return row


def rule_objection(
    session: Session,
    campaign_id: str,
    number: int,
    *,
    outcome: Outcome,
    reason: str,
    ruled_on: date,
    involved: Collection[str] = (),
    by: str,
    at: datetime,
) -> Objection:
    """Uphold or reject an objection; those who entered, changed or scored the record may not, nor may those
    named in `involved`; what one person may not, none of their accounts may. An upheld one is carried out
    (`objections.effect`) before the standing is frozen. To rule on one that was only filed is to admit it.

    Raises RefusedError `objections.same_person`, `.already_ruled`, `.not_admitted`, `.no_reason`,
    `.ruled_before_filed`, `.ruled_in_future`; BadInputError for a number that does not exist.
    """
    stream = stream_of(campaign_id)
    lock(session, stream)
    row = objection(session, campaign_id, number, anew=True)
    _refuse_involved(session, by, {*involved, *involved_in(session, campaign_id, row.candidate)})
    check_ruling(reason, ruled_on, at.astimezone(clock.CHINA).date())
    _check_open(row, ruled_on)
    row.status, row.outcome = Status.RULED.value, outcome.value
    row.ruled_by, row.ruled_on, row.reason = by, ruled_on, reason
    row.correction = NOT_YET if outcome is Outcome.UPHELD else None
    session.add(row)
    payload = {"number": number, "candidate": row.candidate, "outcome": outcome.value}
    payload |= {"ruled_on": ruled_on.isoformat(), "reason": committed(session, row, "reason", reason)}
    append(session, stream, [Draft("objection_ruled", payload)], by=by, at=at)
    return row


def _refuse_involved(session: Session, by: str, involved: Collection[str]) -> None:
    """Nobody rules on their own work, with any of their accounts."""
    known = persons(session)
    check_ruler(known.get(by, by), {known.get(one, one) for one in involved})


def involved_in(session: Session, campaign_id: str, candidate: str) -> set[str]:
    """The accounts that entered, changed or scored a record: none of them rules on it."""
    entered = person_row(session, campaign_id, candidate).entered_by
    changes = changes_of(session, campaign_id, candidate) + profile_changes_of(
        session, campaign_id, candidate
    )
    sheets = sheets_of(session, campaign_id, candidate)
    return {entered, *(change.by for change in changes), *(sheet.made_by for sheet in sheets)}


def objections(session: Session, campaign_id: str) -> list[Objection]:
    """Every objection of a campaign by number."""
    query = select(Objection).where(Objection.campaign_id == campaign_id)
    return sorted(session.exec(query), key=lambda row: row.number)


def not_carried_out(session: Session, campaign_id: str) -> list[Objection]:
    """Those that were upheld and have not led to anything yet, by number."""
    return [
        row
        for row in objections(session, campaign_id)
        if row.outcome == Outcome.UPHELD.value and row.standing_after is None
    ]


def answered_by(session: Session, campaign_id: str, standing: int, number: str) -> None:
    """A correction was posted: it is the one that the upheld objections carried out so far led to."""
    for row in objections(session, campaign_id):
        if row.correction == NOT_YET and row.standing_after is not None and row.standing_after <= standing:
            row.correction = number
            session.add(row)


def waiting(session: Session, campaign_id: str) -> list[Objection]:
    """Those that nobody has answered yet, by number."""
    return [row for row in objections(session, campaign_id) if row.status in OPEN]


def unanswered(session: Session, campaign_id: str) -> str:
    """The numbers of those that nobody has answered yet, as a refusal names them; "" for none."""
    return "、".join(str(row.number) for row in waiting(session, campaign_id))


def of_the_session(session: Session, campaign_id: str) -> list[Objection]:
    """What the session's papers name: those taken down in the hall, and whatever nobody has answered yet."""
    return [
        row
        for row in objections(session, campaign_id)
        if row.source == Source.HALL.value or row.status in OPEN
    ]


def objection(session: Session, campaign_id: str, number: int, *, anew: bool = False) -> Objection:
    """One objection. Raises BadInputError for a number that does not exist."""
    row = session.get(Objection, (campaign_id, number), populate_existing=anew)
    if row is None:
        raise BadInputError(_("本批次没有第 %(number)s 号异议，请核对编号。", number=number), number=number)
    return row


def salt(session: Session, row: Objection, field: str) -> str:
    """Opens the commitment to an objection's `text` or `reason`; handed to the person concerned alone."""
    campaign = session.get_one(Campaign, row.campaign_id)
    return campaign_salt(campaign, f"objection/{row.campaign_id}/{row.number}/{field}")


def committed(session: Session, row: Objection, field: str, value: str) -> str:
    """What of an objection's words the journal may hold."""
    with session.no_autoflush:
        return commitment(value, salt(session, row, field))


def _next_number(session: Session, campaign_id: str) -> int:
    last = session.exec(select(func.max(Objection.number)).where(Objection.campaign_id == campaign_id)).one()
    return (last or 0) + 1


def _check_line(session: Session, campaign_id: str, candidate: str, line: int | None) -> None:
    """A line that is named stands on the person's newest sheet, where there is one."""
    sheets = sheets_of(session, campaign_id, candidate)
    if line is None or not sheets:
        return
    lines = json.loads(sheets[0].sheet)["lines"]
    if not 0 <= line < len(lines):
        raise RefusedError(
            "objections.no_such_line",
            _(
                "%(candidate)s 的评分表没有第 %(line)s 行（共 %(lines)s 行）。请核对行次，或不填。",
                candidate=candidate, line=line + 1, lines=len(lines),
            ),
            candidate=candidate, line=line,
        )  # fmt: skip


def _check_open(row: Objection, ruled_on: date) -> None:
    if row.status == Status.NOT_ADMITTED.value:
        raise RefusedError(
            "objections.not_admitted",
            _(
                "第 %(number)s 号异议已于 %(day)s 决定不予受理；如有新情况，请另行提出。",
                number=row.number,
                day=row.admitted_on,
            ),
            number=row.number,
        )
    if row.status == Status.RULED.value:
        raise RefusedError(
            "objections.already_ruled",
            _(
                "第 %(number)s 号异议已于 %(day)s 裁定，不能改动；如有新情况，请另行提出。",
                number=row.number,
                day=row.ruled_on,
            ),
            number=row.number,
        )
    if ruled_on < row.filed_on:
        raise RefusedError(
            "objections.ruled_before_filed",
            _(
                "裁定日期（%(ruled)s）早于提出日期（%(filed)s），请核对日期。",
                ruled=ruled_on,
                filed=row.filed_on,
            ),
            number=row.number,
        )
