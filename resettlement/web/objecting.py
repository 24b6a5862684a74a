"""The public form for an objection (异议): who may use it when, and what it files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from resettlement import database
from resettlement.errors import BadInputError
from resettlement.objections.model import FiledBy
from resettlement.objections.service import file_objection, salt
from resettlement.objections.tables import Objection
from resettlement.posting.publication import register
from resettlement.workdays import Period

PUBLIC = "public"
"""What the journal writes as `by` for what came in by the public form."""

MAX_TEXT = 2000
ITEMS = ("评分表", "名次", "岗位", "其他")
FILERS = {FiledBy.SELF.value: "本人", FiledBy.OTHER.value: "其他人"}


@dataclass(frozen=True)
class OpenNotice:
    """A notice that somebody may object to today."""

    number: str
    title: str
    period: Period


@dataclass(frozen=True)
class Typed:
    """What somebody typed, as far as the form itself can be judged."""

    notice: str
    candidate: str
    filed_by: str
    item: str
    text: str


@dataclass(frozen=True)
class Receipt:
    """What the person who objected takes away; `salt` opens the commitment in the journal."""

    number: int
    candidate: str
    item: str
    filed_on: date
    text: str
    salt: str


def open_notices(db: Session, campaign_id: str, on: date) -> tuple[OpenNotice, ...]:
    """The notices whose period includes the day, the newest first."""
    found = []
    for notice in reversed(register(db, campaign_id)):
        told = json.loads(notice.content)["period"]
        if told:
            period = Period(date.fromisoformat(told["from"]), date.fromisoformat(told["to"]))
            if notice.posted_on <= on <= period.last_on:
                found.append(OpenNotice(notice.number, notice.title, period))
    return tuple(found)


def read(form: Mapping[str, str], candidates: Mapping[str, str]) -> Typed:
    """What the form says. Raises BadInputError naming the field that is not right."""
    typed = Typed(
        form.get("notice", ""),
        form.get("candidate", "").strip().upper(),
        form.get("filed_by", ""),
        form.get("item", ""),
        form.get("text", "").replace("\r\n", "\n").strip(),
    )
    _check(typed, candidates)
    return typed


def file(engine: Engine, campaign_id: str, typed: Typed, *, at: datetime) -> Receipt:
    """File it within the period of the notice it names; sending it twice files it once.

    Raises BadInputError when that notice is not open today.
    """
    with database.transaction(engine) as db:
        open_now = {notice.number: notice for notice in open_notices(db, campaign_id, at.date())}
        notice = open_now.get(typed.notice)
        if notice is None:
            raise BadInputError("您要异议的公示现在不在公示期内。请从列出的公示中选一份。", field="notice")
        row = _already(db, campaign_id, typed, at.date()) or file_objection(
            db,
            campaign_id,
            candidate=typed.candidate,
            item=typed.item,
            filed_on=at.date(),
            filed_by=FiledBy(typed.filed_by),
            text=typed.text,
            period=notice.period,
            by=PUBLIC,
            at=at,
        )
        return Receipt(row.number, row.candidate, row.item, row.filed_on, row.text, salt(db, row, "text"))


def _check(typed: Typed, candidates: Mapping[str, str]) -> None:
    if typed.candidate not in candidates:
        raise BadInputError(
            "没有这个编号。编号在“评分与名次”页每一行的开头，例如 S07。请核对后重填。", field="candidate"
        )
    if typed.filed_by not in FILERS:
        raise BadInputError("请选择您是本人还是其他人。", field="filed_by")
    if typed.item not in ITEMS:
        raise BadInputError("请选择对哪一部分有异议。", field="item")
    if not typed.text:
        raise BadInputError("请写明异议的内容和理由。", field="text")
    if len(typed.text) > MAX_TEXT:
        raise BadInputError(
            f"内容有 {len(typed.text)} 字，超过 {MAX_TEXT} 字。请写要点，材料可当面提交。", field="text"
        )


def _already(db: Session, campaign_id: str, typed: Typed, on: date) -> Objection | None:
    """The same objection filed today: the page was sent again."""
    same = select(Objection).where(
        Objection.campaign_id == campaign_id,
        Objection.candidate == typed.candidate,
        Objection.item == typed.item,
        Objection.filed_by == typed.filed_by,
        Objection.filed_on == on,
        Objection.text == typed.text,
    )
    return db.exec(same).first()
