"""`/staff/notices`: the register; a notice is made, looked at, and only then posted; its PDF to print."""

from __future__ import annotations

import json
from collections.abc import Mapping

from litestar import get, post
from litestar.params import FromPath
from sqlalchemy import Engine
from sqlmodel import Session

from public_notices.content import content_sha256
from public_notices.errors import NoticeError
from public_notices.pages import notice_for_the_web
from public_notices.wording import NOTICE_KINDS
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.errors import ConflictError, RefusedError, ResettlementError
from resettlement.notices import posting
from resettlement.notices.drafting import Draft, content_of, suggested
from resettlement.publication import register
from resettlement.translation import gettext as _
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may, may_do
from resettlement.web.staff.common import (
    LOOK,
    CurrentForm,
    current,
    done,
    download,
    exported,
    show,
    text_of,
    typed_of,
)
from resettlement.web.staff.drafts import LABELS, read_draft, typed_for
from resettlement.web.staff.lists import Column, Listing, listing

PATH = "/staff/notices"
COLUMNS = (
    Column("number", "文号", link="/staff/notices/{sequence}"),
    Column("kind", "种类", tones={"更正公示": "alert"}, said=True),
    Column("title", "标题"),
    Column("posted_on", "张贴"),
    Column("closes_on", "公示期至"),
    Column("standing", "名次版", number=True),
)


@get("/notices", guards=[LOOK], sync_to_thread=True)
def notices(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The register of notices."""
    with database.reading(engine) as db:
        campaign = current(db)
        of = _listing(request, db, campaign.id)
    return show(request, "notices", campaign=campaign, listing=of, kinds=NOTICE_KINDS)


@get("/notices.xlsx", guards=[LOOK], sync_to_thread=True)
def notices_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The register as a workbook."""
    with database.reading(engine) as db:
        return exported(_listing(request, db, current(db).id))


@get("/notices/new", guards=[may(Role.CLERK)], sync_to_thread=True)
def new_notice(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The form for a notice of one kind (`?kind=`), filled as far as it can be."""
    kind = str(request.query_params.get("kind", ""))
    with database.reading(engine) as db:
        campaign = current(db)
        try:
            typed = typed_for(suggested(db, campaign.id, kind, clock.now().date()))
        except RefusedError as error:
            if error.code != "posting.nothing_to_correct":
                raise
            of = _listing(request, db, campaign.id)
            said = [error.message]
            return show(request, "notices", campaign=campaign, listing=of, kinds=NOTICE_KINDS, errors=said)
    return _form(request, typed, {})


@post("/notices/new", guards=[may_do("post")], sync_to_thread=True, status_code=200)
def preview_notice(request: AnyRequest, engine: CurrentEngine, form: CurrentForm) -> AnyResponse:
    """The notice as it will read; nothing is posted."""
    typed = typed_of(form)
    draft, problems = read_draft(typed, clock.now().date())
    if draft is None or "change" in typed:
        return _form(request, typed, problems)
    try:
        content = _content(engine, draft)
    except (ResettlementError, NoticeError) as error:
        return _form(request, typed, {}, error)
    return show(
        request,
        "notice_preview",
        typed={name: value for name, value in typed.items() if name != "change"},
        body=notice_for_the_web(content),
        kind=NOTICE_KINDS[draft.kind],
        digest=content_sha256(content),
    )


@post("/notices/post", guards=[may_do("post")], sync_to_thread=True)
def post_notice(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Make the PDF, read it back, post it and enter it in the register.

    The PDF takes half a second and more: in this handler's thread, outside any transaction.
    """
    typed = typed_of(form)
    draft, problems = read_draft(typed, clock.now().date())
    if draft is None:
        return _form(request, typed, problems)
    try:
        with database.reading(engine) as db:
            campaign_id = current(db).id
            if content_sha256(content_of(db, campaign_id, draft)) != text_of(form, "digest"):
                raise ConflictError(_("预览之后，档案、名次或岗位有了变化，没有张贴。请重新预览。"))
        posting.post_notice(engine, campaign_id, draft, by=account.id)
    except (ResettlementError, NoticeError) as error:
        return _form(request, typed, {}, error)
    return done(PATH, "posted")


@get("/notices/{sequence:int}", guards=[LOOK], sync_to_thread=True)
def one_notice(
    request: AnyRequest,
    engine: CurrentEngine,
    sequence: FromPath[int],
) -> AnyResponse:
    """One notice as it was posted."""
    with database.reading(engine) as db:
        campaign = current(db)
        row = register.notice(db, campaign.id, sequence)
    body = notice_for_the_web(json.loads(row.content))
    return show(request, "notice", campaign=campaign, notice=row, body=body, kind=NOTICE_KINDS[row.kind])


@get("/notices/{sequence:int}/paper.pdf", guards=[LOOK], sync_to_thread=True)
def notice_pdf(
    engine: CurrentEngine,
    sequence: FromPath[int],
) -> AnyResponse:
    """The paper, byte for byte as it was posted."""
    with database.reading(engine) as db:
        row = register.notice(db, current(db).id, sequence)
    return download(row.pdf, f"{register.notice_name(row.number)}.pdf", "application/pdf")


def _content(engine: Engine, draft: Draft) -> Mapping[str, object]:
    with database.reading(engine) as db:
        return content_of(db, current(db).id, draft)


def _listing(request: AnyRequest, db: Session, campaign_id: str) -> Listing:
    rows = [{**row.__dict__, "kind": NOTICE_KINDS[row.kind]} for row in register.posted(db, campaign_id)]
    return listing(request, "公示公告", PATH, COLUMNS, rows)


def _form(
    request: AnyRequest,
    typed: dict[str, str],
    problems: dict[str, str],
    error: ResettlementError | NoticeError | None = None,
) -> AnyResponse:
    status = status_of(error) if isinstance(error, ResettlementError) else 422 if error else 200
    said = str(error) if isinstance(error, NoticeError) else error.message if error else ""
    return show(
        request,
        "notice_form",
        status,
        typed={name: value for name, value in typed.items() if name != "change"},
        problems=problems,
        labels=LABELS,
        kind=NOTICE_KINDS.get(typed.get("kind", ""), "公告"),
        errors=[line for line in said.split("\n") if line],
    )
