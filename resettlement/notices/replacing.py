"""Positions changed before the session, one or the whole list: what was posted is corrected.

Wishes filed already stand: a post that went is passed over, and who wished it may file again.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import lock, newest_by_type
from resettlement.positions import changing, reimport
from resettlement.positions.model import Offer
from resettlement.records.model import Preview
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import gettext as _


def replace_positions(
    db: Session, campaign_id: str, preview: Preview[Offer], agreed: str, *, by: str, at: datetime
) -> reimport.Differences:
    """Put another position list in the place of a wrong one. Once the list was posted it is open to be
    corrected: posted again before the hall opens.

    Raises RefusedError `posting.session_opened` and what `positions.reimport.replace_positions` raises.
    """
    _lock(db, campaign_id)
    return reimport.replace_positions(db, campaign_id, preview, agreed, by=by, at=at)


def change_seats(
    db: Session, campaign_id: str, position: str, seats: int, reason: str, *, by: str, at: datetime
) -> None:
    """Cut or add seats. Raises RefusedError `posting.session_opened` and as `positions.changing` does."""
    _lock(db, campaign_id)
    changing.change_seats(db, campaign_id, position, seats, reason, by=by, at=at)


def withdraw_position(
    db: Session, campaign_id: str, position: str, reason: str, *, by: str, at: datetime
) -> None:
    """Withdraw a post. Raises RefusedError `posting.session_opened` and as `positions.changing` does."""
    _lock(db, campaign_id)
    changing.withdraw_position(db, campaign_id, position, reason, by=by, at=at)


def add_positions(
    db: Session, campaign_id: str, preview: Preview[Offer], reason: str, *, by: str, at: datetime
) -> int:
    """Add posts. Raises RefusedError `posting.session_opened` and as `positions.changing` does."""
    _lock(db, campaign_id)
    return changing.add_positions(db, campaign_id, preview, reason, by=by, at=at)


def _lock(db: Session, campaign_id: str) -> None:
    """The session is bound to the list by its digest."""
    lock(db, stream_of(campaign_id))
    if newest_by_type(db, session_stream(campaign_id)):
        raise RefusedError("posting.session_opened", _("选岗会已经开场，岗位表不能再换。"))
