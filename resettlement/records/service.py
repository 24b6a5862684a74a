"""What people do with records: import, review, confirm, correct after an objection; and what others read.

Each function works in the caller's transaction and leaves one journal entry: numbers, digests and ids only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import lock
from resettlement.records import tables
from resettlement.records.changes import add_fact, correct_fact
from resettlement.records.decisions import refuse_to_sign, remove, restore, return_record
from resettlement.records.import_checks import refuse_faults
from resettlement.records.model import Fact, Person, Preview, Problem, Record
from resettlement.records.reviewing import review, reviews
from resettlement.records.rows import (
    candidate_row,
    fact_of,
    fact_row,
    log,
    person_of,
    record_of,
    refuse_unknown,
    set_columns,
)
from resettlement.translation import gettext as _

__all__ = [
    "add_fact", "confirm", "correct_fact", "facts", "import_records", "names", "people", "phones",
    "records_for_scoring", "refuse_problems", "refuse_to_sign", "refuse_unknown", "remove", "restore",
    "return_record", "review", "reviews", "unconfirmed", "unreviewed", "withdraw_confirmations",
]  # fmt: skip


def import_records(
    session: Session, campaign_id: str, preview: Preview[Record], *, by: str, at: datetime
) -> int:
    """Write everybody of a workbook, or nobody; how many people.

    Raises RefusedError `records.problems` when the preview has problems, `records.already_imported` when
    somebody is there already, and as `checking.refuse_faults`.
    """
    refuse_problems(preview.problems, "records.problems")
    lock(session, stream_of(campaign_id))
    _refuse_known(session, campaign_id, preview.rows)
    refuse_faults(session, campaign_id, preview.rows)
    insert(session, campaign_id, preview.rows, by)
    counts = {"people": len(preview.rows), "facts": sum(len(record.facts) for record in preview.rows)}
    log(session, campaign_id, "records_imported", {**counts, "file_sha256": preview.digest}, by, at)
    return len(preview.rows)


def insert(session: Session, campaign_id: str, records: Sequence[Record], by: str) -> None:
    """Write people and their facts, as entered by somebody."""
    session.add_all(candidate_row(campaign_id, record, by) for record in records)
    session.flush()
    session.add_all(
        fact_row(campaign_id, record.person.code, index, fact)
        for record in records
        for index, fact in enumerate(record.facts)
    )
    session.flush()


def refuse_problems(problems: Sequence[Problem], code: str) -> None:
    """Nothing of a workbook is written while one of its cells is wrong."""
    if problems:
        first = problems[0]
        raise RefusedError(
            code,
            _(
                "工作簿里还有 %(n)s 处问题，没有写入任何内容。"
                "第一处：“%(sheet)s”表 %(cell)s：%(wrong)s。%(right)s。",
                n=len(problems),
                sheet=first.sheet,
                cell=first.cell,
                wrong=first.wrong,
                right=first.right,
            ),
            problems=problems,
        )


def _refuse_known(session: Session, campaign_id: str, records: Iterable[Record]) -> None:
    codes = names(session, campaign_id)
    again = [record.person.code for record in records if record.person.code in codes]
    if again:
        raise RefusedError(
            "records.already_imported",
            _(
                "这些编号已经导入过：%(codes)s。没有写入任何内容。请先看与已导入记录的差别，确认后再改动。",
                codes="、".join(again),
            ),
            candidates=again,
        )


def confirm(
    session: Session,
    campaign_id: str,
    *,
    by: str,
    at: datetime,
    codes: Sequence[str] | None = None,
    sheets: Mapping[str, int] | None = None,
) -> int:
    """The candidates signed their own score (本人确认). How many did. `sheets`: which version each signed.

    Raises RefusedError `records.not_reviewed` for one whose record nobody has reviewed.
    """
    lock(session, stream_of(campaign_id))
    refuse_unknown(session, campaign_id, codes or ())
    unsigned = unconfirmed(session, campaign_id)
    if codes is not None:  # who would not sign may think better of it
        unsigned = [code for code in sorted({*unsigned, *refusing(session, campaign_id)}) if code in codes]
    chosen = unsigned
    if early := sorted(set(chosen) & set(unreviewed(session, campaign_id))):
        raise RefusedError(
            "records.not_reviewed",
            _(
                "%(codes)s 的记录还没有复核，不能请本人确认。请先由另一位工作人员复核。",
                codes="、".join(early),
            ),
            candidates=early,
        )
    set_columns(session, campaign_id, chosen, confirmed_on=at.astimezone(clock.CHINA).date(), refused_on=None)
    if chosen:
        signed = {"sheets": {code: sheets[code] for code in chosen}} if sheets else {}
        log(session, campaign_id, "scores_confirmed", {"candidates": chosen, **signed}, by, at)
    return len(chosen)


def withdraw_confirmations(session: Session, campaign_id: str, codes: Sequence[str]) -> list[str]:
    """What these people signed, or would not sign, is not what stands any more. Codes of those who had."""
    answered = sorted(set(codes) - set(unconfirmed(session, campaign_id)))
    set_columns(session, campaign_id, answered, confirmed_on=None, refused_on=None)
    return answered


def unreviewed(session: Session, campaign_id: str) -> list[str]:
    """Codes of those whose record no second person has checked."""
    return _codes_where(session, campaign_id, col(tables.Candidate.reviewed_by).is_(None))


def unconfirmed(session: Session, campaign_id: str) -> list[str]:
    """Codes of those who have neither signed their score nor refused to."""
    of = tables.Candidate
    return _codes_where(session, campaign_id, col(of.confirmed_on).is_(None), col(of.refused_on).is_(None))


def refusing(session: Session, campaign_id: str) -> list[str]:
    """Codes of those who would not sign the score that stands."""
    return _codes_where(session, campaign_id, col(tables.Candidate.refused_on).is_not(None))


def _codes_where(session: Session, campaign_id: str, *is_so: ColumnElement[bool]) -> list[str]:
    of = tables.Candidate
    here = (of.campaign_id == campaign_id, col(of.removed_at).is_(None))
    return sorted(session.exec(select(of.code).where(*here, *is_so)))


def people(session: Session, campaign_id: str) -> list[Person]:
    """Everybody of a campaign by code: name, category, and what posts may require. No ID number, no phone.

    Who was removed is not among them.
    """
    of = tables.Candidate
    rows = session.exec(select(of).where(of.campaign_id == campaign_id, col(of.removed_at).is_(None)))
    return [person_of(row) for row in sorted(rows, key=lambda row: row.code)]


def names(session: Session, campaign_id: str) -> dict[str, str]:
    """Everybody's full name by code, of those who were removed too: they stand in what was posted before."""
    of = tables.Candidate
    rows = session.exec(select(of.code, of.name).where(of.campaign_id == campaign_id).order_by(of.code))
    return dict(rows.all())


def facts(session: Session, campaign_id: str, *of: ColumnElement[bool]) -> Mapping[str, Sequence[Fact]]:
    """The facts of everybody, or only those `of` whom it is asked, by code, in the order of their index;
    those withdrawn are left out.
    """
    held: dict[str, list[Fact]] = defaultdict(list)
    fact = tables.Fact
    standing = select(fact).where(fact.campaign_id == campaign_id, col(fact.withdrawn).is_(False), *of)
    for row in session.exec(standing.order_by(col(fact.index))):
        held[row.candidate].append(fact_of(row))
    return held


def records_of(session: Session, campaign_id: str, category: str) -> list[Record]:
    """The records of everybody in a category, by code."""
    own = tables.Candidate
    here = (own.campaign_id == campaign_id, own.category == category, col(own.removed_at).is_(None))
    held = facts(session, campaign_id, col(tables.Fact.candidate).in_(select(own.code).where(*here)))
    rows = session.exec(select(own).where(*here))
    return [record_of(row, held.get(row.code, ())) for row in sorted(rows, key=lambda row: row.code)]


def records_for_scoring(session: Session, campaign_id: str, category: str) -> list[dict[str, Any]]:
    """The records of a category as CONTRACT RECORDS.json has them, by code, with evidence."""
    return [record.to_json() for record in records_of(session, campaign_id, category)]


def phones(session: Session, campaign_id: str) -> dict[str, str]:
    """Everybody's telephone by code, "" where none was given; for the callers alone."""
    candidate = tables.Candidate
    rows = session.exec(
        select(candidate.code, candidate.phone).where(candidate.campaign_id == campaign_id)
    ).all()
    return {code: phone or "" for code, phone in rows}
