"""A clock that ran ahead and was set right: the office goes on, two people say so, and the log tells it.

Entries written by the clock that ran ahead lie in the future, and nothing may be dated before them. From
`clock_set_right` on until real time has passed them, `journal.append` dates what would lie before the last
entry of its stream at the time of that entry.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.accounts.service import same_person
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import CLOCK, append, ends_of_catching_up, lock
from resettlement.journal.tables import JournalEntry
from resettlement.translation import gettext as _

CAMPAIGN = "campaign/"


def ahead_until(db: Session, at: datetime) -> datetime | None:
    """The time of the last entry where it lies in the future and nobody has said so yet; else None."""
    last = db.exec(select(func.max(JournalEntry.at))).one()
    newest = clock.read(last) if last else at
    said = ends_of_catching_up(db)
    return newest if newest > at and (said is None or newest > said) else None


def set_clock_right(db: Session, reason: str, *, second: str, by: str, at: datetime) -> datetime:
    """Say, with a second person, that the clock ran ahead and is right now; until when it is caught up with.

    Raises RefusedError `clock.no_reason`, `clock.second_person` for the same person, `clock.not_ahead` where
    no entry lies in the future.
    """
    lock(db, CLOCK)
    until = ahead_until(db, at)
    _refuse(db, reason, second, by, until)
    assert until is not None
    said = {"ahead_until": clock.written(until), "second": second}
    append(db, CLOCK, [Draft("clock_set_right", {**said, "reason": reason.strip()})], by=by, at=at)
    for stream in _campaigns_ahead(db, at):
        append(db, stream, [Draft("clock_set_right", said)], by=by, at=at)
    return until


def _refuse(db: Session, reason: str, second: str, by: str, until: datetime | None) -> None:
    if until is None:
        raise RefusedError("clock.not_ahead", _("没有晚于现在的记录，不用登记。直接照常办理即可。"))
    if not reason.strip():
        raise RefusedError("clock.no_reason", _("请写明时钟为什么走快了、怎样校准的。"))
    if not second or same_person(db, by, second):
        raise RefusedError("clock.second_person", _("须由另一人共同确认，不能是您自己的账号。"))


def _campaigns_ahead(db: Session, at: datetime) -> list[str]:
    """The campaigns whose log has entries in the future, in an order that is the same for everybody."""
    stream, ahead = col(JournalEntry.stream), col(JournalEntry.at) > clock.written(at)
    query = select(JournalEntry.stream).where(ahead, stream.startswith(CAMPAIGN)).distinct()
    return list(db.exec(query.order_by(stream)))
