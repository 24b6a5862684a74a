"""A standing frozen (冻结) once periods are over and objections answered; unfrozen with a reason."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import lock, newest_by_type
from resettlement.notices import drafting
from resettlement.objections.service import not_carried_out, unanswered
from resettlement.publication.register import Posted, posted, still_open
from resettlement.selection.service import stream_of as session_stream
from resettlement.standing.release import refuse_changed
from resettlement.standing.service import freeze, newest_standing, unfreeze
from resettlement.translation import gettext as _


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
    if numbers := unanswered(db, campaign_id):
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
