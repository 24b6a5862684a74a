"""Running a session: each command is load, decide, append, checked by the second path, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session as Database

from public_notices import verifier
from resettlement import clock
from resettlement.errors import DifferenceError, RefusedError
from resettlement.journal.model import Draft, Entry
from resettlement.journal.service import append, read
from resettlement.selection.decide import decide
from resettlement.selection.events import (
    Command,
    Event,
    SessionOpened,
    payload_of,
    read_event,
    type_of,
)
from resettlement.selection.session import Recorded, Session, replay


def stream_of(session_id: str) -> str:
    """The journal's stream of a session."""
    return f"session/{session_id}"


def open_session(db: Database, opened: SessionOpened, *, by: str, at: datetime) -> Entry:
    """Open a session with everything it needs frozen in its first entry."""
    return _write(db, opened.session, (), (opened,), by, at, expected=0)[-1]


def load(db: Database, session_id: str) -> Session:
    """The session as its log tells it now. Raises RefusedError `selection.not_open`."""
    entries = read(db, stream_of(session_id))
    if not entries:
        raise RefusedError("selection.not_open", f"选岗会“{session_id}”还没有开场。")
    return replay(recorded(entries))


def execute(
    db: Database, session_id: str, command: Command, *, by: str, at: datetime, expected: int | None = None
) -> tuple[Entry, ...]:
    """Carry out one command in the caller's transaction; nobody sees it before that is durable.

    `expected` is the version the operator's board showed. Raises RefusedError when a rule forbids the
    command, ConflictError when the board has changed, DifferenceError when the second path disagrees.
    """
    entries = read(db, stream_of(session_id))
    if not entries:
        raise RefusedError("selection.not_open", f"选岗会“{session_id}”还没有开场。")
    events = decide(replay(recorded(entries)), command, at, by)
    return _write(db, session_id, entries, events, by, at, expected)


def recorded(entries: Iterable[Entry]) -> Iterable[Recorded]:
    """Entries of a session's stream as events."""
    return (
        Recorded(entry.version, clock.read(entry.at), entry.by, read_event(entry.type, entry.payload))
        for entry in entries
    )


def _write(
    db: Database,
    session_id: str,
    earlier: Sequence[Entry],
    events: Sequence[Event],
    by: str,
    at: datetime,
    expected: int | None,
) -> tuple[Entry, ...]:
    drafts = [Draft(type_of(event), payload_of(event)) for event in events]
    seen = len(earlier) if expected is None else expected
    entries = append(db, stream_of(session_id), drafts, by=by, at=at, expected=seen)
    differences = verifier.check_entries([entry.to_json() for entry in (*earlier, *entries)])
    if differences:
        sentences = "\n".join(difference.sentence for difference in differences)
        raise DifferenceError(f"第二套算法得出不同的结果,这一步没有写入,选岗会暂停:\n{sentences}")
    return entries
