"""What is handed over after a pick: slips and agreements of a session, and the papers that close it.

Each paper comes with the name of its file. They bear full names and go to person, unit and archive alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from resettlement.follow_up.clauses import clauses
from resettlement.follow_up.model import applicable
from resettlement.follow_up.rules import shipped
from resettlement.hall.opening import day_changed
from resettlement.journal.model import Entry
from resettlement.journal.service import read
from resettlement.objections.service import of_the_session
from resettlement.papers import contents as papers
from resettlement.papers.signed import signings, tally
from resettlement.papers.taking import taking
from resettlement.publication import public_documents, register
from resettlement.records.model import Person
from resettlement.records.service import people
from resettlement.selection import supervision
from resettlement.selection.examination import examine
from resettlement.selection.service import current
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import in_chinese

Content = Mapping[str, Any]


@dataclass(frozen=True)
class _Handing:
    """The picks of the session opened last with all that their papers say."""

    documents: Mapping[str, Content]
    picks: tuple[Content, ...]
    persons: Mapping[str, Person]
    posts: Mapping[str, Content]
    entries: tuple[Entry, ...]
    announced: Mapping[str, str]

    @property
    def held_on(self) -> str:
        """The day on which the session was opened."""
        return self.entries[0].at[:10]


@in_chinese
def slips(db: Session, campaign_id: str) -> list[tuple[str, Content]]:
    """选岗回执 of every pick, in order. Raises RefusedError `selection.not_open`."""
    of = _handing(db, campaign_id)
    found: list[tuple[str, Content]] = []
    for pick in of.picks:
        entry = of.entries[pick["version"] - 1].to_json()
        name, post = of.persons[pick["candidate"]].name, of.posts[pick["position"]]
        log = public_documents.head_at(entry)
        found.append((_name(pick), papers.slip(of.documents["campaign"], pick, name, post, entry, log)))
    return found


@in_chinese
def agreements(db: Session, campaign_id: str) -> list[tuple[str, Content]]:
    """选岗协议 of every pick, in order. Raises RefusedError `selection.not_open`."""
    of = _handing(db, campaign_id)
    session = {"date": of.held_on, "place": of.announced["place"]}
    found: list[tuple[str, Content]] = []
    for pick in of.picks:
        person, entry = of.persons[pick["candidate"]], of.entries[pick["version"] - 1].to_json()
        who = {"id": person.code, "name": person.name, "category": person.category}
        rules = applicable(shipped(), person.category, _day(of.held_on))
        content = papers.agreement(
            of.documents["campaign"], pick, who, of.posts[pick["position"]], session,
            public_documents.head_at(entry), clauses(rules), taking(of.entries, pick["version"]),
        )  # fmt: skip
        found.append((_name(pick), content))
    return found


@in_chinese
def minutes(db: Session, campaign_id: str) -> list[tuple[str, Content]]:
    """选岗会核对书: the whole log, checked again, for supervisor, host and witness to sign."""
    session_id = current(db, campaign_id)
    entries = read(db, session_stream(session_id))
    ruling = supervision.ruling(db, session_id)
    found = examine(entries)
    campaign = public_documents.frozen_campaign(db, campaign_id)
    content = papers.certificate(
        campaign, found, tally(signings(db, session_id)), ruling.to_json() if ruling else None,
        found.ended_at[:10], day_changed(db, campaign_id), of_the_session(db, campaign_id),
    )  # fmt: skip
    return [("certificate", content)]


def _handing(db: Session, campaign_id: str) -> _Handing:
    documents = public_documents.frozen(db, campaign_id)
    told = register.announced(db, campaign_id)
    session_id = current(db, campaign_id)
    return _Handing(
        documents,
        tuple(public_documents.picks_of(db, session_id)),
        {person.code: person for person in people(db, campaign_id)},
        {post["id"]: post for post in documents["positions"]["positions"]},
        read(db, session_stream(session_id)),
        told["session"] if told else {"place": documents["campaign"]["contact"]["address"]},
    )


def _name(pick: Content) -> str:
    return f"{pick['order']:02d}-{pick['candidate']}"


def _day(text: str) -> date:
    return date.fromisoformat(text)
