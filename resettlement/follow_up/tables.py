"""Rows of 回访: one for each placed person, his duties, and the log of calls and visits."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from resettlement.follow_up.model import Answer, Channel, DueState, Events, Topic


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _of_person() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["campaign_id", "candidate"], ["follow_up.campaign_id", "follow_up.candidate"]
    )


class FollowUp(SQLModel, table=True):
    """A placed person until contract, pay, insurance and household registration are settled."""

    __tablename__ = "follow_up"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
        ForeignKeyConstraint(["campaign_id", "position"], ["position.campaign_id", "position.id"]),
    )

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    candidate: str = Field(primary_key=True)
    category: str
    position: str
    unit: str
    rules_id: str
    rules_digest: str
    residence: str | None = None
    letter_on: date
    received_on: date | None = None
    report_by_on: date | None = None
    reported_in_on: date | None = None
    started_work_on: date | None = None

    def events(self) -> Events:
        """The days known so far."""
        return Events(
            self.letter_on, self.received_on, self.report_by_on, self.reported_in_on, self.started_work_on
        )


class DutyRow(SQLModel, table=True):
    """A duty as it stood when last computed; `settled_on` once it is carried out."""

    __tablename__ = "follow_up_duty"
    __table_args__ = (_of_person(), _one_of("topic", Topic), _one_of("state", DueState))

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    number: int
    topic: str
    label: str
    owed_by: str
    figure: str | None
    direction: str | None
    law: str | None
    article: str | None
    state: str
    due_on: date | None = Field(index=True)
    waits_for: str | None
    reason: str
    settled_on: date | None = None
    settled_by: str | None = None
    settled_note: str | None = None


class Contact(SQLModel, table=True):
    """One call or visit: what was said about the four questions, and when to ask again."""

    __tablename__ = "follow_up_contact"
    __table_args__ = (
        _of_person(),
        _one_of("channel", Channel),
        *(_one_of(question, Answer) for question in ("contract", "pay", "insurance", "household")),
        CheckConstraint("number >= 1", name="number_from_1"),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    held_on: date
    by: str
    channel: str
    contract: str
    pay: str
    insurance: str
    household: str
    note: str
    next_on: date | None = Field(default=None, index=True)
