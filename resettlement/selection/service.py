"""Running a session: each command is load, decide, append, checked by the second path, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session as Database

from public_notices import verifier
from public_notices.translation import gettext as _
from resettlement import clock
from resettlement.errors import DifferenceError, RefusedError
from resettlement.journal.model import Draft, Entry
from resettlement.journal.service import append, lock, read, refuse_stale
from resettlement.selection.decide import decide
from resettlement.selection.events import (
    Command,
    Event,
    SessionOpened,
    payload_of,
    read_event,
    type_of,
)
from resettlement.selection.invented import is_rehearsal
from resettlement.selection.session import Recorded, Session, replay


def stream_of(session_id: str) -> str:
    """The journal's stream of a session; a rehearsal has one of its own kind, which nobody publishes."""
    return session_id if is_rehearsal(session_id) else f"session/{session_id}"


def open_session(db: Database, opened: SessionOpened, *, by: str, at: datetime) -> Entry:
    """Open a session with everything it needs frozen in its first entry."""
    return _write(db, opened.session, (), (opened,), by, at)[-1]


def load(db: Database, session_id: str) -> Session:
    """The session as its log tells it now. Raises RefusedError `selection.not_open`."""
    return replay(recorded(_log(db, session_id)))


def execute(
    db: Database, session_id: str, command: Command, *, by: str, at: datetime, expected: int | None = None
) -> tuple[Entry, ...]:
    """Carry out one command in the caller's transaction; nobody sees it before that is durable.

    `expected` is the version the operator's board showed. Raises RefusedError when a rule forbids the
    command, ConflictError when the board has changed, DifferenceError when the second path disagrees.
    """
    lock(db, stream_of(session_id))
    entries = _log(db, session_id)
    refuse_stale(stream_of(session_id), expected, len(entries))
    events = decide(replay(recorded(entries)), command, at, by)
    return _write(db, session_id, entries, events, by, at)


def _log(db: Database, session_id: str) -> tuple[Entry, ...]:
    entries = read(db, stream_of(session_id))
    if not entries:
        raise RefusedError("selection.not_open", _("选岗会“%(session)s”还没有开场。", session=session_id))
    return entries


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
) -> tuple[Entry, ...]:
    drafts = [Draft(type_of(event), payload_of(event)) for event in events]
    entries = append(db, stream_of(session_id), drafts, by=by, at=at, expected=len(earlier))
    differences = verifier.check_entries([entry.to_json() for entry in (*earlier, *entries)])
    if differences:
        sentences = "\n".join(difference.sentence for difference in differences)
        raise DifferenceError(
            _("第二套程序得出不同的结果，这一步没有写入，选岗会暂停：") + f"\n{sentences}",
            differences=differences,
        )
    return entries
