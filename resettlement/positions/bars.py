"""Single posts closed to single people by a reviewer: papers lacking for one kind of post only, kinship."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from resettlement.positions.tables import PositionBar


def decisions(session: Session, campaign_id: str, candidate: str) -> list[PositionBar]:
    """Everything decided about a person's posts, oldest first of each post."""
    of = PositionBar
    query = select(of).where(of.campaign_id == campaign_id, of.candidate == candidate)
    return list(session.exec(query.order_by(col(of.position), col(of.number))))


def closed(decided: Iterable[PositionBar]) -> dict[str, PositionBar]:
    """Of one person's decisions: the posts that are closed to them now, each with its last decision."""
    last = {row.position: row for row in decided}
    return {position: row for position, row in last.items() if row.barred}


def closed_posts(session: Session, campaign_id: str) -> dict[str, dict[str, PositionBar]]:
    """The same of everybody who has such a post, by person."""
    of, by_person = PositionBar, dict[str, list[PositionBar]]()
    for row in session.exec(select(of).where(of.campaign_id == campaign_id).order_by(col(of.number))):
        by_person.setdefault(row.candidate, []).append(row)
    return {candidate: own for candidate, rows in by_person.items() if (own := closed(rows))}
