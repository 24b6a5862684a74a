"""Single posts changed after the list was imported: seats cut or added, a post withdrawn, posts added.

Each with a reason, which is public. What was posted of the list is open to be corrected from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append
from resettlement.positions import tables
from resettlement.positions.model import Offer
from resettlement.positions.service import positions, refuse_unfit, rows_of, units_of
from resettlement.records.gate import gate_of
from resettlement.records.model import Preview
from resettlement.translation import gettext as _

MOST_SEATS = 9999


def change_seats(
    session: Session, campaign_id: str, position: str, seats: int, reason: str, *, by: str, at: datetime
) -> None:
    """Cut or add seats of a post; none (0) leaves it on the list.

    Raises RefusedError `positions.unknown_position`, `positions.bad_seats`, `positions.same_seats`, and what
    `_check_reason` raises.
    """
    row = _row(session, campaign_id, position)
    _check_reason(session, campaign_id, reason)
    _check_number(seats)
    if seats == row.seats:
        told = {"post": position, "seats": seats}
        raise RefusedError("positions.same_seats", _("岗位 %(post)s 现在就是 %(seats)s 个名额。", **told))
    change = {"position": position, "before": row.seats, "now": seats}
    row.seats = seats
    session.add(row)
    _log(session, campaign_id, "seats_changed", change, reason, by, at)


def follow_session(session: Session, campaign_id: str, position: str, seats: int) -> None:
    """The office's list follows what a paused session was told (`selection.session`); its log says why."""
    row = _row(session, campaign_id, position)
    row.seats = seats
    session.add(row)
    session.flush()


def refuse_change(session: Session, campaign_id: str, position: str, seats: int = 0) -> None:
    """Raises RefusedError `positions.unknown_position`, `positions.bad_seats`."""
    _row(session, campaign_id, position)
    _check_number(seats)


def _check_number(seats: int) -> None:
    if not 0 <= seats <= MOST_SEATS:
        raise RefusedError("positions.bad_seats", _("名额应为 0 至 %(most)s 的整数。", most=MOST_SEATS))


def withdraw_position(
    session: Session, campaign_id: str, position: str, reason: str, *, by: str, at: datetime
) -> None:
    """Take a post off the list.

    Raises RefusedError `positions.unknown_position`, `positions.last_position`, and what `_check_reason`
    raises.
    """
    row = _row(session, campaign_id, position)
    _check_reason(session, campaign_id, reason)
    if len(positions(session, campaign_id)) == 1:
        raise RefusedError(
            "positions.last_position", _("岗位表只剩这一个岗位，不能撤回。请先增加岗位，或更换岗位表。")
        )
    session.delete(row)
    session.flush()
    _log(session, campaign_id, "position_withdrawn", {"position": position}, reason, by, at)


def add_positions(
    session: Session, campaign_id: str, preview: Preview[Offer], reason: str, *, by: str, at: datetime
) -> int:
    """Put a workbook's posts behind those of the list, all or nothing; how many.

    A unit that is known keeps what was said of it. Raises RefusedError `positions.problems`,
    `gate.not_public`, `positions.already_listed`, and what `_check_reason` raises.
    """
    refuse_unfit(session, campaign_id, preview)
    _check_reason(session, campaign_id, reason)
    listed = {post.id for post in positions(session, campaign_id)}
    if known := [offer.position.id for offer in preview.rows if offer.position.id in listed]:
        raise RefusedError(
            "positions.already_listed",
            _(
                "这些岗位已经在岗位表里：%(posts)s。没有写入任何内容。请改编号，或更换岗位表。",
                posts="、".join(known),
            ),
            positions=known,
        )
    names = {unit.name for unit in _units(session, campaign_id)}
    session.add_all(unit for unit in units_of(campaign_id, preview) if unit.name not in names)
    session.flush()
    session.add_all(rows_of(campaign_id, preview, after=_last_place(session, campaign_id)))
    session.flush()
    added = {"positions": [offer.position.id for offer in preview.rows], "file_sha256": preview.digest}
    _log(session, campaign_id, "positions_added", added, reason, by, at)
    return len(preview.rows)


def _row(session: Session, campaign_id: str, position: str) -> tables.Position:
    row = session.get(tables.Position, (campaign_id, position))
    if row is None:
        said = _("岗位表里没有 %(post)s，请核对编号。", post=position)
        raise RefusedError("positions.unknown_position", said)
    return row


def _check_reason(session: Session, campaign_id: str, reason: str) -> None:
    """Raises RefusedError `positions.no_reason`, or `gate.not_public` for one that names somebody."""
    if not reason.strip():
        raise RefusedError("positions.no_reason", _("请写明理由；理由会公开。"))
    gate_of(session, campaign_id).refuse({_("岗位变动的理由"): reason})


def _units(session: Session, campaign_id: str) -> list[tables.ReceivingUnit]:
    of = tables.ReceivingUnit
    return list(session.exec(select(of).where(of.campaign_id == campaign_id)))


def _last_place(session: Session, campaign_id: str) -> int:
    of = tables.Position
    newest = select(of.place).where(of.campaign_id == campaign_id).order_by(col(of.place).desc()).limit(1)
    return session.exec(newest).first() or 0


def _log(
    session: Session,
    campaign_id: str,
    kind: str,
    change: Mapping[str, Any],
    reason: str,
    by: str,
    at: datetime,
) -> None:
    payload = {**change, "reason": reason.strip()}
    append(session, stream_of(campaign_id), [Draft(kind, payload)], by=by, at=at)
