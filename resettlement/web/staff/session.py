"""`/staff/session`: what the hall needs before it opens, opening it, recording its result, the bundle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import get, post
from sqlmodel import Session

from public_notices.errors import NoticeError
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.errors import ConflictError, RefusedError, ResettlementError
from resettlement.posting import publication
from resettlement.posting.bundle import publish_campaign
from resettlement.posting.hall import open_hall, record_session
from resettlement.records.service import people
from resettlement.selection.service import load
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may
from resettlement.web.staff.common import VIEWERS, CurrentForm, current, done, show, site_of, text_of
from resettlement.web.staff.overview import progress

PATH = "/staff/session"


@dataclass(frozen=True)
class Check:
    """One thing the hall needs. Not `needed`: it may be lacking, but somebody should know."""

    label: str
    ready: bool
    needed: bool
    place: str


@get("/session", guards=[may(*VIEWERS, Role.HOST)], sync_to_thread=True)
def session_page(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Where the session stands, and what is missing for the next step."""
    return _page(request, engine)


@post("/session/open", guards=[may(Role.HOST)], sync_to_thread=True)
def open_session(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Open the hall on what was announced: its day and its lot, and nothing else."""
    try:
        with database.transaction(engine) as db:
            campaign_id = current(db).id
            told = publication.announced(db, campaign_id)
            _refuse_unready(db, campaign_id)
            if told is None:
                raise RefusedError("posting.not_announced", "选岗会公告还没有张贴，不能开场。请先张贴公告。")
            if told["number"] != text_of(form, "announcement"):
                raise ConflictError("这一页打开之后，又张贴了新的选岗会公告。请重新核对后再开场。")
            held_on = date.fromisoformat(told["session"]["date"])
            open_hall(db, campaign_id, held_on=held_on, lot=told["lot"], by=account.id, at=clock.now())
    except ResettlementError as error:
        return _page(request, engine, error)
    return done(PATH, "opened")


@post("/session/record", guards=[may(Role.SUPERVISOR)], sync_to_thread=True)
def record(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Bind the closed session's head and result into the campaign's log, once."""
    try:
        with database.transaction(engine) as db:
            campaign_id = current(db).id
            if progress(db, campaign_id, clock.now().date()).recorded:
                raise RefusedError("posting.already_recorded", "选岗结果已经登记过，不能重复登记。")
            record_session(db, campaign_id, by=account.id, at=clock.now())
    except ResettlementError as error:
        return _page(request, engine, error)
    return done(PATH, "recorded")


@post("/session/publish", guards=[may(Role.CLERK, Role.SUPERVISOR)], sync_to_thread=True)
def publish(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Write the public bundle anew; its pages are searched for names and numbers first."""
    site = site_of(request)
    try:
        if site is None:
            raise RefusedError(
                "posting.no_site", "没有设定公开包放在哪里。请系统管理员在启动服务时写明公开包的文件夹。"
            )
        with database.transaction(engine) as db:
            campaign_id = current(db).id
            _refuse_unfinished(db, campaign_id)
        publish_campaign(engine, campaign_id, site)
    except (ResettlementError, NoticeError) as error:
        return _page(request, engine, error)
    return done(PATH, "published")


def _refuse_unready(db: Session, campaign_id: str) -> None:
    """The hall is not opened while something it needs is lacking, or a second time."""
    found = progress(db, campaign_id, clock.now().date())
    if found.session is not None:
        raise RefusedError("posting.already_open", "选岗会已经开过场，不能再开一次。")
    if lacking := [check.label for check in _checks(found) if check.needed and not check.ready]:
        raise RefusedError("posting.not_ready", f"还不能开场：{'；'.join(lacking)}。请先补齐。")


def _refuse_unfinished(db: Session, campaign_id: str) -> None:
    found = progress(db, campaign_id, clock.now().date())
    if not found.recorded or "result" not in found.posted:
        raise RefusedError("posting.not_finished", "选岗结果还没有登记和公示，公开包不完整。请先登记、公示。")


def _checks(found: Any) -> list[Check]:
    return [
        Check(f"岗位表已导入（{found.positions} 个岗位）", found.positions > 0, True, "/staff/positions"),
        Check("岗位已公示", "positions" in found.posted, True, "/staff/notices"),
        Check("名次已公示并冻结", found.frozen, True, "/staff/standing"),
        Check("没有未裁定的异议", found.objections_open == 0, True, "/staff/objections"),
        Check("选岗会公告已张贴", "announcement" in found.posted, True, "/staff/notices"),
        Check(f"志愿已封存（{found.wishes} 份）", found.wishes > 0, False, "/staff/import/wishes"),
        Check("所有人可以同时安置", found.placeable >= found.people, False, "/staff/positions"),
    ]


def _page(
    request: AnyRequest, engine: CurrentEngine, error: ResettlementError | NoticeError | None = None
) -> AnyResponse:
    site = site_of(request)
    with database.transaction(engine) as db:
        campaign = current(db)
        found = progress(db, campaign.id, clock.now().date(), site)
        told = publication.announced(db, campaign.id)
        held = load(db, campaign.id) if found.session else None
        outcome = publication.result(db, campaign.id) if found.session == "closed" else None
        names = {one.code: one.name for one in people(db, campaign.id)} if outcome else {}
    status = status_of(error) if isinstance(error, ResettlementError) else 422 if error else 200
    said = str(error) if isinstance(error, NoticeError) else error.message if error else ""
    return show(
        request,
        "session",
        status,
        campaign=campaign,
        found=found,
        checks=_checks(found),
        told=told,
        held=held,
        outcome=outcome,
        names=names,
        site=site,
        errors=[line for line in said.split("\n") if line],
    )
