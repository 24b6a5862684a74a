"""`/staff/positions`: the list with seats, requirements and how many fit, and the audit in words."""

from __future__ import annotations

from collections import Counter

from litestar import get
from sqlmodel import Session

from resettlement import clock, database
from resettlement.positions.feasibility import Audit, audit
from resettlement.positions.service import eligible
from resettlement.positions.service import positions as list_of
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.service import people
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine
from resettlement.web.staff.common import LOOK, current, exported, show
from resettlement.web.staff.lists import Column, Listing, listing

COLUMNS = (
    Column("id", "编号"),
    Column("unit", "接收单位"),
    Column("title", "岗位"),
    Column("kind", "性质"),
    Column("coordinated", "统筹", tones={"区级统筹": "warm"}),
    Column("seats", "名额", number=True),
    Column("open_to", "面向"),
    Column("requirements", "条件"),
    Column("fits", "符合人数", number=True),
)


@get("/positions", guards=[LOOK], sync_to_thread=True)
def positions(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Every post on offer, and whether everybody can be placed."""
    with database.transaction(engine) as db:
        campaign = current(db)
        of, found = _found(request, db, campaign.id)
    return show(request, "positions", campaign=campaign, listing=of, found=found)


@get("/positions.xlsx", guards=[LOOK], sync_to_thread=True)
def positions_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The list as a workbook."""
    with database.transaction(engine) as db:
        return exported(_found(request, db, current(db).id)[0])


def _found(request: AnyRequest, db: Session, campaign_id: str) -> tuple[Listing, Audit]:
    offered, everybody = list_of(db, campaign_id), people(db, campaign_id)
    may_take = eligible(db, campaign_id, clock.now().date())
    fits = Counter(position for taken in may_take.values() for position in taken)
    rows = [
        {
            "id": one.id,
            "unit": one.unit,
            "title": one.title,
            "kind": one.kind,
            "coordinated": "区级统筹" if one.coordinated else "",
            "seats": one.seats,
            "open_to": "、".join(CATEGORY_LABELS[category] for category in one.open_to),
            "requirements": "；".join(one.requirements.sentences()) or "不限",
            "fits": fits[one.id],
        }
        for one in offered
    ]
    found = audit([one.code for one in everybody], {one.id: one.seats for one in offered}, may_take)
    return listing(request, "岗位", "/staff/positions", COLUMNS, rows), found
