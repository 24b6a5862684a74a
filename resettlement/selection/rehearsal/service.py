"""Rehearsals (演练): the hall tried out, on streams of their own that nothing is ever published from.

`rehearsals/CAMPAIGN` says which one is running (started, ended, in turn); each rehearsal is a session on the
stream `rehearsal/CAMPAIGN/N`, run by the same code as the real one. A real session that is open comes first,
always: nobody can mistake one for the other, and no rehearsal can hide it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session as Database
from sqlmodel import col, select

from resettlement import clock
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock, newest_by_type, read
from resettlement.journal.tables import JournalEntry
from resettlement.selection import asking
from resettlement.selection.rehearsal import drill
from resettlement.selection.rehearsal.invented import rehearsal_id, rehearsed
from resettlement.selection.service import current, open_session, sessions, stream_of
from resettlement.selection.session.state import SessionOpened
from resettlement.translation import gettext as _


def register_of(campaign_id: str) -> str:
    """The journal's stream that says which rehearsal of a campaign is running."""
    return f"rehearsals/{campaign_id}"


def start(db: Database, opening: SessionOpened, *, by: str, at: datetime) -> str:
    """Begin a rehearsal of the session that `opening` would open; its id.

    Raises RefusedError `rehearsal.session_open` and `rehearsal.running`.
    """
    campaign_id = opening.campaign
    lock(db, register_of(campaign_id))
    if _is_open(db, current(db, campaign_id)):
        raise RefusedError("rehearsal.session_open", _("选岗会正在进行，不能演练。"))
    if running(db, campaign_id):
        raise RefusedError("rehearsal.running", _("已经有一场演练正在进行。请先结束它，再开新的一场。"))
    started = _version(db, [register_of(campaign_id)]) // 2 + 1
    append(db, register_of(campaign_id), [Draft("started", {"number": started})], by=by, at=at)
    session_id = rehearsal_id(campaign_id, started)
    open_session(db, rehearsed(opening, session_id), by=by, at=at)
    return session_id


def end(db: Database, campaign_id: str, *, by: str, at: datetime) -> None:
    """End the rehearsal that is running; without one, nothing happens."""
    lock(db, register_of(campaign_id))
    if running(db, campaign_id):
        append(db, register_of(campaign_id), [Draft("ended", {})], by=by, at=at)


def running(db: Database, campaign_id: str) -> str | None:
    """The id of the rehearsal that was started and not ended."""
    version = _version(db, [register_of(campaign_id)])
    return rehearsal_id(campaign_id, version // 2 + 1) if version % 2 else None


def on_screen(db: Database, campaign_id: str) -> str:
    """The session that the hall's pages show: the real one while it is open, else a running rehearsal."""
    rehearsal, real = running(db, campaign_id), current(db, campaign_id)
    return real if rehearsal is None or _is_open(db, real) else rehearsal


def seen(db: Database, campaign_id: str) -> int:
    """How many entries the hall's screens have been shown, rehearsals included: it only ever grows."""
    rehearsals = [rehearsal_id(campaign_id, number) for number in range(1, held(db, campaign_id) + 1)]
    noted = map(drill.stream_of, rehearsals)
    halls = [*sessions(db, campaign_id), *rehearsals]
    streams = [*map(stream_of, halls), *map(asking.stream_of, halls)]
    return _version(db, [register_of(campaign_id), *streams, *noted])


def held(db: Database, campaign_id: str) -> int:
    """How many rehearsals a campaign has had, with the one that is running."""
    return (_version(db, [register_of(campaign_id)]) + 1) // 2


def ended_at(db: Database, campaign_id: str, number: int) -> datetime | None:
    """When this rehearsal was ended; None while it runs."""
    end_of = next(iter(read(db, register_of(campaign_id), after=2 * number - 1)), None)
    return clock.read(end_of.at) if end_of else None


def _is_open(db: Database, session_id: str) -> bool:
    written = newest_by_type(db, stream_of(session_id))
    return "session_opened" in written and "closed" not in written


def _version(db: Database, streams: Iterable[str]) -> int:
    """The last versions of these streams, added up."""
    newest = func.max(JournalEntry.version)
    query = select(newest).where(col(JournalEntry.stream).in_(list(streams))).group_by(JournalEntry.stream)
    return sum(db.exec(query))
