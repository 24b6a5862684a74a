"""Running a session: each command is load, decide, append, checked by the second path, in one transaction.

What was read and checked is kept in memory from one command to the next, so that a command reads, replays and
checks only what is new. What is kept says no more than what the entries up to its last hash tell, and it is
used only where the transaction that asks finds that hash at that version. So it matters neither who wrote in
between nor whether the transaction that left it was kept or dropped; where it does not fit, everything is
read again. What it cannot see: a row *before* its last one that somebody changed behind the journal's back.
That is found where the log is read whole: by a process that has just started, when the result is published,
and by `resettlement verify`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar

from sqlmodel import Session as Database

from public_notices import verifier
from resettlement import clock
from resettlement.accounts.service import persons, role_of, same_person
from resettlement.errors import DifferenceError, RefusedError
from resettlement.journal.model import Draft, Entry
from resettlement.journal.service import append, lock, newest, read, refuse_stale
from resettlement.records.gate import refuse_unpublishable
from resettlement.rights import SECONDS, WITNESSES
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.session.command import Command, refuse_alone
from resettlement.selection.session.decide import decide
from resettlement.selection.session.events import EVENTS, payload_of, read_event, type_of
from resettlement.selection.session.events.lot_drawn import DrawLot
from resettlement.selection.session.state import (
    Event,
    OfStandbyZone,
    Recorded,
    Session,
    SessionOpened,
    evolve,
    replay,
)
from resettlement.translation import gettext as _
from resettlement.translation import looked_up

Key: TypeAlias = tuple[str, str]
"""A database and a stream in it."""
Value = TypeVar("Value")


@dataclass(frozen=True)
class Log:
    """A session's log as far as it was read, and the session that it tells of."""

    entries: tuple[Entry, ...]
    session: Session


KEPT_AT_MOST = 8
_logs: dict[Key, Log] = {}
_watches: dict[Key, verifier.Watch] = {}
"""Taken out while it works and put back when it found nothing wrong: it is never seen half-way."""


def stream_of(session_id: str) -> str:
    """The journal's stream of a session; a rehearsal has one of its own kind, which nobody publishes."""
    return session_id if is_rehearsal(session_id) else f"session/{session_id}"


def sessions(db: Database, campaign_id: str) -> tuple[str, ...]:
    """The sessions of a campaign that were opened, oldest first: `ID`; `ID/2` for those without a post."""
    found: list[str] = []
    while newest(db, stream_of(following := next_session(campaign_id, found))):
        found.append(following)
    return tuple(found)


def next_session(campaign_id: str, held: Sequence[str]) -> str:
    """The id of the session that would be opened after those held so far."""
    return f"{campaign_id}/{len(held) + 1}" if held else campaign_id


def current(db: Database, campaign_id: str) -> str:
    """The session that was opened last; before any, the first that will be."""
    return next(reversed(sessions(db, campaign_id)), campaign_id)


def open_session(db: Database, opened: SessionOpened, *, by: str, at: datetime) -> Entry:
    """Open a session with everything it needs frozen in its first entry."""
    if not is_rehearsal(opened.session):
        refuse_unpublishable(db, opened.campaign, {_("抽签号码的来源"): str(opened.lot.get("source", ""))})
    return _write(db, opened.session, (), opened, by, at)[-1]


def _refuse_unpublishable(db: Database, opened: SessionOpened, event: Event) -> None:
    """What people typed passes the gate before it stands in a log that is published and never shortened."""
    fields = [(looked_up(label), getattr(event, field)) for field, label in event.typed.items()]
    texts = [(label, text) for label, text in fields if text is not None]
    if texts and not is_rehearsal(opened.session):
        refuse_unpublishable(db, opened.campaign, texts)


def load(db: Database, session_id: str) -> Session:
    """The session as its log tells it now. Raises RefusedError `selection.not_open`."""
    return _opened(db, session_id).session


def read_log(db: Database, session_id: str) -> Log | None:
    """The log as it stands in this transaction; None while the session is not open.

    Only what was written since it was read last is asked for (see above: what is kept).
    """
    key, stream = _key(db, session_id), stream_of(session_id)
    found = (
        _gone_on(kept, read(db, stream, after=len(kept.entries) - 1)) if (kept := _logs.get(key)) else None
    )
    if found is None:
        entries = read(db, stream)
        found = Log(entries, replay(recorded(entries))) if entries else None
    if found is not None:
        _keep(_logs, key, found)
    return found


def execute(
    db: Database, session_id: str, command: Command, *, by: str, at: datetime, expected: int | None = None
) -> tuple[Entry, ...]:
    """Carry out one command in the caller's transaction; nobody sees it before that is durable.

    `expected` is the version the operator's board showed; who has come to the standby zone since and was
    checked there makes no board old. Raises RefusedError when a rule forbids the command, ConflictError when
    the board has changed, DifferenceError when the second path disagrees.
    """
    lock(db, stream_of(session_id))
    _refuse_bystanders(db, command, by)
    log, event = _weighed(db, session_id, command, by, at, expected)
    return _write(db, session_id, log.entries, event, by, at)


def weigh(
    db: Database, session_id: str, command: Command, *, by: str, at: datetime, expected: int | None = None
) -> int:
    """Raise what `execute` would raise but for who stands beside it; the version on which that holds."""
    return len(_weighed(db, session_id, command, by, at, expected)[0].entries)


def _weighed(
    db: Database, session_id: str, command: Command, by: str, at: datetime, expected: int | None
) -> tuple[Log, Event]:
    log = _opened(db, session_id)
    if expected is not None and is_old(expected, log.entries):
        refuse_stale(stream_of(session_id), expected, len(log.entries))
    _check(_key(db, session_id), log.entries)  # what others wrote since, before anything is built on it
    event = decide(log.session, command, at, by)
    _refuse_unpublishable(db, log.session.opened, event)
    return log, event


def _refuse_bystanders(db: Database, command: Command, by: str) -> None:
    """What two stand behind is confirmed by another person who may, a lot seen by two others: not by other
    accounts of one person, and not by words that are no account."""
    if second := command.confirmed_by:
        _refuse_strangers(db, [second], SECONDS)
        if same_person(db, second, by):
            refuse_alone(by, by)
    if isinstance(command, DrawLot):
        _refuse_strangers(db, command.witnesses, WITNESSES)
        known = persons(db)
        if len({known.get(one, one) for one in command.witnesses} - {known.get(by, by)}) < 2:
            raise RefusedError("selection.witnesses", _("抽签须有两名以上见证人，且不含操作员本人。"))


def _refuse_strangers(db: Database, accounts: Iterable[str], roles: Container[str]) -> None:
    for account in accounts:
        if role_of(db, account) not in roles:
            said = _("%(account)s 不能见证或共同确认。请换人。", account=account)
            raise RefusedError("selection.second_person", said, account=account)


def recorded(entries: Iterable[Entry]) -> Iterable[Recorded]:
    """Entries of a session's stream as events."""
    return (
        Recorded(entry.version, clock.read(entry.at), entry.by, read_event(entry.type, entry.payload))
        for entry in entries
    )


def _opened(db: Database, session_id: str) -> Log:
    log = read_log(db, session_id)
    if log is None:
        raise RefusedError("selection.not_open", _("选岗会“%(session)s”还没有开场。", session=session_id))
    return log


def _key(db: Database, session_id: str) -> Key:
    return str(db.get_bind().engine.url), stream_of(session_id)


def _gone_on(kept: Log, entries: Sequence[Entry]) -> Log | None:
    """The log with what was written since; None where its last entry is not the first of `entries`."""
    if not entries or entries[0].hash != kept.entries[-1].hash:
        return None
    if not (new := entries[1:]):
        return kept
    session = kept.session
    for entry in recorded(new):
        session = evolve(session, entry)
    return Log((*kept.entries, *new), session)


def is_old(expected: int, entries: Sequence[Entry]) -> bool:
    """Whether anything was written since that changes more than who stands ready."""
    since = entries[expected:] if 0 < expected <= len(entries) else entries
    return any(not issubclass(EVENTS[entry.type], OfStandbyZone) for entry in since)


def _write(
    db: Database,
    session_id: str,
    earlier: Sequence[Entry],
    event: Event,
    by: str,
    at: datetime,
) -> tuple[Entry, ...]:
    drafts = [Draft(type_of(event), payload_of(event))]
    entries = append(db, stream_of(session_id), drafts, by=by, at=at, expected=len(earlier))
    _check(_key(db, session_id), (*earlier, *entries))
    return entries


def _check(key: Key, entries: Sequence[Entry]) -> None:
    """The second path takes what it has not seen of this log. Raises DifferenceError."""
    watch = _watches.pop(key, None) or verifier.Watch()
    seen = watch.last["version"] if watch.last else 0
    if watch.last and (seen > len(entries) or entries[seen - 1].hash != watch.last["hash"]):
        watch, seen = verifier.Watch(), 0
    differences = watch.take([entry.to_json() for entry in entries[seen:]])
    if differences:
        sentences = "\n".join(difference.sentence for difference in differences)
        raise DifferenceError(
            _("第二套程序得出不同的结果，这一步没有写入，选岗会暂停：") + f"\n{sentences}",
            differences=differences,
        )
    _keep(_watches, key, watch)


def _keep(kept: dict[Key, Value], key: Key, value: Value) -> None:
    """Keeps the newest few: a hall has one session, and rehearsals before it."""
    kept.pop(key, None)
    kept[key] = value
    for old in list(kept)[:-KEPT_AT_MOST]:
        kept.pop(old, None)
