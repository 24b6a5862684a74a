"""`/staff/objections`: the list, one filed on somebody's behalf, a ruling with what it would move."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from litestar import get, post
from litestar.params import FromPath
from sqlmodel import Session

from resettlement import clock
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
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
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.facts import fact_fields, fact_typed
from resettlement.web.staff.frame import LOOK, done, show
from resettlement.web.staff.list_pages import list_at
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


def _form(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
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
        desk,
        "objection_form",
        retry,
        campaign=campaign,
        labels=LABELS,
        against=against,
        filers=[(value, looked_up(label)) for value, label in FILERS],
    )


def objection_page(desk: Desk, number: int, retry: Retry = FIRST) -> AnyResponse:
    """One objection with what was tried and what went wrong."""
    tried = fact_typed(desk.request.query_params)
    with desk.reading() as db:
        campaign = current(db)
        row = service.objection(db, campaign.id, number)
        name = lookup.person_row(db, campaign.id, row.candidate).name
        sheets = [explained(sheet) for sheet in sheets_of(db, campaign.id, row.candidate)[:1]]
        involved = desk.by in service.involved_in(db, campaign.id, row.candidate)
        moves, wrong = _tried(db, campaign.id, row, tried)
        found = effect.effect(db, campaign.id, number)
        filed = evidence_of(db, campaign.id, number)
    return show(
        desk,
        "objection",
        retry,
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
        typed={"ruled_on": clock.now().date().isoformat()} | dict(retry.typed),
        labels=LABELS | {"ruled_on": "裁定日期"},
        outcomes=[(value.value, looked_up(label)) for value, label in OUTCOMES.items()],
        tried=tried,
        trying=bool(tried["事项"]),
        wrong=wrong,
        moves=moves,
        **fact_fields(),
    )


def _listing(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    rows: list[dict[str, Any]] = [
        {
            **{name: getattr(row, name) for name in _AS_KEPT},
            "filed_by": dict(FILERS)[row.filed_by],
            "source": SOURCES[Source(row.source)],
            "status": STATES[Status(row.status)],
            "outcome": OUTCOMES[Outcome(row.outcome)] if row.outcome else None,
        }
        for row in service.objections(db, campaign.id)
    ]
    return listing(desk, "异议", PATH, COLUMNS, rows)


objections, objections_workbook = list_at("/objections", _listing, template="objections")


@get("/objections/new", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def objection_form(desk: AtDesk) -> AnyResponse:
    """The form for an objection that came on paper."""
    typed = {"filed_on": clock.now().date().isoformat(), "item": "评分表", "filed_by": FiledBy.SELF.value}
    return _form(desk, Retry(typed))


@post("/objections/new", guards=[may_do("object")], sync_to_thread=True)
@or_show(_form)
def file_objection(desk: AtDesk) -> AnyResponse:
    """Enter an objection that came on paper; it must lie within the period of the notice it is against."""
    filed_on = desk.day("filed_on")
    desk.require(
        candidate="请填写编号，如 S07",
        item="请写明对哪一项有异议，如 评分表",
        text="请写明异议的内容和理由",
        notice="请选择针对的公示",
    )
    if desk.text("filed_by") not in {value for value, _ in FILERS}:
        desk.problems["filed_by"] = "请选择本人或他人"
    desk.check()
    desk.write(
        lambda db, id_, at: objecting.file_on_paper(
            db,
            id_,
            desk.text("candidate"),
            desk.text("text"),
            item=desk.text("item"),
            filed_by=FiledBy(desk.text("filed_by")),
            notice=desk.text("notice"),
            filed_on=filed_on,
            by=desk.by,
            at=at,
        )
    )
    return done(PATH, "filed")


@get("/objections/{number:int}", guards=[LOOK], sync_to_thread=True)
def objection(desk: AtDesk, number: FromPath[int]) -> AnyResponse:
    """One objection with the sheet it is about; `?事项=…` tries what a further fact would move."""
    return objection_page(desk, number)


@post("/objections/{number:int}/admit", guards=[may_do("admit")], sync_to_thread=True)
@or_show(objection_page)
def admit(desk: AtDesk, number: FromPath[int]) -> AnyResponse:
    """Take an objection up, or turn it away with the reason."""
    taken_up, reason = desk.text("admitted") == "yes", desk.text("not_admitted_because")
    if not taken_up and not reason:
        desk.check(not_admitted_because="不予受理的，请写明理由，提出异议的人有权知道")
    desk.write(
        lambda db, id_, at: service.admit_objection(
            db,
            id_,
            number,
            admitted=taken_up,
            reason="" if taken_up else reason,
            on=at.date(),
            by=desk.by,
            at=at,
        )
    )
    return done(f"{PATH}/{number}", "admitted" if taken_up else "not_admitted")


@post("/objections/{number:int}/effect", guards=[may_do("carry-out")], sync_to_thread=True)
@or_show(objection_page)
def carry_out(desk: AtDesk, number: FromPath[int]) -> AnyResponse:
    """After an upheld objection was scored again: bind it to the standing that came of it. Where the sheet
    stayed as it was, what was put right instead is said.
    """
    reason = desk.text("put_right")
    desk.write(lambda db, id_, at: effect.carry_out(db, id_, number, by=desk.by, at=at, reason=reason))
    return done(f"{PATH}/{number}", "carried_out")


@post("/objections/{number:int}/rule", guards=[may_do("rule")], sync_to_thread=True)
@or_show(objection_page)
def rule(desk: AtDesk, number: FromPath[int]) -> AnyResponse:
    """Uphold or reject; nobody who entered or scored the record may."""
    desk.require(reason="请写明裁定理由，提出异议的人有权知道")
    ruled_on = desk.day("ruled_on")
    outcome = desk.text("outcome")
    if outcome not in set(Outcome):
        desk.problems["outcome"] = "请选择成立或不成立"
    desk.check()
    desk.write(
        lambda db, id_, at: service.rule_objection(
            db,
            id_,
            number,
            outcome=Outcome(outcome),
            reason=desk.text("reason"),
            ruled_on=ruled_on,
            by=desk.by,
            at=at,
        )
    )
    return done(f"{PATH}/{number}", "ruled")


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
