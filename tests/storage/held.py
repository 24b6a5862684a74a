"""A session of two sergeants of the scored campaign, held or planted past the engine (虚构)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from resettlement.accounts.tables import AccountRow
from resettlement.database import transaction
from resettlement.journal.model import Draft, digest
from resettlement.journal.service import append
from resettlement.publication import public_documents
from resettlement.selection.service import execute, open_session, stream_of
from resettlement.selection.session.events import Call, Choose, Close, Command, Undo
from tests.hall import DAY, opening
from tests.storage.scored import ID, open_scored

EVENING = DAY + timedelta(hours=8)
BOTH = {"S01": "P1", "S02": "P2"}
Step = tuple[int, str, dict[str, Any]]


def stand_beside(engine: Engine) -> None:
    """The accounts of those who may witness a lot and confirm what another does."""
    with transaction(engine) as db:
        for who in ("supervisor", "notary", "reviewer"):
            db.merge(AccountRow(id=who, name=who, role=who, password_hash=""))


def open_hall(engine: Engine, session_id: str = ID) -> None:
    """Opened by the host; nobody has been called."""
    stand_beside(engine)
    opened = opening({"sergeant": [["S01"], ["S02"]]}, {"P1": 1, "P2": 2}, guarantee="off")
    with transaction(engine) as db:
        head = public_documents.head(db, f"campaign/{ID}")["head"]
        opened = replace(opened, session=session_id, campaign=ID, campaign_head=head)
        open_session(db, opened, by="host", at=DAY)


def held(engine: Engine, *, second: str = "supervisor", close: bool = True) -> None:
    """S01 took P1 in the end, after an undo; S02 took P2. Versions of the picks: 3 (undone), 6 and 8."""
    open_scored(engine)
    open_hall(engine)
    steps: list[Command] = [
        Call("S01"), Choose("S01", "P2"), Undo(2, "读错编号", second),
        Call("S01"), Choose("S01", "P1"), Call("S02"), Choose("S02", "P2"),
    ]  # fmt: skip
    for minute, command in enumerate([*steps, Close()] if close else steps, 1):
        with transaction(engine) as db:
            execute(db, ID, command, by="host", at=DAY + timedelta(minutes=minute))


def planted(engine: Engine, *steps: Step) -> None:
    """A log with whole hashes that no engine would have written, minute by minute."""
    open_scored(engine)
    open_hall(engine)
    for minute, type_, payload in steps:
        with transaction(engine) as db:
            draft = Draft(type_, payload)
            append(db, stream_of(ID), [draft], by="host", at=DAY + timedelta(minutes=minute))


def called(minute: int, candidate: str) -> Step:
    return minute, "called", {"candidate": candidate}


def chosen(minute: int, candidate: str, position: str, **more: Any) -> Step:
    said = {"candidate": candidate, "position": position, "basis": "live", "proxy": False, "warned": []}
    return minute, "chosen", said | more


def closed(assignment: dict[str, str | None], **more: Any) -> Step:
    said = {"assignment": assignment, "fingerprint": digest(assignment)}
    return 30, "closed", said | more
