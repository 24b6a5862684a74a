"""Reading records for the office's own screens: the list by column, one person whole, why facts changed.

What is read here holds names and ID numbers; it is for signed-in staff and never for the public pages.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from resettlement.errors import BadInputError
from resettlement.records.model import Fact
from resettlement.records.rows import fact_of
from resettlement.records.tables import Candidate, FactChange, ProfileChange
from resettlement.records.tables import Fact as FactRow
from resettlement.records.vocabulary import KINDS
from resettlement.translation import gettext as _

_TAIL, _WHOLE = 6, 18
_KINDS = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Line:
    """One person in the list of records."""

    code: str
    name: str
    category: str
    sex: str
    born_on: date
    education: str
    facts: int
    entered_by: str
    reviewed_by: str | None
    confirmed_on: date | None
    refused_on: date | None
    returned_at: str | None
    removed_at: str | None


def lines(session: Session, campaign_id: str) -> list[Line]:
    """Everybody by code, in the columns that the list shows."""
    counted = dict(
        session.exec(
            select(FactRow.candidate, func.count())
            .where(FactRow.campaign_id == campaign_id, col(FactRow.withdrawn).is_(False))
            .group_by(FactRow.candidate)
        ).all()
    )
    rows = session.exec(
        select(  # type: ignore[call-overload,misc]
            Candidate.code, Candidate.name, Candidate.category, Candidate.sex, Candidate.born_on,
            Candidate.education, Candidate.entered_by, Candidate.reviewed_by, Candidate.confirmed_on,
            Candidate.refused_on, Candidate.returned_at, Candidate.removed_at,
        )
        .where(Candidate.campaign_id == campaign_id)
        .order_by(col(Candidate.code))
    ).all()  # fmt: skip
    return [_line(row, counted.get(row[0], 0)) for row in rows]


def _line(row: Sequence[Any], facts: int) -> Line:
    code, name, category, sex, born_on, education, *rest = row
    return Line(code, name, category, sex, born_on, education, facts, *rest)


def person_row(session: Session, campaign_id: str, code: str) -> Candidate:
    """One person's row. Raises BadInputError for a code the campaign does not have."""
    row = session.get(Candidate, (campaign_id, code))
    if row is None:
        raise BadInputError(_("本批次没有编号 %(codes)s。请核对编号。", codes=code), candidate=code)
    return row


def by_id_number(session: Session, campaign_id: str, typed: str) -> list[str]:
    """The codes of those whose ID number is this one, or ends in these six characters."""
    wanted = "".join(typed.split()).upper()
    number = col(Candidate.id_number)
    if len(wanted) not in (_TAIL, _WHOLE) or not wanted.isalnum():
        raise BadInputError(_("请填身份证号的全部 18 位，或最后 6 位。"))
    is_it = number == wanted if len(wanted) == _WHOLE else number.endswith(wanted, autoescape=True)
    query = select(Candidate.code).where(Candidate.campaign_id == campaign_id, is_it)
    return sorted(session.exec(query))


def facts_of(session: Session, campaign_id: str, code: str) -> list[tuple[int, Fact]]:
    """One person's facts with their index."""
    return [
        (row.index, fact_of(row)) for row in session.exec(_standing(campaign_id, FactRow.candidate == code))
    ]


def numbered_facts(session: Session, campaign_id: str) -> dict[str, list[tuple[int, Fact]]]:
    """Everybody's facts with their index, by code."""
    held: dict[str, list[tuple[int, Fact]]] = defaultdict(list)
    for row in session.exec(_standing(campaign_id)):
        held[row.candidate].append((row.index, fact_of(row)))
    return held


def _standing(campaign_id: str, *of: Any) -> Any:
    """The facts that were not withdrawn, by person and index."""
    rows = select(FactRow).where(FactRow.campaign_id == campaign_id, col(FactRow.withdrawn).is_(False), *of)
    return rows.order_by(col(FactRow.candidate), col(FactRow.index))


def changes_of(session: Session, campaign_id: str, code: str) -> list[FactChange]:
    """Every addition and correction of one person's facts, oldest first."""
    return list(
        session.exec(
            select(FactChange)
            .where(FactChange.campaign_id == campaign_id, FactChange.candidate == code)
            .order_by(col(FactChange.number))
        )
    )


def profile_changes_of(session: Session, campaign_id: str, code: str) -> list[ProfileChange]:
    """Every correction of one person's own fields, oldest first."""
    return list(
        session.exec(
            select(ProfileChange)
            .where(ProfileChange.campaign_id == campaign_id, ProfileChange.candidate == code)
            .order_by(col(ProfileChange.number))
        )
    )


def in_words(fact: Mapping[str, Any]) -> str:
    """A fact of RECORDS.json in the words of the sheet 事项: `奖励：三等功，日期 2016-08-30`."""
    kind = _KINDS[fact["kind"]]
    named = ("日期", "起", "止", "事由", "授予机关", "天数", "分数")
    said = []
    for attribute in kind.attributes:
        if attribute.name in fact:
            word = attribute.written(fact[attribute.name])
            if attribute.column == "集体":
                said += ["集体"] if word == "是" else []
            else:
                said.append(f"{attribute.column} {word}" if attribute.column in named else str(word))
    return f"{kind.label}：{'，'.join(said)}" if said else kind.label


def before_in_words(change: FactChange) -> str:
    """What stood there before a correction; for an addition, that it was added."""
    if change.before is None:
        return _("新增")
    return _("原为 %(fact)s", fact=in_words(json.loads(change.before)))
