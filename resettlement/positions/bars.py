"""Single posts closed to single people by a reviewer: papers lacking for one kind of post only, kinship."""

from __future__ import annotations

from sqlmodel import Session, col, select

from resettlement.positions.tables import PositionBar


def history(session: Session, campaign_id: str, candidate: str) -> list[PositionBar]:
    """Every decision about a person's posts, oldest first of each post."""
    of = PositionBar
    query = select(of).where(of.campaign_id == campaign_id, of.candidate == candidate)
    return list(session.exec(query.order_by(col(of.position), col(of.number))))


def bars(
    session: Session, campaign_id: str, candidate: str | None = None
) -> dict[str, dict[str, PositionBar]]:
    """Person to post to the decision by which it is closed to them now; of one person where `candidate`."""
    of = PositionBar
    query = select(of).where(of.campaign_id == campaign_id)
    if candidate is not None:
        query = query.where(of.candidate == candidate)
    found: dict[str, dict[str, PositionBar]] = {}
    for row in session.exec(query.order_by(col(of.number))):
        own = found.setdefault(row.candidate, {})
        if row.barred:
            own[row.position] = row
        else:
            own.pop(row.position, None)
    return found
