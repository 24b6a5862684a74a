"""The register of notices (公示、公告), exactly as posted; scans of signed agreements, which never are."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Notice(SQLModel, table=True):
    """One notice; `content` is the RFC 8785 text it was made from, `pdf` the bytes that were posted."""

    __table_args__ = (UniqueConstraint("campaign_id", "sequence"),)

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    number: str = Field(primary_key=True)
    sequence: int
    kind: str
    title: str
    posted_on: date
    closes_on: date | None = None
    standing: int | None = None
    content: str
    data_sha256: str
    pdf: bytes
    pdf_sha256: str


class OpenedOn(SQLModel, table=True):
    """One document that a session was opened on, as its RFC 8785 text: its digest is in `session_opened`.

    What is changed in the office afterwards (a telephone, a name) changes nothing that the session rests on.
    """

    __tablename__ = "opened_on"

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    name: str = Field(primary_key=True)
    content: str
