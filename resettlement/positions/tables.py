"""Rows of receiving units (接收单位) and positions (岗位), and what closes a post to somebody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class ReceivingUnit(SQLModel, table=True):
    """A unit that takes people in; establishment (编制) and staff where it has one."""

    __tablename__ = "receiving_unit"
    __table_args__ = (
        CheckConstraint("(establishment IS NULL) = (staff IS NULL)", name="unit_establishment"),
    )

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    name: str = Field(primary_key=True)
    kind: str
    establishment: int | None = None
    staff: int | None = None


class Position(SQLModel, table=True):
    """A post on the list; `place` is its place in the posted order, from 1."""

    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "unit"], ["receiving_unit.campaign_id", "receiving_unit.name"]),
        UniqueConstraint("campaign_id", "place"),
        CheckConstraint("seats >= 0", name="position_seats"),
    )

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    id: str = Field(primary_key=True)
    place: int
    unit: str
    title: str
    kind: str
    seats: int
    coordinated: bool
    open_to: str
    sex: str | None = None
    age_at_most: int | None = None
    age_on: date | None = None
    education_at_least: str | None = None
    majors: str
    political: str | None = None
    certificates: str
    note: str | None = None


class PositionBar(SQLModel, table=True):
    """That a post was closed to a person, or opened to them again: the newest `number` of the two counts.

    The reason may name papers, kin or health: it is in the database alone, for the office and the person.
    """

    __tablename__ = "position_bar"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
        CheckConstraint("length(reason) > 0", name="position_bar_reason"),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    position: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    barred: bool
    reason: str
    by: str
    at: str
