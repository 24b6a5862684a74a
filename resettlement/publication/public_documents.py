"""The documents of the public bundle (docs/bundle.md), collected from what the office keeps.

`frozen` gives the five that `session_opened` binds by digest, `drafted` the same for making a notice,
`released` all that is public, `collect` all eight.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from sqlmodel import Session, select

from public_notices.masking import masked_name
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.errors import RefusedError
from resettlement.journal.model import canonical, digest, short
from resettlement.journal.service import newest, read
from resettlement.publication.documents import (
    Document,
    campaign_document,
    positions_document,
    rules_document,
    standing_documents,
)
from resettlement.publication.register import (
    _posted_positions,
    newest_content,
    notice_name,
    notice_of,
    posted_names,
    register,
)
from resettlement.publication.tables import OpenedOn
from resettlement.records.service import names
from resettlement.selection.outcome import outcome
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.service import load, sessions
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.session.events.chosen import picks as counting
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


@in_chinese
def frozen_campaign(db: Session, campaign_id: str) -> Document:
    """The campaign's document alone, for which no standing need be read."""
    kept = db.get(OpenedOn, (campaign_id, "campaign"))
    found: Document = json.loads(kept.content) if kept else campaign_document(db, campaign_id)
    return found


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


@in_chinese
def released(db: Session, campaign_id: str) -> dict[str, Document]:
    """The bundle's documents as far as they are public, and the logs as they grow.

    `result` is there from the moment the session is closed. A later session's log stands under `session_2`.
    """
    log = {"campaign": _log(db, campaign_stream(campaign_id)), "session": []}
    for number, session_id in enumerate(sessions(db, campaign_id), 1):
        log["session" if number == 1 else f"session_{number}"] = _log(db, session_stream(session_id))
    data = {**frozen(db, campaign_id), "log": log, "notices": notices(db, campaign_id)}
    if any(entry["type"] == "closed" for entry in log["session"]):
        data["result"] = result(db, campaign_id)
    return data


def collect(db: Session, campaign_id: str) -> dict[str, Document]:
    """Everything the bundle publishes, after the session has closed.

    Raises RefusedError `selection.not_open` before there was a session.
    """
    return {**released(db, campaign_id), "result": result(db, campaign_id)}


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
    return {
        "assignment": session.assignment,
        "picks": picks_of(db, campaign_id),
        "log": head(db, session_stream(campaign_id)),
        "campaign_log": head(db, campaign_stream(campaign_id)),
        "fingerprint": fingerprint_of(session.assignment),
        **afterwards(db, campaign_id),
    }


def picks_of(db: Session, session_id: str) -> list[Document]:
    """The picks of a session that count, in order, each with the entry of its log."""
    return [
        {
            "order": order,
            "candidate": pick.candidate,
            "position": pick.position,
            "basis": pick.basis,
            "version": entry.version,
        }
        for order, entry, pick in counting(load(db, session_id))
    ]


def afterwards(db: Session, campaign_id: str) -> Document:
    """`{afterwards: …}` of result.json: the result as it stands; empty where nothing came after it."""
    now = outcome(db, campaign_id)
    if not now.changed:
        return {}
    held = sorted(now.held.values(), key=lambda one: one.order)
    standing = {
        "assignment": now.assignment,
        "picks": [asdict(one) for one in held],
        "log": head(db, session_stream(now.sessions[-1])),
        "fingerprint": fingerprint_of(now.assignment),
    }
    return {"afterwards": standing}


def standing_result(db: Session, campaign_id: str) -> Document:
    """The result as it stands: `assignment`, `picks`, `fingerprint` and `log` (of the session held last)."""
    found = result(db, campaign_id)
    return {**found, **found.get("afterwards", {})}


def result_open(db: Session, campaign_id: str) -> bool:
    """Whether the posted result is not the one that stands now: it is open to be corrected."""
    told = newest_content(db, campaign_id, "result")
    return told is not None and bool(told["fingerprint"] != standing_result(db, campaign_id)["fingerprint"])


def fingerprint_of(assignment: Mapping[str, str | None]) -> Document:
    """The fingerprint of a result, in full and as people read it aloud."""
    full = digest(dict(assignment))
    return {"full": full, "short": short(full)}


def _log(db: Session, stream: str) -> list[Document]:
    return [entry.to_json() for entry in read(db, stream)]


def head(db: Session, stream: str) -> Document:
    """The head and count of a stream, as slips and notices print them."""
    last = newest(db, stream)
    assert last is not None
    return head_at(last.to_json())


def head_at(entry: Document) -> Document:
    """The head and count right after an entry."""
    full = entry["hash"]
    return {"stream": entry["stream"], "head": full, "short": short(full), "count": entry["version"]}


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
