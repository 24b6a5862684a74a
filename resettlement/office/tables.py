"""Rows of the office: settings by key, and working days by year."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class OfficeSetting(SQLModel, table=True):
    """One setting of `resettlement.office.service`."""

    __tablename__ = "office_setting"

    key: str = Field(primary_key=True)
    value: str


class WorkdayYear(SQLModel, table=True):
    """A year's holiday notice as somebody typed it; the days are ISO dates, separated by blanks."""

    __tablename__ = "workday_year"

    year: int = Field(primary_key=True)
    source: str
    rest_days: str
    workdays: str
    entered_by: str
    entered_at: str


class WaitingUpload(SQLModel, table=True):
    """A workbook that somebody uploaded and has not brought in yet (`resettlement.office.uploads`)."""

    __tablename__ = "waiting_upload"

    account_id: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    content: bytes
    columns: str
    kept_at: str = Field(index=True)
