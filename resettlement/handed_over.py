"""What is handed over: slips and agreements of a session's picks, and the papers that close it.

Each paper comes with the name of its file. They bear full names and go to person, unit and archive alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from resettlement.accounts.model import Account
from resettlement.accounts.service import accounts
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.errors import RefusedError
from resettlement.follow_up.clauses import clauses
from resettlement.follow_up.model import applicable
from resettlement.follow_up.rules import shipped
from resettlement.hall.opening import day_changed
from resettlement.journal.model import Entry
from resettlement.journal.service import read
from resettlement.objections import service as objections
from resettlement.objections.model import Source
from resettlement.objections.tables import Objection
from resettlement.papers import contents as papers
from resettlement.papers.minutes import minutes as made_minutes
from resettlement.papers.signed import signings, tally
from resettlement.papers.sitting import Sitting
from resettlement.papers.taking import taking
from resettlement.positions.service import positions
from resettlement.publication import public_documents, register
from resettlement.records.model import Person
from resettlement.records.service import people
from resettlement.selection import supervision
from resettlement.selection.examination import Examination, examine
from resettlement.selection.rehearsal.invented import is_rehearsal, people_of
from resettlement.selection.service import current, load
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import gettext as _
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


def of_the_session(db: Session, campaign_id: str) -> list[tuple[str, Content]]:
    """What closes a session and is signed: 核对书 and 会议纪要.

    Raises RefusedError `selection.not_open`, `papers.not_closed`.
    """
    session_id = current(db, campaign_id)
    if not load(db, session_id).closed:
        raise RefusedError(
            "papers.not_closed", _("选岗会还没有结束，核对书和会议纪要在结束以后打印。请先结束选岗会。")
        )
    made = certificate(db, campaign_id), minutes(db, campaign_id, session_id)
    return [(content["kind"], content) for content in made]


@in_chinese
def certificate(db: Session, campaign_id: str) -> Content:
    """选岗会核对书: the whole log, checked again, for supervisor, host and witness to sign."""
    session_id = current(db, campaign_id)
    entries = read(db, session_stream(session_id))
    ruling = supervision.ruling(db, session_id)
    found = examine(entries)
    campaign = public_documents.frozen_campaign(db, campaign_id)
    return papers.certificate(
        campaign, found, tally(signings(db, session_id)), ruling.to_json() if ruling else None,
        found.ended_at[:10], day_changed(db, campaign_id), objections.of_the_session(db, campaign_id),
    )  # fmt: skip


@in_chinese
def minutes(db: Session, campaign_id: str, session_id: str) -> Content:
    """选岗会会议纪要 of a session or of a rehearsal, from its log as it lies in the database now."""
    entries = read(db, session_stream(session_id))
    found, invented = examine(entries), is_rehearsal(session_id)
    told, changed = register.announced(db, campaign_id), day_changed(db, campaign_id)
    document = public_documents.frozen_campaign(db, campaign_id)
    everybody = (
        people_of(load(db, session_id).opened)
        if invented
        else {one.code: one for one in people(db, campaign_id)}
    )
    sitting = Sitting(
        entries,
        place=told["session"]["place"] if told else document["contact"]["address"],
        names={code: person.name for code, person in everybody.items()},
        posts={post.id: f"{post.unit}·{post.title}" for post in positions(db, campaign_id)},
        accounts={one.id: _titled(one) for one, _active in accounts(db)},
        found=found,
        signed=tally(signings(db, session_id)),
        ruling=supervision.ruling(db, session_id),
        co_signed=supervision.signatures(db, session_id),
        day_changed=changed if changed and changed["held_on"] == found.began_at[:10] else None,
        objections=() if invented else _heard(db, campaign_id, found),
    )
    return made_minutes(document, sitting, found.ended_at[:10])


def _titled(one: Account) -> str:
    """Role and name; an account without a name of its own has its id in the name's place."""
    return " ".join([one.role_label, *([one.name] if one.name not in ("", one.id) else [])])


def _heard(db: Session, campaign_id: str, found: Examination) -> list[tuple[str, Objection]]:
    """The objections taken down in the hall on the session's day, each with its instant."""
    filed = [one for one in read(db, campaign_stream(campaign_id)) if one.type == "objection_filed"]
    at = {one.payload["number"]: one.at for one in filed}
    return [
        (at[one.number], one)
        for one in objections.objections(db, campaign_id)
        if one.source == Source.HALL.value
        and found.began_at[:10] <= at[one.number][:10] <= found.ended_at[:10]
    ]


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
