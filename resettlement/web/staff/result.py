"""`/staff/result`: who holds which post and who none, the papers to print, recording and publishing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import get, post
from sqlmodel import Session

from public_notices.event_words import session_event
from public_notices.wording import BASES
from resettlement import clock
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.hall.recording import record_session
from resettlement.journal.service import read
from resettlement.positions.service import positions
from resettlement.progress import progress, session_state
from resettlement.publication import public_documents, register
from resettlement.publication.bundle import publish_campaign
from resettlement.records.service import names
from resettlement.selection.service import stream_of as session_stream
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.hall.papers import PRINTERS
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.frame import VIEWERS, done, show, site_of
from resettlement.web.staff.list_pages import workbook_at
from resettlement.web.staff.lists import Column, Listing, listing

PATH = "/staff/result"
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
    Column("slip", "选岗回执", link="/hall/slip/{version}", said=True),
    Column("agreement", "选岗协议", link="/hall/agreement/{version}", said=True),
)


def _outcome(db: Session, campaign_id: str) -> Mapping[str, Any] | None:
    closed = session_state(db, campaign_id) == "closed"
    return public_documents.result(db, campaign_id) if closed else None


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
            "slip": "回执",
            "agreement": "协议",
        }
        for pick in (outcome["picks"] if outcome else ())
    ]
    return listing(desk, "选岗结果", PATH, columns, rows)


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        campaign = current(db)
        found = progress(db, campaign.id, clock.now().date(), site_of(desk))
        outcome = _outcome(db, campaign.id)
        of = _listing(desk, db, campaign, _columns(desk.account.role))
        unplaced = _unplaced(db, campaign.id, outcome) if outcome else []
        papers = [one for one in register.posted(db, campaign.id) if one.kind == "result"]
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
    )


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


def _unplaced(db: Session, campaign_id: str, outcome: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Everybody of the session without a post: number, name, and the last that the log says of them."""
    called = names(db, campaign_id)
    told: dict[str, str] = {}
    for entry in read(db, session_stream(campaign_id)):
        if "candidate" in entry.payload:
            told[entry.payload["candidate"]] = session_event(entry.to_json(), called.__getitem__, str)
    return [
        (code, called[code], told.get(code, ""))
        for code, post in outcome["assignment"].items()
        if post is None
    ]


def _columns(role: Role) -> tuple[Column, ...]:
    """No link leads where this account may not go."""
    columns = COLUMNS if role in VIEWERS else tuple(replace(one, link="") for one in COLUMNS)
    return columns + PAPERS if role in PRINTERS else columns
