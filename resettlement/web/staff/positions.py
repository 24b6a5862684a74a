"""`/staff/positions`: the list with seats, requirements and how many fit, and the audit in words."""

from __future__ import annotations

from collections import Counter

from litestar import get
from sqlmodel import Session

from public_notices.wording import listed, parted
from resettlement import clock, database
from resettlement.journal.service import newest_by_type
from resettlement.positions.feasibility import Audit, audit
from resettlement.positions.service import eligible
from resettlement.positions.service import positions as list_of
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.service import people
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import in_chinese, looked_up
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine
from resettlement.web.staff.common import LOOK, current, exported, show
from resettlement.web.staff.lists import Column, Listing, listing

PATH = "/staff/positions"
AUDIT_LEAD = "同样条件的人比名额多时，标为“名额不够”；一个岗位也不符合的，标为“没有符合的岗位”。"
COLUMNS = (
    Column("id", "编号"),
    Column("unit", "接收单位"),
    Column("title", "岗位"),
    Column("kind", "性质", said=True),
    Column("coordinated", "统筹", tones={"区级统筹": "warm"}, said=True),
    Column("seats", "名额", number=True),
    Column("open_to", "面向"),
    Column("requirements", "条件"),
    Column("fits", "符合人数", number=True),
)
AUDIT = (
    Column("code", "编号", link="/staff/records/{code}"),
    Column("name", "姓名"),
    Column("category", "类别", said=True),
    Column("fits", "符合的岗位数", number=True),
    Column("state", "审核", tones={"没有符合的岗位": "alert", "名额不够": "warm"}, said=True),
    Column("posts", "符合的岗位"),
)


@get("/positions", guards=[LOOK], sync_to_thread=True)
def positions(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Every post on offer, and whether everybody can be placed."""
    with database.reading(engine) as db:
        campaign = current(db)
        of, found = _found(request, db, campaign.id)
        replaceable = not newest_by_type(db, session_stream(campaign.id))
    return show(
        request,
        "positions",
        campaign=campaign,
        listing=of,
        found=found,
        replaceable=replaceable,
        named="、".join,
    )


@get("/positions.xlsx", guards=[LOOK], sync_to_thread=True)
def positions_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The list as a workbook."""
    with database.reading(engine) as db:
        return exported(in_chinese(_found)(request, db, current(db).id)[0])


@get("/positions/audit", guards=[LOOK], sync_to_thread=True)
def positions_audit(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """For each person the posts he fits, and whether there are seats for all who fit the same."""
    with database.reading(engine) as db:
        campaign = current(db)
        of = _audited(request, db, campaign.id)
    return show(request, "list", campaign=campaign, listing=of, lead=AUDIT_LEAD, back=PATH, tabs=())


@get("/positions/audit.xlsx", guards=[LOOK], sync_to_thread=True)
def audit_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The same list as a workbook."""
    with database.reading(engine) as db:
        return exported(_audited(request, db, current(db).id))


def _audited(request: AnyRequest, db: Session, campaign_id: str) -> Listing:
    offered, everybody = list_of(db, campaign_id), people(db, campaign_id)
    may_take = eligible(db, campaign_id, clock.now().date())
    found = audit([one.code for one in everybody], {one.id: one.seats for one in offered}, may_take)
    short = {code for shortage in found.shortages for code in shortage.people}
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "category": CATEGORY_LABELS[one.category],
            "fits": len(may_take[one.code]),
            "state": "没有符合的岗位" if not may_take[one.code] else "名额不够" if one.code in short else "",
            "posts": "、".join(may_take[one.code]),
        }
        for one in everybody
    ]
    return listing(request, "可行性审核", f"{PATH}/audit", AUDIT, rows)


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
            "open_to": listed(looked_up(CATEGORY_LABELS[category]) for category in one.open_to),
            "requirements": parted(one.requirements.sentences()) or looked_up("不限"),
            "fits": fits[one.id],
        }
        for one in offered
    ]
    found = audit([one.code for one in everybody], {one.id: one.seats for one in offered}, may_take)
    return listing(request, "岗位", PATH, COLUMNS, rows), found
