"""`/staff/letters`: who is placed and has which letter (介绍信); issuing, printing and correcting them."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from sqlmodel import Session

from public_notices.documents import document_pdf, print_job
from public_notices.rendering import render_many
from resettlement import clock
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.follow_up import letters as service
from resettlement.follow_up.letter_rules import released_result, suggested
from resettlement.follow_up.letters import Placed, content_of
from resettlement.rights import COMMANDS
from resettlement.translation import gettext as _
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.rendering import download
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.frame import LOOK, done, show
from resettlement.web.staff.list_pages import workbook_at
from resettlement.web.staff.lists import Column, Listing, listing

PATH = "/staff/letters"
ISSUE = may_do("letters")
CORRECT = may_do("correct-letter")
EVERYBODY = ""
COLUMNS = (
    Column("candidate", "编号"),
    Column("name", "姓名"),
    Column("unit", "接收单位"),
    Column("title", "岗位"),
    Column("number", "介绍信", link="/staff/letters/{sequence}/paper.pdf"),
    Column("letter_on", "日期"),
    Column("report_by", "报到截止"),
    Column("state", "开具情况", tones={"岗位已变，须更正": "alert"}, said=True),
)
CORRECTION = Column("correct", "更正", link="/staff/letters/correct/{candidate}", said=True)
LABELS = {
    "person": "给谁开具",
    "letter_on": "介绍信日期",
    "report_by": "报到截止日期",
    "received_on": "接收日期",
    "reason": "更正理由",
}


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        campaign = current(db)
        placed = service.placed(db, campaign.id)
        hindrance = _hindrance(db, campaign.id)
    mine = desk.account.role in COMMANDS["letters"]
    missing = [one for one in placed if one.letter is None]
    people = [(one.person.code, f"{one.person.code} {one.person.name}") for one in missing]
    everybody = (EVERYBODY, _("还没有介绍信的全部 %(n)s 人", n=len(missing)))
    return show(
        desk,
        "letters",
        retry,
        campaign=campaign,
        listing=_listing(desk, placed, (*COLUMNS, CORRECTION) if mine else COLUMNS),
        placed=placed,
        missing=missing,
        mine=mine,
        hindrance=hindrance,
        choices=[everybody, *people],
        typed=retry.typed or _suggested(campaign),
        labels=LABELS,
    )


def _correction(desk: Desk, candidate: str, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        found = {one.person.code: one for one in service.placed(db, current(db).id)}
    one = found.get(candidate)
    if one is None or one.letter is None:
        raise NotFoundException
    days = {"letter_on": one.letter.letter_on, "report_by": one.letter.report_by_on}
    return show(
        desk,
        "letter_correct",
        retry,
        one=one,
        typed=retry.typed or {name: day.isoformat() for name, day in days.items()},
        labels=LABELS,
    )


@get("/letters", guards=[LOOK], sync_to_thread=True)
def letters_page(desk: AtDesk) -> AnyResponse:
    """Everybody placed, and the form that issues the letters still missing."""
    return _page(desk)


letters_workbook = workbook_at(
    "/letters", lambda desk, db, campaign: _listing(desk, service.placed(db, campaign.id), COLUMNS)
)


@post("/letters", guards=[ISSUE], sync_to_thread=True)
@or_show(_page)
def issue(desk: AtDesk) -> AnyResponse:
    """Issue the letters of one person or of everybody without; their follow-up begins."""
    days: dict[str, Any] = {name: desk.day(name) for name in ("letter_on", "report_by")}
    days["received_on"] = desk.day("received_on") if desk.text("received_on") else None
    desk.check()
    person = desk.text("person")
    codes = None if person == EVERYBODY else [person]
    desk.write(lambda db, id_, at: service.letters(db, id_, codes, **days, by=desk.by, at=at))
    return done(PATH, "letters")


@get("/letters/correct/{candidate:str}", guards=[CORRECT], sync_to_thread=True)
def correction_form(desk: AtDesk, candidate: FromPath[str]) -> AnyResponse:
    """What a corrected letter would say, and why."""
    return _correction(desk, candidate)


@post("/letters/correct/{candidate:str}", guards=[CORRECT], sync_to_thread=True)
@or_show(_correction)
def correct(desk: AtDesk, candidate: FromPath[str]) -> AnyResponse:
    """Replace somebody's letter by one with a new number."""
    days = [desk.day(name) for name in ("letter_on", "report_by")]
    reason = desk.text("reason")
    desk.require(reason="请写明为什么更正，例如 报到截止日期写错")
    desk.check()
    desk.write(
        lambda db, id_, at: service.correct_letter(
            db, id_, candidate, *days, reason=reason, by=desk.by, at=at
        ),
    )
    return done(PATH, "letter_corrected")


@get("/letters/{sequence:int}/paper.pdf", guards=[LOOK], sync_to_thread=True)
def letter_pdf(desk: AtDesk, sequence: FromPath[int]) -> AnyResponse:
    """One letter to print, today or in a year the same."""
    with desk.reading() as db:
        row = service.issued(db, current(db).id, sequence)
    if row is None:
        raise NotFoundException
    return download(document_pdf(content_of(row)), f"{row.number}-{row.candidate}.pdf", "application/pdf")


@get("/letters.zip", guards=[LOOK], sync_to_thread=True)
def all_letters(desk: AtDesk) -> AnyResponse:
    """Everybody's letter in one file, to be printed together."""
    with desk.reading() as db:
        campaign_id = current(db).id
        rows = list(service.standing_letters(db, campaign_id).values())
    pdfs = render_many(print_job(content_of(row)) for row in rows)
    named = ((f"{row.number}-{row.candidate}.pdf", pdf) for row, pdf in zip(rows, pdfs, strict=True))
    return download(_zipped(named), f"{campaign_id}-letters.zip", "application/zip")


def _zipped(papers: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:  # a PDF is packed already
        for name, pdf in papers:
            archive.writestr(ZipInfo(name), pdf)
    return buffer.getvalue()


def _listing(desk: Desk, placed: Iterable[Placed], columns: tuple[Column, ...]) -> Listing:
    rows = [_row(one) for one in placed]
    return listing(desk, "介绍信", PATH, columns, rows)


def _row(one: Placed) -> dict[str, Any]:
    letter = one.letter
    return {
        "candidate": one.person.code,
        "name": one.person.name,
        "unit": one.position.unit,
        "title": one.position.title,
        "number": letter and letter.number,
        "sequence": letter and letter.sequence,
        "letter_on": letter and letter.letter_on,
        "report_by": letter and letter.report_by_on,
        "state": "岗位已变，须更正" if one.changed else "已开具" if letter else "未开具",
        "correct": "更正" if letter else None,
    }


def _hindrance(db: Session, campaign_id: str) -> str:
    """Why no letter can be issued today; "" where nothing is in the way."""
    try:
        released_result(db, campaign_id, clock.now().date())
    except RefusedError as error:
        return error.message
    return ""


def _suggested(campaign: Campaign) -> dict[str, str]:
    letter_on, report_by = suggested(campaign, clock.now().date())
    return {"letter_on": letter_on.isoformat(), "report_by": report_by.isoformat() if report_by else ""}
