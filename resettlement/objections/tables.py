"""Rows of 异议. The text may name people: it stays here; the journal holds a commitment to it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from resettlement.objections.model import FiledBy, Outcome, Source, Status

_RULING = ("ruled_by", "ruled_on", "outcome", "reason")


class Objection(SQLModel, table=True):
    """One objection, numbered within its campaign. `item` and `line` say which part of the sheet is meant.

    `standing_before` and `standing_after` are the versions between which an upheld one was carried out, the
    same one where nothing of the standing had to change; `correction` the number of the notice that followed,
    "" until it does, None where none has to.
    """

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_1"),
        CheckConstraint(f"filed_by IN ('{FiledBy.SELF}', '{FiledBy.OTHER}')", name="filed_by_known"),
        CheckConstraint(
            f"source IN ('{Source.PAPER}', '{Source.ONLINE}', '{Source.HALL}')", name="source_known"
        ),
        CheckConstraint(f"status IN ({', '.join(repr(one.value) for one in Status)})", name="status_known"),
        CheckConstraint("(admitted_by IS NULL) = (admitted_on IS NULL)", name="admitted_by_somebody"),
        CheckConstraint(
            f"admitted_by IS NOT NULL OR status IN ('{Status.FILED}', '{Status.RULED}')",
            name="admission_known",
        ),
        CheckConstraint(
            f"(status = '{Status.NOT_ADMITTED}') = (not_admitted_because IS NOT NULL)",
            name="reason_if_not_admitted",
        ),
        CheckConstraint(
            "standing_after IS NULL OR (outcome IS NOT NULL AND outcome = 'upheld')",
            name="carried_out_if_upheld",
        ),
        CheckConstraint(
            "(standing_before IS NULL) = (standing_after IS NULL)", name="carried_out_between_versions"
        ),
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
    source: str = Source.PAPER.value
    admitted_by: str | None = None
    admitted_on: date | None = None
    not_admitted_because: str | None = None
    status: str = Status.FILED.value
    ruled_by: str | None = None
    ruled_on: date | None = None
    outcome: str | None = None
    reason: str | None = None
    correction: str | None = None
    standing_before: int | None = None
    standing_after: int | None = None


class ObjectionFile(SQLModel, table=True):
    """A scan or photograph handed in with an objection: triggers refuse UPDATE and DELETE."""

    __tablename__ = "objection_file"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "objection"], ["objection.campaign_id", "objection.number"]),
        CheckConstraint("length(what) > 0", name="objection_file_what"),
        CheckConstraint("size BETWEEN 1 AND 20971520", name="objection_file_size"),
        CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="objection_file_media_type"
        ),
    )

    campaign_id: str = Field(primary_key=True)
    objection: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    what: str
    media_type: str
    size: int
    sha256: str
    content: bytes
    by: str
    at: str
