"""`/staff/records`: the list, one person with facts and score sheet, review, confirmation, facts by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from litestar import get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath
from sqlalchemy import Engine
from sqlmodel import Session

from public_notices.translation import gettext as _
from public_notices.translation import in_chinese
from resettlement import clock, database
from resettlement.accounts.model import Account, Role
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError, ResettlementError
from resettlement.records import changes, lookup, service
from resettlement.records.hand_entry import EVIDENCE, read_fact, typed_from
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.policy import policy
from resettlement.records.vocabulary import ATTRIBUTE_COLUMNS, KINDS, offered
from resettlement.standing.changes import changes as steps
from resettlement.standing.service import newest_sheets, rows_of, sheets_of, standings
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may
from resettlement.web.staff.common import (
    LOOK,
    CurrentForm,
    current,
    done,
    exported,
    show,
    text_of,
    typed_of,
)
from resettlement.web.staff.lists import Column, Listing, listing

PATH, OBJECTIONS = "/staff/records", "/staff/objections"
STATES = {"待复核": "warm", "待本人确认": "plain", "已确认": "good"}
COLUMNS = (
    Column("code", "编号", link="/staff/records/{code}"),
    Column("name", "姓名"),
    Column("category", "类别", said=True),
    Column("sex", "性别", said=True),
    Column("born_on", "出生"),
    Column("education", "学历", said=True),
    Column("facts", "事项数", number=True),
    Column("total", "总分", number=True, said=True),
    Column("standing", "名次", number=True),
    Column("state", "状态", tones=STATES, said=True),
    Column("entered_by", "录入"),
    Column("reviewed_by", "复核"),
)


@get("/records", guards=[LOOK], sync_to_thread=True)
def records(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Everybody's record."""
    return _list(request, engine)


@get("/records.xlsx", guards=[LOOK], sync_to_thread=True)
def records_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The same list as a workbook."""
    with database.transaction(engine) as db:
        return exported(_listing(request, db, current(db)))


@post("/records/review", guards=[may(Role.REVIEWER)], sync_to_thread=True)
def review_all(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Everybody whose record waits has been checked against the archive."""
    try:
        with database.transaction(engine) as db:
            service.review(db, current(db).id, by=account.id, at=clock.now())
    except RefusedError as error:
        return _list(request, engine, error)
    return done(PATH, "reviewed")


@post("/records/confirm", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def confirm_all(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Everybody has signed his score sheet."""
    try:
        with database.transaction(engine) as db:
            campaign_id = current(db).id
            _refuse_unscored(db, campaign_id, *service.unconfirmed(db, campaign_id))
            service.confirm(db, campaign_id, by=account.id, at=clock.now())
    except RefusedError as error:
        return _list(request, engine, error)
    return done(PATH, "confirmed")


@get("/records/{code:str}", guards=[LOOK], sync_to_thread=True)
def person(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    code: FromPath[str],
) -> AnyResponse:
    """One person: profile, facts with evidence, the score sheet with every line explained."""
    return _person(request, engine, account, code)


@post("/records/{code:str}/review", guards=[may(Role.REVIEWER)], sync_to_thread=True)
def review_one(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    code: FromPath[str],
) -> AnyResponse:
    """This record has been checked against the archive by somebody who did not enter it."""
    try:
        with database.transaction(engine) as db:
            service.review(db, current(db).id, by=account.id, at=clock.now(), codes=[code])
    except RefusedError as error:
        return _person(request, engine, account, code, error)
    return done(f"/staff/records/{code}", "reviewed")


@post("/records/{code:str}/confirm", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def confirm_one(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    code: FromPath[str],
) -> AnyResponse:
    """The candidate signed his score sheet."""
    try:
        with database.transaction(engine) as db:
            _refuse_unscored(db, current(db).id, code)
            service.confirm(db, current(db).id, by=account.id, at=clock.now(), codes=[code])
    except RefusedError as error:
        return _person(request, engine, account, code, error)
    return done(f"/staff/records/{code}", "confirmed")


@get("/records/{code:str}/facts", guards=[may(Role.CLERK)], sync_to_thread=True)
def fact_form(
    request: AnyRequest,
    engine: CurrentEngine,
    code: FromPath[str],
) -> AnyResponse:
    """A form for a further fact, or for one that stands there (`?index=`)."""
    with database.transaction(engine) as db:
        campaign = current(db)
        lookup.person_row(db, campaign.id, code)
        held = {str(index): fact for index, fact in lookup.facts_of(db, campaign.id, code)}
    asked = {name: str(value) for name, value in request.query_params.items()}
    index, objection = asked.get("index", ""), asked.get("objection", "")
    typed = typed_from(held[index]) if index in held else fact_typed(asked)
    if objection.isdecimal():
        typed |= {"objection": objection, "reason": _upheld(objection)}
    return _fact_page(request, code, typed | {"index": index if index in held else ""}, {})


@post("/records/{code:str}/facts", guards=[may(Role.CLERK)], sync_to_thread=True)
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
    told = _Told(account.id, clock.now(), text_of(form, "reason"), int(objection) if objection else None)
    try:
        with database.transaction(engine) as db:
            campaign_id = current(db).id
            if index.isdecimal():
                changes.correct_fact(db, campaign_id, code, int(index), fact, **asdict(told))
            else:
                changes.add_fact(db, campaign_id, code, fact, **asdict(told))
    except RefusedError as error:
        return _fact_page(request, code, typed_of(form), {}, error)
    return done(f"{OBJECTIONS}/{objection}" if objection else f"{PATH}/{code}", "fact")


@dataclass(frozen=True)
class _Told:
    """Who changed a record, when and why; the objection that led to it."""

    by: str
    at: datetime
    reason: str
    objection: int | None


@in_chinese
def _upheld(objection: str) -> str:
    """The reason that the form begins with: it is kept, so it is Chinese whoever works."""
    return _("第%(number)s号异议成立，属实，予以补录", number=objection)


def _refuse_unscored(db: Session, campaign_id: str, *codes: str) -> None:
    scored = {sheet.candidate for sheet in newest_sheets(db, campaign_id)}
    if lacking := sorted(set(codes) - scored):
        raise RefusedError(
            "records.not_scored",
            _("%(people)s 还没有评分，没有评分表可以确认。请先评分。", people="、".join(lacking)),
            candidates=lacking,
        )


def _list(request: AnyRequest, engine: Engine, error: ResettlementError | None = None) -> AnyResponse:
    with database.transaction(engine) as db:
        campaign = current(db)
        of = _listing(request, db, campaign)
        waiting = service.unreviewed(db, campaign.id)
        unsigned = service.unconfirmed(db, campaign.id)
        scored = bool(standings(db, campaign.id))
    return show(
        request,
        "records",
        status_of(error) if error else 200,
        campaign=campaign,
        listing=of,
        waiting=len(waiting),
        unsigned=len(unsigned) if scored and not waiting else 0,
        errors=[error.message] if error else [],
    )


def _listing(request: AnyRequest, db: Session, campaign: Campaign) -> Listing:
    versions = standings(db, campaign.id)
    placed = (
        {row.candidate: row for rows in rows_of(versions[-1]).values() for row in rows} if versions else {}
    )
    rows: list[dict[str, Any]] = []
    for line in lookup.lines(db, campaign.id):
        row = placed.get(line.code)
        rows.append(
            {
                **line.__dict__,
                "category": CATEGORY_LABELS[line.category],
                "total": ("免予计分" if row.exempt else row.total) if row else None,
                "standing": row.standing if row else None,
                "state": _state(line.reviewed_by is not None, line.confirmed_on is not None),
            }
        )
    return listing(request, "档案", PATH, COLUMNS, rows)


def _state(reviewed: bool, confirmed: bool) -> str:
    return "已确认" if confirmed else "待本人确认" if reviewed else "待复核"


def _person(
    request: AnyRequest,
    engine: CurrentEngine,
    account: Account,
    code: str,
    error: ResettlementError | None = None,
) -> AnyResponse:
    with database.transaction(engine) as db:
        campaign = current(db)
        row = lookup.person_row(db, campaign.id, code)
        facts = lookup.facts_of(db, campaign.id, code)
        changed = lookup.changes_of(db, campaign.id, code)
        kept = sheets_of(db, campaign.id, code)
        reviewed = service.reviews(db, campaign.id).get(code, [])
        demanded = policy(db, campaign.id).reviews
    shown = [(index, fact, lookup.in_words(fact.to_json())) for index, fact in facts]
    return show(
        request,
        "person",
        status_of(error) if error else 200,
        campaign=campaign,
        row=row,
        category=CATEGORY_LABELS[row.category],
        state=_state(row.reviewed_by is not None, row.confirmed_on is not None),
        tones=STATES,
        certificates="、".join(json.loads(row.certificates)),
        avoid_units="、".join(json.loads(row.avoid_units)),
        facts=shown,
        changes=[(change, lookup.before_in_words(change)) for change in changed],
        sheets=[explained(sheet) for sheet in kept],
        steps=steps(kept),
        in_words=lookup.in_words,
        reviewed=reviewed,
        demanded=demanded,
        own=row.entered_by == account.id or account.id in reviewed,
        errors=[error.message] if error else [],
    )


def explained(kept: Any) -> dict[str, Any]:
    """A score sheet for reading: each line as quantity × points, with the facts it rests on in words."""
    sheet, facts = json.loads(kept.sheet), json.loads(kept.record)["facts"]
    lines = [
        {**_explained(line, facts), "parts": [_explained(part, facts) for part in line.get("parts", ())]}
        for line in sheet["lines"]
    ]
    years, months, days = (int(part) for part in kept.service.split("-"))
    return {
        **sheet,
        "lines": lines,
        "version": kept.version,
        "reason": kept.reason,
        "made_by": kept.made_by,
        "made_at": kept.made_at,
        "service": _("%(years)s 年 %(months)s 个月 %(days)s 天", years=years, months=months, days=days),
    }


def _explained(line: Mapping[str, Any], facts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {**line, "each": _each(line), "because": [lookup.in_words(facts[i]) for i in line["facts"]]}


def _each(line: Any) -> str | None:
    """The points of one unit where points are quantity times that, exactly; else None."""
    quantity, points = Decimal(line["quantity"]), Decimal(line["points"])
    if not quantity:
        return None
    each = points / quantity
    return f"{each.normalize():f}" if each * quantity == points and len(f"{each.normalize():f}") < 8 else None


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
        labels={"reason": "改动理由"},
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
    names = ("事项", *ATTRIBUTE_COLUMNS, EVIDENCE, "文号", "页码")
    return {name: str(form.get(name, "")).strip() for name in names}
