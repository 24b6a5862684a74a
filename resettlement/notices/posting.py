"""Making a notice, reading the finished paper back, and entering it in the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from public_notices.content import content_sha256
from public_notices.documents import document_pdf, notice_body_html
from public_notices.gate import check_release
from resettlement import clock, database
from resettlement.campaign.service import stream_of
from resettlement.errors import ConflictError, RefusedError
from resettlement.journal.model import Draft as Entered
from resettlement.journal.model import canonical
from resettlement.journal.service import act, append, lock
from resettlement.notices import drafting
from resettlement.notices.drafting import Draft
from resettlement.notices.release import refuse_unready_list
from resettlement.objections.service import answered_by
from resettlement.publication.register import every_posted, posted, sha256
from resettlement.publication.tables import Notice
from resettlement.records.gate import gate_of
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Prepared:
    """A notice as it will hang on the wall: its frozen content and the finished PDF."""

    content: Mapping[str, Any]
    pdf: bytes


def prepare(
    content: Mapping[str, Any], *, full_names: Iterable[str], permitted: Iterable[str] = ()
) -> Prepared:
    """Make a notice and read the finished page and PDF back before anybody may post it.

    `permitted` is `records.gate.permitted`. Raises the gate's error when an ID number, a telephone number, a
    full name or the like would be shown. Takes about half a second: never inside a transaction.
    """
    pdf = document_pdf(content)
    check_release(content, notice_body_html(content), pdf, full_names=full_names, permitted=permitted)
    return Prepared(content, pdf)


def post_notice(engine: Engine, campaign_id: str, draft: Draft, *, by: str) -> Notice:
    """Make a notice, read it back and post it: what the office's form and the campaign script do.

    The paper is made outside any transaction, and what it says is checked once more under the lock. Raises
    what `drafting.content_of`, :func:`prepare` and :func:`post` raise, and ConflictError where records,
    standing or positions changed meanwhile.
    """
    with database.reading(engine) as db:
        content = drafting.content_of(db, campaign_id, draft)
        gate = gate_of(db, campaign_id)
    prepared = prepare(content, full_names=gate.names, permitted=gate.permitted)

    def checked_and_posted(db: Session, at: datetime) -> Notice:
        now = drafting.content_of(db, campaign_id, draft)
        if content_sha256(now) != content_sha256(content):
            raise ConflictError(_("出纸的时候，档案、名次或岗位有了变化，没有张贴。请重新预览。"))
        return post(db, campaign_id, prepared, by=by, at=at)

    return act(engine, stream_of(campaign_id), checked_and_posted)


def post(db: Session, campaign_id: str, prepared: Prepared, *, by: str, at: datetime) -> Notice:
    """Enter a notice in the register. A number is given once; a posted notice is never changed.

    A list of scores or a correction of one is first held against the records: see `release`. Raises
    RefusedError `posting.not_today` for a notice that bears another day than it is posted on.
    """
    lock(db, stream_of(campaign_id))
    content, earlier = prepared.content, every_posted(db, campaign_id)
    today = at.astimezone(clock.CHINA).date().isoformat()
    if content["issued_on"] != today:
        raise RefusedError(
            "posting.not_today",
            _(
                "公告上写的是 %(issued)s，今天是 %(today)s。公告在张贴的当天落款，请重新预览。",
                issued=content["issued_on"],
                today=today,
            ),
        )
    refuse_unready_list(db, campaign_id, content, posted(db, campaign_id))
    if any(notice.number == content["number"] for notice in earlier):
        raise RefusedError(
            "posting.number_taken", _("文号 %(number)s 已经用过。请用下一个文号。", number=content["number"])
        )
    notice = _notice(campaign_id, prepared, len(earlier) + 1)
    db.add(notice)
    payload = {
        "number": notice.number,
        "kind": notice.kind,
        "posted_on": content["issued_on"],
        "data_sha256": notice.data_sha256,
        "pdf_sha256": notice.pdf_sha256,
    }
    append(db, stream_of(campaign_id), [Entered("notice_posted", payload)], by=by, at=at)
    if notice.kind == "correction" and notice.standing is not None:
        answered_by(db, campaign_id, notice.standing, notice.number)
    return notice


def _notice(campaign_id: str, prepared: Prepared, sequence: int) -> Notice:
    content = prepared.content
    period = content["period"]
    return Notice(
        campaign_id=campaign_id,
        number=content["number"],
        sequence=sequence,
        kind=content["kind"],
        title=content["title"],
        posted_on=date.fromisoformat(content["issued_on"]),
        closes_on=date.fromisoformat(period["to"]) if period else None,
        standing=content.get("standing_version"),
        content=canonical(content),
        data_sha256=content_sha256(content),
        pdf=prepared.pdf,
        pdf_sha256=sha256(prepared.pdf),
    )
