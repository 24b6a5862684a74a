"""Rows of wishes (志愿) filed before the session; they stay in the office until they are used."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel


class FiledWishes(SQLModel, table=True):
    """One person's wishes: `wishes` is a JSON list of position ids, first wish first.

    The salt of the commitment is worked out from the campaign's salt key and is not stored.
    """

    __tablename__ = "filed_wishes"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    wishes: str
    accepts_any: bool
    filed_at: str
    entered_by: str
