"""`/staff/positions`: the list with seats, requirements and how many fit, and the audit in words."""

from __future__ import annotations

from collections import Counter

from litestar import get, post
from sqlmodel import Session

from public_notices.wording import listed, parted
from resettlement import clock
from resettlement.campaign.tables import Campaign
from resettlement.journal.service import newest_by_type
from resettlement.notices import replacing
from resettlement.positions.feasibility import Audit, audit
from resettlement.positions.service import eligible
from resettlement.positions.service import positions as list_of
from resettlement.positions.workbook import read_positions
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.service import people
from resettlement.selection.service import current as newest_session
from resettlement.selection.service import load
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import in_chinese, looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.frame import LOOK, done, show
from resettlement.web.staff.list_pages import list_at, workbook_at
from resettlement.web.staff.lists import Column, Listing, listing
from resettlement.web.wish_fields import in_words

PATH = "/staff/positions"
AUDIT_LEAD = "同样条件的人比名额多时，标为“名额不够”；一个岗位也不符合的，标为“没有符合的岗位”。"
WHY = "请写明理由；理由会公开"
LABELS = {
    **dict.fromkeys(("seats_position", "withdrawn_position"), "岗位"),
    "seats": "改后的名额",
    "workbook": "岗位表（只填增加的岗位）",
    **dict.fromkeys(("seats_because", "withdrawn_because", "added_because"), "理由"),
}
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


def _audited(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    offered, everybody = list_of(db, campaign.id), people(db, campaign.id)
    may_take = eligible(db, campaign.id, clock.now().date())
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
    return listing(desk, "可行性审核", f"{PATH}/audit", AUDIT, rows)


def _found(desk: Desk, db: Session, campaign: Campaign) -> tuple[Listing, Audit]:
    offered, everybody = list_of(db, campaign.id), people(db, campaign.id)
    may_take = eligible(db, campaign.id, clock.now().date())
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
    return listing(desk, "岗位", PATH, COLUMNS, rows), found


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        campaign = current(db)
        of, found = _found(desk, db, campaign)
        replaceable = not newest_by_type(db, session_stream(campaign.id))
        hall = None if replaceable else load(db, newest_session(db, campaign.id))
        posts = [(one.id, in_words(one)) for one in list_of(db, campaign.id)]
    return show(
        desk,
        "positions",
        retry,
        campaign=campaign,
        posts=posts,
        labels=LABELS,
        listing=of,
        found=found,
        replaceable=replaceable,
        paused=hall is not None and hall.paused_at is not None and not hall.closed,
        running=hall is not None and hall.paused_at is None and not hall.closed,
        named="、".join,
    )


@get("/positions", guards=[LOOK], sync_to_thread=True)
def positions(desk: AtDesk) -> AnyResponse:
    """Every post on offer, and whether everybody can be placed."""
    return _page(desk)


@post("/positions/seats", guards=[may_do("change-seats")], sync_to_thread=True)
@or_show(_page)
def seats(desk: AtDesk) -> AnyResponse:
    """Seats of one post are cut or added."""
    post_id, number, why = desk.text("seats_position"), desk.text("seats"), desk.text("seats_because")
    desk.require(seats_position="请选择岗位", seats_because=WHY)
    if not number.isdecimal() or len(number) > 5:
        desk.problems["seats"] = "请填改后的名额，例如 2"
    desk.check()
    change = replacing.change_seats
    desk.write(lambda db, id_, at: change(db, id_, post_id, int(number), why, by=desk.by, at=at))
    return done(PATH, "positions_changed")


@post("/positions/withdraw", guards=[may_do("withdraw-position")], sync_to_thread=True)
@or_show(_page)
def withdraw(desk: AtDesk) -> AnyResponse:
    """One post is taken off the list."""
    post_id, why = desk.text("withdrawn_position"), desk.text("withdrawn_because")
    desk.require(withdrawn_position="请选择岗位", withdrawn_because=WHY)
    desk.check()
    take_off = replacing.withdraw_position
    desk.write(lambda db, id_, at: take_off(db, id_, post_id, why, by=desk.by, at=at))
    return done(PATH, "positions_changed")


@post("/positions/add", guards=[may_do("add-positions")], sync_to_thread=True)
@or_show(_page)
def add(desk: AtDesk) -> AnyResponse:
    """A workbook's posts come behind those of the list."""
    content, why = desk.file("workbook"), desk.text("added_because")
    desk.require(added_because=WHY)
    if not content:
        desk.problems["workbook"] = "请选择要导入的工作簿（.xlsx）"
    desk.check()
    found = read_positions(content)
    desk.write(lambda db, id_, at: replacing.add_positions(db, id_, found, why, by=desk.by, at=at))
    return done(PATH, "positions_changed")


@in_chinese
def _in_chinese(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    return _found(desk, db, campaign)[0]


positions_workbook = workbook_at("/positions", _in_chinese)
positions_audit, audit_workbook = list_at("/positions/audit", _audited, lead=AUDIT_LEAD, back=PATH)
