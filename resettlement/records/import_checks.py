"""What a campaign finds wrong in a records workbook, beyond what the workbook says of itself.

One function says it, for the check that is shown before and for the import that is refused after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from resettlement.campaign.tables import Category
from resettlement.errors import RefusedError
from resettlement.records.freezing import refuse_frozen
from resettlement.records.gate import gate_of, name_in_text, name_remedy, named_in_public, unfit
from resettlement.records.model import CATEGORY_LABELS, Preview, Record
from resettlement.records.tables import Candidate
from resettlement.translation import gettext as _
from resettlement.translation import looked_up


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit: the refusal's code, whose row, which field, what is wrong and right."""

    code: str
    candidates: tuple[str, ...]
    field: str
    wrong: str
    right: str


def checked(session: Session, campaign_id: str, preview: Preview[Record]) -> Preview[Record]:
    """The preview with what this campaign finds wrong, by cell. Raises RefusedError `standing.frozen`."""
    refuse_frozen(session, campaign_id)
    return preview.with_findings(
        preview.places[one.candidates[0]].problem(one.field, one.wrong, one.right)
        for one in faults(session, campaign_id, preview.rows)
    )


def refuse_faults(session: Session, campaign_id: str, records: Sequence[Record]) -> None:
    """Nothing is written of a workbook that does not fit the campaign. Raises RefusedError `standing.frozen`,
    `records.category`, `records.removed`, `records.already_imported` for an ID number kept under another
    code, `gate.not_public` for a code, `gate.name_in_text` for a name.
    """
    refuse_frozen(session, campaign_id)
    for first in faults(session, campaign_id, records):
        raise RefusedError(
            first.code,
            _(
                "%(who)s：%(wrong)s。没有写入任何内容。%(right)s。",
                who=first.candidates[0],
                wrong=first.wrong,
                right=first.right,
            ),
            candidates=list(first.candidates),
        )


def faults(session: Session, campaign_id: str, records: Sequence[Record]) -> Iterator[Fault]:
    """Everything that does not fit, person by person; names against public texts last."""
    known = set(session.exec(select(Category.id).where(Category.campaign_id == campaign_id)))
    here = select(Candidate).where(Candidate.campaign_id == campaign_id)
    kept = {row.code: row for row in session.exec(here)}
    numbers = {row.id_number: code for code, row in kept.items()}
    gate = gate_of(session, campaign_id)
    for record in records:
        code, category = record.person.code, record.person.category
        if category not in known:
            wrong = _("本批次没有“%(label)s”这一类", label=looked_up(CATEGORY_LABELS[category]))
            yield Fault("records.category", (code,), "category", wrong, _("核对类别，或先设立这一类"))
        if code in kept and (why := kept[code].removed_because):
            wrong = _("%(code)s 已移出本批次（%(why)s）", code=code, why=why)
            yield Fault(
                "records.removed", (code,), "code", wrong, _("从工作簿里删去这一行；移错的，先在其档案页恢复")
            )
        if (other := numbers.get(record.id_number, code)) != code:
            wrong = _("这个身份证号已登记在 %(other)s 名下", other=other)
            yield Fault("records.already_imported", (code, other), "id_number", wrong, _("核对是否同一人"))
        for found in gate.found({"code": code}):
            yield Fault("gate.not_public", (code,), "code", unfit(found), _("编号会公开，换一个编号"))
    names = {one.person.code: one.person.name for one in records if one.person.name not in gate.names}
    for code, where in named_in_public(session, campaign_id, names).items():
        yield Fault("gate.name_in_text", (code,), "name", name_in_text(code, where), name_remedy())
