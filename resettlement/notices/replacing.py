"""A list of positions imported again before the session: what was posted is corrected, not written over."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import lock, newest_by_type
from resettlement.positions import reimport
from resettlement.positions.model import Offer
from resettlement.records.model import Preview
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.wishes.service import commitments
from resettlement.translation import gettext as _


def replace_positions(
    db: Session, campaign_id: str, preview: Preview[Offer], agreed: str, *, by: str, at: datetime
) -> reimport.Differences:
    """Put another position list in the place of a wrong one. Once the list was posted it is open to be
    corrected: posted again before the hall opens.

    Raises RefusedError `posting.session_opened`, `posting.wishes_filed`, and what
    `positions.reimport.replace_positions` raises.
    """
    lock(db, stream_of(campaign_id))
    _refuse_too_late(db, campaign_id)
    return reimport.replace_positions(db, campaign_id, preview, agreed, by=by, at=at)


def _refuse_too_late(db: Session, campaign_id: str) -> None:
    """Wishes name posts, and the session is bound to the list by its digest."""
    if newest_by_type(db, session_stream(campaign_id)):
        raise RefusedError("posting.session_opened", _("选岗会已经开场，岗位表不能再换。"))
    if commitments(db, campaign_id):
        raise RefusedError(
            "posting.wishes_filed", _("志愿已按现在的岗位表填报、封存，岗位表不能再换。请报领导另行处理。")
        )
