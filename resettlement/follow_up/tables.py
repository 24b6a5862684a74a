"""Rows of 回访: one for each placed person, their duties, the log of calls and visits, issues with units."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from resettlement.follow_up.model import Answer, Channel, DueState, Ended, Events, Outcome, Topic


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _of_person() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["campaign_id", "candidate"], ["follow_up.campaign_id", "follow_up.candidate"]
    )


class FollowUp(SQLModel, table=True):
    """A placed person until contract, pay, insurance and household registration are settled, or until they
    died, withdrew or moved (`ended_why`): then nobody calls any more, and everything stays to be read.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        _one_of("ended_why", Ended),
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
    ended_on: date | None = None
    ended_why: str | None = None
    ended_note: str | None = None
    ended_by: str | None = None

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
    """One call or visit: what was said about the four questions, who promised what, and when to ask again.

    `number` counts a person's, `serial` the campaign's. A correction is a contact of its own that names the
    serial it `replaces`, and why; what it replaces stays, and counts no more.
    """

    __tablename__ = "follow_up_contact"
    __table_args__ = (
        _of_person(),
        _one_of("channel", Channel),
        _one_of("outcome", Outcome),
        *(_one_of(question, Answer) for question in ("contract", "pay", "insurance", "household")),
        CheckConstraint("number >= 1", name="number_from_1"),
        CheckConstraint("satisfied BETWEEN 1 AND 5", name="satisfied_from_1_to_5"),
        CheckConstraint("(replaces IS NULL) = (reason IS NULL)", name="replaced_with_reason"),
        Index("uq_follow_up_contact_serial", "campaign_id", "serial", unique=True),
    )

    campaign_id: str = Field(primary_key=True)
    candidate: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    serial: int
    held_on: date
    by: str
    channel: str
    contract: str
    pay: str
    insurance: str
    household: str
    note: str
    next_on: date | None = Field(default=None, index=True)
    outcome: str
    promised: str | None = None
    place: str | None = None
    satisfied: int | None = None
    replaces: int | None = None
    reason: str | None = None


class UnitIssue(SQLModel, table=True):
    """Something a receiving unit owes or refuses, about one person or about all: open until it is closed."""

    __tablename__ = "unit_issue"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "unit"], ["receiving_unit.campaign_id", "receiving_unit.name"]),
        _of_person(),
        _one_of("topic", Topic),
        CheckConstraint("number >= 1", name="number_from_1"),
        CheckConstraint("length(what) > 0", name="what_said"),
        CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
    )

    campaign_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    unit: str = Field(index=True)
    candidate: str | None = None
    topic: str
    what: str
    opened_on: date
    opened_by: str
    demanded_by_on: date | None = None
    closed_on: date | None = None
    closed_by: str | None = None
    outcome: str | None = None


class UnitIssueStep(SQLModel, table=True):
    """What was done about an issue: whom one spoke to, what the unit answered, the day demanded since."""

    __tablename__ = "unit_issue_step"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "issue"], ["unit_issue.campaign_id", "unit_issue.number"]),
        CheckConstraint("number >= 1", name="number_from_1"),
        CheckConstraint("length(note) > 0", name="note_said"),
    )

    campaign_id: str = Field(primary_key=True)
    issue: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    held_on: date
    by: str
    note: str
    demanded_by_on: date | None = None


class PlacementLetter(SQLModel, table=True):
    """A placement letter (介绍信) as issued; `content` is the RFC 8785 text that every print is made from.

    A wrong one is not changed: one with the next number `replaces` it (by `sequence`), and says why. Rows are
    added, never changed or removed.
    """

    __tablename__ = "placement_letter"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "candidate"], ["candidate.campaign_id", "candidate.code"]),
        UniqueConstraint("number"),
        CheckConstraint("sequence >= 1", name="letter_sequence"),
        CheckConstraint("(replaces IS NULL) = (reason IS NULL)", name="letter_replaced_with_reason"),
        CheckConstraint("report_by_on >= letter_on", name="letter_report_by"),
    )

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    sequence: int = Field(primary_key=True)
    number: str
    candidate: str
    position: str
    letter_on: date
    report_by_on: date
    content: str
    data_sha256: str
    issued_by: str
    issued_at: str
    replaces: int | None = None
    reason: str | None = None


class SentForm(SQLModel, table=True):
    """A form that has been carried out: the same one sent again (double click, reload) changes nothing."""

    __tablename__ = "follow_up_form"

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    token: str = Field(primary_key=True)
    by: str
    at: str
