"""Scans of signed agreements (选岗协议), filed to their picks: who has signed what.

A scan shows a signature and a fingerprint: it lies in the database, the journal has its digest alone, and it
goes into no notice and no bundle. `papers/SESSION` is the journal's stream of what was filed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.errors import RefusedError, TamperedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock, read
from resettlement.papers.tables import SignedScan
from resettlement.records.scans import MOST_BYTES as MOST_BYTES
from resettlement.records.scans import SUFFIXES as SUFFIXES
from resettlement.records.scans import media_type_of
from resettlement.selection.examination import LoggedPick, logged_picks
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Filed:
    """A scan without its bytes."""

    number: int
    media_type: str
    size: int
    sha256: str
    by: str
    at: str


@dataclass(frozen=True)
class Signing:
    """A pick of the log and the scans filed to it, oldest first."""

    pick: LoggedPick
    scans: tuple[Filed, ...]

    @property
    def missing(self) -> bool:
        """A pick that counts and of which nobody has filed a signed agreement."""
        return self.pick.counts and not self.scans


def stream_of(session_id: str) -> str:
    """The journal's stream of the papers that were filed."""
    return f"papers/{session_id}"


def signings(db: Session, session_id: str) -> tuple[Signing, ...]:
    """Every pick of the session in the order of its log, undone ones too."""
    filed = _filed(db, session_id)
    picks = logged_picks(read(db, session_stream(session_id)))
    return tuple(Signing(pick, filed.get(pick.version, ())) for pick in picks)


def tally(signed: Sequence[Signing]) -> dict[str, Any]:
    """`{filed, missing}` as the certificate says them: how many are there, and whose lack."""
    return {
        "filed": sum(one.pick.counts and not one.missing for one in signed),
        "missing": [
            {"order": one.pick.order, "candidate": one.pick.candidate} for one in signed if one.missing
        ],
    }


def file_agreement(
    db: Session, session_id: str, version: int, content: bytes, *, by: str, at: datetime
) -> SignedScan:
    """File the scan of the agreement signed for the pick in entry `version`; an earlier one stays.

    Raises BadInputError for what is no scan, and RefusedError `papers.rehearsal`, `papers.no_pick`,
    `papers.undone`, `papers.filed` for bytes that were filed to a pick of this session before.
    """
    if is_rehearsal(session_id):
        raise RefusedError("papers.rehearsal", _("演练的协议不存签字件：人物是编造的，什么也不留存。"))
    media_type = media_type_of(content, _("还没有选文件，或文件是空的。请选本人签名、按指印后的协议扫描件。"))
    lock(db, stream_of(session_id))
    every = signings(db, session_id)
    signing, sha256 = _signed(every, version), hashlib.sha256(content).hexdigest()
    _refuse_again(every, sha256)
    row = SignedScan(
        session=session_id,
        version=version,
        number=len(signing.scans) + 1,
        candidate=signing.pick.candidate,
        sha256=sha256,
        media_type=media_type,
        size=len(content),
        content=content,
        filed_by=by,
        filed_at=clock.written(at),
    )
    db.add(row)
    payload = {"version": version, "candidate": row.candidate, "sha256": sha256, "bytes": len(content)}
    append(db, stream_of(session_id), [Draft("agreement_filed", payload)], by=by, at=at)
    return row


def scan(db: Session, session_id: str, version: int, number: int) -> SignedScan | None:
    """One scan with its bytes. Raises TamperedError when they are not those that the journal tells of."""
    row = db.get(SignedScan, (session_id, version, number))
    if row is None:
        return None
    found = hashlib.sha256(row.content).hexdigest()
    told = [one.payload for one in read(db, stream_of(session_id)) if one.payload["version"] == version]
    if found != row.sha256 or len(told) < number or told[number - 1]["sha256"] != found:
        raise TamperedError(
            _(
                "第 %(version)s 条的签字件与存入时登记的指纹不符，可能已被改动。请报告系统管理员，保留原件。",
                version=version,
            )
        )
    return row


def _filed(db: Session, session_id: str) -> dict[int, tuple[Filed, ...]]:
    rows = db.exec(
        select(  # type: ignore[call-overload]
            SignedScan.version, SignedScan.number, SignedScan.media_type, SignedScan.size,
            SignedScan.sha256, SignedScan.filed_by, SignedScan.filed_at,
        )
        .where(SignedScan.session == session_id)
        .order_by(col(SignedScan.version), col(SignedScan.number))
    )  # fmt: skip
    found: dict[int, tuple[Filed, ...]] = {}
    for version, *rest in rows:
        found[version] = (*found.get(version, ()), Filed(*rest))
    return found


def _signed(every: Sequence[Signing], version: int) -> Signing:
    found = next((one for one in every if one.pick.version == version), None)
    if found is None:
        raise RefusedError(
            "papers.no_pick",
            _(
                "日志第 %(version)s 条不是选定岗位，没有协议可存。请从列表里找到本人那一行再存。",
                version=version,
            ),
        )
    if found.pick.order is None:
        raise RefusedError(
            "papers.undone",
            _("第 %(version)s 条的选定已经撤销，不能再存签字件。请存到重新选定的那一行。", version=version),
        )
    return found


def _refuse_again(every: Sequence[Signing], sha256: str) -> None:
    for one in every:
        if any(scan.sha256 == sha256 for scan in one.scans):
            raise RefusedError(
                "papers.filed",
                _(
                    "这份扫描件已经存给 %(candidate)s，没有再存。请核对选的是不是这一位的文件。",
                    candidate=one.pick.candidate,
                ),
            )
