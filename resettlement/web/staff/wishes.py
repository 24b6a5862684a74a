"""`/staff/wishes`: who filed wishes, by which way and when; codes to file with; wishes entered from paper.

What anybody wished for is shown nowhere here, but to the clerk while he enters it from the signed paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from markupsafe import Markup
from sqlalchemy import Engine
from sqlmodel import Session

from public_notices.environment import environment
from public_notices.typesetting import qr_svg
from resettlement import clock, database, translation
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.journal.model import short
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.service import people
from resettlement.selection.wishes.codes import Code, codes, issue_codes, issue_first_codes, issues
from resettlement.selection.wishes.service import Filing, How, file_one, filings
from resettlement.selection.wishes.times import shown as shown_time
from resettlement.selection.wishes.times import times
from resettlement.translation import in_chinese
from resettlement.web import wish_fields
from resettlement.web.rendering import LiveLinks, site_address, status_of
from resettlement.web.security import (
    LOOPBACK,
    AnyRequest,
    AnyResponse,
    CurrentAccount,
    CurrentEngine,
    may,
    may_do,
)
from resettlement.web.staff.common import LOOK, CurrentForm, acting, current, done, exported, show, text_of
from resettlement.web.staff.lists import Column, Listing, listing
from resettlement.web.wish_fields import ANY

PATH = "/staff/wishes"
CLERKS = may(Role.CLERK)
WAYS = {How.PHONE: "手机", How.PAPER: "纸质", How.WORKBOOK: "志愿表"}
NOT_FILED = "没有填报"
COLUMNS = (
    Column("candidate", "编号", link=PATH + "/{candidate}"),
    Column("name", "姓名"),
    Column("category", "类别", said=True),
    Column("state", "志愿", tones={NOT_FILED: "warm", "已封存": "good"}, said=True),
    Column("how", "方式", said=True),
    Column("revision", "第几次", number=True),
    Column("filed_at", "填报时间"),
    Column("issue", "发码次数", number=True),
)


@get("/wishes", guards=[LOOK], sync_to_thread=True)
def wishes(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Who filed and who did not."""
    with database.reading(engine) as db:
        campaign = current(db)
        when, coded = times(db, campaign.id), issues(db, campaign.id)
        of = _listing(request, db, campaign.id)
        without = sorted(when.people - coded.keys())
    return show(
        request, "wishes", campaign=campaign, listing=of, when=when, without=without, coded=len(coded),
        closed=_shown(when.closed_at(clock.now())), closes=_shown(when.close_at),
    )  # fmt: skip


@get("/wishes.xlsx", guards=[LOOK], sync_to_thread=True)
def wishes_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The list as a workbook; no wish is in it."""
    with database.reading(engine) as db:
        return exported(_listing(request, db, current(db).id))


@post("/wishes/codes", guards=[may_do("issue-codes")], sync_to_thread=True)
def issue_all(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """A first code for everybody of the standing who has none."""

    def issue(db: Session, campaign_id: str, at: datetime) -> None:
        issue_first_codes(db, campaign_id, times(db, campaign_id).people, by=account.id, at=at)

    acting(engine, issue)
    return done(PATH, "codes")


@get("/wishes/slips", guards=[CLERKS], sync_to_thread=True)
def slips(request: AnyRequest, engine: CurrentEngine, who: FromQuery[str] = "") -> AnyResponse:
    """The slips with the codes, to be printed and handed over: everybody's, or one person's."""
    with database.reading(engine) as db:
        campaign = current(db)
        named = {person.code: person.name for person in people(db, campaign.id)}
        printed = [code for code in codes(db, campaign.id) if who in ("", code.candidate)]
        closes = times(db, campaign.id).close_at
    if not printed:
        raise NotFoundException
    site = site_address(request)
    papers = [_slip(campaign, code, named[code.candidate], site, _shown(closes)) for code in printed]
    return show(
        request, "wish_slips", campaign=campaign, papers=papers, back=f"{PATH}/{who}".rstrip("/"),
        loopback=urlsplit(site).hostname in LOOPBACK,
    )  # fmt: skip


@get("/wishes/{candidate:str}", guards=[LOOK], sync_to_thread=True)
def one(request: AnyRequest, engine: CurrentEngine, candidate: FromPath[str]) -> AnyResponse:
    """One person's filings and codes; for the clerk the form for what came on paper, empty each time."""
    return _one(request, engine, candidate, {})


@post("/wishes/{candidate:str}/code", guards=[may_do("issue-codes")], sync_to_thread=True)
def issue_one(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, candidate: FromPath[str]
) -> AnyResponse:
    """A code, or another in the place of a lost one, which ends."""

    def issue(db: Session, campaign_id: str, at: datetime) -> None:
        if candidate not in {person.code for person in people(db, campaign_id)}:
            raise NotFoundException
        issue_codes(db, campaign_id, [candidate], by=account.id, at=at)

    acting(engine, issue)
    return done(f"{PATH}/{candidate}", "code")


@post("/wishes/{candidate:str}", guards=[may_do("file")], sync_to_thread=True, status_code=200)
def from_paper(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    candidate: FromPath[str],
) -> AnyResponse:
    """Wishes as signed on paper: read back to be compared, then filed."""
    typed = wish_fields.typed_of({name: text_of(form, name) for name in form})
    step = text_of(form, "step")
    with database.reading(engine) as db:
        campaign_id = current(db).id
        offer = wish_fields.offered(db, campaign_id, candidate)
    wrong = wish_fields.problems(typed, offer)
    if wrong or step != "file":
        return _one(request, engine, candidate, typed, wrong, review=step == "review" and not wrong)

    def file(db: Session, campaign_id: str, at: datetime) -> None:
        on, wished = wish_fields.held_on(db, campaign_id), wish_fields.wished(typed)
        any_post = typed[ANY] == "yes"
        file_one(
            db,
            campaign_id,
            candidate,
            wished,
            any_post,
            how=How.PAPER,
            on=on,
            by=account.id,
            at=at,
        )

    try:
        acting(engine, file)
    except RefusedError as error:
        return _one(request, engine, candidate, typed, error=error)
    return done(f"{PATH}/{candidate}", "sealed")


def _listing(request: AnyRequest, db: Session, campaign_id: str) -> Listing:
    filed, coded = filings(db, campaign_id), issues(db, campaign_id)
    rows: list[dict[str, Any]] = [
        {
            "candidate": person.code,
            "name": person.name,
            "category": CATEGORY_LABELS[person.category],
            "issue": coded.get(person.code),
            **_last(filed.get(person.code, ())),
        }
        for person in people(db, campaign_id)
    ]
    return listing(request, "志愿", PATH, COLUMNS, rows)


def _last(own: tuple[Filing, ...]) -> dict[str, Any]:
    if not own:
        return {"state": NOT_FILED, "how": None, "revision": None, "filed_at": None}
    last = own[-1]
    return {
        "state": "已封存",
        "how": WAYS[last.how],
        "revision": last.revision,
        "filed_at": shown_time(last.filed_at),
    }


def _one(
    request: AnyRequest,
    engine: Engine,
    candidate: str,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    error: RefusedError | None = None,
    *,
    review: bool = False,
) -> AnyResponse:
    with database.reading(engine) as db:
        campaign = current(db)
        person = next((one for one in people(db, campaign.id) if one.code == candidate), None)
        if person is None:
            raise NotFoundException
        when, offer = times(db, campaign.id), wish_fields.offered(db, campaign.id, candidate)
        filed, issue = filings(db, campaign.id).get(candidate, ()), issues(db, campaign.id).get(candidate, 0)
    return show(
        request,
        "wishes_one",
        status_of(error) if error else 200,
        campaign=campaign,
        person=person,
        filed=[(one, WAYS[one.how], shown_time(one.filed_at), short(one.commitment)) for one in filed],
        issue=issue,
        open=when.is_open(clock.now()),
        closed=_shown(when.closed_at(clock.now())),
        review=wish_fields.read_back(offer, typed) if review else None,
        errors=error.message.split("\n") if error else [],
        **wish_fields.shown(offer, typed, wrong or {}),
    )


@in_chinese
def _slip(campaign: Campaign, code: Code, name: str, site: str, closes: str) -> Markup:
    """A slip is Chinese, whoever prints it. The code is in no address: who scans the picture types it."""
    address = f"{site}{LiveLinks(translation.CHINESE).page('wishes')}"
    paper = environment().get_template("notices/wish_slip.html")
    qr = qr_svg(address, "填报志愿的网址")
    return Markup(  # noqa: S704 - escaped by the template
        paper.render(campaign=campaign, code=code, name=name, address=address, qr=qr, closes=closes)
    )


def _shown(at: datetime | None) -> str:
    return shown_time(at) if at else ""
