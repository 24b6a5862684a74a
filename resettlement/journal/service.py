"""Append to the journal and read it back.

Chain and canonical form: docs/session-log.md, RFC 8785 (JSON Canonicalization Scheme).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.errors import ConflictError, RefusedError
from resettlement.journal.tables import JournalEntry

GENESIS = "0" * 64


@dataclass(frozen=True)
class Draft:
    """What is to be written: the type of the event and its payload (ids only, no personal data)."""

    type: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One entry as written, in the order and with the names of docs/session-log.md."""

    stream: str
    version: int
    at: str
    by: str
    type: str
    payload: Mapping[str, Any]
    previous: str
    hash: str

    def to_json(self) -> dict[str, Any]:
        return dict(self.__dict__)


def digest(value: Any) -> str:
    """SHA-256, lower-case hex, of the RFC 8785 form of a JSON value."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def short(full: str) -> str:
    """The first 40 bits of a hash as people read them aloud: `XXXX-XXXX` (RFC 4648 base32)."""
    letters = base64.b32encode(bytes.fromhex(full)).decode()
    return f"{letters[:4]}-{letters[4:8]}"


def read(session: Session, stream: str, *, after: int = 0) -> tuple[Entry, ...]:
    """The entries of a stream, oldest first, from version `after` + 1 on."""
    rows = session.exec(
        select(JournalEntry)
        .where(JournalEntry.stream == stream, JournalEntry.version > after)
        .order_by(col(JournalEntry.version))
    )
    return tuple(_entry(row) for row in rows)


def append(
    session: Session, stream: str, drafts: Sequence[Draft], *, by: str, at: datetime, expected: int | None = None
) -> tuple[Entry, ...]:
    """Write drafts to the end of a stream, in the caller's transaction.

    `expected` is the version the caller saw last. Raises ConflictError when somebody wrote since, and
    RefusedError `journal.clock_went_back` when `at` lies before the last entry.
    """
    _lock(session, stream)
    last = _last(session, stream)
    version, previous = (last.version, last.hash) if last else (0, GENESIS)
    if expected is not None and expected != version:
        raise ConflictError(
            f"看板已有变化(您看到的是第 {expected} 条,现在是第 {version} 条),请重新查看后再操作。",
            stream=stream, expected=expected, found=version,
        )  # fmt: skip
    if last and at < clock.read(last.at):
        raise RefusedError(
            "journal.clock_went_back",
            f"本机时钟({clock.written(at)})早于上一条记录({last.at})。请校准时钟后重试,已有记录不受影响。",
            stream=stream,
        )
    entries = []
    for draft in drafts:
        entry = _chained(stream, version + 1, clock.written(at), by, draft, previous)
        session.add(_row(entry))
        entries.append(entry)
        version, previous = entry.version, entry.hash
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError("另一位操作员刚刚先写入了记录,请重新查看后再操作。", stream=stream) from error
    return tuple(entries)


def _lock(session: Session, stream: str) -> None:
    """On PostgreSQL writers to one stream queue up; SQLite's BEGIN IMMEDIATE has done that already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:stream, 0))"), {"stream": stream})


def _last(session: Session, stream: str) -> JournalEntry | None:
    return session.exec(
        select(JournalEntry).where(JournalEntry.stream == stream).order_by(col(JournalEntry.version).desc()).limit(1)
    ).first()


def _chained(stream: str, version: int, at: str, by: str, draft: Draft, previous: str) -> Entry:
    body = {
        "stream": stream, "version": version, "at": at, "by": by,
        "type": draft.type, "payload": dict(draft.payload), "previous": previous,
    }  # fmt: skip
    return Entry(**body, hash=digest(body))


def _row(entry: Entry) -> JournalEntry:
    return JournalEntry(**{**entry.to_json(), "payload": rfc8785.dumps(dict(entry.payload)).decode()})


def _entry(row: JournalEntry) -> Entry:
    return Entry(
        row.stream, row.version, row.at, row.by, row.type, json.loads(row.payload), row.previous, row.hash
    )
