"""Append to the journal and read it back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine, func, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from resettlement import clock, database
from resettlement.errors import ConflictError, RefusedError
from resettlement.journal.model import GENESIS, Draft, Entry, canonical, chained
from resettlement.journal.tables import JournalEntry
from resettlement.translation import gettext as _

CHANNEL = "journal"
"""Where PostgreSQL tells other processes that something was written."""

CLOCK = "clock/office"
"""The stream that says that a clock ran ahead and was set right (`resettlement.office.set_right`)."""

T = TypeVar("T")


def act(engine: Engine, stream: str, f: Callable[[Session, datetime], T]) -> T:
    """Do something that writes to a stream: lock it, then read the clock, then check and write in `f`.

    In this order alone: who reads the clock while somebody else writes finds it behind the last entry.
    """
    with database.transaction(engine) as db:
        lock(db, stream)
        return f(db, clock.now())


def read(session: Session, stream: str, *, after: int = 0) -> tuple[Entry, ...]:
    """The entries of a stream, oldest first, from version `after` + 1 on."""
    rows = session.exec(
        select(JournalEntry)
        .where(JournalEntry.stream == stream, JournalEntry.version > after)
        .order_by(col(JournalEntry.version))
    )
    return tuple(_entry(row) for row in rows)


def newest_by_type(session: Session, stream: str) -> dict[str, int]:
    """The version of the newest entry of each type in a stream; no payload is read."""
    entry = JournalEntry
    query = select(entry.type, func.max(entry.version)).where(entry.stream == stream).group_by(entry.type)
    return dict(session.exec(query).all())


def newest(session: Session, stream: str) -> Entry | None:
    """The last entry of a stream, whose hash stands for all of it; None where there is none."""
    last = _last(session, stream)
    return _entry(last) if last else None


def newest_of(session: Session, stream: str, type_: str) -> Entry | None:
    """The newest entry of a type in a stream."""
    query = select(JournalEntry).where(JournalEntry.stream == stream, JournalEntry.type == type_)
    row = session.exec(query.order_by(col(JournalEntry.version).desc()).limit(1)).first()
    return _entry(row) if row else None


def newest_at(session: Session, stream: str) -> datetime | None:
    """When somebody wrote to a stream last."""
    last = _last(session, stream)
    return clock.read(last.at) if last else None


def append(
    session: Session,
    stream: str,
    drafts: Sequence[Draft],
    *,
    by: str,
    at: datetime,
    expected: int | None = None,
) -> tuple[Entry, ...]:
    """Write drafts to the end of a stream, in the caller's transaction.

    `expected` is the version the caller saw last. Raises ConflictError when somebody wrote since, and
    RefusedError `journal.clock_went_back` when `at` lies before the last entry; where the office has said
    that its clock ran ahead, the entries bear the time of the last one instead.
    """
    lock(session, stream)
    last = _last(session, stream)
    version, previous = (last.version, last.hash) if last else (0, GENESIS)
    refuse_stale(stream, expected, version)
    at = _not_before(session, last, at)
    entries: list[Entry] = []
    for number, draft in enumerate(drafts, version + 1):
        previous = entries[-1].hash if entries else previous
        entries.append(chained(stream, number, at, by, draft, previous))
    session.add_all(_row(entry) for entry in entries)
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError(_("另一位操作员刚刚先写入了记录，请重新查看后再操作。"), stream=stream) from error
    _tell(session)
    return tuple(entries)


def _not_before(session: Session, last: JournalEntry | None, at: datetime) -> datetime:
    """`at`, or while a clock that ran ahead is being caught up with, the time of the last entry."""
    if last is None or at >= (last_at := clock.read(last.at)):
        return at
    caught_up = ends_of_catching_up(session)
    if caught_up is not None and last_at <= caught_up:
        return last_at
    raise RefusedError(
        "journal.clock_went_back",
        _(
            "本机时钟（%(now)s）早于上一条记录（%(last)s）。时钟不准的，请校准后重试；时钟以前走快、现在已"
            "校准的，请系统管理员或监督人在“时钟”页（/staff/clock）与另一人共同登记。已有记录不受影响。",
            now=clock.written(at),
            last=last.at,
        ),
        stream=last.stream,
    )


def ends_of_catching_up(session: Session) -> datetime | None:
    """How far entries of a clock that ran ahead reach, as the office said last; None where it never did."""
    said = _last(session, CLOCK)
    return clock.read(json.loads(said.payload)["ahead_until"]) if said else None


def refuse_stale(stream: str, expected: int | None, found: int) -> None:
    """ConflictError when the version somebody saw is not the one that stands now."""
    if expected is not None and expected != found:
        raise ConflictError(
            _(
                "看板已有变化（您看到的是第 %(expected)s 条，现在是第 %(found)s 条），请重新查看后再操作。",
                expected=expected,
                found=found,
            ),
            stream=stream,
            expected=expected,
            found=found,
        )


def lock(session: Session, stream: str) -> None:
    """Queue up with the other writers to a stream until the transaction ends; :func:`append` does it itself.

    For those who number rows of their own before they append. On SQLite it is enough that the transaction
    has begun (BEGIN IMMEDIATE), which it does with its first question.
    """
    session.connection()
    if _on_postgresql(session):
        locking = text("SELECT pg_advisory_xact_lock(hashtextextended(:stream, 0))")
        session.execute(locking, {"stream": stream})


def _tell(session: Session) -> None:
    """Other processes hear of it when the transaction is durable, and not at all when it is dropped."""
    if _on_postgresql(session):
        session.execute(text(f"NOTIFY {CHANNEL}"))


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _last(session: Session, stream: str) -> JournalEntry | None:
    newest = col(JournalEntry.version).desc()
    return session.exec(
        select(JournalEntry).where(JournalEntry.stream == stream).order_by(newest).limit(1)
    ).first()


def _row(entry: Entry) -> JournalEntry:
    return JournalEntry(**{**entry.to_json(), "payload": canonical(dict(entry.payload))})


def _entry(row: JournalEntry) -> Entry:
    payload = json.loads(row.payload)
    return Entry(row.stream, row.version, row.at, row.by, row.type, payload, row.previous, row.hash)
