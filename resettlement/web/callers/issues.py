"""Issues with a receiving unit: open, follow, close."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Annotated
from urllib.parse import quote

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
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
from resettlement.web.callers.desk import CALLERS, Desk, Key, desk, names, wording
from resettlement.web.callers.forms import LOOK, Fault, Reader, Typed
from resettlement.web.callers.person import Form, new_token, token_of
from resettlement.web.callers.units import show_unit
from resettlement.web.rendering import page
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do

Number = Annotated[int, PathParameter(ge=1, le=999_999)]
ISSUE = "/callers/issues/{campaign:str}/{number:int}"
Act = Callable[[Session, Desk, Reader], None]


@post("/callers/units/{unit:str}", guards=[may_do("issue")], sync_to_thread=True)
def open_issue(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, unit: FromPath[str], data: Form
) -> AnyResponse:
    """Write down what the unit did not do, and until when it is to be done."""

    def act(db: Session, found: Desk, read: Reader) -> None:
        campaign, candidate = _about(read, {row.key for row in found.placed_at(unit)})
        topic = read.choice("topic", Topic, Topic.OTHER, _("请选择是哪一类问题。"))
        what = read.text("what", "问题", needed=_("请写明单位哪里没有做到。"))
        demanded = read.day("demanded_by_on", "要求办到的日期", needed=_("请填要求单位办到的日期。"))
        if not read.faults and _first(db, campaign, data, account.id):
            unit_issues.open_issue(
                db,
                campaign,
                unit,
                topic=topic,
                what=what,
                demanded_by_on=demanded,
                candidate=candidate,
                on=found.on,
                by=account.id,
                at=clock.now(),
            )

    if LOOK in data:
        return show_unit(request, engine, unit, typed=data)
    faults = _carry_out(engine, data, act, "what")
    if faults:
        return show_unit(request, engine, unit, typed=data, faults=faults, status=422)
    return Redirect(f"/callers/units/{quote(unit, safe='')}#issues", status_code=303)


@get(ISSUE, guards=[CALLERS], sync_to_thread=True)
def issue_page(
    request: AnyRequest, engine: CurrentEngine, campaign: FromPath[str], number: Number
) -> AnyResponse:
    """One issue with everything done about it, and the forms to follow and to close it."""
    return _show(request, engine, (campaign, number))


@post(ISSUE + "/follow", guards=[may_do("issue")], sync_to_thread=True)
def follow_issue(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    campaign: FromPath[str],
    number: Number,
    data: Form,
) -> AnyResponse:
    """Note what was done about it."""

    def act(db: Session, found: Desk, read: Reader) -> None:
        note = read.text("note", "跟进记录", needed=_("请写明这次跟进做了什么、单位怎么答复。"))
        demanded = read.day("demanded_by_on", "新的要求日期")
        if not read.faults and _first(db, campaign, data, account.id):
            unit_issues.follow_issue(
                db,
                campaign,
                number,
                note=note,
                demanded_by_on=demanded,
                on=found.on,
                by=account.id,
                at=clock.now(),
            )

    return _answer(request, engine, (campaign, number), data, act, "note")


@post(ISSUE + "/close", guards=[may_do("close-issue")], sync_to_thread=True)
def close_issue(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    campaign: FromPath[str],
    number: Number,
    data: Form,
) -> AnyResponse:
    """Close it, saying how it ended."""

    def act(db: Session, found: Desk, read: Reader) -> None:
        outcome = read.text("outcome", "结果", needed=_("请写明问题是怎样解决的，或者为什么不再跟进。"))
        if not read.faults and _first(db, campaign, data, account.id):
            unit_issues.close_issue(
                db, campaign, number, outcome=outcome, on=found.on, by=account.id, at=clock.now()
            )

    return _answer(request, engine, (campaign, number), data, act, "outcome")


def _about(read: Reader, placed: Collection[Key]) -> tuple[str, str | None]:
    """Whom an issue concerns: `campaign/number`; `campaign/` or nothing for everybody placed at the unit."""
    campaign, _slash, candidate = read.typed.get("candidate", "").rpartition("/")
    campaigns = {id_ for id_, _code in placed}
    if not campaign and not candidate and len(campaigns) == 1:
        return campaigns.pop(), None
    if campaign not in campaigns or (candidate and (campaign, candidate) not in placed):
        read.fault("candidate", _("请从名单里选择涉及谁。"))
    return campaign, candidate or None


def _first(db: Session, campaign: str, data: Typed, by: str) -> bool:
    """Not sent before; what follows is written under the campaign's lock, so by a clock read after it."""
    lock(db, stream_of(campaign))
    return service.first_time(db, campaign, token_of(data), by=by, at=clock.now())


def _carry_out(engine: CurrentEngine, data: Typed, act: Act, part: str) -> Sequence[Fault]:
    """In one transaction; what the service refuses is said at the field `part`."""
    read = Reader(data)
    try:
        with database.transaction(engine) as db:
            act(db, desk(db), read)
    except RefusedError as error:
        return [Fault(part, error.message)]
    return read.faults


def _answer(
    request: AnyRequest, engine: CurrentEngine, which: tuple[str, int], data: Typed, act: Act, part: str
) -> AnyResponse:
    if LOOK in data:
        return _show(request, engine, which, typed=data)
    if faults := _carry_out(engine, data, act, part):
        return _show(request, engine, which, typed=data, faults=faults, status=422)
    return Redirect(quote(request.scope["path"].rpartition("/")[0]), status_code=303)


def _show(
    request: AnyRequest,
    engine: CurrentEngine,
    which: tuple[str, int],
    *,
    typed: Typed | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> AnyResponse:
    with database.reading(engine) as db:
        found = desk(db)
        issue = db.get(UnitIssue, which)
        if issue is None:
            raise NotFoundException
        steps = unit_issues.steps(db, *which)
        called = names(db)
    return page(
        request,
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


handlers: list[HTTPRouteHandler] = [open_issue, issue_page, follow_issue, close_issue]
