"""`/staff`: every stage of the campaign, what is missing for the next, who does it and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from litestar import get
from sqlmodel import Session

from public_notices.translation import looked_up
from resettlement import clock, database
from resettlement.accounts.model import ROLE_LABELS, Role
from resettlement.campaign.service import stream_of
from resettlement.campaign.stages import Progress, stages
from resettlement.errors import RefusedError
from resettlement.journal.service import newest_by_type
from resettlement.objections.model import OPEN
from resettlement.objections.service import objections
from resettlement.positions.feasibility import audit
from resettlement.positions.service import eligible, positions
from resettlement.posting.bundle import is_published
from resettlement.posting.publication import positions_posted, posted
from resettlement.records.service import people, unconfirmed, unreviewed
from resettlement.selection.service import load
from resettlement.selection.wishes import service as wishes
from resettlement.standing.service import newest_standing
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine
from resettlement.web.staff.common import LOOK, current, show, site_of


@dataclass(frozen=True)
class Task:
    """What somebody does about something that is missing: where, and whose work it is."""

    place: str
    label: str
    roles: tuple[Role, ...]

    def whose(self) -> str:
        """Whose work it is, in words."""
        return "、".join(looked_up(ROLE_LABELS[role]) for role in self.roles)


# Where each stage is looked at.
PLACES = {
    "records": "/staff/records",
    "scores": "/staff/standing",
    "positions": "/staff/positions",
    "notices": "/staff/notices",
    "objections": "/staff/objections",
    "frozen": "/staff/standing#freeze",
    "announcement": "/staff/notices",
    "wishes": "/staff/wishes",
    "session": "/staff/session",
    "result": "/staff/result",
    "published": "/staff/result#publish",
}
TASKS: Mapping[str, Task] = {
    "import_records": Task("/staff/import/records", "导入档案表", (Role.CLERK,)),
    "review": Task("/staff/records", "去复核", (Role.REVIEWER,)),
    "score": Task("/staff/standing", "去评分", (Role.CLERK,)),
    "confirm": Task("/staff/records", "登记本人确认", (Role.CLERK, Role.REVIEWER)),
    "import_positions": Task("/staff/import/positions", "导入岗位表", (Role.STAFFING,)),
    "post_scores": Task("/staff/notices/new?kind=scores", "做评分公示", (Role.CLERK,)),
    "post_correction": Task("/staff/notices/new?kind=correction", "做更正公示", (Role.CLERK,)),
    "post_positions": Task("/staff/notices/new?kind=positions", "做岗位公示", (Role.CLERK,)),
    "wait": Task("/staff/notices", "", ()),
    "rule": Task("/staff/objections", "去裁定", (Role.SUPERVISOR, Role.REVIEWER)),
    "freeze": Task("/staff/standing#freeze", "去冻结", (Role.SUPERVISOR,)),
    "announce": Task("/staff/notices/new?kind=announcement", "做选岗会公告", (Role.CLERK,)),
    "collect_wishes": Task("/staff/wishes", "去收志愿", (Role.CLERK,)),
    "open_session": Task("/staff/session", "去开场", (Role.HOST,)),
    "run_session": Task("/hall/control", "到选岗控制台", (Role.HOST,)),
    "record_result": Task("/staff/result", "去登记", (Role.SUPERVISOR,)),
    "post_result": Task("/staff/notices/new?kind=result", "做结果公示", (Role.CLERK,)),
    "publish": Task("/staff/result#publish", "去公布", (Role.CLERK, Role.SUPERVISOR)),
}


@get("/", guards=[LOOK], sync_to_thread=True)
def overview(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The campaign's stages on one page."""
    with database.transaction(engine) as db:
        campaign = current(db)
        found = stages(progress(db, campaign.id, clock.now().date(), site_of(request)))
    return show(request, "overview", campaign=campaign, stages=found, places=PLACES, tasks=TASKS)


def progress(db: Session, campaign_id: str, today: date, site: Path | None = None) -> Progress:
    """What the campaign's rows say, counted."""
    newest, notices = newest_standing(db, campaign_id), posted(db, campaign_id)
    everybody, offered = people(db, campaign_id), positions(db, campaign_id)
    state = session_state(db, campaign_id)
    filed = objections(db, campaign_id)
    last = newest_by_type(db, stream_of(campaign_id))
    found = audit(
        [person.code for person in everybody],
        {position.id: position.seats for position in offered},
        eligible(db, campaign_id, today),
    )
    return Progress(
        today=today,
        people=len(everybody),
        unreviewed=len(unreviewed(db, campaign_id)),
        unconfirmed=len(unconfirmed(db, campaign_id)),
        standing=newest.version if newest else 0,
        records_newer=records_newer(last),
        positions=len(offered),
        seats=sum(position.seats for position in offered),
        placeable=found.placeable,
        nobody_fits=found.nobody_fits,
        posted=frozenset(notice.kind for notice in notices),
        standing_posted=newest is not None and newest.version in {notice.standing for notice in notices},
        positions_posted=positions_posted(db, campaign_id),
        periods={n.number: n.closes_on for n in notices if n.closes_on and n.closes_on >= today},
        objections=len(filed),
        objections_open=sum(one.status in OPEN for one in filed),
        frozen=newest is not None and newest.frozen,
        wishes=len(wishes.commitments(db, campaign_id)),
        session=state,
        recorded="session_recorded" in last,
        published=state == "closed" and site is not None and is_published(db, campaign_id, site),
    )


def records_newer(last: Mapping[str, int]) -> bool:
    """Whether a record was entered or changed after the newest scoring (newest entry of each type)."""
    changes = ("records_imported", "records_reimported", "record_changed", "profile_corrected")
    return max(last.get(one, 0) for one in changes) > last.get("scored", 0)


def session_state(db: Session, campaign_id: str) -> str | None:
    """None before the session was opened, then "open", then "closed"."""
    try:
        return "closed" if load(db, campaign_id).closed else "open"
    except RefusedError:
        return None
