"""Issues with a receiving unit: open, follow, close."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, PathParameter
from litestar.response import Redirect
from sqlmodel import Session

from resettlement import clock, database
from resettlement.errors import RefusedError
from resettlement.follow_up import service, unit_issues
from resettlement.follow_up.model import Topic
from resettlement.follow_up.service import stream_of
from resettlement.follow_up.tables import UnitIssue
from resettlement.journal.service import lock
from resettlement.translation import gettext as _
from resettlement.web.callers.call_list import CALLERS, Key, names, read_call_list, wording
from resettlement.web.callers.forms import LOOK, Fault, Reader, Typed
from resettlement.web.callers.person import new_token, token_of
from resettlement.web.callers.units import show_unit
from resettlement.web.desk import AtDesk, Desk
from resettlement.web.rendering import page
from resettlement.web.security import AnyResponse, may_do

Number = Annotated[int, PathParameter(ge=1, le=999_999)]
ISSUE = "/callers/issues/{campaign:str}/{number:int}"
Act = Callable[[Session, Reader], None]


@post("/callers/units/{unit:str}", guards=[may_do("issue")], sync_to_thread=True)
def open_issue(desk: AtDesk, unit: FromPath[str]) -> AnyResponse:
    """Write down what the unit did not do, and until when it is to be done."""

    def act(db: Session, read: Reader) -> None:
        found = read_call_list(db)
        campaign, candidate = _about(read, {row.key for row in found.placed_at(unit)})
        topic = read.choice("topic", Topic, Topic.OTHER, _("请选择是哪一类问题。"))
        what = read.text("what", "问题", needed=_("请写明单位哪里没有做到。"))
        demanded = read.day("demanded_by_on", "要求办到的日期", needed=_("请填要求单位办到的日期。"))
        if first := _first(db, campaign, read, desk.by):
            told: dict[str, Any] = {
                "topic": topic,
                "what": what,
                "demanded_by_on": demanded,
                "candidate": candidate,
            }
            unit_issues.open_issue(db, campaign, unit, **told, **first)

    back = f"/callers/units/{quote(unit, safe='')}#issues"
    return _answered(desk, partial(show_unit, desk, unit), act, "what", back)


@get(ISSUE, guards=[CALLERS], sync_to_thread=True)
def issue_page(desk: AtDesk, campaign: FromPath[str], number: Number) -> AnyResponse:
    """One issue with everything done about it, and the forms to follow and to close it."""
    return _show(desk, (campaign, number))


@post(ISSUE + "/follow", guards=[may_do("issue")], sync_to_thread=True)
def follow_issue(desk: AtDesk, campaign: FromPath[str], number: Number) -> AnyResponse:
    """Note what was done about it."""

    def act(db: Session, read: Reader) -> None:
        note = read.text("note", "跟进记录", needed=_("请写明这次跟进做了什么、单位怎么答复。"))
        demanded = read.day("demanded_by_on", "新的要求日期")
        if first := _first(db, campaign, read, desk.by):
            unit_issues.follow_issue(db, campaign, number, note=note, demanded_by_on=demanded, **first)

    return _answered(desk, partial(_show, desk, (campaign, number)), act, "note", _above(desk))


@post(ISSUE + "/close", guards=[may_do("close-issue")], sync_to_thread=True)
def close_issue(desk: AtDesk, campaign: FromPath[str], number: Number) -> AnyResponse:
    """Close it, saying how it ended."""

    def act(db: Session, read: Reader) -> None:
        outcome = read.text("outcome", "结果", needed=_("请写明问题是怎样解决的，或者为什么不再跟进。"))
        if first := _first(db, campaign, read, desk.by):
            unit_issues.close_issue(db, campaign, number, outcome=outcome, **first)

    return _answered(desk, partial(_show, desk, (campaign, number)), act, "outcome", _above(desk))


def _about(read: Reader, placed: Collection[Key]) -> tuple[str, str | None]:
    """Whom an issue concerns: `campaign/number`; `campaign/` or nothing for everybody placed at the unit."""
    campaign, _slash, candidate = read.typed.get("candidate", "").rpartition("/")
    campaigns = {id_ for id_, _code in placed}
    if not campaign and not candidate and len(campaigns) == 1:
        return campaigns.pop(), None
    if campaign not in campaigns or (candidate and (campaign, candidate) not in placed):
        read.fault("candidate", _("请从名单里选择涉及谁。"))
    return campaign, candidate or None


def _first(db: Session, campaign: str, read: Reader, by: str) -> dict[str, Any]:
    """Who does it and when, where nothing is wrong and it was not sent before. What follows is written under
    the campaign's lock, so by a clock read after it.
    """
    if read.faults:
        return {}
    lock(db, stream_of(campaign))
    at = clock.now()
    new = service.first_time(db, campaign, token_of(read.typed), by=by, at=at)
    return {"on": at.date(), "by": by, "at": at} if new else {}


def _above(desk: Desk) -> str:
    """The page on which a form of this address stands."""
    return quote(desk.request.scope["path"].rpartition("/")[0])


def _answered(desk: Desk, shown: Callable[..., AnyResponse], act: Act, part: str, back: str) -> AnyResponse:
    """Carry a form out in one transaction; what the service refuses is said at the field `part`."""
    typed = desk.fields
    if LOOK in typed:
        return shown(typed=typed)
    read = Reader(typed)
    try:
        with database.transaction(desk.engine) as db:
            act(db, read)
    except RefusedError as error:
        read.faults = [Fault(part, error.message)]
    if read.faults:
        return shown(typed=typed, faults=read.faults, status=422)
    return Redirect(back, status_code=303)


def _show(
    desk: Desk,
    which: tuple[str, int],
    *,
    typed: Typed | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> AnyResponse:
    with desk.reading() as db:
        issue = db.get(UnitIssue, which)
        if issue is None:
            raise NotFoundException
        found = read_call_list(db, (issue.campaign_id, issue.candidate or ""))
        steps = unit_issues.steps(db, *which)
        called = names(db)
    return page(
        desk.request,
        "callers/issue.html",
        status=status,
        campaign=found.campaigns[issue.campaign_id],
        issue=issue,
        steps=steps,
        names=called,
        typed=defaultdict(str, typed or {}),
        retyped=typed is not None,
        faults=faults,
        token=new_token(),
        **wording(found),
    )
