"""Filing an objection (异议): to a notice that hangs, by the public form or on paper at the office's desk; on
the spot in the hall, where the supervisor takes it down.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from resettlement import clock
from resettlement.campaign.service import stream_of
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import lock
from resettlement.objections.model import FiledBy, Source
from resettlement.objections.service import file_objection, salt
from resettlement.objections.tables import Objection
from resettlement.publication.register import Posted, posted, register, withdrawn
from resettlement.records.rows import refuse_unknown
from resettlement.rights import PUBLIC
from resettlement.selection.service import load
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later
from resettlement.translation import in_chinese
from resettlement.workdays import Period

MAX_TEXT = 2000


MAX_NAME = 40


ITEMS = (later("评分表"), later("名次"), later("岗位"), later("其他"))


IN_THE_HALL = "选岗会"
"""What an objection raised on the spot is about, as the campaign's log says it."""


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
    found, gone = [], withdrawn(db, campaign_id)
    for notice in reversed(register(db, campaign_id)):
        if notice.closes_on is None or notice.number in gone:
            continue
        if notice.posted_on <= on <= notice.closes_on:
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


def file_online(db: Session, campaign_id: str, read: Mapping[str, str], *, at: datetime) -> Receipt:
    """File it within the period of the notice it names; sending it twice, at once too, files it once.

    Raises RefusedError `objections.outside_period` when that notice is not open today,
    `records.unknown_candidate`, and what `file_objection` raises.
    """
    lock(db, stream_of(campaign_id))
    refuse_unknown(db, campaign_id, [read["candidate"]])
    today = at.astimezone(clock.CHINA).date()
    open_now = {notice.number: notice for notice in open_notices(db, campaign_id, today)}
    notice = open_now.get(read["notice"])
    if notice is None:
        raise RefusedError(
            "objections.outside_period",
            _("您要异议的公示现在不在公示期内。请从列出的公示中选一份。"),
            field="notice",
        )
    text = _as_filed(read)
    row = _already(db, campaign_id, read, text, today) or file_objection(
        db,
        campaign_id,
        candidate=read["candidate"],
        item=read["item"],
        filed_on=today,
        filed_by=FiledBy(read["filed_by"]),
        text=text,
        period=notice.period,
        source=Source.ONLINE,
        by=PUBLIC,
        at=at,
    )
    return Receipt(row.number, row.candidate, row.item, row.filed_on, row.text, salt(db, row, "text"))


def file_on_paper(
    db: Session,
    campaign_id: str,
    candidate: str,
    text: str,
    *,
    item: str = "评分表",
    filed_by: FiledBy,
    notice: str | None = None,
    by: str,
    at: datetime,
    filed_on: date | None = None,
) -> Objection:
    """What came on paper, entered by the office: to the notice named, else to the newest that is open.

    Raises RefusedError `objections.outside_period` where none is, `objections.filed_in_future`,
    `objections.unknown_notice`, `records.unknown_candidate`, and what `file_objection` raises.
    """
    lock(db, stream_of(campaign_id))
    refuse_unknown(db, campaign_id, [candidate])
    today = at.astimezone(clock.CHINA).date()
    day = filed_on or today
    if day > today:
        raise RefusedError(
            "objections.filed_in_future",
            _("提出日期（%(day)s）还没有到，今天是 %(today)s。请核对日期。", day=day, today=today),
        )
    return file_objection(
        db,
        campaign_id,
        candidate=candidate,
        item=item,
        filed_on=day,
        filed_by=filed_by,
        text=text,
        period=_period_of(posted(db, campaign_id), notice, day),
        by=by,
        at=at,
    )


def file_in_the_hall(
    db: Session,
    campaign_id: str,
    candidate: str,
    text: str,
    *,
    filed_by: FiledBy,
    by: str,
    at: datetime,
) -> Objection:
    """What somebody in the hall says against a person's turn or pick, once it was opened; it needs no notice.

    Raises RefusedError `selection.not_open`, BadInputError for somebody who takes no part, and what
    `file_objection` raises.
    """
    lock(db, stream_of(campaign_id))
    if candidate not in load(db, campaign_id).assignment:
        raise BadInputError(_("请选择异议涉及的候选人。"))
    return file_objection(
        db,
        campaign_id,
        candidate=candidate,
        item=IN_THE_HALL,
        filed_on=at.astimezone(clock.CHINA).date(),
        filed_by=filed_by,
        text=text,
        period=None,
        source=Source.HALL,
        by=by,
        at=at,
    )


def _period_of(notices: Sequence[Posted], number: str | None, day: date) -> Period:
    """Of the notice with this number; without one of the newest that is open on the day, else the newest."""
    hung = [
        (one.number, Period(one.posted_on, one.closes_on)) for one in notices if one.closes_on is not None
    ]
    if number is not None:
        hung = [(own, period) for own, period in hung if own == number]
        if not hung:
            raise RefusedError(
                "objections.unknown_notice",
                _("没有文号为 %(number)s 的公示。请从列表中选择。", number=number),
                field="notice",
            )
    if not hung:
        raise RefusedError(
            "objections.outside_period", _("还没有张贴公示，没有可以提出异议的。请在公示期内提出。")
        )
    is_open = [period for _number, period in hung if period.first_on <= day <= period.last_on]
    return (is_open or [period for _number, period in hung])[-1]


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
