"""`/staff/letters`: who is placed and has which letter (介绍信); issuing, printing and correcting them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from sqlmodel import Session

from public_notices.documents import document_pdf, print_job
from public_notices.rendering import render_many
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError, ResettlementError
from resettlement.follow_up import letters as service
from resettlement.follow_up.letter_rules import released_result, suggested
from resettlement.follow_up.letters import Placed, content_of
from resettlement.rights import COMMANDS
from resettlement.translation import gettext as _
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff.common import (
    LOOK,
    CurrentForm,
    acting,
    current,
    day_of,
    done,
    download,
    exported,
    show,
    text_of,
    typed_of,
)
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


@get("/letters", guards=[LOOK], sync_to_thread=True)
def letters_page(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Everybody placed, and the form that issues the letters still missing."""
    return _page(request, engine, account.role)


@get("/letters.xlsx", guards=[LOOK], sync_to_thread=True)
def letters_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The list as a workbook."""
    with database.reading(engine) as db:
        return exported(_listing(request, service.placed(db, current(db).id), COLUMNS))


@post("/letters", guards=[ISSUE], sync_to_thread=True)
def issue(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Issue the letters of one person or of everybody without; their follow-up begins."""
    typed, problems = typed_of(form), dict[str, str]()
    letter_on, report_by = (day_of(form, name, problems) for name in ("letter_on", "report_by"))
    received_on = day_of(form, "received_on", problems) if text_of(form, "received_on") else None
    if problems:
        return _page(request, engine, account.role, typed=typed, problems=problems)
    person = text_of(form, "person")
    codes = None if person == EVERYBODY else [person]
    days = {"letter_on": letter_on, "report_by": report_by, "received_on": received_on}
    try:
        acting(engine, lambda db, id_, at: service.letters(db, id_, codes, **days, by=account.id, at=at))
    except ResettlementError as error:
        return _page(request, engine, account.role, error, typed)
    return done(PATH, "letters")


@get("/letters/correct/{candidate:str}", guards=[CORRECT], sync_to_thread=True)
def correction_form(request: AnyRequest, engine: CurrentEngine, candidate: FromPath[str]) -> AnyResponse:
    """What a corrected letter would say, and why."""
    return _correction(request, engine, candidate, {}, {})


@post("/letters/correct/{candidate:str}", guards=[CORRECT], sync_to_thread=True)
def correct(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    candidate: FromPath[str],
) -> AnyResponse:
    """Replace somebody's letter by one with a new number."""
    typed, problems = typed_of(form), dict[str, str]()
    days = [day_of(form, name, problems) for name in ("letter_on", "report_by")]
    reason = text_of(form, "reason")
    if not reason:
        problems["reason"] = "请写明为什么更正，例如 报到截止日期写错"
    if problems:
        return _correction(request, engine, candidate, typed, problems)
    try:
        acting(
            engine,
            lambda db, id_, at: service.correct_letter(
                db, id_, candidate, *days, reason=reason, by=account.id, at=at
            ),
        )
    except ResettlementError as error:
        return _correction(request, engine, candidate, typed, {}, error)
    return done(PATH, "letter_corrected")


@get("/letters/{sequence:int}/paper.pdf", guards=[LOOK], sync_to_thread=True)
def letter_pdf(engine: CurrentEngine, sequence: FromPath[int]) -> AnyResponse:
    """One letter to print, today or in a year the same."""
    with database.reading(engine) as db:
        row = service.issued(db, current(db).id, sequence)
    if row is None:
        raise NotFoundException
    return download(document_pdf(content_of(row)), f"{row.number}-{row.candidate}.pdf", "application/pdf")


@get("/letters.zip", guards=[LOOK], sync_to_thread=True)
def all_letters(engine: CurrentEngine) -> AnyResponse:
    """Everybody's letter in one file, to be printed together."""
    with database.reading(engine) as db:
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


def _listing(request: AnyRequest, placed: Iterable[Placed], columns: tuple[Column, ...]) -> Listing:
    rows = [_row(one) for one in placed]
    return listing(request, "介绍信", PATH, columns, rows)


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


def _page(
    request: AnyRequest,
    engine: CurrentEngine,
    role: Role,
    error: ResettlementError | None = None,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> AnyResponse:
    with database.reading(engine) as db:
        campaign = current(db)
        placed = service.placed(db, campaign.id)
        hindrance = _hindrance(db, campaign.id)
    mine = role in COMMANDS["letters"]
    missing = [one for one in placed if one.letter is None]
    people = [(one.person.code, f"{one.person.code} {one.person.name}") for one in missing]
    everybody = (EVERYBODY, _("还没有介绍信的全部 %(n)s 人", n=len(missing)))
    return show(
        request,
        "letters",
        status_of(error) if error else 200,
        campaign=campaign,
        listing=_listing(request, placed, (*COLUMNS, CORRECTION) if mine else COLUMNS),
        placed=placed,
        missing=missing,
        mine=mine,
        hindrance=hindrance,
        choices=[everybody, *people],
        typed=typed or _suggested(campaign),
        problems=problems or {},
        labels=LABELS,
        errors=[error.message] if error else [],
    )


def _correction(
    request: AnyRequest,
    engine: CurrentEngine,
    candidate: str,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
    error: ResettlementError | None = None,
) -> AnyResponse:
    with database.reading(engine) as db:
        found = {one.person.code: one for one in service.placed(db, current(db).id)}
    one = found.get(candidate)
    if one is None or one.letter is None:
        raise NotFoundException
    days = {"letter_on": one.letter.letter_on, "report_by": one.letter.report_by_on}
    return show(
        request,
        "letter_correct",
        status_of(error) if error else 200,
        one=one,
        typed=typed or {name: day.isoformat() for name, day in days.items()},
        problems=problems,
        labels=LABELS,
        errors=[error.message] if error else [],
    )
