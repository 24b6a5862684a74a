"""`/staff/result`: who holds which post and who none, the papers to print, recording and publishing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import get, post
from sqlmodel import Session

from public_notices.event_words import campaign_event, session_event
from public_notices.wording import BASES
from resettlement import clock
from resettlement.accounts.model import Role
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.hall.recording import record_session
from resettlement.journal.service import read
from resettlement.positions.service import positions
from resettlement.progress import progress
from resettlement.publication import public_documents, register
from resettlement.publication.bundle import publish_campaign
from resettlement.records.service import names
from resettlement.rights import may as may_command
from resettlement.selection import afterwards
from resettlement.selection import outcome as outcomes
from resettlement.selection.outcome import ASSIGNED, Outcome
from resettlement.selection.service import load, sessions, stream_of
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.hall.papers import PRINTERS
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.frame import VIEWERS, done, show, site_of
from resettlement.web.staff.list_pages import workbook_at
from resettlement.web.staff.lists import Column, Listing, listing

PATH = "/staff/result"
WHY = "请写明理由；理由会公开"
LABELS = {
    "annulled": "岗位作废的人", "annulled_because": "作废的理由",
    "assigned": "指定岗位的人", "assigned_position": "指定的岗位", "assigned_because": "指定的理由",
}  # fmt: skip
COLUMNS = (
    Column("order", "次序", number=True),
    Column("candidate", "编号", link="/staff/records/{candidate}"),
    Column("name", "姓名"),
    Column("position", "岗位编号"),
    Column("unit", "接收单位"),
    Column("title", "岗位"),
    Column("basis", "方式", said=True),
)
PAPERS = (
    Column("slip", "选岗回执", link="/hall/slip/{version}?session={session}", said=True),
    Column("agreement", "选岗协议", link="/hall/agreement/{version}?session={session}", said=True),
)


def _outcome(db: Session, campaign_id: str) -> Mapping[str, Any] | None:
    """The result as it stands, from the moment the first session is closed."""
    closed = bool(sessions(db, campaign_id)) and load(db, campaign_id).closed
    return public_documents.standing_result(db, campaign_id) if closed else None


def _listing(desk: Desk, db: Session, campaign: Campaign, columns: tuple[Column, ...] = COLUMNS) -> Listing:
    called, outcome = names(db, campaign.id), _outcome(db, campaign.id)
    posts = {one.id: one for one in positions(db, campaign.id)}
    rows = [
        {
            **pick,
            "name": called[pick["candidate"]],
            "unit": posts[pick["position"]].unit,
            "title": posts[pick["position"]].title,
            "basis": BASES[pick["basis"]],
            **_papers(campaign.id, pick),
        }
        for pick in (outcome["picks"] if outcome else ())
    ]
    return listing(desk, "选岗结果", PATH, columns, rows)


def _papers(campaign_id: str, pick: Mapping[str, Any]) -> dict[str, str]:
    """Slip and agreement of a pick, in whichever session it was made; none of a post that was assigned."""
    if pick["basis"] == ASSIGNED:
        return {"session": "", "slip": "", "agreement": ""}
    session = pick.get("stream", stream_of(campaign_id)).removeprefix("session/")
    return {"session": session, "slip": "回执", "agreement": "协议"}


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        campaign = current(db)
        found = progress(db, campaign.id, clock.now().date(), site_of(desk))
        outcome = _outcome(db, campaign.id)
        of = _listing(desk, db, campaign, _columns(desk.account.role))
        unplaced = _unplaced(db, campaign.id, outcome) if outcome else []
        papers = [one for one in register.posted(db, campaign.id) if one.kind == "result"]
        now = outcomes.outcome(db, campaign.id) if found.recorded else None
    return show(
        desk,
        "result",
        retry,
        campaign=campaign,
        found=found,
        outcome=outcome,
        listing=of,
        unplaced=unplaced,
        papers=papers,
        labels=LABELS,
        **(_changeable(desk, now) if now else UNRECORDED),
    )


UNRECORDED: Mapping[str, Any] = {
    "annullable": (), "assignable": (), "seats_left": (), "second_wanted": False,
}  # fmt: skip
"""What may be changed of a result that is not recorded yet."""


def _changeable(desk: Desk, now: Outcome) -> Mapping[str, Any]:
    """What this account may change of a recorded result: whose post, who may be given which."""
    role, left = desk.account.role, now.seats_left
    held = [(one, f"{one} {now.held[one].position}") for one in now.assignment if one in now.held]
    open_to = {one: now.open_to(one) for one in now.assignment if one in now.without_post}
    waiting = [(one, f"{one}（{'、'.join(posts)}）") for one, posts in open_to.items() if posts]
    may_assign = may_command(role, "assign") and now.first.settings.get("assigned_by_office")
    return {
        "annullable": held if may_command(role, "annul") else [],
        "assignable": waiting if may_assign else [],
        "seats_left": [(post, f"{post}（{left[post]}）") for post in left if left[post] > 0],
        "second_wanted": any(open_to.values()),
    }


@get("/result", guards=[may(*VIEWERS, Role.HOST)], sync_to_thread=True)
def result_page(desk: AtDesk) -> AnyResponse:
    """What came of the session, and what is still to be done with it."""
    return _page(desk)


result_workbook = workbook_at("/result", _listing)


@post("/session/record", guards=[may_do("record")], sync_to_thread=True)
@or_show(_page)
def record(desk: AtDesk) -> AnyResponse:
    """Bind the closed session's head and result into the campaign's log, once."""
    desk.write(lambda db, campaign_id, at: record_session(db, campaign_id, by=desk.by, at=at))
    return done(PATH, "recorded")


@post("/session/publish", guards=[may_do("publish")], sync_to_thread=True)
@or_show(_page)
def publish(desk: AtDesk) -> AnyResponse:
    """Write the public bundle again; its pages are searched for names and numbers first."""
    site = site_of(desk)
    if site is None:
        raise RefusedError(
            "posting.no_site",
            "没有设定公开包放在哪里。请系统管理员在“本单位”页（/staff/office）写明公开包的文件夹。",
        )
    with desk.reading() as db:
        campaign_id = current(db).id
    publish_campaign(desk.engine, campaign_id, site)
    return done(PATH, "published")


@post("/result/annul", guards=[may_do("annul")], sync_to_thread=True)
@or_show(_page)
def annul(desk: AtDesk) -> AnyResponse:
    """Somebody's post is found void."""
    candidate, why = desk.text("annulled"), desk.text("annulled_because")
    desk.require(annulled="请选择人员", annulled_because=WHY)
    desk.check()
    desk.write(lambda db, id_, at: afterwards.annul(db, id_, candidate, why, by=desk.by, at=at))
    return done(PATH, "annulled")


@post("/result/assign", guards=[may_do("assign")], sync_to_thread=True)
@or_show(_page)
def assign(desk: AtDesk) -> AnyResponse:
    """The office gives a post that is left to somebody who has none."""
    candidate, position, why = (
        desk.text("assigned"),
        desk.text("assigned_position"),
        desk.text("assigned_because"),
    )
    desk.require(assigned="请选择人员", assigned_position="请选择岗位", assigned_because=WHY)
    desk.check()
    give = afterwards.assign
    desk.write(lambda db, id_, at: give(db, id_, candidate, position, why, by=desk.by, at=at))
    return done(PATH, "assigned")


def _unplaced(db: Session, campaign_id: str, outcome: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Everybody of the session without a post: number, name, and the last that the log says of them."""
    called = names(db, campaign_id)
    told: dict[str, str] = {}
    for session_id in sessions(db, campaign_id):
        for entry in read(db, stream_of(session_id)):
            if "candidate" in entry.payload:
                told[entry.payload["candidate"]] = session_event(entry.to_json(), called.__getitem__, str)
    for entry in read(db, campaign_stream(campaign_id)):
        if entry.type == "pick_annulled":
            told[entry.payload["candidate"]] = campaign_event(entry.to_json())
    return [
        (code, called[code], told.get(code, ""))
        for code, post in outcome["assignment"].items()
        if post is None
    ]


def _columns(role: Role) -> tuple[Column, ...]:
    """No link leads where this account may not go."""
    columns = COLUMNS if role in VIEWERS else tuple(replace(one, link="") for one in COLUMNS)
    return columns + PAPERS if role in PRINTERS else columns
