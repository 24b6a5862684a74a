"""Faults in a rehearsal (演练): planned when it begins, coming with its commands, noted beside it.

`faults/rehearsal/CAMPAIGN/N` holds the plan, each fault that came, what the team answered, every restart of
the program that ends a power cut, and every command that was refused. Nothing here does anything for a real
session: a session that is no rehearsal has no such stream.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session as Database

from resettlement import clock
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import Draft, Entry
from resettlement.journal.service import append, read
from resettlement.selection.rehearsal.faults import ANSWERED, FAULTS, coming, open_fault
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Process:
    """The program as it was started once: after a restart it is another one."""

    id: str
    started_at: datetime


def stream_of(rehearsal_id: str) -> str:
    """The journal's stream of a rehearsal's notes. ValueError for a real session, which never has one."""
    if not is_rehearsal(rehearsal_id):
        raise ValueError(f"{rehearsal_id} is no rehearsal")
    return f"faults/{rehearsal_id}"


def notes(db: Database, session_id: str) -> tuple[Entry, ...]:
    """What was noted beside a rehearsal; nothing for a real session."""
    return read(db, stream_of(session_id)) if is_rehearsal(session_id) else ()


def plan(db: Database, rehearsal_id: str, faults: Iterable[str], *, seed: str, by: str, at: datetime) -> None:
    """Say which faults come in this rehearsal; the seed alone decides when. None of them: nothing is written.

    Raises BadInputError for a fault that is not known.
    """
    wanted = sorted(set(faults))
    if unknown := set(wanted) - set(FAULTS):
        raise BadInputError(_("没有“%(fault)s”这种突发情况。请重新勾选。", fault="、".join(sorted(unknown))))
    if wanted:
        _note(db, rehearsal_id, "faults_planned", {"seed": seed, "faults": wanted}, by, at)


def follow(db: Database, session_id: str, *, before: int, process: Process, by: str, at: datetime) -> None:
    """After a command, in its transaction: another program means the power is back; a fault may come.

    `before`: the version of the session before the command.
    """
    if not is_rehearsal(session_id):
        return
    log, noted = read(db, session_id), notes(db, session_id)
    fault = open_fault(log, noted)
    if fault and fault.came and fault.fault == "power_cut" and _is_another(process, fault.came):
        ended = {"fault": "power_cut", "version": before, "process": process.id}
        noted = (*noted, _note(db, session_id, "program_restarted", ended, by, at))
    if comes := coming(log, noted):
        _note(db, session_id, "fault_came", {**comes, "process": process.id}, by, at)


def note_refusal(db: Database, session_id: str, command: str, code: str, *, by: str, at: datetime) -> None:
    """Keep that a command of a rehearsal was refused; the session's own log never has it."""
    if is_rehearsal(session_id):
        _note(db, session_id, "command_refused", {"command": command, "code": code}, by, at)


def answer(
    db: Database, session_id: str, fault: str, noted: dict[str, str], *, by: str, at: datetime
) -> Entry:
    """The team has dealt with the fault that is open; `noted` is what an objection was taken down as.

    Raises RefusedError `rehearsal.no_such_fault` when it is not open or is not one that is answered.
    """
    log = _refuse_unless_open(db, session_id, fault)
    if fault not in ANSWERED:
        raise _no_such_fault()
    return _note(db, session_id, "fault_answered", {"fault": fault, "version": len(log), **noted}, by, at)


def skip(db: Database, session_id: str, fault: str, *, by: str, at: datetime) -> Entry:
    """Go on without dealing with the fault that is open; the report says so."""
    log = _refuse_unless_open(db, session_id, fault)
    return _note(db, session_id, "fault_skipped", {"fault": fault, "version": len(log)}, by, at)


def _refuse_unless_open(db: Database, session_id: str, fault: str) -> tuple[Entry, ...]:
    log, noted = read(db, session_id), notes(db, session_id)
    found = open_fault(log, noted) if noted else None
    if found is None or found.fault != fault:
        raise _no_such_fault()
    return log


def _no_such_fault() -> RefusedError:
    return RefusedError(
        "rehearsal.no_such_fault", _("这项突发情况已经处理完，或者还没有出现。请看最新的看板。")
    )


def _is_another(process: Process, came: Entry) -> bool:
    """Started since. Where several processes serve the hall, another than the one before is no restart."""
    since = process.started_at.replace(microsecond=0) >= clock.read(came.at)
    return process.id != came.payload["process"] and since


def _note(db: Database, session_id: str, type_: str, payload: dict[str, Any], by: str, at: datetime) -> Entry:
    return append(db, stream_of(session_id), [Draft(type_, payload)], by=by, at=at)[-1]
