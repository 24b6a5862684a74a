"""Rows of 异议. The text may name people: it stays here; the journal holds a commitment to it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from resettlement.objections.model import FiledBy, Outcome, Status

_RULING = ("ruled_by", "ruled_on", "outcome", "reason")


class Objection(SQLModel, table=True):
    """One objection, numbered within its campaign. `item` and `line` say which part of the sheet is meant."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_1"),
        CheckConstraint(f"filed_by IN ('{FiledBy.SELF}', '{FiledBy.OTHER}')", name="filed_by_known"),
        CheckConstraint(f"status IN ('{Status.FILED}', '{Status.RULED}')", name="status_known"),
        CheckConstraint(f"outcome IN ('{Outcome.UPHELD}', '{Outcome.REJECTED}')", name="outcome_known"),
        CheckConstraint(
            f"(correction IS NOT NULL) = (outcome IS NOT NULL AND outcome = '{Outcome.UPHELD}')",
            name="correction_if_upheld",
        ),
        *(
            CheckConstraint(
                f"(status = '{Status.RULED}') = ({column} IS NOT NULL)", name=f"{column}_if_ruled"
            )
            for column in _RULING
        ),
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
    )

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    number: int = Field(primary_key=True)
    candidate: str = Field(index=True)
    item: str
    line: int | None = None
    filed_on: date
    filed_by: str
    text: str
    status: str = Status.FILED.value
    ruled_by: str | None = None
    ruled_on: date | None = None
    outcome: str | None = None
    reason: str | None = None
    correction: str | None = None
