"""Making a notice, reading the finished paper back, and entering it in the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from public_notices.content import content_sha256
from public_notices.documents import document_pdf, notice_body_html
from public_notices.gate import check_release
from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft, canonical
from resettlement.journal.service import append, lock
from resettlement.objections.service import waiting
from resettlement.posting.publication import register, sha256
from resettlement.posting.release import refuse_unready_list
from resettlement.posting.tables import Notice
from resettlement.standing.service import freeze, standings


@dataclass(frozen=True)
class Prepared:
    """A notice as it will hang on the wall: its frozen content and the finished PDF."""

    content: Mapping[str, Any]
    pdf: bytes


def prepare(content: Mapping[str, Any], *, full_names: Iterable[str]) -> Prepared:
    """Make a notice and read the finished page and PDF back before anybody may post it.

    Raises the gate's error when an ID number, a telephone number, a full name or the like would be shown.
    Takes about half a second: never inside a transaction.
    """
    pdf = document_pdf(content)
    check_release(content, notice_body_html(content), pdf, full_names=full_names)
    return Prepared(content, pdf)


def post(db: Session, campaign_id: str, prepared: Prepared, *, by: str, at: datetime) -> Notice:
    """Enter a notice in the register. A number is given once; a posted notice is never changed.

    A list of scores or a correction of one is first held against the records: see `release`.
    """
    lock(db, stream_of(campaign_id))
    content, earlier = prepared.content, register(db, campaign_id)
    refuse_unready_list(db, campaign_id, content, earlier)
    if any(notice.number == content["number"] for notice in earlier):
        raise RefusedError("posting.number_taken", f"文号 {content['number']} 已经用过。请用下一个文号。")
    period = content["period"]
    notice = Notice(
        campaign_id=campaign_id,
        number=content["number"],
        sequence=len(earlier) + 1,
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
    db.add(notice)
    payload = {
        "number": notice.number,
        "kind": notice.kind,
        "posted_on": content["issued_on"],
        "data_sha256": notice.data_sha256,
        "pdf_sha256": notice.pdf_sha256,
    }
    append(db, stream_of(campaign_id), [Draft("notice_posted", payload)], by=by, at=at)
    return notice


def freeze_standing(db: Session, campaign_id: str, *, by: str, at: datetime) -> None:
    """After every period for objections: the newest standing is the one that the session uses.

    Raises RefusedError `posting.period_open` while somebody may still object, `posting.objections_open` while
    somebody waits for an answer, `posting.not_posted` when the newest standing was never posted.
    """
    lock(db, stream_of(campaign_id))
    newest, posted = standings(db, campaign_id)[-1], register(db, campaign_id)
    if newest.version not in {notice.standing for notice in posted}:
        raise RefusedError("posting.not_posted", "最新的名次还没有公示。请先张贴评分名次公示或更正公示。")
    still_open = [notice for notice in posted if notice.closes_on and notice.closes_on >= at.date()]
    if still_open:
        last = max(still_open, key=lambda notice: notice.closes_on or notice.posted_on)
        raise RefusedError(
            "posting.period_open", f"{last.number} 的公示期到 {last.closes_on} 为止，期满后才能冻结名次。"
        )
    if unanswered := waiting(db, campaign_id):
        numbers = "、".join(str(one.number) for one in unanswered)
        raise RefusedError(
            "posting.objections_open", f"第 {numbers} 号异议还没有答复，名次不能冻结。请先裁定，或写明不予受理。"
        )
    freeze(db, campaign_id, by=by, at=at)
