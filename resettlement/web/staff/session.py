"""`/staff/session`: what the hall needs before it opens, opening it, and every event of its log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from litestar import get, post
from sqlmodel import Session

from public_notices import rule_words
from public_notices.translation import gettext as _
from public_notices.translation import looked_up
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.campaign.service import categories
from resettlement.campaign.stages import Progress
from resettlement.campaign.tables import Campaign
from resettlement.errors import ConflictError, RefusedError, ResettlementError
from resettlement.posting import publication
from resettlement.posting.hall import open_hall
from resettlement.selection.rules import parse_rules
from resettlement.selection.service import load
from resettlement.standing.model import classes
from resettlement.standing.service import newest_standing, rows_of
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
    """Where the session stands, what it will be held by, and what is missing for the next step."""
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


def _refuse_unready(db: Session, campaign_id: str) -> None:
    """The hall is not opened while something it needs is lacking, or a second time."""
    found = progress(db, campaign_id, clock.now().date())
    if found.session is not None:
        raise RefusedError("posting.already_open", "选岗会已经开过场，不能再开一次。")
    if lacking := [check.label for check in _checks(found) if check.needed and not check.ready]:
        said = _("还不能开场，以下没有备好：%(lacking)s。请先补齐。", lacking="；".join(lacking))
        raise RefusedError("posting.not_ready", said)


def _checks(found: Progress) -> list[Check]:
    listed = _("岗位表已导入（%(n)s 个岗位）", n=found.positions)
    filed = _("志愿已封存（%(n)s 份）", n=found.wishes)
    everybody = found.people > 0 and found.placeable >= found.people
    return [
        Check(listed, found.positions > 0, True, "/staff/positions"),
        Check(_("岗位已公示"), found.positions_posted, True, "/staff/notices"),
        Check(_("名次已公示并冻结"), found.frozen, True, "/staff/standing"),
        Check(_("没有未裁定的异议"), found.objections_open == 0, True, "/staff/objections"),
        Check(_("选岗会公告已张贴"), "announcement" in found.posted, True, "/staff/notices"),
        Check(filed, found.wishes > 0, False, "/staff/import/wishes"),
        Check(_("所有人可以同时安置"), everybody, False, "/staff/positions"),
    ]


def _order(db: Session, campaign_id: str) -> list[tuple[str, int, int]]:
    """Each group in its turn: what it is called, how many people, how many classes of equals."""
    newest = newest_standing(db, campaign_id)
    if newest is None:
        return []
    labels = {category.id: category.label for category in categories(db, campaign_id)}
    found = []
    for category, rows in rows_of(newest).items():
        made = classes(rows)
        tied = sum(len(one) > 1 for one in made)
        found.append((looked_up(labels[category]), sum(len(one) for one in made), tied))
    return found


def _page(request: AnyRequest, engine: CurrentEngine, error: ResettlementError | None = None) -> AnyResponse:
    with database.transaction(engine) as db:
        campaign: Campaign = current(db)
        found = progress(db, campaign.id, clock.now().date(), site_of(request))
        told = publication.announced(db, campaign.id)
        held = load(db, campaign.id) if found.session else None
        order = _order(db, campaign.id)
    rules = parse_rules(campaign.session_rules.encode(), "session rules")
    told_by = {**rules.settings, "not_supported": rules.not_supported}
    return show(
        request,
        "session",
        status_of(error) if error else 200,
        campaign=campaign,
        found=found,
        checks=_checks(found),
        told=told,
        held=held,
        order=order,
        rules=rules,
        settings=[*rule_words.sentences(told_by), (_("出处"), rules.source)],
        errors=error.message.split("\n") if error else [],
    )
