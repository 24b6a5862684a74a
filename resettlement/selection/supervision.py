"""What the supervisor (纪检监督) signs of a session: on a stream of its own, beside that of the hall."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from public_notices.translation import gettext as _
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft, Entry
from resettlement.journal.service import append, lock, read
from resettlement.selection.service import stream_of as session_stream


def stream_of(session_id: str) -> str:
    """The journal's stream of what supervisors sign."""
    return f"supervision/{session_id}"


def co_sign(db: Session, session_id: str, version: int, *, by: str, at: datetime) -> Entry:
    """Sign the session's log up to and with entry `version`, the last that the supervisor saw.

    Raises RefusedError `supervision.no_such_entry` and, for what he signed already, `supervision.signed`.
    """
    stream = stream_of(session_id)
    lock(db, stream)
    seen = next(iter(read(db, session_stream(session_id), after=version - 1)), None) if version > 0 else None
    if seen is None:
        raise RefusedError(
            "supervision.no_such_entry", _("日志里没有第 %(number)s 条，请刷新后再联签。", number=version)
        )
    if any(one.by == by and one.payload["version"] >= version for one in read(db, stream)):
        raise RefusedError(
            "supervision.signed", _("您已经联签到第 %(number)s 条或更后面，不必再签。", number=version)
        )
    payload = {"version": version, "head": seen.hash}
    return append(db, stream, [Draft("co_signed", payload)], by=by, at=at)[-1]


def signatures(db: Session, session_id: str) -> tuple[Entry, ...]:
    """What was signed, oldest first."""
    return read(db, stream_of(session_id))
