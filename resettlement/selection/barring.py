"""A reviewer closes a single post to a single person (一人一岗), or opens it again, before the hall
opens or in its standby zone.

No notice is needed: it concerns nobody else's standing. The log says who and which post, that of the
session once it is open; the reason is the office's and the person's.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from resettlement.campaign.service import stream_of
from resettlement.clock import written
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock, newest_by_type
from resettlement.positions.bars import closed, decisions
from resettlement.positions.service import positions
from resettlement.positions.tables import PositionBar
from resettlement.records.rows import refuse_unknown
from resettlement.selection.service import current, execute
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.session.events.post_barred import BarPost
from resettlement.translation import gettext as _


def bar(
    db: Session, campaign_id: str, candidate: str, position: str, reason: str, *, by: str, at: datetime
) -> None:
    """Close a post to a person.

    Raises RefusedError `records.unknown_candidate`, `positions.unknown_position`, `records.no_reason`,
    `positions.already_barred`, and in the session what `BarPost` raises: who has chosen is not asked again.
    """
    _ready(db, campaign_id, candidate, position, reason)
    if position in closed(decisions(db, campaign_id, candidate)):
        told = {"code": candidate, "post": position}
        raise RefusedError("positions.already_barred", _("岗位 %(post)s 已经不对 %(code)s 开放。", **told))
    _decide(db, campaign_id, candidate, position, reason, barred=True, by=by, at=at)


def unbar(
    db: Session, campaign_id: str, candidate: str, position: str, reason: str, *, by: str, at: datetime
) -> None:
    """Open a post to a person again. Raises as `bar` does, and `positions.not_barred`."""
    _ready(db, campaign_id, candidate, position, reason)
    if position not in closed(decisions(db, campaign_id, candidate)):
        told = {"code": candidate, "post": position}
        raise RefusedError("positions.not_barred", _("岗位 %(post)s 没有对 %(code)s 关闭过。", **told))
    _decide(db, campaign_id, candidate, position, reason, barred=False, by=by, at=at)


def _ready(db: Session, campaign_id: str, candidate: str, position: str, reason: str) -> None:
    lock(db, stream_of(campaign_id))
    refuse_unknown(db, campaign_id, [candidate])
    if position not in {one.id for one in positions(db, campaign_id)}:
        raise RefusedError(
            "positions.unknown_position", _("岗位表里没有 %(post)s，请核对编号。", post=position)
        )
    if not reason.strip():
        raise RefusedError("records.no_reason", _("%(code)s：请写明理由。", code=candidate))


def _decide(
    db: Session, campaign_id: str, candidate: str, position: str, reason: str,
    *, barred: bool, by: str, at: datetime,
) -> None:  # fmt: skip
    number = 1 + sum(row.position == position for row in decisions(db, campaign_id, candidate))
    db.add(
        PositionBar(
            campaign_id=campaign_id, candidate=candidate, position=position, number=number, barred=barred,
            reason=reason.strip(), by=by, at=written(at),
        )
    )  # fmt: skip
    session_id = current(db, campaign_id)
    if newest_by_type(db, session_stream(session_id)):
        execute(db, session_id, BarPost(candidate, position, barred), by=by, at=at)
        return
    payload = {"candidate": candidate, "position": position}
    kind = "position_barred" if barred else "position_unbarred"
    append(db, stream_of(campaign_id), [Draft(kind, payload)], by=by, at=at)
