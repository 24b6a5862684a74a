"""In which campaign somebody's work waits, so that a desk opens there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.stages import State, stages
from resettlement.progress import progress
from resettlement.rights import Role
from resettlement.web.side_by_side import Beside
from resettlement.web.staff.overview import TASKS

IN_THE_HALL = {Role.HOST, Role.SUPERVISOR, Role.NOTARY}


def waits_for(db: Session, role: Role, every: Iterable[Beside]) -> str | None:
    """The campaign that comes to a task of this role soonest, the newest of equals; None where none does.

    For those who sit in the hall one that is in session counts before.
    """
    going = [one for one in every if not one.finished]
    if role in IN_THE_HALL and (held := next((one.id for one in going if one.in_session), None)):
        return held
    far = {one.id: away for one in going if (away := _stages_away(db, one.id, role)) is not None}
    return min(far, key=far.__getitem__, default=None)


def _stages_away(db: Session, campaign_id: str, role: Role) -> int | None:
    """How many stages after the current one the first task of this role comes; None where there is none."""
    found = stages(progress(db, campaign_id, clock.now().date()))
    now = next((at for at, stage in enumerate(found) if stage.state is State.CURRENT), len(found))
    tasks = (
        at for at, stage in enumerate(found) if any(role in TASKS[lack.task].roles for lack in stage.missing)
    )
    return next((abs(at - now) for at in tasks), None)
