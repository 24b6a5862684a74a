"""`/staff/records/…/facts`: a fact entered by hand, put right, or withdrawn; always with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import database
from resettlement.accounts.model import Role
from resettlement.errors import RefusedError, ResettlementError
from resettlement.records import changes, lookup
from resettlement.records.hand_entry import EVIDENCE, ISSUED_ON, read_fact, typed_from
from resettlement.records.vocabulary import ATTRIBUTE_COLUMNS, KINDS, offered
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may, may_do
from resettlement.web.staff.common import CurrentForm, acting, current, done, show, text_of, typed_of

RECORDS, OBJECTIONS = "/staff/records", "/staff/objections"


@get("/records/{code:str}/facts", guards=[may(Role.CLERK)], sync_to_thread=True)
def fact_form(
    request: AnyRequest,
    engine: CurrentEngine,
    code: FromPath[str],
) -> AnyResponse:
    """A form for a further fact, or for one that stands there (`?index=`)."""
    asked = {name: str(value) for name, value in request.query_params.items()}
    objection = asked.get("objection", "")
    typed = _standing(engine, code, asked.get("index", "")) or fact_typed(asked) | {"index": ""}
    if objection.isdecimal():
        typed |= {"objection": objection, "reason": _upheld(objection)}
    return _fact_page(request, code, typed, {})


@post("/records/{code:str}/facts", guards=[may_do("add-fact", "correct-fact")], sync_to_thread=True)
def keep_fact(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: FromPath[str],
) -> AnyResponse:
    """Enter a missing fact or put one right, with the reason."""
    fact, problems = read_fact(typed_of(form))
    if not text_of(form, "reason"):
        problems["reason"] = "请写明为什么改动，例如 异议成立，补录"
    if not (text_of(form, "objection") or "0").isdecimal():
        problems["objection"] = "没有这一号异议"
    if fact is None or problems:
        return _fact_page(request, code, typed_of(form), problems)
    index, objection = text_of(form, "index"), text_of(form, "objection")
    told: dict[str, Any] = {
        "reason": text_of(form, "reason"),
        "objection": int(objection) if objection else None,
    }

    def keep(db: Session, campaign_id: str, at: datetime) -> None:
        if index.isdecimal():
            changes.correct_fact(db, campaign_id, code, int(index), fact, by=account.id, at=at, **told)
        else:
            changes.add_fact(db, campaign_id, code, fact, by=account.id, at=at, **told)

    try:
        acting(engine, keep)
    except RefusedError as error:
        return _fact_page(request, code, typed_of(form), {}, error)
    return done(f"{OBJECTIONS}/{objection}" if objection else f"{RECORDS}/{code}", "fact")


@post("/records/{code:str}/facts/{index:int}/withdraw", guards=[may_do("withdraw-fact")], sync_to_thread=True)
def withdraw_fact(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: FromPath[str],
    index: FromPath[int],
) -> AnyResponse:
    """Take out a fact that should not be there, as one entered twice; the history keeps it."""
    reason = text_of(form, "withdrawn_because")
    typed = _standing(engine, code, str(index)) | {"withdrawn_because": reason}
    if not reason:
        return _fact_page(
            request, code, typed, {"withdrawn_because": "请写明为什么撤去，例如 同一次奖励录了两次"}
        )
    try:
        acting(
            engine,
            lambda db, id_, at: changes.withdraw_fact(
                db, id_, code, index, by=account.id, at=at, reason=reason
            ),
        )
    except RefusedError as error:
        return _fact_page(request, code, typed, {}, error)
    return done(f"{RECORDS}/{code}", "withdrawn")


@in_chinese
def _upheld(objection: str) -> str:
    """The reason that the form begins with: it is kept, so it is Chinese whoever works."""
    return _("第%(number)s号异议成立，属实，予以补录", number=objection)


def _standing(engine: Engine, code: str, index: str) -> dict[str, str]:
    """The form's fields for a fact as it stands; none for an index that no fact has (any more)."""
    with database.reading(engine) as db:
        campaign = current(db)
        lookup.person_row(db, campaign.id, code)
        held = {str(number): fact for number, fact in lookup.facts_of(db, campaign.id, code)}
    return typed_from(held[index]) | {"index": index} if index in held else {}


def _fact_page(
    request: AnyRequest,
    code: str,
    typed: dict[str, str],
    problems: dict[str, str],
    error: ResettlementError | None = None,
) -> AnyResponse:
    return show(
        request,
        "fact",
        status_of(error) if error else 200,
        code=code,
        typed=typed,
        problems=problems,
        labels={"reason": "改动理由", "withdrawn_because": "撤去的理由"},
        errors=[error.message] if error else [],
        **fact_fields(),
    )


def fact_fields() -> dict[str, object]:
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
