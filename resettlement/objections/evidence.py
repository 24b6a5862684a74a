"""What was handed in with an objection: scans and photographs, added and never changed.

They show papers with names and numbers: they lie in the database, the log has a commitment to each alone, and
they are in no notice and no bundle.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.campaign.service import campaign, salt, stream_of
from resettlement.errors import RefusedError, TamperedError
from resettlement.journal.model import Draft, digest
from resettlement.journal.service import append, lock
from resettlement.objections.service import objection
from resettlement.objections.tables import ObjectionFile
from resettlement.records.scans import media_type_of
from resettlement.translation import gettext as _

MOST_FILES = 20


@dataclass(frozen=True)
class Evidence:
    """A file without its bytes."""

    number: int
    what: str
    media_type: str
    size: int
    sha256: str
    by: str
    at: str


def file_evidence(
    db: Session, campaign_id: str, number: int, what: str, content: bytes, *, by: str, at: datetime
) -> Evidence:
    """Add a scan or photograph to objection `number`; `what` says what it shows.

    Raises BadInputError for an objection that there is not and for what is no scan; RefusedError
    `objections.no_description`, `objections.evidence_filed` for the same bytes again,
    `objections.evidence_full`.
    """
    media_type = media_type_of(content, _("还没有选文件，或文件是空的。请选证据的扫描件或照片。"))
    lock(db, stream_of(campaign_id))
    objection(db, campaign_id, number)
    earlier = evidence_of(db, campaign_id, number)
    found = Evidence(
        len(earlier) + 1, what.strip(), media_type, len(content), hashlib.sha256(content).hexdigest(), by,
        clock.written(at),
    )  # fmt: skip
    _refuse(found, earlier)
    db.add(ObjectionFile(campaign_id=campaign_id, objection=number, content=content, **asdict(found)))
    db.flush()
    payload = {"number": number, "file": found.number, "content": _committed(db, campaign_id, number, found)}
    append(db, stream_of(campaign_id), [Draft("objection_evidence_filed", payload)], by=by, at=at)
    return found


def evidence_of(db: Session, campaign_id: str, number: int) -> tuple[Evidence, ...]:
    """What was filed with an objection, oldest first, without the bytes."""
    of = ObjectionFile
    rows = db.exec(
        select(of.number, of.what, of.media_type, of.size, of.sha256, of.by, of.at)  # type: ignore[call-overload]
        .where(of.campaign_id == campaign_id, of.objection == number)
        .order_by(col(of.number))
    )
    return tuple(Evidence(*row) for row in rows)


def evidence_file(db: Session, campaign_id: str, number: int, file: int) -> ObjectionFile | None:
    """One file with its bytes. Raises TamperedError when they are not those that were filed."""
    row = db.get(ObjectionFile, (campaign_id, number, file))
    if row is not None and hashlib.sha256(row.content).hexdigest() != row.sha256:
        raise TamperedError(
            _(
                "第 %(file)s 份证据与存入时登记的指纹不符，可能已被改动。请报告系统管理员，保留原件。",
                file=file,
            )
        )
    return row


def _refuse(new: Evidence, earlier: tuple[Evidence, ...]) -> None:
    if not new.what:
        raise RefusedError("objections.no_description", _("请写明这份证据是什么，例如 立功证书第 2 页。"))
    if any(one.sha256 == new.sha256 for one in earlier):
        raise RefusedError("objections.evidence_filed", _("这份文件已经存过，没有再存。"))
    if len(earlier) >= MOST_FILES:
        said = _("一件异议最多存 %(most)s 份证据。请把几页扫描成一份 PDF。", most=MOST_FILES)
        raise RefusedError("objections.evidence_full", said)


def _committed(db: Session, campaign_id: str, number: int, found: Evidence) -> str:
    """Somebody who holds the paper cannot find it in the published log without the salt."""
    own = salt(campaign(db, campaign_id), f"objection/{number}/file/{found.number}")
    return digest({"salt": own, "value": found.sha256})
