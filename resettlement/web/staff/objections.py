"""`/staff/objections`: the list, one filed on somebody's behalf, a ruling with what it would move."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from litestar import get, post
from litestar.params import FromPath
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import clock, database
from resettlement.accounts.model import Account, Role
from resettlement.errors import BadInputError, RefusedError, ResettlementError
from resettlement.notices import objecting
from resettlement.objections import effect, service
from resettlement.objections.evidence import evidence_of
from resettlement.objections.model import OPEN, FiledBy, Outcome, Source, Status
from resettlement.objections.tables import Objection
from resettlement.publication import register
from resettlement.records import lookup
from resettlement.records.hand_entry import EVIDENCE, read_fact
from resettlement.standing.service import sheets_of
from resettlement.standing.trial import Move, would_move
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may, may_do
from resettlement.web.staff.common import (
    LOOK,
    CurrentForm,
    current,
    day_of,
    done,
    exported,
    locked,
    missing,
    show,
    text_of,
    typed_of,
)
from resettlement.web.staff.facts import fact_fields, fact_typed
from resettlement.web.staff.lists import Column, Listing, listing
from resettlement.web.staff.records import explained
from scoring.errors import RecordsError

PATH = "/staff/objections"
STATES = {
    Status.FILED: "待受理",
    Status.ADMITTED: "已受理，待裁定",
    Status.NOT_ADMITTED: "不予受理",
    Status.RULED: "已裁定",
}
SOURCES = {Source.PAPER: "书面", Source.ONLINE: "网上", Source.HALL: "选岗会现场"}
OUTCOMES = {Outcome.UPHELD: "成立", Outcome.REJECTED: "不成立"}
FILERS = ((FiledBy.SELF.value, "本人"), (FiledBy.OTHER.value, "他人"))
LABELS = {
    "candidate": "对谁的评分或名次",
    "item": "异议事项",
    "filed_on": "提出日期",
    "filed_by": "由谁提出",
    "text": "内容和理由",
    "notice": "针对哪一号公示",
    "outcome": "裁定",
    "reason": "裁定理由",
    "not_admitted_because": "不予受理的理由",
    "put_right": "改正了什么",
}
TONES = {"待受理": "warm", "已受理，待裁定": "warm", "已裁定": "good"}
COLUMNS = (
    Column("number", "编号", number=True, link="/staff/objections/{number}"),
    Column("candidate", "对谁", link="/staff/records/{candidate}"),
    Column("item", "事项"),
    Column("filed_on", "提出"),
    Column("filed_by", "提出人", said=True),
    Column("source", "来路", said=True),
    Column("status", "状态", tones=TONES, said=True),
    Column("outcome", "裁定", said=True),
    Column("ruled_on", "裁定日期"),
    Column("correction", "更正公示"),
)


_AS_KEPT = ("number", "candidate", "item", "filed_on", "ruled_on", "correction")


@get("/objections", guards=[LOOK], sync_to_thread=True)
def objections(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Every objection and what became of it."""
    with database.reading(engine) as db:
        campaign = current(db)
        of = _listing(request, db, campaign.id)
    return show(request, "objections", campaign=campaign, listing=of)


@get("/objections.xlsx", guards=[LOOK], sync_to_thread=True)
def objections_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The list as a workbook; what the objections say is not in it."""
    with database.reading(engine) as db:
        return exported(_listing(request, db, current(db).id))


@get("/objections/new", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def objection_form(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The form for an objection that came on paper."""
    typed = {"filed_on": clock.now().date().isoformat(), "item": "评分表", "filed_by": FiledBy.SELF.value}
    return _form(request, engine, typed, {})


@post("/objections/new", guards=[may_do("object")], sync_to_thread=True)
def file_objection(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Enter an objection that came on paper; it must lie within the period of the notice it is against."""
    problems: dict[str, str] = {}
    filed_on = day_of(form, "filed_on", problems)
    missing(
        form,
        problems,
        candidate="请填写编号，如 S07",
        item="请写明对哪一项有异议，如 评分表",
        text="请写明异议的内容和理由",
        notice="请选择针对的公示",
    )
    if text_of(form, "filed_by") not in {value for value, _ in FILERS}:
        problems["filed_by"] = "请选择本人或他人"
    if problems or filed_on is None:
        return _form(request, engine, typed_of(form), problems)
    try:
        with database.transaction(engine) as db:
            campaign_id, at = locked(db)
            objecting.file_on_paper(
                db,
                campaign_id,
                text_of(form, "candidate"),
                text_of(form, "text"),
                item=text_of(form, "item"),
                filed_by=FiledBy(text_of(form, "filed_by")),
                notice=text_of(form, "notice"),
                filed_on=filed_on,
                by=account.id,
                at=at,
            )
    except RefusedError as error:
        return _form(request, engine, typed_of(form), {}, error)
    return done(PATH, "filed")


@get("/objections/{number:int}", guards=[LOOK], sync_to_thread=True)
def objection(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    number: FromPath[int],
) -> AnyResponse:
    """One objection with the sheet it is about; `?事项=…` tries what a further fact would move."""
    return objection_page(request, engine, account, number, {}, {})


@post("/objections/{number:int}/admit", guards=[may_do("admit")], sync_to_thread=True)
def admit(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    number: FromPath[int],
) -> AnyResponse:
    """Take an objection up, or turn it away with the reason."""
    taken_up, reason = text_of(form, "admitted") == "yes", text_of(form, "not_admitted_because")
    if not taken_up and not reason:
        problems = {"not_admitted_because": "不予受理的，请写明理由，提出异议的人有权知道"}
        return objection_page(request, engine, account, number, typed_of(form), problems)
    try:
        with database.transaction(engine) as db:
            campaign_id, at = locked(db)
            service.admit_objection(
                db,
                campaign_id,
                number,
                admitted=taken_up,
                reason="" if taken_up else reason,
                on=at.date(),
                by=account.id,
                at=at,
            )
    except (RefusedError, BadInputError) as error:
        return objection_page(request, engine, account, number, typed_of(form), {}, error)
    return done(f"{PATH}/{number}", "admitted" if taken_up else "not_admitted")


@post("/objections/{number:int}/effect", guards=[may_do("carry-out")], sync_to_thread=True)
def carry_out(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    number: FromPath[int],
) -> AnyResponse:
    """After an upheld objection was scored anew: bind it to the standing that came of it. Where the sheet
    stayed as it was, what was put right instead is said.
    """
    reason = text_of(form, "put_right")
    try:
        with database.transaction(engine) as db:
            campaign_id, at = locked(db)
            effect.carry_out(db, campaign_id, number, by=account.id, at=at, reason=reason)
    except (RefusedError, BadInputError) as error:
        return objection_page(request, engine, account, number, {}, {}, error)
    return done(f"{PATH}/{number}", "carried_out")


@post("/objections/{number:int}/rule", guards=[may_do("rule")], sync_to_thread=True)
def rule(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    number: FromPath[int],
) -> AnyResponse:
    """Uphold or reject; nobody who entered or scored the record may."""
    problems: dict[str, str] = {}
    missing(form, problems, reason="请写明裁定理由，提出异议的人有权知道")
    ruled_on = day_of(form, "ruled_on", problems)
    outcome = text_of(form, "outcome")
    if outcome not in set(Outcome):
        problems["outcome"] = "请选择成立或不成立"
    if problems or ruled_on is None:
        return objection_page(request, engine, account, number, typed_of(form), problems)
    try:
        with database.transaction(engine) as db:
            campaign_id, at = locked(db)
            service.rule_objection(
                db,
                campaign_id,
                number,
                outcome=Outcome(outcome),
                reason=text_of(form, "reason"),
                ruled_on=ruled_on,
                by=account.id,
                at=at,
            )
    except (RefusedError, BadInputError) as error:
        return objection_page(request, engine, account, number, typed_of(form), {}, error)
    return done(f"{PATH}/{number}", "ruled")


def _listing(request: AnyRequest, db: Session, campaign_id: str) -> Listing:
    rows: list[dict[str, Any]] = [
        {
            **{name: getattr(row, name) for name in _AS_KEPT},
            "filed_by": dict(FILERS)[row.filed_by],
            "source": SOURCES[Source(row.source)],
            "status": STATES[Status(row.status)],
            "outcome": OUTCOMES[Outcome(row.outcome)] if row.outcome else None,
        }
        for row in service.objections(db, campaign_id)
    ]
    return listing(request, "异议", PATH, COLUMNS, rows)


def _form(
    request: AnyRequest,
    engine: Engine,
    typed: dict[str, str],
    problems: dict[str, str],
    error: ResettlementError | None = None,
) -> AnyResponse:
    with database.reading(engine) as db:
        campaign = current(db)
        notices = [one for one in register.posted(db, campaign.id) if one.closes_on]
    against = [("", looked_up("请选择"))] + [
        (
            one.number,
            _(
                "%(number)s（%(first)s 至 %(last)s）",
                number=one.number,
                first=one.posted_on,
                last=one.closes_on,
            ),
        )
        for one in notices
    ]
    return show(
        request,
        "objection_form",
        status_of(error) if error else 200,
        campaign=campaign,
        typed=typed,
        problems=problems,
        labels=LABELS,
        against=against,
        filers=[(value, looked_up(label)) for value, label in FILERS],
        errors=[error.message] if error else [],
    )


def objection_page(
    request: AnyRequest,
    engine: Engine,
    account: Account,
    number: int,
    typed: dict[str, str],
    problems: dict[str, str],
    error: ResettlementError | None = None,
) -> AnyResponse:
    """One objection with what was tried and what went wrong."""
    tried = fact_typed(request.query_params)
    with database.reading(engine) as db:
        campaign = current(db)
        row = service.objection(db, campaign.id, number)
        name = lookup.person_row(db, campaign.id, row.candidate).name
        sheets = [explained(sheet) for sheet in sheets_of(db, campaign.id, row.candidate)[:1]]
        involved = account.id in service.involved_in(db, campaign.id, row.candidate)
        moves, wrong = _tried(db, campaign.id, row, tried)
        found = effect.effect(db, campaign.id, number)
        filed = evidence_of(db, campaign.id, number)
    return show(
        request,
        "objection",
        status_of(error) if error else 200,
        campaign=campaign,
        row=row,
        name=name,
        state=STATES[Status(row.status)],
        tones=TONES,
        source=SOURCES[Source(row.source)],
        waiting=row.status in OPEN,
        scans=filed,
        moved=found and [move for move in found.moved if move.changed],
        entry=_entry(row, tried),
        outcome=OUTCOMES[Outcome(row.outcome)] if row.outcome else None,
        filed_by=dict(FILERS)[row.filed_by],
        sheets=sheets,
        involved=involved,
        typed={"ruled_on": clock.now().date().isoformat()} | typed,
        problems=problems,
        labels=LABELS | {"ruled_on": "裁定日期"},
        outcomes=[(value.value, looked_up(label)) for value, label in OUTCOMES.items()],
        tried=tried,
        trying=bool(tried["事项"]),
        wrong=wrong,
        moves=moves,
        errors=[error.message] if error else [],
        **fact_fields(),
    )


def _entry(row: Objection, tried: dict[str, str]) -> str:
    """Where the fact that was found true is entered, with what was tried already filled in."""
    known = {name: value for name, value in tried.items() if value}
    return f"/staff/records/{quote(row.candidate)}/facts?{urlencode({'objection': row.number, **known})}"


def _tried(
    db: Session, campaign_id: str, row: Objection, tried: dict[str, str]
) -> tuple[list[Move] | None, dict[str, str]]:
    """What would move if the record held the fact that was typed besides; None when none was typed."""
    if not tried["事项"]:
        return None, {}
    fact, wrong = read_fact(tried | {EVIDENCE: "试算"})
    if fact is None:
        return None, wrong
    try:
        return would_move(db, campaign_id, {row.candidate: [fact.to_json()]}), {}
    except RecordsError as error:
        return None, {"事项": "；".join(str(fault) for fault in error.faults)}
