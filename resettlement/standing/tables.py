"""Score sheets and standings: rows are written once and never changed; a recalculation is a new version."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class ScoreSheet(SQLModel, table=True):
    """One version of a person's score sheet; `record` and `sheet` are RFC 8785 texts (CONTRACT shapes)."""

    __tablename__ = "score_sheet"

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    candidate: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    category: str
    record: str
    sheet: str
    service: str
    reason: str
    made_by: str
    made_at: str


class StandingVersion(SQLModel, table=True):
    """One standing of everybody; `groups` is the RFC 8785 text of the rows (docs/bundle.md)."""

    __tablename__ = "standing_version"

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    version: int = Field(primary_key=True)
    groups: str
    frozen: bool
    made_at: str


class FindingDecision(SQLModel, table=True):
    """What one person said of one finding (`standing.findings`). Two people settle it, with one verdict."""

    __tablename__ = "finding_decision"
    __table_args__ = (
        CheckConstraint("verdict IN ('cleared', 'overruled')", name="finding_verdict"),
        CheckConstraint("length(reason) > 0", name="finding_reason"),
    )

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    finding: str = Field(primary_key=True)
    by: str = Field(primary_key=True)
    verdict: str
    reason: str
    at: str
