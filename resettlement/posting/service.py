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
from public_notices.translation import gettext as _
from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft, canonical
from resettlement.journal.service import append, lock, newest_by_type
from resettlement.objections.service import waiting
from resettlement.positions import again
from resettlement.positions.model import Offer
from resettlement.posting.publication import positions_correction, posted, sha256
from resettlement.posting.release import refuse_unready_list
from resettlement.posting.tables import Notice
from resettlement.records.model import Preview
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.wishes.service import commitments
from resettlement.standing.service import freeze, newest_standing


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


def post(db: Session, campaign_id: str, prepared: Prepared, *, by: str, at: datetime) -> Notice:
    """Enter a notice in the register. A number is given once; a posted notice is never changed.

    A list of scores or a correction of one is first held against the records: see `release`.
    """
    lock(db, stream_of(campaign_id))
    content, earlier = prepared.content, posted(db, campaign_id)
    refuse_unready_list(db, campaign_id, content, earlier)
    if any(notice.number == content["number"] for notice in earlier):
        raise RefusedError(
            "posting.number_taken", _("文号 %(number)s 已经用过。请用下一个文号。", number=content["number"])
        )
    _refuse_other_correction(db, campaign_id, content)
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
    newest, notices = newest_standing(db, campaign_id), posted(db, campaign_id)
    if newest is None or newest.version not in {notice.standing for notice in notices}:
        raise RefusedError("posting.not_posted", "最新的名次还没有公示。请先张贴评分名次公示或更正公示。")
    still_open = [notice for notice in notices if notice.closes_on and notice.closes_on >= at.date()]
    if still_open:
        last = max(still_open, key=lambda notice: notice.closes_on or notice.posted_on)
        raise RefusedError(
            "posting.period_open",
            _(
                "%(number)s 的公示期到 %(last)s 为止，期满后才能冻结名次。",
                number=last.number,
                last=last.closes_on,
            ),
        )
    if unanswered := waiting(db, campaign_id):
        numbers = "、".join(str(one.number) for one in unanswered)
        raise RefusedError(
            "posting.objections_open",
            _("第 %(numbers)s 号异议还没有答复，名次不能冻结。请先裁定，或写明不予受理。", numbers=numbers),
        )
    freeze(db, newest, by=by, at=at)


def replace_positions(
    db: Session,
    campaign_id: str,
    preview: Preview[Offer],
    agreed: str,
    *,
    correction: str,
    by: str,
    at: datetime,
) -> again.Differences:
    """Put another position list in the place of a wrong one. Once the list was posted, `correction` is the
    number under which it will be posted anew; before that it is "".

    Raises RefusedError `posting.session_opened`, `posting.wishes_filed`, `posting.correction_missing`,
    `posting.number_taken`, and what `positions.again.replace_positions` raises.
    """
    lock(db, stream_of(campaign_id))
    _refuse_too_late(db, campaign_id)
    notices = posted(db, campaign_id)
    if any(notice.kind == "positions" for notice in notices):
        _check_correction(correction, {notice.number for notice in notices})
    else:
        correction = ""
    return again.replace_positions(
        db, campaign_id, preview, agreed, correction=correction or None, by=by, at=at
    )


def _refuse_too_late(db: Session, campaign_id: str) -> None:
    """Wishes name posts, and the session is bound to the list by its digest."""
    if newest_by_type(db, session_stream(campaign_id)):
        raise RefusedError("posting.session_opened", _("选岗会已经开场，岗位表不能再换。"))
    if commitments(db, campaign_id):
        raise RefusedError(
            "posting.wishes_filed", _("志愿已按现在的岗位表填报、封存，岗位表不能再换。请报领导另行处理。")
        )


def _check_correction(number: str, taken: set[str]) -> None:
    if not number:
        raise RefusedError(
            "posting.correction_missing", _("岗位已经公示过，请写明将用哪个文号重新公示岗位。")
        )
    if number in taken:
        raise RefusedError(
            "posting.number_taken", _("文号 %(number)s 已经用过。请用下一个文号。", number=number)
        )


def _refuse_other_correction(db: Session, campaign_id: str, content: Mapping[str, Any]) -> None:
    """A list that was replaced after its posting is posted anew under the number that was given then."""
    number = positions_correction(db, campaign_id) if content["kind"] == "positions" else None
    if number and number != content["number"]:
        raise RefusedError(
            "posting.other_correction",
            _("更换岗位表时定下，重新公示岗位用文号 %(number)s。请按这个文号张贴。", number=number),
        )
