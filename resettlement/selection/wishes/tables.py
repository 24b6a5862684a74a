"""Rows of wishes (志愿) filed before the session, and of codes to file them with; both are only added to."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel


class FiledWishes(SQLModel, table=True):
    """One filing of one person, the last of which counts: `wishes` is a JSON list of ids, first wish first.

    They stay in the office until they are used. The salt of the commitment is worked out from the campaign's
    salt key and is not stored.
    """

    __tablename__ = "filed_wishes"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="filed_wishes_revision"),
        CheckConstraint("how IN ('phone', 'paper', 'workbook')", name="filed_wishes_how"),
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    how: str
    wishes: str
    accepts_any: bool
    filed_at: str
    entered_by: str


class WishCode(SQLModel, table=True):
    """A code was issued to a candidate, the last issue works. The code itself is worked out, never stored."""

    __tablename__ = "wish_code"
    __table_args__ = (
        CheckConstraint("issue >= 1", name="wish_code_issue"),
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    issue: int = Field(primary_key=True)
    issued_at: str
    issued_by: str
