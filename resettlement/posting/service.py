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
from resettlement.journal.service import act, append, lock, newest_by_type
from resettlement.objections.service import answered_by, not_carried_out, waiting
from resettlement.positions import again
from resettlement.positions.model import Offer
from resettlement.posting import drafting
from resettlement.posting.drafting import Draft
from resettlement.posting.publication import Posted, posted, sha256, still_open
from resettlement.posting.release import refuse_unready_list
from resettlement.posting.tables import Notice
from resettlement.records.gate import gate_of
from resettlement.records.model import Preview
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.wishes.service import commitments
from resettlement.standing.release import refuse_changed
from resettlement.standing.service import freeze, newest_standing, unfreeze
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
    content, earlier = prepared.content, posted(db, campaign_id)
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
    refuse_unready_list(db, campaign_id, content, earlier)
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


def freeze_standing(db: Session, campaign_id: str, *, by: str, at: datetime) -> None:
    """After every period for objections: the newest standing is the one that the session uses.

    Raises RefusedError `posting.not_posted` when the newest standing was never posted, or a lifted freeze was
    not, `records.not_reviewed` and `standing.stale` where a record was changed since, `posting.period_open`
    while somebody may still object, `posting.objections_open` while somebody waits for an answer,
    `objections.not_carried_out` while an upheld one has led to nothing.
    """
    lock(db, stream_of(campaign_id))
    newest, notices = newest_standing(db, campaign_id), posted(db, campaign_id)
    if newest is None or newest.version not in {notice.standing for notice in notices}:
        raise RefusedError("posting.not_posted", _("最新的名次还没有公示。请先张贴评分名次公示或更正公示。"))
    if drafting.is_unfrozen(db, campaign_id):
        raise RefusedError(
            "posting.not_posted", _("名次解除冻结之后还没有张贴更正公示。请先张贴，公示期满后再冻结。")
        )
    refuse_changed(db, campaign_id)
    _refuse_open_periods(notices, at.astimezone(clock.CHINA).date())
    _refuse_objections(db, campaign_id)
    freeze(db, newest, by=by, at=at)


def unfreeze_standing(db: Session, campaign_id: str, reason: str, *, by: str, at: datetime) -> None:
    """Lift the freeze before the session; a correction notice says so and hangs before it is frozen again.

    Raises RefusedError `posting.session_opened`, `standing.not_frozen`, `standing.no_reason`.
    """
    lock(db, stream_of(campaign_id))
    if newest_by_type(db, session_stream(campaign_id)):
        raise RefusedError("posting.session_opened", _("选岗会已经开场，名次不能再解除冻结。"))
    unfreeze(db, campaign_id, reason, by=by, at=at)


def _refuse_open_periods(notices: list[Posted], today: date) -> None:
    if last := still_open(notices, today):
        raise RefusedError(
            "posting.period_open",
            _(
                "%(number)s 的公示期到 %(last)s 为止，期满后才能冻结名次。",
                number=last.number,
                last=last.closes_on,
            ),
        )


def _refuse_objections(db: Session, campaign_id: str) -> None:
    if unanswered := waiting(db, campaign_id):
        numbers = "、".join(str(one.number) for one in unanswered)
        raise RefusedError(
            "posting.objections_open",
            _("第 %(numbers)s 号异议还没有答复，名次不能冻结。请先裁定，或写明不予受理。", numbers=numbers),
        )
    if upheld := not_carried_out(db, campaign_id):
        numbers = "、".join(str(one.number) for one in upheld)
        raise RefusedError(
            "objections.not_carried_out",
            _(
                "第 %(numbers)s 号异议已裁定成立，还没有登记按裁定办理，名次不能冻结。"
                "请更正档案、重新评分并登记，再做更正公示。",
                numbers=numbers,
            ),
        )


def replace_positions(
    db: Session, campaign_id: str, preview: Preview[Offer], agreed: str, *, by: str, at: datetime
) -> again.Differences:
    """Put another position list in the place of a wrong one. Once the list was posted it is open to be
    corrected: posted anew before the hall opens.

    Raises RefusedError `posting.session_opened`, `posting.wishes_filed`, and what
    `positions.again.replace_positions` raises.
    """
    lock(db, stream_of(campaign_id))
    _refuse_too_late(db, campaign_id)
    return again.replace_positions(db, campaign_id, preview, agreed, by=by, at=at)


def _refuse_too_late(db: Session, campaign_id: str) -> None:
    """Wishes name posts, and the session is bound to the list by its digest."""
    if newest_by_type(db, session_stream(campaign_id)):
        raise RefusedError("posting.session_opened", _("选岗会已经开场，岗位表不能再换。"))
    if commitments(db, campaign_id):
        raise RefusedError(
            "posting.wishes_filed", _("志愿已按现在的岗位表填报、封存，岗位表不能再换。请报领导另行处理。")
        )
