"""`/staff/records`: the list, one person with facts and score sheet, review, confirmation, facts by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import database
from resettlement.accounts.model import Account, Role
from resettlement.accounts.service import same_person
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError, RefusedError, ResettlementError
from resettlement.records import lookup, service
from resettlement.records.decisions import notes_of
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.policy import policy
from resettlement.records.reviewing import left_over
from resettlement.records.tables import Candidate
from resettlement.records.waiting import waiting_for
from resettlement.records.workbook import PEOPLE
from resettlement.standing import signing
from resettlement.standing.changes import changes as steps
from resettlement.standing.service import newest_standing, rows_of, sheets_of
from resettlement.translation import gettext as _
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may, may_do
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
LABELS = {column.field: column.label for column in PEOPLE.columns} | {
    "removed_at": "移出时间", "removed_by": "移出人", "removed_because": "移出理由",
}  # fmt: skip
STATES = {
    "退回录入": "alert", "待复核": "warm", "待本人确认": "plain", "已确认": "good", "不签字": "warm",
    "已移出": "plain",
}  # fmt: skip
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
def records(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Everybody's record."""
    return list_page(request, engine, account)


@get("/records.xlsx", guards=[LOOK], sync_to_thread=True)
def records_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The same list as a workbook."""
    with database.reading(engine) as db:
        return exported(_listing(request, db, current(db)))


@post("/records/review", guards=[may_do("review")], sync_to_thread=True)
def review_all(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Everybody whose record waits has been checked against the archive."""
    try:
        acting(engine, lambda db, id_, at: service.review(db, id_, by=account.id, at=at))
    except RefusedError as error:
        return list_page(request, engine, account, error)
    return done(PATH, "reviewed")


@post("/records/confirm", guards=[may_do("confirm")], sync_to_thread=True)
def confirm_all(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Everybody has signed their score sheet."""
    try:
        acting(engine, lambda db, id_, at: signing.confirm(db, id_, by=account.id, at=at))
    except RefusedError as error:
        return list_page(request, engine, account, error)
    return done(PATH, "confirmed")


@post("/records/find", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def find(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Find somebody by ID number, whole or its end. It is sent, not asked in the address: those are kept."""
    try:
        with database.reading(engine) as db:
            found = lookup.by_id_number(db, current(db).id, text_of(form, "id_number"))
    except BadInputError as error:
        return list_page(request, engine, account, error)
    if not found:
        return list_page(request, engine, account, BadInputError(_("本批次没有这个身份证号。请核对号码。")))
    if len(found) > 1:
        said = _("有几人符合：%(codes)s。请填全部 18 位。", codes="、".join(found))
        return list_page(request, engine, account, BadInputError(said))
    return Redirect(f"{PATH}/{found[0]}", status_code=303)


@get("/records/next", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def next_record(engine: CurrentEngine, account: CurrentAccount, after: FromQuery[str] = "") -> AnyResponse:
    """The next record that waits for this person's work, in the order of the codes, round to the top."""
    with database.reading(engine) as db:
        waiting = waiting_for(db, current(db).id, account.id, account.role)
    later = [code for code in waiting if code > after] or waiting
    return Redirect(f"{PATH}/{later[0]}", status_code=303) if later else done(PATH, "nothing_waits")


@get("/records/{code:str}", guards=[LOOK], sync_to_thread=True)
def person(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    code: FromPath[str],
) -> AnyResponse:
    """One person: profile, facts with evidence, the score sheet with every line explained."""
    return person_page(request, engine, account, code)


@post("/records/{code:str}/review", guards=[may_do("review")], sync_to_thread=True)
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
        return person_page(request, engine, account, code, error)
    return done(f"/staff/records/{code}", "reviewed")


@post("/records/{code:str}/confirm", guards=[may_do("confirm")], sync_to_thread=True)
def confirm_one(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: FromPath[str],
) -> AnyResponse:
    """The candidate signed the score sheet whose version is named; it must still be the newest."""
    seen = {code: text_of(form, "version")}
    try:
        acting(
            engine,
            lambda db, id_, at: signing.confirm(db, id_, by=account.id, at=at, codes=[code], seen=seen),
        )
    except RefusedError as error:
        return person_page(request, engine, account, code, error)
    return done(f"/staff/records/{code}", "confirmed")


def list_page(
    request: AnyRequest, engine: Engine, account: Account, error: ResettlementError | None = None
) -> AnyResponse:
    """Everybody's record, with what went wrong."""
    with database.reading(engine) as db:
        campaign = current(db)
        of = _listing(request, db, campaign)
        waiting = service.unreviewed(db, campaign.id)
        unsigned = service.unconfirmed(db, campaign.id)
        any_scored = newest_standing(db, campaign.id) is not None
        left = left_over(db, campaign.id, account.id) if account.role is Role.REVIEWER else ""
    return show(
        request,
        "records",
        status_of(error) if error else 200,
        campaign=campaign,
        listing=of,
        waiting=len(waiting),
        left=left,
        scored=any_scored,
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
                "state": state_of(line),
            }
        )
    return listing(request, "档案", PATH, COLUMNS, rows)


def state_of(of: lookup.Line | Candidate) -> str:
    """How far somebody's record is."""
    if of.removed_at:
        return "已移出"
    if not of.reviewed_by:
        return "退回录入" if of.returned_at else "待复核"
    if of.confirmed_on:
        return "已确认"
    return "不签字" if of.refused_on else "待本人确认"


def person_page(
    request: AnyRequest,
    engine: CurrentEngine,
    account: Account,
    code: str,
    error: ResettlementError | None = None,
    typed: Mapping[str, str] | None = None,
) -> AnyResponse:
    """The person's page, with what went wrong and what was typed."""
    with database.reading(engine) as db:
        campaign = current(db)
        row = lookup.person_row(db, campaign.id, code)
        facts = lookup.facts_of(db, campaign.id, code)
        changed = lookup.changes_of(db, campaign.id, code)
        corrected = lookup.profile_changes_of(db, campaign.id, code)
        kept = sheets_of(db, campaign.id, code)
        reviewed = service.reviews(db, campaign.id).get(code, [])
        demanded = policy(db, campaign.id).reviews
        own = any(same_person(db, account.id, one) for one in (row.entered_by, *reviewed))
        notes = notes_of(db, campaign.id, code)
    shown = [(index, fact, lookup.in_words(fact.to_json())) for index, fact in facts]
    return show(
        request,
        "person",
        status_of(error) if error else 200,
        campaign=campaign,
        row=row,
        category=CATEGORY_LABELS[row.category],
        state=state_of(row),
        notes=notes,
        typed=typed or {},
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
        own=own,
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
