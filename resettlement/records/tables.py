"""Rows of candidates and their facts. Days are dates; instants are text as the journal writes them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class Candidate(SQLModel, table=True):
    """A person of a campaign. `certificates` and `avoid_units` are JSON lists of text.

    A record counts only once somebody other than who entered it has reviewed it. Who was removed (withdrew,
    died, entered twice) stays here and is counted no more. `returned_at`: sent back to entry and not mended
    yet; `refused_on`: the person would not sign the newest sheet. Their reasons are in `RecordNote`.
    """

    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "category"], ["category.campaign_id", "category.id"]),
        UniqueConstraint("campaign_id", "id_number"),
        CheckConstraint("sex IN ('男', '女')", name="candidate_sex"),
        CheckConstraint("length(id_number) = 18", name="candidate_id_number"),
        CheckConstraint("born_on < enlisted_on AND enlisted_on < discharged_on", name="candidate_dates"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> entered_by", name="candidate_second_person"),
        CheckConstraint("(reviewed_by IS NULL) = (reviewed_at IS NULL)", name="candidate_reviewed"),
        CheckConstraint("confirmed_on IS NULL OR reviewed_by IS NOT NULL", name="candidate_confirmed"),
    )

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    code: str = Field(primary_key=True)
    category: str
    name: str
    sex: str
    id_number: str
    born_on: date
    enlisted_on: date
    discharged_on: date
    education: str
    major: str | None = None
    political_status: str
    certificates: str
    avoid_units: str
    phone: str | None = None
    entered_by: str
    reviewed_by: str | None = None
    reviewed_at: str | None = None
    confirmed_on: date | None = None
    refused_on: date | None = None
    returned_at: str | None = None
    removed_at: str | None = None
    removed_by: str | None = None
    removed_because: str | None = None


class Fact(SQLModel, table=True):
    """One fact of a candidate; `index` counts from 0 and is never given twice. `attributes` is JSON text.

    Nothing is deleted: a fact entered by mistake is `withdrawn`. Without `evidence` its proof is missing.
    """

    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
        CheckConstraint('"index" >= 0', name="fact_index"),
        CheckConstraint("length(evidence) > 0", name="fact_evidence"),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    index: int = Field(primary_key=True)
    kind: str
    attributes: str
    evidence: str | None = None
    document_number: str | None = None
    document_on: date | None = None
    page: str | None = None
    withdrawn: bool = False


class FactChange(SQLModel, table=True):
    """Why a fact was added, corrected or withdrawn after the import, and what stood there before (JSON text).

    `objection` is the number of the objection that led to it, where one did.
    """

    __tablename__ = "fact_change"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "candidate", "fact"], ["fact.campaign_id", "fact.candidate", "fact.index"]
        ),
        CheckConstraint("length(reason) > 0", name="fact_change_reason"),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    fact: int
    before: str | None = None
    reason: str
    by: str
    at: str
    objection: int | None = None


class ProfileChange(SQLModel, table=True):
    """Why a field of a person was corrected after the import, and what stood there before, as text."""

    __tablename__ = "profile_change"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
        CheckConstraint("length(reason) > 0", name="profile_change_reason"),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    field: str
    before: str
    reason: str
    by: str
    at: str


class RecordReview(SQLModel, table=True):
    """One review of a record as it stands; a change of the record takes its reviews away."""

    __tablename__ = "record_review"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
        UniqueConstraint("campaign_id", "candidate", "by"),
        CheckConstraint("number >= 1", name="record_review_number"),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    by: str
    at: str


class RecordPolicy(SQLModel, table=True):
    """What a campaign demands of its records; see `policy.Policy`. `outlier` is a decimal as text."""

    __tablename__ = "record_policy"
    __table_args__ = (CheckConstraint("reviews BETWEEN 1 AND 3", name="record_policy_reviews"),)

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    reviews: int
    confirmation: bool
    outlier: str


class PermittedWording(SQLModel, table=True):
    """A wording of public texts that the supervisor let through, though it looks like a name or a unit."""

    __tablename__ = "permitted_wording"
    __table_args__ = (
        UniqueConstraint("campaign_id", "wording"),
        CheckConstraint("length(wording) > 0", name="permitted_wording_says"),
        CheckConstraint("length(reason) > 0", name="permitted_wording_reason"),
    )

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    number: int = Field(primary_key=True)
    wording: str
    reason: str
    by: str
    at: str


class RecordNote(SQLModel, table=True):
    """Why a record was returned to entry, or why somebody would not sign; never changed."""

    __tablename__ = "record_note"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
        CheckConstraint("what IN ('returned', 'refused_to_sign')", name="record_note_what"),
        CheckConstraint("length(reason) > 0", name="record_note_reason"),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    what: str
    reason: str
    by: str
    at: str
