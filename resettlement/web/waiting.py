"""In which campaign somebody's work waits, so that a desk opens there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.stages import State, stages
from resettlement.posting.progress import progress
from resettlement.rights import Role
from resettlement.web.side_by_side import Beside
from resettlement.web.staff.overview import TASKS

IN_THE_HALL = {Role.HOST, Role.SUPERVISOR, Role.NOTARY}


def waits_for(db: Session, role: Role, every: Iterable[Beside]) -> str | None:
    """The newest campaign whose current stage has a task of this role; for those who sit in the hall one that
    is in session counts before; None where nothing waits anywhere.
    """
    going = [one for one in every if not one.finished]
    if role in IN_THE_HALL and (held := next((one.id for one in going if one.in_session), None)):
        return held
    return next((one.id for one in going if role in _roles(db, one.id)), None)


def _roles(db: Session, campaign_id: str) -> set[Role]:
    """Those who have something to do in a campaign's current stage."""
    found = stages(progress(db, campaign_id, clock.now().date()))
    lacks = [lack for stage in found if stage.state is State.CURRENT for lack in stage.missing]
    return {role for lack in lacks for role in TASKS[lack.task].roles}
