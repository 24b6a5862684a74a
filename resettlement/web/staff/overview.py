"""`/staff`: every stage of the campaign, what is missing for the next, and where it is done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from litestar import get
from sqlmodel import Session

from resettlement import clock, database
from resettlement.campaign.service import stream_of
from resettlement.campaign.stages import Progress, stages
from resettlement.errors import RefusedError
from resettlement.journal.service import newest_by_type
from resettlement.objections.model import Status
from resettlement.objections.service import objections
from resettlement.positions.feasibility import audit
from resettlement.positions.service import eligible, positions
from resettlement.posting.bundle import is_published
from resettlement.posting.publication import posted
from resettlement.records.service import people, unconfirmed, unreviewed
from resettlement.selection import wishes
from resettlement.selection.service import load
from resettlement.standing.service import standings
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine
from resettlement.web.staff.common import LOOK, current, show, site_of

# Where each stage is worked on.
PLACES = {
    "records": ("/staff/records", "到档案"),
    "scores": ("/staff/standing", "到评分名次"),
    "positions": ("/staff/positions", "到岗位"),
    "notices": ("/staff/notices", "到公示公告"),
    "objections": ("/staff/objections", "到异议"),
    "frozen": ("/staff/standing#freeze", "去冻结"),
    "announcement": ("/staff/notices/new?kind=announcement", "做公告"),
    "wishes": ("/staff/import/wishes", "导入志愿"),
    "session": ("/staff/session", "到选岗会"),
    "result": ("/staff/notices/new?kind=result", "做结果公示"),
    "published": ("/staff/session#publish", "去公布"),
}


@get("/", guards=[LOOK], sync_to_thread=True)
def overview(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The campaign's stages on one page."""
    with database.transaction(engine) as db:
        campaign = current(db)
        found = stages(progress(db, campaign.id, clock.now().date(), site_of(request)))
    return show(request, "overview", campaign=campaign, stages=found, places=PLACES)


def progress(db: Session, campaign_id: str, today: date, site: Path | None = None) -> Progress:
    """What the campaign's rows say, counted."""
    versions, notices = standings(db, campaign_id), posted(db, campaign_id)
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
        standing=len(versions),
        records_newer=max(last.get("records_imported", 0), last.get("record_changed", 0))
        > last.get("scored", 0),
        positions=len(offered),
        seats=sum(position.seats for position in offered),
        placeable=found.placeable,
        nobody_fits=found.nobody_fits,
        posted=frozenset(notice.kind for notice in notices),
        standing_posted=bool(versions) and versions[-1].version in {notice.standing for notice in notices},
        periods={n.number: n.closes_on for n in notices if n.closes_on and n.closes_on >= today},
        objections=len(filed),
        objections_open=sum(one.status == Status.FILED for one in filed),
        frozen=bool(versions) and versions[-1].frozen,
        wishes=len(wishes.commitments(db, campaign_id)),
        session=state,
        recorded="session_recorded" in last,
        published=state == "closed" and site is not None and is_published(db, campaign_id, site),
    )


def session_state(db: Session, campaign_id: str) -> str | None:
    """None before the session was opened, then "open", then "closed"."""
    try:
        return "closed" if load(db, campaign_id).closed else "open"
    except RefusedError:
        return None
