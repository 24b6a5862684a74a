"""The public form for an objection (异议): who may use it when, and what it files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from public_notices.translation import gettext as _
from public_notices.translation import in_chinese
from resettlement.campaign.service import stream_of
from resettlement.errors import BadInputError
from resettlement.journal.service import act
from resettlement.objections.model import FiledBy, Source
from resettlement.objections.service import file_objection, salt
from resettlement.objections.tables import Objection
from resettlement.posting.publication import register
from resettlement.workdays import Period

PUBLIC = "public"
"""What the journal writes as `by` for what came in by the public form."""

MAX_TEXT = 2000
MAX_NAME = 40
ITEMS = ("评分表", "名次", "岗位", "其他")
FILERS = {FiledBy.SELF.value: "本人", FiledBy.OTHER.value: "其他人"}
FIELDS = ("notice", "candidate", "filed_by", "item", "line", "text", "name", "phone")
_PHONE = re.compile(r"\+?[\d\s()（）-]{5,24}")


@dataclass(frozen=True)
class OpenNotice:
    """A notice that somebody may object to today."""

    number: str
    title: str
    period: Period


@dataclass(frozen=True)
class Receipt:
    """What the person who objected takes away; `salt` opens the commitment in the journal."""

    number: int
    candidate: str
    item: str
    filed_on: date
    text: str
    salt: str = field(repr=False)


def open_notices(db: Session, campaign_id: str, on: date) -> tuple[OpenNotice, ...]:
    """The notices whose period includes the day, the newest first."""
    found = []
    for notice in reversed(register(db, campaign_id)):
        if notice.closes_on is not None and notice.posted_on <= on <= notice.closes_on:
            first_on = date.fromisoformat(json.loads(notice.content)["period"]["from"])
            found.append(OpenNotice(notice.number, notice.title, Period(first_on, notice.closes_on)))
    return tuple(found)


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form without what surrounds them; the number as it is printed."""
    read = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in FIELDS}
    return read | {"candidate": read["candidate"].upper()}


def lines_of(sheet: Mapping[str, Any]) -> list[str]:
    """The lines of a posted sheet that one can object to, by label."""
    return [line["label"] for line in sheet["lines"]] + (
        [sheet["withheld"]["label"]] if sheet["withheld"] else []
    )


def problems(read: Mapping[str, str], sheets: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What is not right, by field. `sheets`: the posted ones, by candidate."""
    found = {}
    if read["candidate"] not in sheets:
        found["candidate"] = _("没有这个编号。编号在“评分与名次”页每一行的开头，例如 S07。请核对后重填。")
    elif read["line"] and read["line"] not in lines_of(sheets[read["candidate"]]):
        found["line"] = _("这个人的评分表里没有这一行。请重新选择。")
    if read["filed_by"] not in FILERS:
        found["filed_by"] = _("请选择您是本人还是其他人。")
    if read["item"] not in ITEMS:
        found["item"] = _("请选择对哪一部分有异议。")
    if not read["text"]:
        found["text"] = _("请写明异议的内容和理由。")
    elif len(read["text"]) > MAX_TEXT:
        found["text"] = _(
            "内容有 %(count)s 字，超过 %(most)s 字。请写要点，材料可当面提交。",
            count=len(read["text"]),
            most=MAX_TEXT,
        )
    return found | _contact_problems(read)


def _contact_problems(read: Mapping[str, str]) -> dict[str, str]:
    found = {}
    if not read["name"]:
        found["name"] = _("请填写您的姓名，裁定书要写明答复谁。")
    elif len(read["name"]) > MAX_NAME:
        found["name"] = _("姓名太长。请只填姓名。")
    if not _PHONE.fullmatch(read["phone"]):
        found["phone"] = _("请填写能打通的电话号码，例如 0513-88880000。")
    return found


def file(engine: Engine, campaign_id: str, read: Mapping[str, str]) -> Receipt:
    """File it within the period of the notice it names; sending it twice, at once too, files it once.

    Raises BadInputError when that notice is not open today.
    """

    def keep(db: Session, at: datetime) -> Receipt:
        open_now = {notice.number: notice for notice in open_notices(db, campaign_id, at.date())}
        notice = open_now.get(read["notice"])
        if notice is None:
            raise BadInputError(_("您要异议的公示现在不在公示期内。请从列出的公示中选一份。"), field="notice")
        text = _as_filed(read)
        row = _already(db, campaign_id, read, text, at.date()) or file_objection(
            db,
            campaign_id,
            candidate=read["candidate"],
            item=read["item"],
            filed_on=at.date(),
            filed_by=FiledBy(read["filed_by"]),
            text=text,
            period=notice.period,
            source=Source.ONLINE,
            by=PUBLIC,
            at=at,
        )
        return Receipt(row.number, row.candidate, row.item, row.filed_on, row.text, salt(db, row, "text"))

    return act(engine, stream_of(campaign_id), keep)


@in_chinese
def _as_filed(read: Mapping[str, str]) -> str:
    """The text with the line it is about before it and whom to answer below: for the office, in Chinese."""
    parts = [
        _("所指的行：%(line)s", line=read["line"]) if read["line"] else "",
        read["text"],
        _("提出人：%(name)s", name=read["name"]),
        _("联系电话：%(phone)s", phone=read["phone"]),
    ]
    return "\n".join(filter(None, parts))


def _already(db: Session, campaign_id: str, read: Mapping[str, str], text: str, on: date) -> Objection | None:
    """The same objection filed today: the page was sent again."""
    same = select(Objection).where(
        Objection.campaign_id == campaign_id,
        Objection.candidate == read["candidate"],
        Objection.item == read["item"],
        Objection.filed_by == read["filed_by"],
        Objection.filed_on == on,
        Objection.text == text,
    )
    return db.exec(same).first()
