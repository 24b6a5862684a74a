"""The documents of the public bundle (docs/bundle.md), collected from what the office keeps.

`frozen` gives the five that `session_opened` binds by digest, `drafted` the same for making a notice,
`released` all that is public, `collect` all eight.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from public_notices.masking import masked_name
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import canonical, digest, short
from resettlement.journal.service import newest, newest_by_type, read
from resettlement.posting.contents import names_on, position_of_row, position_rows
from resettlement.posting.documents import (
    Document,
    campaign_document,
    positions_document,
    rules_document,
    standing_documents,
)
from resettlement.posting.tables import Notice, OpenedOn
from resettlement.records.service import names
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.service import load
from resettlement.selection.service import stream_of as session_stream
from resettlement.standing.service import standings
from resettlement.standing.tables import StandingVersion
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese


@in_chinese
def frozen(db: Session, campaign_id: str) -> dict[str, Document]:
    """The documents that are fixed before the session begins, as far as they are public.

    Of the standing that is every version posted with a notice, of the sheets those that these versions name,
    of the positions the list as it was posted last; once the session is open, what it was opened on. The one
    place that decides what is public.
    """
    query = select(OpenedOn.name, OpenedOn.content).where(OpenedOn.campaign_id == campaign_id)
    if kept := {name: json.loads(content) for name, content in db.exec(query)}:
        return kept
    versions = [one for one in standings(db, campaign_id) if one.version in notice_of(db, campaign_id)]
    return _documents(db, campaign_id, versions, _posted_positions(db, campaign_id))


def keep_opened_on(db: Session, campaign_id: str) -> None:
    """Keep the documents as they are: the session that opens now rests on them."""
    documents = frozen(db, campaign_id)
    db.add_all(
        OpenedOn(campaign_id=campaign_id, name=name, content=canonical(document))
        for name, document in documents.items()
    )
    db.flush()


@in_chinese
def drafted(db: Session, campaign_id: str) -> dict[str, Document]:
    """What the next notice is made from: with the newest standing and the positions as they are now."""
    shown, every = notice_of(db, campaign_id), standings(db, campaign_id)
    versions = [one for one in every if one.version in shown or one is every[-1]]
    return _documents(db, campaign_id, versions, positions_document(db, campaign_id))


def _documents(
    db: Session, campaign_id: str, versions: list[StandingVersion], offered: Document
) -> dict[str, Document]:
    shown_as = masked_names(db, campaign_id) | posted_names(db, campaign_id)
    return {
        "campaign": campaign_document(db, campaign_id),
        "rules": rules_document(db, campaign_id),
        "positions": offered,
        **standing_documents(db, campaign_id, versions, notice_of(db, campaign_id), shown_as),
    }


def notice_of(db: Session, campaign_id: str) -> dict[int, str]:
    """The number of the notice by the version of the standing that was posted with it."""
    return {notice.standing: notice.number for notice in posted(db, campaign_id) if notice.standing}


@in_chinese
def released(db: Session, campaign_id: str) -> dict[str, Document]:
    """The bundle's documents as far as they are public, and the logs as they grow.

    `result` is there from the moment the session is closed.
    """
    log = {
        "campaign": [entry.to_json() for entry in read(db, campaign_stream(campaign_id))],
        "session": [entry.to_json() for entry in read(db, session_stream(campaign_id))],
    }
    data = {**frozen(db, campaign_id), "log": log, "notices": notices(db, campaign_id)}
    if any(entry["type"] == "closed" for entry in log["session"]):
        data["result"] = result(db, campaign_id)
    return data


def collect(db: Session, campaign_id: str) -> dict[str, Document]:
    """Everything the bundle publishes, after the session has closed.

    Raises RefusedError `selection.not_open` before there was a session.
    """
    return {**released(db, campaign_id), "result": result(db, campaign_id)}


def register(db: Session, campaign_id: str) -> tuple[Notice, ...]:
    """The notices of a campaign in the order of posting; their PDFs stay where they are (`papers`)."""
    query = select(Notice).where(Notice.campaign_id == campaign_id).order_by(col(Notice.sequence))
    return tuple(db.exec(query.options(defer(Notice.pdf, raiseload=True))))  # type: ignore[arg-type]


def papers(db: Session, campaign_id: str) -> dict[str, bytes]:
    """The PDF of every notice by its number, in the order of posting."""
    query = select(Notice.number, Notice.pdf).where(Notice.campaign_id == campaign_id)
    return dict(db.exec(query.order_by(col(Notice.sequence))).all())


@dataclass(frozen=True)
class Posted:
    """A notice in the list of notices, without its content and its PDF."""

    sequence: int
    number: str
    kind: str
    title: str
    posted_on: date
    closes_on: date | None
    standing: int | None


def posted(db: Session, campaign_id: str) -> list[Posted]:
    """The register by columns, in the order of posting."""
    rows = db.exec(
        select(  # type: ignore[call-overload]
            Notice.sequence, Notice.number, Notice.kind, Notice.title,
            Notice.posted_on, Notice.closes_on, Notice.standing,
        )
        .where(Notice.campaign_id == campaign_id)
        .order_by(col(Notice.sequence))
    )  # fmt: skip
    return [Posted(*row) for row in rows]


def notice(db: Session, campaign_id: str, sequence: int) -> Notice:
    """One notice by its place in the register. Raises BadInputError where there is none."""
    query = select(Notice).where(Notice.campaign_id == campaign_id, Notice.sequence == sequence)
    found = db.exec(query).first()
    if found is None:
        raise BadInputError(
            _("登记簿里没有第 %(sequence)s 号公告。请从公示公告栏目重新查找。", sequence=sequence)
        )
    return found


def announced(db: Session, campaign_id: str) -> Document | None:
    """What the newest announcement (选岗会公告) says; None before one is posted."""
    return _newest(db, campaign_id, "announcement")


def announcement_stands(db: Session, campaign_id: str) -> bool:
    """Whether the session was announced after the standing was frozen last: a lifted freeze makes it void."""
    stream = campaign_stream(campaign_id)
    frozen_at = newest_by_type(db, stream).get("standing_frozen", 0)
    since = read(db, stream, after=frozen_at)
    return any(one.type == "notice_posted" and one.payload["kind"] == "announcement" for one in since)


def still_open(notices: Iterable[Posted], today: date) -> Posted | None:
    """Of the notices that somebody may still object to the one that hangs longest."""
    hanging = [notice for notice in notices if notice.closes_on and notice.closes_on >= today]
    return max(hanging, key=lambda notice: notice.closes_on or notice.posted_on, default=None)


def positions_posted(db: Session, campaign_id: str) -> bool:
    """Whether the newest notice of positions shows the list as it stands now."""
    notice = _newest(db, campaign_id, "positions")
    return notice is not None and notice["rows"] == _rows_now(db, campaign_id)


@in_chinese
def _rows_now(db: Session, campaign_id: str) -> list[Document]:
    return position_rows(positions_document(db, campaign_id))


def _posted_positions(db: Session, campaign_id: str) -> Document:
    """The list that was posted last: until it is posted anew, what was changed since is nobody's business."""
    notice, now = _newest(db, campaign_id, "positions"), positions_document(db, campaign_id)
    if notice is None:
        return {"positions": []}
    same = {row["id"]: (row, post) for row, post in zip(position_rows(now), now["positions"], strict=True)}
    return {
        "positions": [
            post if row == there else position_of_row(row)
            for row in notice["rows"]
            for there, post in [same.get(row["id"], (None, None))]
        ]
    }


def posted_names(db: Session, campaign_id: str) -> dict[str, str]:
    """Everybody's masked name as it was first posted: a record put right later changes no paper."""
    query = select(Notice.content).where(Notice.campaign_id == campaign_id, col(Notice.standing).is_not(None))
    found: dict[str, str] = {}
    for content in db.exec(query.order_by(col(Notice.sequence))):
        found = names_on(json.loads(content)) | found
    return found


def _newest(db: Session, campaign_id: str, kind: str) -> Document | None:
    query = (
        select(Notice.content)
        .where(Notice.campaign_id == campaign_id, Notice.kind == kind)
        .order_by(col(Notice.sequence).desc())
    )
    content = db.exec(query).first()
    return None if content is None else json.loads(content)


def masked_names(db: Session, campaign_id: str) -> dict[str, str]:
    """Everybody's name as it may be shown, by candidate number."""
    return {code: masked_name(name) for code, name in names(db, campaign_id).items()}


def result(db: Session, campaign_id: str) -> Document:
    """result.json: who holds which post, by which picks, under which head.

    Raises RefusedError `rehearsal.not_published` for the id of a rehearsal: nothing of one is ever a result.
    """
    if is_rehearsal(campaign_id):
        raise RefusedError("rehearsal.not_published", _("这是演练，没有结果可以公布。"))
    session = load(db, campaign_id)
    picks = [
        {
            "order": order,
            "candidate": pick.candidate,
            "position": pick.position,
            "basis": pick.basis,
            "version": entry.version,
        }
        for order, entry, pick in session.picks
    ]
    fingerprint = digest(session.assignment)
    return {
        "assignment": session.assignment,
        "picks": picks,
        "log": head(db, session_stream(campaign_id)),
        "campaign_log": head(db, campaign_stream(campaign_id)),
        "fingerprint": {"full": fingerprint, "short": short(fingerprint)},
    }


def head(db: Session, stream: str) -> Document:
    """The head and count of a stream, as slips and notices print them."""
    last = newest(db, stream)
    assert last is not None
    return head_at(last.to_json())


def head_at(entry: Document) -> Document:
    """The head and count right after an entry."""
    full = entry["hash"]
    return {"stream": entry["stream"], "head": full, "short": short(full), "count": entry["version"]}


def notice_name(number: str) -> str:
    """The file name of a notice: `运退公〔2021〕3号`."""
    return number.replace("/", "-")


def notices(db: Session, campaign_id: str) -> Document:
    """notices.json: every notice as it was posted."""
    return {
        "notices": [
            {
                "number": notice.number,
                "kind": notice.kind,
                "title": notice.title,
                "posted_on": notice.posted_on.isoformat(),
                "period": json.loads(notice.content)["period"],
                "pdf": f"notices/{notice_name(notice.number)}.pdf",
                "html": f"notices/{notice_name(notice.number)}.html",
                "pdf_sha256": notice.pdf_sha256,
                "data_sha256": notice.data_sha256,
                "content": json.loads(notice.content),
            }
            for notice in register(db, campaign_id)
        ]
    }


def sha256(content: bytes) -> str:
    """SHA-256, lower-case hex, of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def held_on(db: Session, campaign_id: str, today: date) -> date:
    """The day on which ages are counted: the announced day of the session, today while there is none."""
    told = announced(db, campaign_id)
    return date.fromisoformat(told["session"]["date"]) if told else today
