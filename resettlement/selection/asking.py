"""A step that two people stand behind, asked for by one and confirmed by the other on a screen of their own.

What was asked stands on a stream of its own, beside the session's log and never published. It waits for the
board on which it was asked and for nothing later: what else happens in the hall takes it away. Once confirmed
it is in the log as if the second person had signed in beside the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TypeAlias

from sqlmodel import Session

from resettlement.errors import ConflictError
from resettlement.journal.model import Draft, Entry
from resettlement.journal.service import append, lock, read
from resettlement.selection.service import execute, is_old, read_log, weigh
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.session.events.standby import CheckStandby
from resettlement.selection.session.events.undone import Undo
from resettlement.selection.session.events.waived import Waive
from resettlement.translation import gettext as _

Seconded: TypeAlias = Undo | Waive | CheckStandby
SECONDED: Mapping[str, type[Seconded]] = {kind.name: kind for kind in (Undo, Waive, CheckStandby)}
SOMEBODY = "-"
"""In the place of the second person while nobody has confirmed: no account is called so."""


@dataclass(frozen=True)
class Asked:
    """What waits to be confirmed: `number` of its entry, on which `version` of the log, by whom and when."""

    number: int
    command: Seconded
    version: int
    by: str
    at: str


def stream_of(session_id: str) -> str:
    """The journal's stream of what was asked for in a session."""
    return f"asked/{session_id}"


def ask(
    db: Session, session_id: str, command: Seconded, *, by: str, at: datetime, expected: int | None = None
) -> Entry:
    """Ask for a second person. Raises as `execute` does: what the rules forbid is not asked for."""
    lock(db, session_stream(session_id))
    made = replace(command, second=SOMEBODY)
    version = weigh(db, session_id, made, by=by, at=at, expected=expected)
    arguments = {one.name: getattr(command, one.name) for one in fields(command) if one.name != "second"}
    payload = {"command": command.name, "arguments": arguments, "version": version}
    return append(db, stream_of(session_id), [Draft("asked", payload)], by=by, at=at)[-1]


def waiting(db: Session, session_id: str) -> Asked | None:
    """What was asked last, while nobody has answered it and the board is still the same."""
    log, said = read_log(db, session_id), read(db, stream_of(session_id))
    if log is None or not said or said[-1].type != "asked":
        return None
    told = said[-1].payload
    if is_old(told["version"], log.entries):
        return None
    command = SECONDED[told["command"]](**told["arguments"], second="")
    return Asked(said[-1].version, command, told["version"], said[-1].by, said[-1].at)


def confirm(db: Session, session_id: str, number: int, *, by: str, at: datetime) -> tuple[Entry, ...]:
    """Confirm what was asked: it happens now, by who asked, with this account as the second person.

    Raises ConflictError where it waits no more, and as `execute` does.
    """
    asked = _still(db, session_id, number)
    made = replace(asked.command, second=by)
    entries = execute(db, session_id, made, by=asked.by, at=at, expected=asked.version)
    done = {"asked": number, "version": entries[-1].version}
    append(db, stream_of(session_id), [Draft("confirmed", done)], by=by, at=at)
    return entries


def decline(db: Session, session_id: str, number: int, *, by: str, at: datetime) -> Entry:
    """Say no, or take back what one asked. Raises ConflictError where it waits no more."""
    _still(db, session_id, number)
    return append(db, stream_of(session_id), [Draft("declined", {"asked": number})], by=by, at=at)[-1]


def _still(db: Session, session_id: str, number: int) -> Asked:
    lock(db, session_stream(session_id))
    asked = waiting(db, session_id)
    if asked is None or asked.number != number:
        raise ConflictError(_("这项请求已经办过、收回，或看板已有变化，不再等候确认。"))
    return asked
