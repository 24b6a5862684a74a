"""Rows of a campaign (年度安置批次) and its categories."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel


class Campaign(SQLModel, table=True):
    """One year's placement in one district. `salt_key` (hex) makes the salts of commitments: never shown.

    `session_rules` is the text of the place's rules for the selection session, as they stood at opening.
    """

    id: str = Field(primary_key=True)
    title: str
    district: str
    year: int
    issuer: str
    fictional: bool
    opened_on: date
    contact_office: str
    contact_phone: str
    contact_address: str
    objection_guide: str
    session_rules: str
    salt_key: str


class Category(SQLModel, table=True):
    """People scored by one pack and ranked together. `place` orders the groups in the session."""

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    id: str = Field(primary_key=True)
    label: str
    place: int
    pack_text: str
    overlay_text: str | None = None
