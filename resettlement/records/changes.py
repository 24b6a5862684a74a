"""Records put right after the import: facts added, corrected, withdrawn; fields of a person corrected.

Every change keeps what stood there before with its reason, and the record falls back to entry: somebody else
reviews it again, and the person concerned confirms again. Each function works in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import func
from sqlmodel import Session, select

from resettlement import clock
from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import lock
from resettlement.records import tables
from resettlement.records.freezing import is_frozen, refuse_frozen
from resettlement.records.gate import refuse_named_in_public
from resettlement.records.model import Fact
from resettlement.records.rows import fact_of, fact_row, fall_back, log, record_of, refuse_unknown
from resettlement.translation import gettext as _
from scoring.errors import RecordsError
from scoring.records import parse_records


def add_fact(
    session: Session,
    campaign_id: str,
    candidate: str,
    fact: Fact,
    *,
    by: str,
    at: datetime,
    reason: str,
    objection: int | None = None,
) -> int:
    """Enter a missing fact; its index. `objection` is the number of the one that led to it.

    Raises RefusedError `records.unknown_candidate`, `records.no_evidence`, or `records.bad_fact` for a fact
    the scoring engine would not take.
    """
    refuse_bad_fact(session, campaign_id, candidate, fact)
    index = next_index(session, campaign_id, candidate)
    session.add(fact_row(campaign_id, candidate, index, fact))
    _changed(session, campaign_id, candidate, index, None, "added", reason, by, at, objection)
    return index


def correct_fact(
    session: Session,
    campaign_id: str,
    candidate: str,
    index: int,
    fact: Fact,
    *,
    by: str,
    at: datetime,
    reason: str,
    objection: int | None = None,
) -> None:
    """Put a fact right; what stood there is kept with the reason.

    Raises RefusedError `records.no_such_fact`, and as :func:`add_fact`.
    """
    refuse_bad_fact(session, campaign_id, candidate, fact)
    row = _fact(session, campaign_id, candidate, index)
    before = write_fact(row, fact)
    _changed(session, campaign_id, candidate, index, before, "corrected", reason, by, at, objection)


def withdraw_fact(
    session: Session,
    campaign_id: str,
    candidate: str,
    index: int,
    *,
    by: str,
    at: datetime,
    reason: str,
    objection: int | None = None,
) -> None:
    """Take out a fact that should not be there, as one entered twice; it stays in the history.

    Raises RefusedError `records.no_such_fact` and `records.unknown_candidate`.
    """
    _refuse_unchangeable(session, campaign_id, candidate)
    row = _fact(session, campaign_id, candidate, index)
    row.withdrawn = True
    before = as_text(fact_of(row))
    _changed(session, campaign_id, candidate, index, before, "withdrawn", reason, by, at, objection)


def correct_profile(
    session: Session,
    campaign_id: str,
    candidate: str,
    values: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
    reason: str,
) -> int:
    """Correct fields of a person (columns of `tables.Candidate`); how many differed.

    The caller has read the values by the same readers as a workbook's cells. Raises RefusedError
    `records.unknown_candidate`, `records.already_imported` for another person's ID number, and
    `gate.name_in_text` for a name that a public text holds; `standing.frozen` after the freeze.
    """
    lock(session, stream_of(campaign_id))
    refuse_unknown(session, campaign_id, [candidate])
    frozen = _refuse_frozen_profile(session, campaign_id, candidate, values)
    _refuse_others_number(session, campaign_id, candidate, values.get("id_number"))
    name, now = values.get("name"), session.get_one(tables.Candidate, (campaign_id, candidate)).name
    if name and name != now:
        refuse_named_in_public(session, campaign_id, {candidate: name})
    changed = write_profile(session, campaign_id, candidate, values, by=by, at=at, reason=reason)
    if changed and not frozen:
        fall_back(session, campaign_id, [candidate], by)
    if changed:
        log(session, campaign_id, "profile_corrected", {"candidate": candidate}, by, at)
    return changed


def write_profile(
    session: Session,
    campaign_id: str,
    candidate: str,
    values: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
    reason: str,
) -> int:
    """Write the fields that differ, keeping each one's old value; how many did."""
    row = session.get_one(tables.Candidate, (campaign_id, candidate))
    number = _count(session, campaign_id, candidate, tables.ProfileChange)
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        before = getattr(row, name)
        number += 1
        session.add(
            tables.ProfileChange(
                campaign_id=campaign_id, candidate=candidate, number=number, field=name,
                before="" if before is None else str(before), reason=reason, by=by, at=clock.written(at),
            )
        )  # fmt: skip
        setattr(row, name, value)
    session.flush()
    return len(different)


def write_fact(row: tables.Fact, fact: Fact) -> str:
    """Put a fact into a row; what stood there, as text."""
    before = as_text(fact_of(row))
    written = fact_row(row.campaign_id, row.candidate, row.index, fact)
    for name in ("kind", "attributes", "evidence", "document_number", "document_on", "page", "withdrawn"):
        setattr(row, name, getattr(written, name))
    return before


def keep_change(
    session: Session, campaign_id: str, candidate: str, index: int, before: str | None, reason: str,
    by: str, at: datetime, objection: int | None = None,
) -> None:  # fmt: skip
    """Why a fact reads otherwise than before."""
    session.flush()
    number = _count(session, campaign_id, candidate, tables.FactChange) + 1
    session.add(
        tables.FactChange(
            campaign_id=campaign_id, candidate=candidate, number=number, fact=index, before=before,
            reason=reason, by=by, at=clock.written(at), objection=objection,
        )
    )  # fmt: skip


def next_index(session: Session, campaign_id: str, candidate: str) -> int:
    """An index that no fact of this person ever had."""
    highest = session.exec(
        select(func.max(tables.Fact.index)).where(
            tables.Fact.campaign_id == campaign_id, tables.Fact.candidate == candidate
        )
    ).one()
    return 0 if highest is None else int(highest) + 1


def as_text(fact: Fact) -> str:
    """A fact of RECORDS.json as the history keeps it."""
    return rfc8785.dumps(fact.to_json()).decode()


def refuse_bad_fact(session: Session, campaign_id: str, candidate: str, fact: Fact) -> None:
    """A change made by hand passes the same gate as a workbook, and has its proof at once."""
    _refuse_unchangeable(session, campaign_id, candidate)
    if not fact.evidence:
        raise RefusedError(
            "records.no_evidence",
            _("%(candidate)s：这项事实没有证明材料。请写明材料名称。", candidate=candidate),
            candidate=candidate,
        )
    row = session.get_one(tables.Candidate, (campaign_id, candidate))
    try:
        parse_records({"records": [record_of(row, [fact]).to_json()]})
    except RecordsError as error:
        raise RefusedError(
            "records.bad_fact",
            _("%(candidate)s：%(what)s", candidate=candidate, what=error.faults[0]),
            candidate=candidate,
            faults=error.faults,
        ) from error


def _refuse_unchangeable(session: Session, campaign_id: str, candidate: str) -> None:
    lock(session, stream_of(campaign_id))
    refuse_unknown(session, campaign_id, [candidate])
    refuse_frozen(session, campaign_id)


def _refuse_frozen_profile(
    session: Session, campaign_id: str, candidate: str, values: Mapping[str, Any]
) -> bool:
    """Whether the standing is frozen: then a telephone may be mended, on which nothing rests, and no more."""
    row = session.get_one(tables.Candidate, (campaign_id, candidate))
    if any(getattr(row, name) != value for name, value in values.items() if name != "phone"):
        refuse_frozen(session, campaign_id)
    return is_frozen(session, campaign_id)


def _fact(session: Session, campaign_id: str, candidate: str, index: int) -> tables.Fact:
    row = session.get(tables.Fact, (campaign_id, candidate, index))
    if row is None or row.withdrawn:
        raise RefusedError(
            "records.no_such_fact",
            _("%(candidate)s 没有第 %(index)s 项事实（从 0 数起）。请核对编号。",
              candidate=candidate, index=index),
            candidate=candidate, fact=index,
        )  # fmt: skip
    return row


def _changed(
    session: Session, campaign_id: str, candidate: str, index: int, before: str | None, change: str,
    reason: str, by: str, at: datetime, objection: int | None,
) -> None:  # fmt: skip
    if not reason.strip():
        said = _("%(candidate)s：请写明为什么改动。", candidate=candidate)
        raise RefusedError("records.no_reason", said, candidate=candidate)
    keep_change(session, campaign_id, candidate, index, before, reason, by, at, objection)
    fall_back(session, campaign_id, [candidate], by)
    payload = {"candidate": candidate, "fact": index, "change": change}
    log(session, campaign_id, "record_changed", payload, by, at)


def _refuse_others_number(session: Session, campaign_id: str, candidate: str, number: str | None) -> None:
    of = tables.Candidate
    query = select(of.code).where(of.campaign_id == campaign_id, of.id_number == number, of.code != candidate)
    if other := session.exec(query).first():
        raise RefusedError(
            "records.already_imported",
            _("这个身份证号已登记在 %(other)s 名下。没有写入任何内容。请核对是否同一人。", other=other),
            candidates=[candidate, other],
        )


def _count(
    session: Session, campaign_id: str, candidate: str, table: type[tables.FactChange | tables.ProfileChange]
) -> int:
    counted = select(func.count()).where(table.campaign_id == campaign_id, table.candidate == candidate)
    return session.exec(counted).one()
