"""`/staff/records`: the list, one person with facts and score sheet, review, confirmation, facts by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from sqlalchemy import Engine
from sqlmodel import Session

from public_notices.translation import gettext as _
from resettlement import database
from resettlement.accounts.model import Account, Role
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError, ResettlementError
from resettlement.records import lookup, service
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.policy import policy
from resettlement.records.workbook import PEOPLE
from resettlement.standing.changes import changes as steps
from resettlement.standing.service import newest_standing, newest_versions, rows_of, sheets_of
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may
from resettlement.web.staff.common import (
    LOOK,
    CurrentForm,
    acting,
    current,
    done,
    exported,
    show,
    text_of,
)
from resettlement.web.staff.lists import Column, Listing, listing

PATH = "/staff/records"
LABELS = {column.field: column.label for column in PEOPLE.columns}
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
    with database.reading(engine) as db:
        return exported(_listing(request, db, current(db)))


@post("/records/review", guards=[may(Role.REVIEWER)], sync_to_thread=True)
def review_all(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Everybody whose record waits has been checked against the archive."""
    try:
        acting(engine, lambda db, id_, at: service.review(db, id_, by=account.id, at=at))
    except RefusedError as error:
        return _list(request, engine, error)
    return done(PATH, "reviewed")


@post("/records/confirm", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def confirm_all(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Everybody has signed his score sheet."""

    def confirm(db: Session, campaign_id: str, at: datetime) -> None:
        newest = _newest_versions(db, campaign_id, *service.unconfirmed(db, campaign_id))
        service.confirm(db, campaign_id, by=account.id, at=at, sheets=newest)

    try:
        acting(engine, confirm)
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
        acting(engine, lambda db, id_, at: service.review(db, id_, by=account.id, at=at, codes=[code]))
    except RefusedError as error:
        return _person(request, engine, account, code, error)
    return done(f"/staff/records/{code}", "reviewed")


@post("/records/{code:str}/confirm", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def confirm_one(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: FromPath[str],
) -> AnyResponse:
    """The candidate signed the score sheet whose version is named; it must still be the newest."""

    def confirm(db: Session, campaign_id: str, at: datetime) -> None:
        newest = _newest_versions(db, campaign_id, code)
        _refuse_other_sheet(code, newest[code], text_of(form, "version"))
        service.confirm(db, campaign_id, by=account.id, at=at, codes=[code], sheets=newest)

    try:
        acting(engine, confirm)
    except RefusedError as error:
        return _person(request, engine, account, code, error)
    return done(f"/staff/records/{code}", "confirmed")


def _newest_versions(db: Session, campaign_id: str, *codes: str) -> dict[str, int]:
    """The version of everybody's newest sheet; RefusedError where one of `codes` has none."""
    newest = newest_versions(db, campaign_id)
    if lacking := sorted(set(codes) - newest.keys()):
        raise RefusedError(
            "records.not_scored",
            _("%(people)s 还没有评分，没有评分表可以确认。请先评分。", people="、".join(lacking)),
            candidates=lacking,
        )
    return newest


def _refuse_other_sheet(code: str, newest: int, signed: str) -> None:
    if signed != str(newest):
        raise RefusedError(
            "records.other_sheet",
            _(
                "%(code)s 的评分表现为第 %(version)s 版，与本人签的不是同一版。请打印这一版给本人看过再签。",
                code=code,
                version=newest,
            ),
            candidate=code,
        )


def _list(request: AnyRequest, engine: Engine, error: ResettlementError | None = None) -> AnyResponse:
    with database.reading(engine) as db:
        campaign = current(db)
        of = _listing(request, db, campaign)
        waiting = service.unreviewed(db, campaign.id)
        unsigned = service.unconfirmed(db, campaign.id)
        any_scored = newest_standing(db, campaign.id) is not None
    return show(
        request,
        "records",
        status_of(error) if error else 200,
        campaign=campaign,
        listing=of,
        waiting=len(waiting),
        unsigned=len(unsigned) if any_scored and not waiting else 0,
        errors=[error.message] if error else [],
    )


def _listing(request: AnyRequest, db: Session, campaign: Campaign) -> Listing:
    newest = newest_standing(db, campaign.id)
    placed = {row.candidate: row for rows in rows_of(newest).values() for row in rows} if newest else {}
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
    with database.reading(engine) as db:
        campaign = current(db)
        row = lookup.person_row(db, campaign.id, code)
        facts = lookup.facts_of(db, campaign.id, code)
        changed = lookup.changes_of(db, campaign.id, code)
        corrected = lookup.profile_changes_of(db, campaign.id, code)
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
        profile_changes=[(change, LABELS.get(change.field, change.field)) for change in corrected],
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
