"""What the callers' pages are made of, read in one transaction: the day's rows and who the people are.

People of every campaign are here until all is settled for them; numbers start again in each campaign, so a
person is known by campaign and number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy
from litestar.exceptions import NotFoundException
from sqlalchemy import and_
from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.accounts.tables import AccountRow
from resettlement.campaign.tables import Campaign
from resettlement.follow_up import due, today
from resettlement.follow_up.model import EVENT_LABELS, QUESTIONS, Answer, DueState, Outcome, Topic
from resettlement.follow_up.service import call_rows
from resettlement.follow_up.tables import FollowUp, UnitIssue
from resettlement.follow_up.today import Day, Wanted
from resettlement.positions.tables import Position
from resettlement.records.tables import Candidate
from resettlement.translation import gettext as _
from resettlement.web.cache_key import NEWEST_FIRST
from resettlement.web.callers.days import in_words
from resettlement.web.security import AnyRequest, may

CALLERS = may("caller", "administrator")
PEOPLE = "/callers/people"
Key = tuple[str, str]


@dataclass(frozen=True)
class Person:
    """Whom the caller speaks to. `phone` is "" where none was given."""

    key: Key
    name: str
    phone: str
    unit: str
    position: str

    @property
    def code(self) -> str:
        return self.key[1]

    @property
    def address(self) -> str:
        """The person's page."""
        return "/".join([PEOPLE, *(quote(part, safe="") for part in self.key)])

    @property
    def words(self) -> str:
        """What a search looks through; of the telephone four digits, for addresses end up in logs."""
        return f"{self.code} {self.name} {self.unit} {self.position} {self.phone[-4:]}"


@dataclass(frozen=True)
class CallList:
    """Everybody followed up, as of a day. `campaigns` are those with somebody, the newest first."""

    on: date
    campaigns: Mapping[str, Campaign]
    rows: tuple[due.CallRow, ...]
    people: Mapping[Key, Person]

    @cached_property
    def day(self) -> Day:
        return today.day(self.rows, self.on)

    @cached_property
    def units(self) -> list[str]:
        """Units with somebody placed there, by name."""
        return sorted({row.unit for row in self.rows})

    def placed_at(self, unit: str) -> list[due.CallRow]:
        """Those placed at a unit, in the list's order. Raises NotFoundException where nobody is."""
        if unit not in self.units:
            raise NotFoundException
        return [row for row in self.rows if row.unit == unit]

    @cached_property
    def labels(self) -> dict[str, str]:
        """How each campaign is told from the others; empty where there is only one."""
        if len(self.campaigns) < 2:
            return {}
        of_year = Counter(campaign.year for campaign in self.campaigns.values())
        return {
            id_: _("%(year)s年度", year=one.year) if of_year[one.year] == 1 else one.title
            for id_, one in self.campaigns.items()
        }

    def row(self, key: Key) -> due.CallRow:
        """One person's row. Raises NotFoundException for somebody who is not followed up."""
        for row in self.rows:
            if row.key == key:
                return row
        raise NotFoundException

    def narrowed(self, wanted: Wanted) -> Day:
        """The day's list as the caller narrowed it down."""
        words = {key: person.words for key, person in self.people.items()}
        return Day(
            *(
                tuple(today.narrowed(part, wanted, self.on, words))
                for part in (self.day.waiting, self.day.done, self.day.others)
            )
        )


def read_call_list(db: Session, only: Key | None = None) -> CallList:
    """Everybody of every campaign, or one person; nobody where no campaign has come so far."""
    on, found = clock.now().date(), followed_campaigns(db)
    asked, code = ((only[0],), only[1]) if only else (found, None)
    rows = due.in_order([row for id_ in asked for row in call_rows(db, id_, on, code)])
    people = {person.key: person for person in _people(db, only)}
    return CallList(on, found, rows, people)


def followed_campaigns(db: Session) -> dict[str, Campaign]:
    """Those with somebody to be called, the newest first."""
    followed = select(FollowUp.campaign_id)
    found = db.exec(select(Campaign).where(col(Campaign.id).in_(followed)).order_by(*NEWEST_FIRST))
    return {campaign.id: campaign for campaign in found}


def issue_address(issue: UnitIssue) -> str:
    """The page of an issue; numbers start again in each campaign."""
    return f"/callers/issues/{quote(issue.campaign_id, safe='')}/{issue.number}"


def names(db: Session) -> dict[str, str]:
    """How those who logged something are called, by account."""
    return dict(db.exec(select(AccountRow.id, AccountRow.name)).all())


def _people(db: Session, only: Key | None) -> Iterator[Person]:
    person, post, placed = Candidate, Position, FollowUp
    wanted = (
        sqlalchemy.select(
            col(placed.campaign_id),
            col(person.code),
            col(person.name),
            col(person.phone),
            col(placed.unit),
            col(post.title),
        )
        .join(
            placed, and_(col(person.campaign_id) == placed.campaign_id, col(person.code) == placed.candidate)
        )
        .join(post, and_(col(post.campaign_id) == placed.campaign_id, col(post.id) == placed.position))
    )
    if only:
        wanted = wanted.where(col(placed.campaign_id) == only[0], col(placed.candidate) == only[1])
    for campaign_id, code, name, phone, unit, title in db.execute(wanted).all():
        yield Person((campaign_id, code), name, phone or "", unit, title)


def wanted_of(request: AnyRequest) -> Wanted:
    """What the list is narrowed to, from the address; unknown values narrow nothing."""
    query = request.query_params
    topic = query.get("topic", "")
    return Wanted(
        text=str(query.get("q", "")).strip()[:40],
        unit=str(query.get("unit", "")),
        topic=Topic(topic) if topic in {*Topic} else None,
        overdue=query.get("overdue") == "1",
        campaign=str(query.get("campaign", "")),
    )


def query_of(wanted: Wanted, **more: str) -> str:
    """The same as part of an address, with its question mark; "" when nothing narrows the list."""
    fields = {
        "q": wanted.text,
        "unit": wanted.unit,
        "topic": wanted.topic.value if wanted.topic else "",
        "overdue": "1" if wanted.overdue else "",
        "campaign": wanted.campaign,
        **more,
    }
    written = urlencode({name: value for name, value in fields.items() if value})
    return f"?{written}" if written else ""


def wording(found: CallList) -> dict[str, Any]:
    """What every template of the desk may use."""
    return {
        "desk": found,
        "today": found.on,
        "dated": lambda day: in_words(day, found.on),
        "TOPICS": due.TOPIC_LABELS,
        "ANSWERS": due.ANSWER_LABELS,
        "OUTCOMES": due.OUTCOME_LABELS,
        "OWED_BY": due.OWED_BY_LABELS,
        "CHANNELS": due.CHANNEL_LABELS,
        "EVENTS": EVENT_LABELS,
        "ENDED": due.ENDED_LABELS,
        "QUESTIONS": QUESTIONS,
        "issue_address": issue_address,
        "Answer": Answer,
        "Outcome": Outcome,
        "DueState": DueState,
    }
