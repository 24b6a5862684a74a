"""`/staff/records/…/facts`: a fact entered by hand, put right, or withdrawn; always with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath
from sqlmodel import Session

from resettlement.accounts.model import Role
from resettlement.records import changes, lookup
from resettlement.records.hand_entry import EVIDENCE, ISSUED_ON, read_fact, typed_from
from resettlement.records.vocabulary import ATTRIBUTE_COLUMNS, KINDS, offered
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.frame import done, show

RECORDS, OBJECTIONS = "/staff/records", "/staff/objections"


def _fact_page(desk: Desk, code: str, retry: Retry = FIRST) -> AnyResponse:
    return show(
        desk,
        "fact",
        retry,
        code=code,
        labels={"reason": "改动理由", "withdrawn_because": "撤去的理由"},
        **fact_fields(),
    )


@get("/records/{code:str}/facts", guards=[may(Role.CLERK)], sync_to_thread=True)
def fact_form(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """A form for a further fact, or for one that stands there (`?index=`)."""
    objection = desk.query("objection")
    typed = _standing(desk, code, desk.query("index")) or fact_typed(desk.request.query_params) | {
        "index": ""
    }
    if objection.isdecimal():
        typed |= {"objection": objection, "reason": _upheld(objection)}
    return _fact_page(desk, code, Retry(typed))


@post("/records/{code:str}/facts", guards=[may_do("add-fact", "correct-fact")], sync_to_thread=True)
@or_show(_fact_page)
def keep_fact(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """Enter a missing fact or put one right, with the reason."""
    fact, problems = read_fact(desk.typed)
    desk.problems |= problems
    desk.require(reason="请写明为什么改动，例如 异议成立，补录")
    if not (desk.text("objection") or "0").isdecimal():
        desk.problems["objection"] = "没有这一号异议"
    desk.check()
    assert fact is not None  # else there are problems
    index, objection = desk.text("index"), desk.text("objection")
    told: dict[str, Any] = {
        "reason": desk.text("reason"),
        "objection": int(objection) if objection else None,
    }

    def keep(db: Session, campaign_id: str, at: datetime) -> None:
        if index.isdecimal():
            changes.correct_fact(db, campaign_id, code, int(index), fact, by=desk.by, at=at, **told)
        else:
            changes.add_fact(db, campaign_id, code, fact, by=desk.by, at=at, **told)

    desk.write(keep)
    return done(f"{OBJECTIONS}/{objection}" if objection else f"{RECORDS}/{code}", "fact")


def _withdrawal(desk: Desk, code: str, index: int, retry: Retry) -> AnyResponse:
    """The fact as it stands, and why it was to go."""
    return _fact_page(desk, code, replace(retry, typed=_standing(desk, code, str(index)) | dict(retry.typed)))


@post("/records/{code:str}/facts/{index:int}/withdraw", guards=[may_do("withdraw-fact")], sync_to_thread=True)
@or_show(_withdrawal)
def withdraw_fact(desk: AtDesk, code: FromPath[str], index: FromPath[int]) -> AnyResponse:
    """Take out a fact that should not be there, as one entered twice; the history keeps it."""
    reason = desk.text("withdrawn_because")
    desk.require(withdrawn_because="请写明为什么撤去，例如 同一次奖励录了两次")
    desk.check()
    desk.write(
        lambda db, id_, at: changes.withdraw_fact(db, id_, code, index, by=desk.by, at=at, reason=reason),
    )
    return done(f"{RECORDS}/{code}", "withdrawn")


@in_chinese
def _upheld(objection: str) -> str:
    """The reason that the form begins with: it is kept, so it is always in Chinese."""
    return _("第%(number)s号异议成立，属实，予以补录", number=objection)


def _standing(desk: Desk, code: str, index: str) -> dict[str, str]:
    """The form's fields for a fact as it stands; none for an index that no fact has (any more)."""
    with desk.reading() as db:
        campaign = current(db)
        lookup.person_row(db, campaign.id, code)
        held = {str(number): fact for number, fact in lookup.facts_of(db, campaign.id, code)}
    return typed_from(held[index]) | {"index": index} if index in held else {}


def fact_fields() -> dict[str, Any]:
    """What a form for a fact needs: kinds, columns with their words, which columns a kind uses."""
    return {
        "kinds": [("", "请选择")] + [(kind.label, kind.label) for kind in KINDS],
        "fact_columns": [
            (name, [("", "不填"), *((word, word) for word in offered(name))]) for name in ATTRIBUTE_COLUMNS
        ],
        "uses": [
            (kind.label, "、".join(attribute.column for attribute in kind.attributes) or "不填其他栏")
            for kind in KINDS
        ],
        "evidence": EVIDENCE,
    }


def fact_typed(form: FormMultiDict | Any) -> dict[str, str]:
    """The fields of a fact out of a form or an address."""
    names = ("事项", *ATTRIBUTE_COLUMNS, EVIDENCE, "文号", ISSUED_ON, "页码")
    return {name: str(form.get(name, "")).strip() for name in names}
