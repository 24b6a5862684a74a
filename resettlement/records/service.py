"""What people do with records: import, review, confirm, correct after an objection; and what others read.

Each function works in the caller's transaction and leaves one journal entry: numbers, digests and ids only.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import func
from sqlmodel import Session, col, select, update

from resettlement import clock
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Category
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock
from resettlement.records import tables
from resettlement.records.model import CATEGORY_LABELS, Fact, Person, Preview, Problem, Profile, Record
from scoring.errors import RecordsError
from scoring.records import parse_records


def import_records(
    session: Session, campaign_id: str, preview: Preview[Record], *, by: str, at: datetime
) -> int:
    """Write everybody of a workbook, or nobody; how many people.

    Raises RefusedError `records.problems` when the preview has problems, `records.category` for a category
    the campaign does not have, and `records.already_imported` when somebody is there already.
    """
    refuse_problems(preview.problems, "records.problems")
    lock(session, stream_of(campaign_id))
    _refuse_categories(session, campaign_id, preview.rows)
    _refuse_known(session, campaign_id, preview.rows)
    session.add_all(_candidate(campaign_id, record, by) for record in preview.rows)
    session.flush()
    session.add_all(
        _fact(campaign_id, record.person.code, index, fact)
        for record in preview.rows
        for index, fact in enumerate(record.facts)
    )
    counts = {"people": len(preview.rows), "facts": sum(len(record.facts) for record in preview.rows)}
    _log(session, campaign_id, "records_imported", {**counts, "file_sha256": preview.digest}, by, at)
    return len(preview.rows)


def refuse_problems(problems: Sequence[Problem], code: str) -> None:
    """Nothing of a workbook is written while one of its cells is wrong."""
    if problems:
        first = problems[0]
        raise RefusedError(
            code,
            f"工作簿里还有 {len(problems)} 处问题，没有写入任何内容。第一处：“{first.sheet}”表 {first.cell}："
            f"{first.wrong}。{first.right}。",
            problems=problems,
        )


def _refuse_categories(session: Session, campaign_id: str, records: Iterable[Record]) -> None:
    known = set(session.exec(select(Category.id).where(Category.campaign_id == campaign_id)))
    for record in records:
        if record.person.category not in known:
            label = CATEGORY_LABELS[record.person.category]
            raise RefusedError(
                "records.category",
                f"{record.person.code}：本批次 {campaign_id} 没有“{label}”这一类。请核对类别，或先设立。",
                candidate=record.person.code,
            )


def _refuse_known(session: Session, campaign_id: str, records: Iterable[Record]) -> None:
    codes = set(
        session.exec(select(tables.Candidate.code).where(tables.Candidate.campaign_id == campaign_id))
    )
    numbers = dict(
        session.exec(
            select(tables.Candidate.id_number, tables.Candidate.code).where(
                tables.Candidate.campaign_id == campaign_id
            )
        ).all()
    )
    again = [record.person.code for record in records if record.person.code in codes]
    if again:
        raise RefusedError(
            "records.already_imported",
            f"这些编号已经导入过：{'、'.join(again)}。没有写入任何内容。要改动已导入的记录，请用更正。",
            candidates=again,
        )
    for record in records:
        if other := numbers.get(record.id_number):
            raise RefusedError(
                "records.already_imported",
                f"{record.person.code} 的身份证号已登记在 {other} 名下。没有写入任何内容。请核对是否同一人。",
                candidates=[record.person.code, other],
            )


def review(
    session: Session, campaign_id: str, *, by: str, at: datetime, codes: Sequence[str] | None = None
) -> int:
    """Another person has checked the records against the archive; `codes`: only these. How many were.

    Raises RefusedError `records.same_person` when he entered one of them himself.
    """
    lock(session, stream_of(campaign_id))
    candidate = tables.Candidate
    waiting = session.exec(
        select(candidate.code, candidate.entered_by).where(
            candidate.campaign_id == campaign_id, col(candidate.reviewed_by).is_(None)
        )
    ).all()
    chosen = [(code, entered_by) for code, entered_by in sorted(waiting) if codes is None or code in codes]
    _refuse_unknown(session, campaign_id, codes or ())
    if own := [code for code, entered_by in chosen if entered_by == by]:
        raise RefusedError(
            "records.same_person",
            f"{'、'.join(own)} 由 {by} 本人录入，不能由本人复核。请换另一位工作人员复核。",
            candidates=own, by=by,
        )  # fmt: skip
    reviewed = [code for code, _ in chosen]
    _set(session, campaign_id, reviewed, reviewed_by=by, reviewed_at=clock.written(at))
    if reviewed:
        _log(session, campaign_id, "records_reviewed", {"candidates": reviewed}, by, at)
    return len(reviewed)


def confirm(
    session: Session, campaign_id: str, *, by: str, at: datetime, codes: Sequence[str] | None = None
) -> int:
    """The candidates signed their own score (本人确认). How many did.

    Raises RefusedError `records.not_reviewed` for one whose record nobody has reviewed.
    """
    lock(session, stream_of(campaign_id))
    _refuse_unknown(session, campaign_id, codes or ())
    chosen = [code for code in unconfirmed(session, campaign_id) if codes is None or code in codes]
    if early := sorted(set(chosen) & set(unreviewed(session, campaign_id))):
        raise RefusedError(
            "records.not_reviewed",
            f"{'、'.join(early)} 的记录还没有复核，不能请本人确认。请先由另一位工作人员复核。",
            candidates=early,
        )
    _set(session, campaign_id, chosen, confirmed_on=at.astimezone(clock.CHINA).date())
    if chosen:
        _log(session, campaign_id, "scores_confirmed", {"candidates": chosen}, by, at)
    return len(chosen)


def add_fact(
    session: Session, campaign_id: str, candidate: str, fact: Fact, *, by: str, at: datetime, reason: str
) -> int:
    """Enter a missing fact, as after an upheld objection; its index. The record falls back to entry.

    Raises RefusedError `records.unknown_candidate`, `records.no_evidence`, or `records.bad_fact` for a fact
    the scoring engine would not take.
    """
    _refuse_bad_fact(session, campaign_id, candidate, fact)
    highest = session.exec(
        select(func.max(tables.Fact.index)).where(
            tables.Fact.campaign_id == campaign_id, tables.Fact.candidate == candidate
        )
    ).one()
    index = 0 if highest is None else int(highest) + 1
    session.add(_fact(campaign_id, candidate, index, fact))
    _changed(session, campaign_id, candidate, index, None, reason, by, at)
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
) -> None:
    """Put a fact right; what stood there is kept with the reason. The record falls back to entry.

    Raises RefusedError `records.no_such_fact`, and as :func:`add_fact`.
    """
    _refuse_bad_fact(session, campaign_id, candidate, fact)
    row = session.get(tables.Fact, (campaign_id, candidate, index))
    if row is None:
        raise RefusedError(
            "records.no_such_fact", f"{candidate} 没有第 {index} 项事实（从 0 数起）。请核对编号。",
            candidate=candidate, fact=index,
        )  # fmt: skip
    before = rfc8785.dumps(_read_fact(row).to_json()).decode()
    row.kind, row.attributes = fact.kind, rfc8785.dumps(dict(fact.attributes)).decode()
    row.evidence, row.document_number, row.page = fact.evidence or "", fact.document_number, fact.page
    _changed(session, campaign_id, candidate, index, before, reason, by, at)


def _refuse_bad_fact(session: Session, campaign_id: str, candidate: str, fact: Fact) -> None:
    """A change made by hand passes the same gate as a workbook."""
    lock(session, stream_of(campaign_id))
    _refuse_unknown(session, campaign_id, [candidate])
    if not fact.evidence:
        raise RefusedError(
            "records.no_evidence", f"{candidate}：这项事实没有证明材料。请写明材料名称。", candidate=candidate
        )
    row = session.get_one(tables.Candidate, (campaign_id, candidate))
    try:
        parse_records({"records": [_record(row, [fact]).to_json()]})
    except RecordsError as error:
        raise RefusedError(
            "records.bad_fact", f"{candidate}：{error.faults[0]}", candidate=candidate, faults=error.faults
        ) from error


def _changed(
    session: Session, campaign_id: str, candidate: str, index: int, before: str | None, reason: str,
    by: str, at: datetime,
) -> None:  # fmt: skip
    session.flush()
    number = session.exec(
        select(func.count()).where(
            tables.FactChange.campaign_id == campaign_id, tables.FactChange.candidate == candidate
        )
    ).one()
    session.add(
        tables.FactChange(
            campaign_id=campaign_id, candidate=candidate, number=number + 1, fact=index, before=before,
            reason=reason, by=by, at=clock.written(at),
        )
    )  # fmt: skip
    _set(
        session,
        campaign_id,
        [candidate],
        entered_by=by,
        reviewed_by=None,
        reviewed_at=None,
        confirmed_on=None,
    )
    payload = {"candidate": candidate, "fact": index, "change": "added" if before is None else "corrected"}
    _log(session, campaign_id, "record_changed", payload, by, at)


def unreviewed(session: Session, campaign_id: str) -> list[str]:
    """Codes of those whose record no second person has checked."""
    return _codes_where_missing(session, campaign_id, "reviewed_by")


def unconfirmed(session: Session, campaign_id: str) -> list[str]:
    """Codes of those who have not signed their score."""
    return _codes_where_missing(session, campaign_id, "confirmed_on")


def _codes_where_missing(session: Session, campaign_id: str, column: str) -> list[str]:
    candidate = tables.Candidate
    return sorted(
        session.exec(
            select(candidate.code).where(
                candidate.campaign_id == campaign_id, getattr(candidate, column).is_(None)
            )
        )
    )


def people(session: Session, campaign_id: str) -> list[Person]:
    """Everybody of a campaign by code: name, category, and what posts may require. No ID number, no phone."""
    candidate = tables.Candidate
    rows = session.exec(select(candidate).where(candidate.campaign_id == campaign_id))
    return [_person(row) for row in sorted(rows, key=lambda row: row.code)]


def facts(session: Session, campaign_id: str) -> Mapping[str, Sequence[Fact]]:
    """The facts of everybody, by code, in the order of their index."""
    held: dict[str, list[Fact]] = defaultdict(list)
    fact = tables.Fact
    for row in session.exec(select(fact).where(fact.campaign_id == campaign_id).order_by(col(fact.index))):
        held[row.candidate].append(_read_fact(row))
    return held


def records_for_scoring(session: Session, campaign_id: str, category: str) -> list[dict[str, Any]]:
    """The records of a category as CONTRACT RECORDS.json has them, by code, with evidence."""
    candidate, held = tables.Candidate, facts(session, campaign_id)
    rows = session.exec(
        select(candidate).where(candidate.campaign_id == campaign_id, candidate.category == category)
    )
    ordered = sorted(rows, key=lambda row: row.code)
    return [_record(row, held.get(row.code, ())).to_json() for row in ordered]


def _record(row: tables.Candidate, held: Sequence[Fact]) -> Record:
    return Record(_person(row), row.id_number, row.enlisted_on, row.discharged_on, row.phone, tuple(held))


def _refuse_unknown(session: Session, campaign_id: str, codes: Iterable[str]) -> None:
    known = set(
        session.exec(select(tables.Candidate.code).where(tables.Candidate.campaign_id == campaign_id))
    )
    if unknown := sorted(set(codes) - known):
        raise RefusedError(
            "records.unknown_candidate",
            f"本批次没有编号 {'、'.join(unknown)}。请核对编号。",
            candidates=unknown,
        )


def _set(session: Session, campaign_id: str, codes: Sequence[str], **values: object) -> None:
    candidate = tables.Candidate
    session.exec(
        update(candidate)
        .where(col(candidate.campaign_id) == campaign_id, col(candidate.code).in_(codes))
        .values(**values)
    )


def _log(
    session: Session, campaign_id: str, event: str, payload: Mapping[str, Any], by: str, at: datetime
) -> None:
    append(session, stream_of(campaign_id), [Draft(event, payload)], by=by, at=at)


def _candidate(campaign_id: str, record: Record, by: str) -> tables.Candidate:
    person, profile = record.person, record.person.profile
    return tables.Candidate(
        campaign_id=campaign_id, code=person.code, category=person.category, name=person.name,
        sex=profile.sex, id_number=record.id_number, born_on=profile.born_on,
        enlisted_on=record.enlisted_on, discharged_on=record.discharged_on,
        education=profile.education, major=profile.major, political_status=profile.political_status,
        certificates=_list(profile.certificates), avoid_units=_list(profile.avoid_units),
        phone=record.phone, entered_by=by,
    )  # fmt: skip


def _person(row: tables.Candidate) -> Person:
    profile = Profile(
        row.sex, row.born_on, row.education, row.major, row.political_status,
        tuple(json.loads(row.certificates)), tuple(json.loads(row.avoid_units)),
    )  # fmt: skip
    return Person(row.code, row.name, row.category, profile)


def _fact(campaign_id: str, candidate: str, index: int, fact: Fact) -> tables.Fact:
    return tables.Fact(
        campaign_id=campaign_id, candidate=candidate, index=index, kind=fact.kind,
        attributes=rfc8785.dumps(dict(fact.attributes)).decode(), evidence=fact.evidence or "",
        document_number=fact.document_number, page=fact.page,
    )  # fmt: skip


def _read_fact(row: tables.Fact) -> Fact:
    return Fact(row.kind, json.loads(row.attributes), row.evidence, row.document_number, row.page)


def _list(words: Sequence[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


def phones(session: Session, campaign_id: str) -> dict[str, str]:
    """Everybody's telephone by code, "" where none was given; for the callers alone."""
    candidate = tables.Candidate
    rows = session.exec(
        select(candidate.code, candidate.phone).where(candidate.campaign_id == campaign_id)
    ).all()
    return {code: phone or "" for code, phone in rows}
