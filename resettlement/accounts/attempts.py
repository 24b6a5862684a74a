"""What counts against a limit, for all servers together: attempts to get in with a password or a code, and
objections that anybody may file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.accounts.tables import SignInAttempt
from resettlement.journal.service import lock

WINDOW = timedelta(minutes=15)
LONGEST = timedelta(hours=1)


def counted(
    db: Session,
    who: str,
    address: str,
    at: datetime,
    limits: Mapping[str, int],
    *,
    window: timedelta = WINDOW,
) -> bool:
    """Count an attempt before it is judged, so that many at once cannot slip through; False when refused.

    `limits` within the window: `both` of one address at one `who`, `address` of one address, `account` at one
    `who` from anywhere; what is not named is not limited.
    """
    lock(db, "attempts")
    then = col(SignInAttempt.at)  # what lies ahead was counted by a clock that ran ahead
    past = (then < clock.written(at - LONGEST)) | (then > clock.written(at + LONGEST))
    db.exec(delete(SignInAttempt).where(past))
    lately = col(SignInAttempt.at) >= clock.written(at - window)
    here, there = col(SignInAttempt.address) == address, col(SignInAttempt.account_id) == who
    wanted = {"both": lately & here & there, "address": lately & here, "account": lately & there}
    if any(_count(db, wanted[what]) >= limit for what, limit in limits.items()):
        return False
    db.add(SignInAttempt(account_id=who, address=address, at=clock.written(at)))
    return True


def forget(db: Session, who: str, address: str) -> None:
    """What one address tried counts no longer: it got in."""
    attempts = col(SignInAttempt.account_id) == who, col(SignInAttempt.address) == address
    db.exec(delete(SignInAttempt).where(*attempts))


def _count(db: Session, where: object) -> int:
    return db.exec(select(func.count()).select_from(SignInAttempt).where(where)).one()  # type: ignore[arg-type]
