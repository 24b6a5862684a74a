"""What is decided about one person, with the reason: counted out or in again, sent back, would not sign.

Each works in the caller's transaction. The reason stays in the rows: the log, which is published, has the
person's number alone.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel import Session, col, func, select

from resettlement import clock
from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import lock
from resettlement.journal.tables import JournalEntry
from resettlement.records.changes import write_profile
from resettlement.records.freezing import refuse_frozen
from resettlement.records.rows import fall_back, log, refuse_unknown
from resettlement.records.tables import Candidate, RecordNote
from resettlement.translation import gettext as _


def remove(session: Session, campaign_id: str, code: str, reason: str, *, by: str, at: datetime) -> None:
    """Count somebody out who withdrew, died, or was entered twice; what was posted of them stays.

    They are in no later scoring, and the next correction counts them out (`left`). Raises RefusedError
    `records.unknown_candidate`, `records.no_reason`, `standing.frozen`, `records.placed`.
    """
    lock(session, stream_of(campaign_id))
    row = _person(session, campaign_id, code, reason)
    refuse_frozen(session, campaign_id)
    _refuse_placed(session, campaign_id, code)
    row.removed_at, row.removed_by, row.removed_because = clock.written(at), by, reason.strip()
    session.add(row)
    session.flush()
    log(session, campaign_id, "person_removed", {"candidate": code}, by, at)


def restore(session: Session, campaign_id: str, code: str, reason: str, *, by: str, at: datetime) -> None:
    """Count somebody in again who was removed by mistake; why they were removed stays among the changes.

    They are in the next scoring, and the next correction counts them in (`joined`). Raises RefusedError
    `records.unknown_candidate`, `records.not_removed`, `records.no_reason`, `standing.frozen`.
    """
    lock(session, stream_of(campaign_id))
    row = session.get(Candidate, (campaign_id, code))
    if row is None or row.removed_because is None:
        refuse_unknown(session, campaign_id, [code])
        said = _("%(code)s 没有移出本批次，不必恢复。", code=code)
        raise RefusedError("records.not_removed", said, candidate=code)
    _refuse_without(reason, code)
    refuse_frozen(session, campaign_id)
    counted = dict.fromkeys(("removed_at", "removed_by", "removed_because"))
    write_profile(session, campaign_id, code, counted, by=by, at=at, reason=reason.strip())
    log(session, campaign_id, "person_restored", {"candidate": code}, by, at)


def return_record(
    session: Session, campaign_id: str, code: str, reason: str, *, by: str, at: datetime
) -> None:
    """Send a record back to entry: its reviews and the confirmation fall, and the clerk sees why.

    Whoever entered it still counts as having done so. Raises RefusedError `records.unknown_candidate`,
    `records.no_reason`, `standing.frozen`.
    """
    lock(session, stream_of(campaign_id))
    row = _person(session, campaign_id, code, reason)
    refuse_frozen(session, campaign_id)
    fall_back(session, campaign_id, [code], row.entered_by)
    session.refresh(row)
    row.returned_at = clock.written(at)
    session.add(row)
    _keep(session, row, "returned", reason, by, at)
    log(session, campaign_id, "record_returned", {"candidate": code}, by, at)


def refuse_to_sign(
    session: Session, campaign_id: str, code: str, reason: str, *, sheet: int, by: str, at: datetime
) -> None:
    """Somebody read this version of their sheet and would not sign: that is an answer, and it is kept as one.

    A new sheet asks again. Raises RefusedError `records.unknown_candidate`, `records.no_reason`,
    `records.not_reviewed`, `records.already_confirmed`.
    """
    lock(session, stream_of(campaign_id))
    row = _person(session, campaign_id, code, reason)
    if row.reviewed_by is None:
        said = _("%(codes)s 的记录还没有复核，不能请本人确认。请先由另一位工作人员复核。", codes=code)
        raise RefusedError("records.not_reviewed", said, candidates=[code])
    if row.confirmed_on is not None:
        said = _("%(code)s 已经签字确认这一版评分表。", code=code)
        raise RefusedError("records.already_confirmed", said, candidate=code)
    row.refused_on = at.astimezone(clock.CHINA).date()
    session.add(row)
    _keep(session, row, "refused_to_sign", reason, by, at)
    log(session, campaign_id, "signature_refused", {"candidate": code, "sheet": sheet}, by, at)


def notes_of(session: Session, campaign_id: str, code: str) -> list[RecordNote]:
    """Why a person's record was returned, and why they would not sign, oldest first."""
    of = RecordNote
    query = select(of).where(of.campaign_id == campaign_id, of.candidate == code)
    return list(session.exec(query.order_by(col(of.number))))


def _person(session: Session, campaign_id: str, code: str, reason: str) -> Candidate:
    refuse_unknown(session, campaign_id, [code])
    _refuse_without(reason, code)
    return session.get_one(Candidate, (campaign_id, code))


def _refuse_without(reason: str, code: str) -> None:
    if not reason.strip():
        raise RefusedError("records.no_reason", _("%(code)s：请写明理由。", code=code), candidate=code)


def _refuse_placed(session: Session, campaign_id: str, code: str) -> None:
    """Who has chosen a post leaves it by another way: it becomes free, and everybody must see that."""
    entry = JournalEntry
    chosen = select(entry.payload).where(
        col(entry.stream).startswith(f"session/{campaign_id}"), entry.type == "chosen"
    )
    if any(json.loads(payload)["candidate"] == code for payload in session.exec(chosen)):
        said = _("%(code)s 在选岗会上已选定岗位，不能移出。须作废所选岗位的，请监督人员办理。", code=code)
        raise RefusedError("records.placed", said, candidate=code)


def _keep(session: Session, row: Candidate, what: str, reason: str, by: str, at: datetime) -> None:
    of = RecordNote
    number = session.exec(
        select(func.count()).where(of.campaign_id == row.campaign_id, of.candidate == row.code)
    ).one()
    session.add(
        RecordNote(
            campaign_id=row.campaign_id, candidate=row.code, number=number + 1, what=what,
            reason=reason.strip(), by=by, at=clock.written(at),
        )
    )  # fmt: skip
    session.flush()
