"""Scans of signed agreements and the picture of a lot, which are never posted."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel


class SignedScan(SQLModel, table=True):
    """The scan of a signed agreement (选岗协议), filed to the pick in entry `version` of the session's log.

    Filed again it has the next `number`, and the earlier ones stay: triggers refuse UPDATE and DELETE. It
    shows a fingerprint: it never leaves the office.
    """

    __tablename__ = "signed_scan"
    __table_args__ = (
        ForeignKeyConstraint(["session", "candidate"], ["candidate.campaign_id", "candidate.code"]),
        CheckConstraint("version >= 1", name="signed_scan_version"),
        CheckConstraint("number >= 1", name="signed_scan_number"),
        CheckConstraint("size BETWEEN 1 AND 20971520", name="signed_scan_size"),
        CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="signed_scan_media_type"
        ),
    )

    session: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    candidate: str
    sha256: str
    media_type: str
    size: int
    content: bytes
    filed_by: str
    filed_at: str


class LotPicture(SQLModel, table=True):
    """The picture or scan of a session's lot; its digest stands in the session's log. Triggers refuse UPDATE
    and DELETE. Whoever stands in it is nobody's to publish: it never leaves the office."""

    __tablename__ = "lot_picture"
    __table_args__ = (
        CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="lot_picture_media_type"
        ),
    )

    session: str = Field(primary_key=True)
    sha256: str
    media_type: str
    content: bytes
    filed_by: str
    filed_at: str
