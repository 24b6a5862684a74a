"""A workbook imported again: what differs from what is kept, person by person, and writing it once agreed.

People who are kept and not in the workbook stay as they are; nobody is ever taken out by an import.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.model import digest
from resettlement.journal.service import lock
from resettlement.records import rows, tables
from resettlement.records.changes import keep_change, next_index, write_fact, write_profile
from resettlement.records.import_checks import refuse_faults
from resettlement.records.lookup import in_words, numbered_facts
from resettlement.records.model import CATEGORY_LABELS, Fact, Preview, Record
from resettlement.records.service import insert, refuse_problems
from resettlement.records.workbook import PEOPLE
from resettlement.translation import gettext as _

_LABELS = {column.field: column.label for column in PEOPLE.columns}
_NONE = "（无）"


@dataclass(frozen=True)
class FieldChange:
    """One field of a person: its column's label, what is kept, what the workbook says."""

    field: str
    before: str
    now: str


@dataclass(frozen=True)
class FactChange:
    """One fact: `index` is None for one to be added, `now` None for one to be withdrawn."""

    index: int | None
    before: str | None
    now: str | None
    fact: Fact | None


@dataclass(frozen=True)
class PersonChange:
    """What of one person differs."""

    code: str
    name: str
    fields: tuple[FieldChange, ...]
    facts: tuple[FactChange, ...]


@dataclass(frozen=True)
class Differences:
    """What a workbook would change: codes of the new, the unchanged and the absent, and each who differs.

    `digest` names exactly these differences; agreeing to them agrees to nothing else.
    """

    new: tuple[str, ...]
    changed: tuple[PersonChange, ...]
    same: tuple[str, ...]
    absent: tuple[str, ...]
    digest: str


def differences(session: Session, campaign_id: str, preview: Preview[Record]) -> Differences:
    """Compare a workbook with what is kept; nothing is written.

    Always in the words of the workbook: the digest is the same for everybody who reads it.
    """
    kept = _kept(session, campaign_id)
    held = numbered_facts(session, campaign_id)
    new, same, changed = [], [], []
    for record in preview.rows:
        code = record.person.code
        if code not in kept:
            new.append(code)
            continue
        fields = _field_changes(kept[code], record)
        of_facts = _fact_changes(held.get(code, []), record.facts)
        if fields or of_facts:
            changed.append(PersonChange(code, record.person.name, fields, of_facts))
        else:
            same.append(code)
    absent = tuple(sorted(kept.keys() - {record.person.code for record in preview.rows}))
    return Differences(tuple(new), tuple(changed), tuple(same), absent, _named(new, changed))


def reimport(
    session: Session,
    campaign_id: str,
    preview: Preview[Record],
    agreed: str,
    *,
    reason: str,
    by: str,
    at: datetime,
) -> Differences:
    """Write new people and every difference, or nothing; the records that changed fall back to entry.

    `agreed` is the digest of the differences somebody looked at. Raises RefusedError
    `records.differences_changed` when they are others now, `records.no_reason`, and as `import_records`.
    """
    refuse_problems(preview.problems, "records.problems")
    lock(session, stream_of(campaign_id))
    refuse_faults(session, campaign_id, preview.rows)
    found = differences(session, campaign_id, preview)
    _refuse(found, agreed, reason)
    records = {record.person.code: record for record in preview.rows}
    for change in found.changed:
        _write(session, campaign_id, change, records[change.code], reason, by, at)
    rows.fall_back(session, campaign_id, [change.code for change in found.changed], by)
    insert(session, campaign_id, [records[code] for code in found.new], by)
    payload = {
        "new": list(found.new), "changed": [change.code for change in found.changed],
        "file_sha256": preview.digest,
    }  # fmt: skip
    rows.log(session, campaign_id, "records_reimported", payload, by, at)
    return found


def _refuse(found: Differences, agreed: str, reason: str) -> None:
    if found.digest != agreed:
        raise RefusedError(
            "records.differences_changed",
            _(
                "与已导入记录的差别，和刚才确认的不一样了（有人同时改过）。没有写入任何内容。"
                "请重新核对差别后再确认。"
            ),
        )
    if not reason.strip():
        raise RefusedError("records.no_reason", _("请写明为什么改动已导入的记录。没有写入任何内容。"))


def _write(
    session: Session, campaign_id: str, change: PersonChange, record: Record, reason: str,
    by: str, at: datetime,
) -> None:  # fmt: skip
    code = change.code
    write_profile(session, campaign_id, code, rows.columns(record), by=by, at=at, reason=reason)
    for one in change.facts:
        index, before = one.index, None
        if index is None:
            assert one.fact is not None
            index = next_index(session, campaign_id, code)
            session.add(rows.fact_row(campaign_id, code, index, one.fact))
        else:
            row = session.get_one(tables.Fact, (campaign_id, code, index))
            before = write_fact(row, one.fact or rows.fact_of(row))
            row.withdrawn = one.fact is None
        keep_change(session, campaign_id, code, index, before, reason, by, at)
    session.flush()


def _kept(session: Session, campaign_id: str) -> dict[str, tables.Candidate]:
    candidate = tables.Candidate
    return {
        row.code: row for row in session.exec(select(candidate).where(candidate.campaign_id == campaign_id))
    }


def _field_changes(row: tables.Candidate, record: Record) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(_LABELS[name], _shown(name, getattr(row, name)), _shown(name, value))
        for name, value in rows.columns(record).items()
        if getattr(row, name) != value
    )


def _shown(name: str, value: Any) -> str:
    match name, value:
        case _, None | "":
            return _NONE
        case "category", str():
            return CATEGORY_LABELS[value]
        case (("certificates" | "avoid_units"), str()):
            return "、".join(json.loads(value)) or _NONE
        case _, _:
            return str(value)


def _fact_changes(held: Sequence[tuple[int, Fact]], read: Sequence[Fact]) -> tuple[FactChange, ...]:
    """Equal facts pair off first, then those that differ in their proof alone, then those of one kind."""
    left, coming = list(held), list(read)
    pairs: list[tuple[tuple[int, Fact], Fact]] = []
    for alike in (_whole, _core, _kind):
        for fact in list(coming):
            match = next((one for one in left if alike(one[1]) == alike(fact)), None)
            if match is not None:
                left.remove(match)
                coming.remove(fact)
                pairs.append((match, fact))
    changes = [
        FactChange(index, fact_in_words(old), fact_in_words(new), new)
        for (index, old), new in sorted(pairs, key=lambda pair: pair[0][0])
        if _whole(old) != _whole(new)
    ]
    changes += [FactChange(index, fact_in_words(old), None, None) for index, old in left]
    changes += [FactChange(None, None, fact_in_words(new), new) for new in coming]
    return tuple(changes)


def _whole(fact: Fact) -> object:
    return _core(fact), fact.evidence, fact.document_number, fact.document_on, fact.page


def _core(fact: Fact) -> object:
    return fact.kind, sorted((name, str(value)) for name, value in fact.attributes.items())


def _kind(fact: Fact) -> object:
    return fact.kind


def fact_in_words(fact: Fact) -> str:
    """A fact with its proof: `奖励：三等功，日期 2016-08-30（个人奖励登记（报告）表，第47页）`."""
    page = "第" + fact.page + "页" if fact.page else ""  # Chinese for every reader: see `differences`
    proof = [fact.evidence or "没有证明材料", fact.document_number, _day(fact.document_on), page]
    return f"{in_words(fact.to_json())}（{'，'.join(part for part in proof if part)}）"


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def _named(new: Sequence[str], changed: Sequence[PersonChange]) -> str:
    return digest(
        [
            list(new),
            [
                [one.code, [[f.field, f.before, f.now] for f in one.fields],
                 [[f.index, f.before, f.now] for f in one.facts]]
                for one in changed
            ],
        ]
    )  # fmt: skip
