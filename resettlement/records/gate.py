"""The gate before writing: what will be public is read before it is kept, for a log never forgets.

Looked for is what the publish gate looks for (`public_notices.gate`), so that nothing is taken in that could
not be published afterwards. A wording that only looks like a name, as 高明中学 where somebody is called 高明,
is let through once the supervisor permits it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, TableClause, column, select, table
from sqlmodel import Session, col, func
from sqlmodel import select as rows_where

from public_notices.gate import NAME, NEVER, Finding, leaks, telephones
from public_notices.own_words import is_own_word
from public_notices.read_back import Reading
from resettlement import clock
from resettlement.campaign.service import campaign, categories, stream_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.journal.service import lock
from resettlement.journal.tables import JournalEntry
from resettlement.records.rows import log
from resettlement.records.tables import Candidate, PermittedWording
from resettlement.translation import gettext as _
from resettlement.translation import looked_up

Texts = Mapping[str, str] | Iterable[tuple[str, str]]
"""What somebody wrote, by the name of its field."""


@dataclass(frozen=True)
class Gate:
    """What a campaign's texts are held against: everybody's full name, and the wordings let through."""

    names: tuple[str, ...] = ()
    permitted: tuple[str, ...] = ()

    def found(self, texts: Texts) -> list[Finding]:
        """What may not be shown; `where` is the field."""
        pairs = texts.items() if isinstance(texts, Mapping) else texts
        return leaks(Reading(tuple(pairs)), self.names, self.permitted)

    def refuse(self, texts: Texts, remedy: str = "") -> None:
        """Raises RefusedError `gate.not_public` naming each field and what was found; `faults` by field.

        `remedy`: where none can be permitted, what else to do; see `rewording`.
        """
        if found := self.found(texts):
            faults = {
                where: "、".join(dict.fromkeys(_told(one) for one in found if one.where == where))
                for where in dict.fromkeys(one.where for one in found)
            }
            told = "；".join(f"“{field}”：{what}" for field, what in faults.items())
            said = _("这里写的会公开，没有写入任何内容。%(told)s。", told=told)
            raise RefusedError("gate.not_public", f"{said}{remedy or rewording()}。", faults=faults)


def gate_of(db: Session, campaign_id: str) -> Gate:
    """A campaign's gate as it stands, those who were removed among the names."""
    own = Candidate
    names = db.exec(rows_where(own.name).where(own.campaign_id == campaign_id)).all()
    return Gate(tuple(names), permitted(db, campaign_id))


def refuse_unpublishable(db: Session, campaign_id: str, texts: Texts) -> None:
    """Before a text is kept that will be public. Raises RefusedError `gate.not_public`."""
    gate_of(db, campaign_id).refuse(texts)


def permitted(db: Session, campaign_id: str) -> tuple[str, ...]:
    """What every gate lets through: the office's own telephones, and what the supervisor permitted."""
    own = db.get(Campaign, campaign_id)
    phones = tuple(telephones(own.contact_phone)) if own else ()
    return phones + tuple(row.wording for row in wordings(db, campaign_id))


def wordings(db: Session, campaign_id: str) -> Sequence[PermittedWording]:
    """The wordings that were permitted, oldest first."""
    of = PermittedWording
    return db.exec(rows_where(of).where(of.campaign_id == campaign_id).order_by(col(of.number))).all()


def permit_wording(
    db: Session, campaign_id: str, wording: str, reason: str, *, by: str, at: datetime
) -> PermittedWording:
    """Somebody looked, and this wording says nothing of anybody: every gate lets it through from now on.

    The log has its number alone: a wording that holds a name would tell whose. Raises RefusedError
    `gate.no_reason`, `gate.no_wording`, `gate.permitted_already`, `gate.never_permitted` for a number of a
    person or a card, `gate.wording_is_a_name` for a name by itself.
    """
    lock(db, stream_of(campaign_id))
    wording = wording.strip()
    _refuse_wording(gate_of(db, campaign_id), wording, reason)
    number = db.exec(rows_where(func.count()).where(PermittedWording.campaign_id == campaign_id)).one() + 1
    row = PermittedWording(
        campaign_id=campaign_id, number=number, wording=wording, reason=reason.strip(), by=by,
        at=clock.written(at),
    )  # fmt: skip
    db.add(row)
    db.flush()
    log(db, campaign_id, "wording_permitted", {"number": number}, by, at)
    return row


def named_in_public(db: Session, campaign_id: str, names: Mapping[str, str]) -> dict[str, str]:
    """Of people who come with these names (by code) those whose name a public text holds: which text."""
    texts, passed = list(_public_texts(db, campaign_id)), permitted(db, campaign_id)
    ours = {
        code: [_("网页和公告上的固定文字")]
        for code, name in names.items()
        if is_own_word(name) and name not in passed
    }
    if not ours and not _by_name(Gate(tuple(names.values()), passed).found(texts)):  # by far the commonest
        return {}
    found = {
        code: [*ours.get(code, ()), *(one.where for one in _by_name(Gate((name,), passed).found(texts)))]
        for code, name in names.items()
    }
    return {code: "、".join(dict.fromkeys(where)) for code, where in found.items() if where}


def refuse_named_in_public(db: Session, campaign_id: str, names: Mapping[str, str]) -> None:
    """Nobody comes whose full name a public text holds by chance. Raises RefusedError `gate.name_in_text`."""
    if found := named_in_public(db, campaign_id, names):
        told = "；".join(name_in_text(code, where) for code, where in found.items())
        raise RefusedError("gate.name_in_text", f"{told}。{name_remedy()}。", candidates=sorted(found))


def name_in_text(code: str, where: str) -> str:
    """What is wrong with a name that a public text holds."""
    return _("%(code)s 的姓名正好出现在公开的文字里（%(where)s）", code=code, where=where)


def name_remedy() -> str:
    """What helps: see `permit_wording`."""
    return _("核对姓名；确是巧合的，请监督人员在“准许公开的字样”页（/staff/wordings）登记那个字样后再导入")


def _by_name(found: Iterable[Finding]) -> list[Finding]:
    return [one for one in found if one.rule == NAME]


def _refuse_wording(gate: Gate, wording: str, reason: str) -> None:
    if not reason.strip():
        raise RefusedError("gate.no_reason", _("请写明为什么准许这个字样。"))
    if not wording:
        raise RefusedError("gate.no_wording", _("请写明准许哪个字样，如 高明中学。"))
    if wording in gate.permitted:
        raise RefusedError("gate.permitted_already", _("这个字样已经准许过。"))
    if any(one.rule in NEVER for one in Gate().found({"": wording})):
        said = _("证件号、银行卡号等一律不公开，不能准许。请改写原文。")
        raise RefusedError("gate.never_permitted", said)
    if wording in gate.names and not is_own_word(wording):
        said = _("“%(name)s”就是一个人的姓名，不能单独准许。请写完整的字样，如 高明中学。", name=wording)
        raise RefusedError("gate.wording_is_a_name", said)


# Read by the tables' names: the rooms that write them stand above this one.
_POSITION = table(
    "position", *map(column, ("campaign_id", "id", "unit", "title", "majors", "certificates", "note"))
)
_NOTICE = table("notice", *map(column, ("campaign_id", "number", "content")))
_SHEET = table("score_sheet", *map(column, ("campaign_id", "reason")))


def _public_texts(db: Session, campaign_id: str) -> Iterator[tuple[str, str]]:
    """Every text of a campaign that is public or will be, with where it stands."""
    row = campaign(db, campaign_id)
    own = (row.title, row.district, row.issuer, row.contact_office, row.contact_address, row.objection_guide)
    yield _("批次的名称和联系方式"), "\n".join((*own, row.settings))
    rules = [text for one in categories(db, campaign_id) for text in (one.pack_text, one.overlay_text or "")]
    yield _("计分规则和选岗会规则"), "\n".join((*rules, row.session_rules))
    for post in _rows(db, _POSITION, campaign_id):
        said = (str(post[name]) for name in ("unit", "title", "majors", "certificates", "note"))
        yield _("岗位 %(id)s", id=post["id"]), "\n".join(said)
    for notice in _rows(db, _NOTICE, campaign_id):
        yield notice["number"], notice["content"]
    for reason in {sheet["reason"] for sheet in _rows(db, _SHEET, campaign_id)}:
        yield _("评分的理由"), reason
    entry = JournalEntry
    for payload in db.exec(rows_where(entry.payload).where(entry.stream == stream_of(campaign_id))):
        yield _("日志"), payload


def _rows(db: Session, of: TableClause, campaign_id: str) -> Sequence[RowMapping]:
    return db.execute(select(of).where(of.c.campaign_id == campaign_id)).mappings().all()


def unfit(found: Finding) -> str:
    """What is wrong with a text that may not be published."""
    return _("不能公开：%(what)s", what=_told(found))


def rewording() -> str:
    """What to do about it."""
    further = _("单位名称等恰好与姓名相同的，请监督人员在“准许公开的字样”页（/staff/wordings）登记后再试")
    return f"{without_people()}。{further}"


def without_people() -> str:
    """How a public text is written."""
    return _("不写姓名、电话、证件号、单位番号；用编号，如 S07")


def _told(found: Finding) -> str:
    return f"{looked_up(found.rule)}（{found.excerpt}）"
