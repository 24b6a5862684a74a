"""The one append-only log. Triggers in the database refuse UPDATE and DELETE on this table."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class JournalEntry(SQLModel, table=True):
    """One entry as docs/session-log.md writes it; `payload` is the RFC 8785 text."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("stream", "version"),
        CheckConstraint("version >= 1", name="journal_version"),
    )

    id: int | None = Field(default=None, primary_key=True)
    stream: str
    version: int
    at: str
    by: str
    type: str
    payload: str
    previous: str
    hash: str = Field(unique=True)
