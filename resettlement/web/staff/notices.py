"""`/staff/notices`: the register; a notice is made, looked at, and only then posted; its PDF to print."""

from __future__ import annotations

import json
from collections.abc import Mapping

from litestar import get, post
from litestar.params import FromPath
from sqlmodel import Session

from public_notices.content import content_sha256
from public_notices.pages import notice_for_the_web
from public_notices.wording import NOTICE_KINDS
from resettlement import clock
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
from resettlement.errors import ConflictError, RefusedError
from resettlement.notices import posting
from resettlement.notices.drafting import Draft, content_of, suggested
from resettlement.publication import register
from resettlement.translation import gettext as _
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.rendering import download
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.drafts import LABELS, read_draft, typed_for
from resettlement.web.staff.frame import LOOK, done, show
from resettlement.web.staff.list_pages import list_at
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


def _form(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    if retry.error and retry.typed.get("kind") not in NOTICE_KINDS:
        raise retry.error  # there is no form of it
    typed = {name: value for name, value in retry.typed.items() if name != "change"}
    kind = NOTICE_KINDS.get(typed.get("kind", ""), "公告")
    return show(desk, "notice_form", retry, typed=typed, labels=LABELS, kind=kind)


def _listing(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    rows = [{**row.__dict__, "kind": NOTICE_KINDS[row.kind]} for row in register.posted(db, campaign.id)]
    return listing(desk, "公示公告", PATH, COLUMNS, rows)


def _kinds(db: Session, campaign: Campaign) -> dict[str, object]:
    return {"kinds": NOTICE_KINDS}


notices, notices_workbook = list_at("/notices", _listing, template="notices", further=_kinds)


@get("/notices/new", guards=[may(Role.CLERK)], sync_to_thread=True)
def new_notice(desk: AtDesk) -> AnyResponse:
    """The form for a notice of one kind (`?kind=`), filled as far as it can be."""
    kind = desk.query("kind")
    with desk.reading() as db:
        campaign = current(db)
        try:
            typed = typed_for(suggested(db, campaign.id, kind, clock.now().date()))
        except RefusedError as error:
            if error.code != "posting.nothing_to_correct":
                raise
            of = _listing(desk, db, campaign)
            return show(
                desk, "notices", Retry(error=error), 200, campaign=campaign, listing=of, kinds=NOTICE_KINDS
            )
    return _form(desk, Retry(typed))


@post("/notices/new", guards=[may_do("post")], sync_to_thread=True, status_code=200)
@or_show(_form)
def preview_notice(desk: AtDesk) -> AnyResponse:
    """The notice as it will read; nothing is posted."""
    typed = desk.typed
    draft, problems = read_draft(typed, clock.now().date())
    if draft is None or "change" in typed:
        return _form(desk, Retry(typed, problems))
    content = _content(desk, draft)
    return show(
        desk,
        "notice_preview",
        typed={name: value for name, value in typed.items() if name != "change"},
        body=notice_for_the_web(content),
        kind=NOTICE_KINDS[draft.kind],
        digest=content_sha256(content),
    )


@post("/notices/post", guards=[may_do("post")], sync_to_thread=True)
@or_show(_form)
def post_notice(desk: AtDesk) -> AnyResponse:
    """Make the PDF, read it back, post it and enter it in the register.

    The PDF takes half a second and more: in this handler's thread, outside any transaction.
    """
    typed = desk.typed
    draft, problems = read_draft(typed, clock.now().date())
    if draft is None:
        return _form(desk, Retry(typed, problems))
    with desk.reading() as db:
        campaign_id = current(db).id
        if content_sha256(content_of(db, campaign_id, draft)) != desk.text("digest"):
            raise ConflictError(_("预览之后，档案、名次或岗位有了变化，没有张贴。请重新预览。"))
    posting.post_notice(desk.engine, campaign_id, draft, by=desk.by)
    return done(PATH, "posted")


@get("/notices/{sequence:int}", guards=[LOOK], sync_to_thread=True)
def one_notice(desk: AtDesk, sequence: FromPath[int]) -> AnyResponse:
    """One notice as it was posted."""
    with desk.reading() as db:
        campaign = current(db)
        row = register.notice(db, campaign.id, sequence)
    body = notice_for_the_web(json.loads(row.content))
    return show(desk, "notice", campaign=campaign, notice=row, body=body, kind=NOTICE_KINDS[row.kind])


@get("/notices/{sequence:int}/paper.pdf", guards=[LOOK], sync_to_thread=True)
def notice_pdf(desk: AtDesk, sequence: FromPath[int]) -> AnyResponse:
    """The paper, byte for byte as it was posted."""
    with desk.reading() as db:
        row = register.notice(db, current(db).id, sequence)
    return download(row.pdf, f"{register.notice_name(row.number)}.pdf", "application/pdf")


def _content(desk: Desk, draft: Draft) -> Mapping[str, object]:
    with desk.reading() as db:
        return content_of(db, current(db).id, draft)
