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
from resettlement.campaign.settings import KINDS
from resettlement.campaign.tables import Campaign
from resettlement.errors import ConflictError, RefusedError
from resettlement.notices import posting
from resettlement.notices.drafting import Draft, content_of, suggested
from resettlement.notices.withdrawing import may_be_withdrawn, withdraw_notice
from resettlement.publication import public_documents, register
from resettlement.rights import may as may_command
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
    Column("withdrawn", "撤回", said=True, tones={"已撤回": "alert"}),
)


MADE = {kind: NOTICE_KINDS[kind] for kind in KINDS}
"""What a form is filled in for; a withdrawal is made on the page of the notice that is withdrawn."""


def _form(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    if retry.error and retry.typed.get("kind") not in NOTICE_KINDS:
        raise retry.error  # there is no form of it
    typed = {name: value for name, value in retry.typed.items() if name != "change"}
    kind = NOTICE_KINDS.get(typed.get("kind", ""), "公告")
    return show(desk, "notice_form", retry, typed=typed, labels=LABELS, kind=kind)


def _listing(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    gone = register.withdrawn(db, campaign.id)
    rows = [
        {**row.__dict__, "kind": NOTICE_KINDS[row.kind], "withdrawn": "已撤回" if row.number in gone else ""}
        for row in register.every_posted(db, campaign.id)
    ]
    return listing(desk, "公示公告", PATH, COLUMNS, rows)


def _kinds(db: Session, campaign: Campaign) -> dict[str, object]:
    return {"kinds": MADE}


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
            return show(desk, "notices", Retry(error=error), 200, campaign=campaign, listing=of, kinds=MADE)
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


def _one(desk: Desk, sequence: int, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        campaign = current(db)
        row = register.notice(db, campaign.id, sequence)
        gone = register.withdrawn(db, campaign.id).get(row.number)
        asked = may_command(desk.account.role, "withdraw-notice")
        withdrawable = asked and may_be_withdrawn(db, campaign.id, row.number)
        result_open = row.kind == "result" and public_documents.result_open(db, campaign.id)
    return show(
        desk,
        "notice",
        retry,
        campaign=campaign,
        notice=row,
        body=notice_for_the_web(json.loads(row.content)),
        kind=NOTICE_KINDS[row.kind],
        withdrawn_by=gone,
        withdrawable=withdrawable,
        result_open=result_open,
        labels={"because": "撤回的理由"},
    )


@get("/notices/{sequence:int}", guards=[LOOK], sync_to_thread=True)
def one_notice(desk: AtDesk, sequence: FromPath[int]) -> AnyResponse:
    """One notice as it was posted."""
    return _one(desk, sequence)


@post("/notices/{sequence:int}/withdraw", guards=[may_do("withdraw-notice")], sync_to_thread=True)
@or_show(_one)
def withdraw(desk: AtDesk, sequence: FromPath[int]) -> AnyResponse:
    """A notice that hangs by mistake is withdrawn by a numbered one."""
    desk.require(because="请写明理由；理由会公开")
    desk.check()
    with desk.reading() as db:
        campaign_id = current(db).id
        number = register.notice(db, campaign_id, sequence).number
    withdraw_notice(desk.engine, campaign_id, number, desk.text("because"), by=desk.by)
    return done(PATH, "notice_withdrawn")


@get("/notices/{sequence:int}/paper.pdf", guards=[LOOK], sync_to_thread=True)
def notice_pdf(desk: AtDesk, sequence: FromPath[int]) -> AnyResponse:
    """The paper, byte for byte as it was posted."""
    with desk.reading() as db:
        row = register.notice(db, current(db).id, sequence)
    return download(row.pdf, f"{register.notice_name(row.number)}.pdf", "application/pdf")


def _content(desk: Desk, draft: Draft) -> Mapping[str, object]:
    with desk.reading() as db:
        return content_of(db, current(db).id, draft)
