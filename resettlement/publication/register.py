"""The register of notices as they were posted: which there are, what each says, what of it still hangs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.errors import BadInputError
from resettlement.journal.service import newest_by_type, read
from resettlement.publication.documents import (
    Document,
    positions_document,
)
from resettlement.publication.posted_rows import names_on, position_of_row, position_rows
from resettlement.publication.tables import Notice
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese

WITHDRAWAL = "withdrawal"
"""The kind of a notice by which another is withdrawn (撤回公告)."""


def notice_of(db: Session, campaign_id: str) -> dict[int, str]:
    """The number of the notice by the version of the standing that was posted with it."""
    return {notice.standing: notice.number for notice in posted(db, campaign_id) if notice.standing}


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


def withdrawn(db: Session, campaign_id: str) -> dict[str, str]:
    """The number of the notice that withdrew it, by the number of every notice that was withdrawn."""
    query = select(Notice.number, Notice.content).where(
        Notice.campaign_id == campaign_id, Notice.kind == WITHDRAWAL
    )
    return {json.loads(content)["withdraws"]: number for number, content in db.exec(query)}


def posted(db: Session, campaign_id: str) -> list[Posted]:
    """The notices that stand, in the order of posting: none that was withdrawn, and none that withdraws."""
    gone, every = withdrawn(db, campaign_id), every_posted(db, campaign_id)
    return [one for one in every if one.kind != WITHDRAWAL and one.number not in gone]


def every_posted(db: Session, campaign_id: str) -> list[Posted]:
    """The register by columns, in the order of posting, with what was withdrawn since."""
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
    return newest_content(db, campaign_id, "announcement")


def announcement_stands(db: Session, campaign_id: str) -> bool:
    """Whether the session was announced after the standing was frozen last: a lifted freeze makes it void."""
    stream = campaign_stream(campaign_id)
    frozen_at = newest_by_type(db, stream).get("standing_frozen", 0)
    gone = withdrawn(db, campaign_id)
    since = (one.payload for one in read(db, stream, after=frozen_at) if one.type == "notice_posted")
    return any(one["kind"] == "announcement" and one["number"] not in gone for one in since)


def still_open(notices: Iterable[Posted], today: date) -> Posted | None:
    """Of the notices that somebody may still object to the one that hangs longest."""
    hanging = [notice for notice in notices if notice.closes_on and notice.closes_on >= today]
    return max(hanging, key=lambda notice: notice.closes_on or notice.posted_on, default=None)


def positions_posted(db: Session, campaign_id: str) -> bool:
    """Whether the newest notice of positions shows the list as it stands now."""
    notice = newest_content(db, campaign_id, "positions")
    return notice is not None and notice["rows"] == _rows_now(db, campaign_id)


@in_chinese
def _rows_now(db: Session, campaign_id: str) -> list[Document]:
    return position_rows(positions_document(db, campaign_id))


def _posted_positions(db: Session, campaign_id: str) -> Document:
    """The list that was posted last: until it is posted again, what was changed since is not public."""
    notice, now = newest_content(db, campaign_id, "positions"), positions_document(db, campaign_id)
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


def newest_content(db: Session, campaign_id: str, kind: str) -> Document | None:
    """What the newest notice of a kind that stands says; None before one is posted."""
    query = (
        select(Notice.content)
        .where(Notice.campaign_id == campaign_id, Notice.kind == kind)
        .where(col(Notice.number).not_in(withdrawn(db, campaign_id)))
        .order_by(col(Notice.sequence).desc())
    )
    content = db.exec(query).first()
    return None if content is None else json.loads(content)


def notice_name(number: str) -> str:
    """The file name of a notice: `运退公〔2021〕3号`."""
    return number.replace("/", "-")


def sha256(content: bytes) -> str:
    """SHA-256, lower-case hex, of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def held_on(db: Session, campaign_id: str, today: date) -> date:
    """The day on which ages are counted: the announced day of the session, today while there is none."""
    return announced_day(db, campaign_id) or today


def announced_day(db: Session, campaign_id: str) -> date | None:
    """The day of the session that the newest announcement names."""
    told = announced(db, campaign_id)
    return date.fromisoformat(told["session"]["date"]) if told else None
