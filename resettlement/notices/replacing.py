"""Positions changed, one or the whole list: what was posted is corrected.

Wishes filed already stand: a post that went is passed over, and who wished it may file again. Once a session
is open its seats are changed while it is paused, in its own log; the corrected list is posted before the
result is recorded.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import lock, newest_by_type
from resettlement.positions import changing, reimport
from resettlement.positions.model import Offer
from resettlement.positions.service import positions
from resettlement.records.model import Preview
from resettlement.selection.service import current, execute, load, sessions
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.session.events.seats_changed import ChangeSeats
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
    """Cut or add seats, in a paused session too. Raises as `positions.changing` and `_in_session` do."""
    lock(db, stream_of(campaign_id))
    if _is_open(db, campaign_id):
        changing.refuse_change(db, campaign_id, position, seats)
        _in_session(db, campaign_id, ChangeSeats(position, seats, reason), by, at)
        return
    _refuse_opened(db, campaign_id)
    changing.change_seats(db, campaign_id, position, seats, reason, by=by, at=at)


def withdraw_position(
    db: Session, campaign_id: str, position: str, reason: str, *, by: str, at: datetime
) -> None:
    """Withdraw a post; in a paused session its seats that nobody has. Raises as `change_seats`."""
    lock(db, stream_of(campaign_id))
    if _is_open(db, campaign_id):
        changing.refuse_change(db, campaign_id, position)
        _in_session(db, campaign_id, ChangeSeats(position, None, reason), by, at)
        return
    _refuse_opened(db, campaign_id)
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
    _refuse_opened(db, campaign_id)


def _refuse_opened(db: Session, campaign_id: str) -> None:
    if newest_by_type(db, session_stream(campaign_id)):
        raise RefusedError(
            "posting.session_opened",
            _("选岗会已经开场，岗位表不能再换；选岗会暂停时，可以增减名额、撤回岗位没有选定的名额。"),
        )


def _is_open(db: Session, campaign_id: str) -> bool:
    return bool(sessions(db, campaign_id)) and not load(db, current(db, campaign_id)).closed


def _in_session(db: Session, campaign_id: str, command: ChangeSeats, by: str, at: datetime) -> None:
    """The paused session takes it into its log, and the office's list follows.

    Raises RefusedError `selection.not_paused`, `positions.seats_given`, `positions.same_seats`, and what
    `selection.service.execute` raises.
    """
    entry = execute(db, current(db, campaign_id), command, by=by, at=at)[-1]
    change = entry.payload["now"] - entry.payload["before"]
    listed = {one.id: one.seats for one in positions(db, campaign_id)}
    changing.follow_session(db, campaign_id, command.position, listed[command.position] + change)
