"""`/staff/wishes`: who filed wishes, by which way and when; codes to file with; wishes entered from paper.

What anybody wished for is shown nowhere here, but to the clerk entering it from the signed paper.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from markupsafe import Markup
from sqlmodel import Session

from public_notices.environment import environment
from public_notices.typesetting import qr_svg
from resettlement import clock, translation
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
from resettlement.journal.model import short
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.service import people
from resettlement.selection.wishes.codes import Code, codes, issue_codes, issue_first_codes, issues
from resettlement.selection.wishes.service import Filing, How, file_one, filings, touched
from resettlement.selection.wishes.times import shown as shown_time
from resettlement.selection.wishes.times import times
from resettlement.translation import in_chinese
from resettlement.web import wish_fields
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.rendering import LiveLinks, site_address
from resettlement.web.security import LOOPBACK, AnyResponse, may, may_do
from resettlement.web.staff.frame import LOOK, done, show
from resettlement.web.staff.list_pages import list_at
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


def _one(desk: Desk, candidate: str, retry: Retry = FIRST, *, review: bool = False) -> AnyResponse:
    typed = wish_fields.typed_of(desk.typed) if desk.typed else {}
    with desk.reading() as db:
        campaign = current(db)
        person = next((one for one in people(db, campaign.id) if one.code == candidate), None)
        if person is None:
            raise NotFoundException
        when, offer = times(db, campaign.id), wish_fields.offered(db, campaign.id, candidate)
        filed, issue = filings(db, campaign.id).get(candidate, ()), issues(db, campaign.id).get(candidate, 0)
    return show(
        desk,
        "wishes_one",
        retry,
        campaign=campaign,
        person=person,
        filed=[(one, WAYS[one.how], shown_time(one.filed_at), short(one.commitment)) for one in filed],
        issue=issue,
        open=when.is_open(clock.now()),
        closed=_shown(when.closed_at(clock.now())),
        review=wish_fields.read_back(offer, typed) if review else None,
        **wish_fields.shown(offer, typed, retry.problems),
    )


def _listing(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    filed, coded = filings(db, campaign.id), issues(db, campaign.id)
    rows: list[dict[str, Any]] = [
        {
            "candidate": person.code,
            "name": person.name,
            "category": CATEGORY_LABELS[person.category],
            "issue": coded.get(person.code),
            **_last(filed.get(person.code, ())),
        }
        for person in people(db, campaign.id)
    ]
    return listing(desk, "志愿", PATH, COLUMNS, rows)


def _filing(db: Session, campaign: Campaign) -> dict[str, Any]:
    """Until when one may file, and who has no code yet."""
    when, coded = times(db, campaign.id), issues(db, campaign.id)
    return {
        "when": when,
        "without": sorted(when.people - coded.keys()),
        "coded": len(coded),
        "touched": sorted(touched(db, campaign.id)),
        "closed": _shown(when.closed_at(clock.now())),
        "closes": _shown(when.close_at),
    }


wishes, wishes_workbook = list_at("/wishes", _listing, template="wishes", further=_filing)


@post("/wishes/codes", guards=[may_do("issue-codes")], sync_to_thread=True)
def issue_all(desk: AtDesk) -> AnyResponse:
    """A first code for everybody of the standing who has none."""

    def issue(db: Session, campaign_id: str, at: datetime) -> None:
        issue_first_codes(db, campaign_id, times(db, campaign_id).people, by=desk.by, at=at)

    desk.write(issue)
    return done(PATH, "codes")


@get("/wishes/slips", guards=[CLERKS], sync_to_thread=True)
def slips(desk: AtDesk, who: FromQuery[str] = "") -> AnyResponse:
    """The slips with the codes, to be printed and handed over: everybody's, or one person's."""
    with desk.reading() as db:
        campaign = current(db)
        named = {person.code: person.name for person in people(db, campaign.id)}
        printed = [code for code in codes(db, campaign.id) if who in ("", code.candidate)]
        closes = times(db, campaign.id).close_at
    if not printed:
        raise NotFoundException
    site = site_address(desk.request)
    papers = [_slip(campaign, code, named[code.candidate], site, _shown(closes)) for code in printed]
    return show(desk, "wish_slips", campaign=campaign, papers=papers, back=f"{PATH}/{who}".rstrip("/"),
        loopback=urlsplit(site).hostname in LOOPBACK,
    )  # fmt: skip


@get("/wishes/{candidate:str}", guards=[LOOK], sync_to_thread=True)
def one(desk: AtDesk, candidate: FromPath[str]) -> AnyResponse:
    """One person's filings and codes; for the clerk the form for what came on paper, empty each time."""
    return _one(desk, candidate)


@post("/wishes/{candidate:str}/code", guards=[may_do("issue-codes")], sync_to_thread=True)
def issue_one(desk: AtDesk, candidate: FromPath[str]) -> AnyResponse:
    """A code, or another in the place of a lost one, which ends."""

    def issue(db: Session, campaign_id: str, at: datetime) -> None:
        if candidate not in {person.code for person in people(db, campaign_id)}:
            raise NotFoundException
        issue_codes(db, campaign_id, [candidate], by=desk.by, at=at)

    desk.write(issue)
    return done(f"{PATH}/{candidate}", "code")


@post("/wishes/{candidate:str}", guards=[may_do("file")], sync_to_thread=True, status_code=200)
@or_show(_one)
def from_paper(desk: AtDesk, candidate: FromPath[str]) -> AnyResponse:
    """Wishes as signed on paper: read back to be compared, then filed."""
    typed = wish_fields.typed_of(desk.typed)
    step = desk.text("step")
    with desk.reading() as db:
        campaign_id = current(db).id
        offer = wish_fields.offered(db, campaign_id, candidate)
    desk.check(**wish_fields.problems(typed, offer))
    if step != "file":
        return _one(desk, candidate, review=step == "review")

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
            by=desk.by,
            at=at,
        )

    desk.write(file)
    return done(f"{PATH}/{candidate}", "sealed")


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


@in_chinese
def _slip(campaign: Campaign, code: Code, name: str, site: str, closes: str) -> Markup:
    """A slip is always in Chinese. The code is in no address: who scans the picture types it."""
    address = f"{site}{LiveLinks(translation.CHINESE).page('wishes')}"
    paper = environment().get_template("notices/wish_slip.html")
    qr = qr_svg(address, "填报志愿的网址")
    return Markup(  # noqa: S704 - escaped by the template
        paper.render(campaign=campaign, code=code, name=name, address=address, qr=qr, closes=closes)
    )


def _shown(at: datetime | None) -> str:
    return shown_time(at) if at else ""
