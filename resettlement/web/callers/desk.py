"""What the callers' pages are made of, read in one transaction: the day's rows and who the people are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import sqlalchemy
from litestar.exceptions import NotFoundException
from sqlalchemy import and_
from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.accounts.tables import AccountRow
from resettlement.campaign.tables import Campaign
from resettlement.follow_up import due, today
from resettlement.follow_up.call_sheet import OWED_BY_LABELS
from resettlement.follow_up.model import QUESTIONS, Answer, Channel, DueState, Outcome, Topic
from resettlement.follow_up.service import call_rows
from resettlement.follow_up.tables import FollowUp
from resettlement.follow_up.today import Day, Wanted
from resettlement.positions.tables import Position
from resettlement.records.tables import Candidate
from resettlement.web.callers.days import spoken
from resettlement.web.rendering import newest
from resettlement.web.security import AnyRequest, may

CALLERS = may("caller", "administrator")
CHANNEL_LABELS = {Channel.PHONE: "电话", Channel.VISIT: "走访"}


@dataclass(frozen=True)
class Person:
    """Whom the caller speaks to. `phone` is "" where none was given."""

    code: str
    name: str
    phone: str
    unit: str
    position: str

    @property
    def words(self) -> str:
        """What a search looks through; of the telephone four digits, for addresses end up in logs."""
        return f"{self.code} {self.name} {self.unit} {self.position} {self.phone[-4:]}"


@dataclass(frozen=True)
class Desk:
    """Everybody followed up in the newest campaign, as of a day."""

    campaign: Campaign
    on: date
    rows: tuple[due.CallRow, ...]
    people: Mapping[str, Person]

    @cached_property
    def day(self) -> Day:
        return today.day(self.rows, self.on)

    @cached_property
    def units(self) -> list[str]:
        """Units with somebody placed there, by name."""
        return sorted({row.unit for row in self.rows})

    def row(self, candidate: str) -> due.CallRow:
        """One person's row. Raises NotFoundException for a code that is not followed up."""
        for row in self.rows:
            if row.candidate == candidate:
                return row
        raise NotFoundException

    def narrowed(self, wanted: Wanted) -> Day:
        """The day's list as the caller narrowed it down."""
        words = {code: person.words for code, person in self.people.items()}
        return Day(
            *(
                tuple(today.narrowed(part, wanted, self.on, words))
                for part in (self.day.waiting, self.day.done, self.day.others)
            )
        )


def desk(db: Session) -> Desk:
    """The newest campaign's. Raises NotFoundException where there is none yet."""
    campaign = newest(db)
    if campaign is None:
        raise NotFoundException
    on = clock.now().date()
    return Desk(campaign, on, call_rows(db, campaign.id, on), dict(_people(db, campaign.id)))


def names(db: Session) -> dict[str, str]:
    """How those who logged something are called, by account."""
    return dict(db.exec(select(AccountRow.id, AccountRow.name)).all())


def _people(db: Session, campaign_id: str) -> Iterator[tuple[str, Person]]:
    person, post, placed = Candidate, Position, FollowUp
    wanted = (
        sqlalchemy.select(
            col(person.code), col(person.name), col(person.phone), col(placed.unit), col(post.title)
        )
        .join(
            placed, and_(col(person.campaign_id) == placed.campaign_id, col(person.code) == placed.candidate)
        )
        .join(post, and_(col(post.campaign_id) == placed.campaign_id, col(post.id) == placed.position))
        .where(col(placed.campaign_id) == campaign_id)
    )
    for code, name, phone, unit, title in db.execute(wanted).all():
        yield code, Person(code, name, phone or "", unit, title)


def wanted_of(request: AnyRequest) -> Wanted:
    """What the list is narrowed to, from the address; unknown values narrow nothing."""
    query = request.query_params
    topic = query.get("topic", "")
    return Wanted(
        text=str(query.get("q", "")).strip()[:40],
        unit=str(query.get("unit", "")),
        topic=Topic(topic) if topic in {*Topic} else None,
        overdue=query.get("overdue") == "1",
    )


def query_of(wanted: Wanted, **more: str) -> str:
    """The same as part of an address, with its question mark; "" when nothing narrows the list."""
    fields = {
        "q": wanted.text,
        "unit": wanted.unit,
        "topic": wanted.topic.value if wanted.topic else "",
        "overdue": "1" if wanted.overdue else "",
        **more,
    }
    written = urlencode({name: value for name, value in fields.items() if value})
    return f"?{written}" if written else ""


def wording(found: Desk) -> dict[str, Any]:
    """What every template of the desk may use."""
    return {
        "desk": found,
        "campaign": found.campaign,
        "today": found.on,
        "spoken": lambda day: spoken(day, found.on),
        "TOPICS": due.TOPIC_LABELS,
        "ANSWERS": due.ANSWER_LABELS,
        "OUTCOMES": due.OUTCOME_LABELS,
        "OWED_BY": OWED_BY_LABELS,
        "CHANNELS": CHANNEL_LABELS,
        "QUESTIONS": QUESTIONS,
        "Answer": Answer,
        "Outcome": Outcome,
        "DueState": DueState,
    }
