"""Values to rows and back, and what every change of a record does besides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import rfc8785
from sqlmodel import Session, col, delete, select, update

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append
from resettlement.records import tables
from resettlement.records.model import Fact, Person, Profile, Record
from resettlement.translation import gettext as _


def candidate_row(campaign_id: str, record: Record, by: str) -> tables.Candidate:
    """A person as entered by somebody."""
    return tables.Candidate(
        campaign_id=campaign_id, code=record.person.code, entered_by=by, **columns(record)
    )


def columns(record: Record) -> dict[str, Any]:
    """The columns of a person that a workbook says something of."""
    person, profile = record.person, record.person.profile
    return {
        "category": person.category, "name": person.name, "sex": profile.sex, "id_number": record.id_number,
        "born_on": profile.born_on, "enlisted_on": record.enlisted_on, "discharged_on": record.discharged_on,
        "education": profile.education, "major": profile.major, "political_status": profile.political_status,
        "certificates": as_list(profile.certificates), "avoid_units": as_list(profile.avoid_units),
        "phone": record.phone,
    }  # fmt: skip


def record_of(row: tables.Candidate, held: Sequence[Fact]) -> Record:
    """A person's record with these facts."""
    dates = row.enlisted_on, row.discharged_on
    return Record(person_of(row), row.id_number, *dates, row.phone, tuple(held))


def person_of(row: tables.Candidate) -> Person:
    """A candidate as the session and the notices need them."""
    profile = Profile(
        row.sex, row.born_on, row.education, row.major, row.political_status,
        tuple(json.loads(row.certificates)), tuple(json.loads(row.avoid_units)),
    )  # fmt: skip
    return Person(row.code, row.name, row.category, profile)


def fact_row(campaign_id: str, candidate: str, index: int, fact: Fact) -> tables.Fact:
    """A fact under its index."""
    return tables.Fact(
        campaign_id=campaign_id, candidate=candidate, index=index, kind=fact.kind,
        attributes=rfc8785.dumps(dict(fact.attributes)).decode(), evidence=fact.evidence or None,
        document_number=fact.document_number, document_on=fact.document_on, page=fact.page,
    )  # fmt: skip


def fact_of(row: tables.Fact) -> Fact:
    """The fact of a row."""
    attributes = json.loads(row.attributes)
    return Fact(row.kind, attributes, row.evidence, row.document_number, row.page, row.document_on)


def refuse_unknown(session: Session, campaign_id: str, codes: Sequence[str]) -> None:
    """RefusedError `records.unknown_candidate` for a code that the campaign does not have, `records.removed`
    for that of somebody who was removed.
    """
    of = tables.Candidate
    known = dict(session.exec(select(of.code, of.removed_because).where(of.campaign_id == campaign_id)).all())
    for code in codes:
        if why := known.get(code):
            said = _("%(code)s 已移出本批次（%(why)s），不能再办理。移错的，请录入人员在其档案页恢复。",
                     code=code, why=why)  # fmt: skip
            raise RefusedError("records.removed", said, candidate=code)
    if unknown := sorted(set(codes) - known.keys()):
        raise RefusedError(
            "records.unknown_candidate",
            _("本批次没有编号 %(codes)s。请核对编号。", codes="、".join(unknown)),
            candidates=unknown,
        )


def set_columns(session: Session, campaign_id: str, codes: Sequence[str], **values: object) -> None:
    """Write the same values into several people's rows."""
    candidate = tables.Candidate
    session.exec(
        update(candidate)
        .where(col(candidate.campaign_id) == campaign_id, col(candidate.code).in_(codes))
        .values(**values)
    )


def fall_back(session: Session, campaign_id: str, codes: Sequence[str], by: str) -> None:
    """After a change the record counts as entered by who changed it: reviews and confirmation are gone."""
    review = tables.RecordReview
    session.exec(
        delete(review).where(col(review.campaign_id) == campaign_id, col(review.candidate).in_(codes))
    )
    set_columns(
        session, campaign_id, codes, entered_by=by, reviewed_by=None, reviewed_at=None, confirmed_on=None,
        refused_on=None, returned_at=None,
    )  # fmt: skip


def log(
    session: Session, campaign_id: str, event: str, payload: Mapping[str, Any], by: str, at: datetime
) -> None:
    """One entry in the campaign's journal: numbers, digests and ids only."""
    append(session, stream_of(campaign_id), [Draft(event, payload)], by=by, at=at)


def as_list(words: Sequence[str]) -> str:
    """Several words as their column keeps them."""
    return json.dumps(list(words), ensure_ascii=False)
