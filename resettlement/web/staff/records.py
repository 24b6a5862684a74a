"""`/staff/records`: the list, one person with facts and score sheet, review, confirmation, facts by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlmodel import Session

from resettlement.accounts.model import Role
from resettlement.accounts.service import same_person
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError
from resettlement.journal.service import newest_by_type
from resettlement.positions.bars import closed, decisions
from resettlement.positions.service import positions
from resettlement.records import lookup, service
from resettlement.records.decisions import notes_of
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.policy import policy
from resettlement.records.reviewing import left_over
from resettlement.records.tables import Candidate
from resettlement.records.to_do import waiting_for
from resettlement.records.workbook import PEOPLE
from resettlement.rights import may as may_command
from resettlement.selection.service import stream_of as session_stream
from resettlement.standing import signing
from resettlement.standing.changes import changes as steps
from resettlement.standing.service import newest_standing, rows_of, sheets_of
from resettlement.translation import gettext as _
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.frame import LOOK, done, show
from resettlement.web.staff.list_pages import workbook_at
from resettlement.web.staff.lists import Column, Listing, listing
from resettlement.web.wish_fields import in_words

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


def _listing(desk: Desk, db: Session, campaign: Campaign) -> Listing:
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
    return listing(desk, "档案", PATH, COLUMNS, rows)


def list_page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    """Everybody's record, with what went wrong."""
    with desk.reading() as db:
        campaign = current(db)
        of = _listing(desk, db, campaign)
        waiting = service.unreviewed(db, campaign.id)
        unsigned = service.unconfirmed(db, campaign.id)
        any_scored = newest_standing(db, campaign.id) is not None
        left = left_over(db, campaign.id, desk.by) if desk.account.role is Role.REVIEWER else ""
    return show(
        desk,
        "records",
        retry,
        campaign=campaign,
        listing=of,
        waiting=len(waiting),
        left=left,
        scored=any_scored,
        unsigned=len(unsigned) if any_scored and not waiting else 0,
    )


def person_page(desk: Desk, code: str, retry: Retry = FIRST) -> AnyResponse:
    """The person's page, with what went wrong and what was typed."""
    with desk.reading() as db:
        campaign = current(db)
        row = lookup.person_row(db, campaign.id, code)
        facts = lookup.facts_of(db, campaign.id, code)
        changed = lookup.changes_of(db, campaign.id, code)
        corrected = lookup.profile_changes_of(db, campaign.id, code)
        kept = sheets_of(db, campaign.id, code)
        reviewed = service.reviews(db, campaign.id).get(code, [])
        demanded = policy(db, campaign.id).reviews
        own = any(same_person(db, desk.by, one) for one in (row.entered_by, *reviewed))
        notes = notes_of(db, campaign.id, code)
        named = {one.id: in_words(one) for one in positions(db, campaign.id)}
        decided = decisions(db, campaign.id, code)
        opened = bool(newest_by_type(db, session_stream(campaign.id)))
    shut = closed(decided)
    shown = [(index, fact, lookup.in_words(fact.to_json())) for index, fact in facts]
    return show(
        desk,
        "person",
        retry,
        campaign=campaign,
        row=row,
        category=CATEGORY_LABELS[row.category],
        state=state_of(row),
        notes=notes,
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
        named=named,
        closing=may_command(desk.account.role, "bar") and not opened,
        open_posts=[(id_, words) for id_, words in named.items() if id_ not in shut],
        closed_posts=[(id_, words) for id_, words in named.items() if id_ in shut],
        closed={id_: one for id_, one in shut.items() if id_ in named},
        decided=decided,
    )


@get("/records", guards=[LOOK], sync_to_thread=True)
def records(desk: AtDesk) -> AnyResponse:
    """Everybody's record."""
    return list_page(desk)


records_workbook = workbook_at("/records", _listing)


@post("/records/review", guards=[may_do("review")], sync_to_thread=True)
@or_show(list_page)
def review_all(desk: AtDesk) -> AnyResponse:
    """Everybody whose record waits has been checked against the archive."""
    desk.write(lambda db, id_, at: service.review(db, id_, by=desk.by, at=at))
    return done(PATH, "reviewed")


@post("/records/confirm", guards=[may_do("confirm")], sync_to_thread=True)
@or_show(list_page)
def confirm_all(desk: AtDesk) -> AnyResponse:
    """Everybody has signed their score sheet."""
    desk.write(lambda db, id_, at: signing.confirm(db, id_, by=desk.by, at=at))
    return done(PATH, "confirmed")


@post("/records/find", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
@or_show(list_page)
def find(desk: AtDesk) -> AnyResponse:
    """Find somebody by ID number, whole or its end. It is sent, not asked in the address: those are kept."""
    with desk.reading() as db:
        found = lookup.by_id_number(db, current(db).id, desk.text("id_number"))
    if not found:
        raise BadInputError(_("本批次没有这个身份证号。请核对号码。"))
    if len(found) > 1:
        said = _("有几人符合：%(codes)s。请填全部 18 位。", codes="、".join(found))
        raise BadInputError(said)
    return Redirect(f"{PATH}/{found[0]}", status_code=303)


@get("/records/next", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def next_record(desk: AtDesk, after: FromQuery[str] = "") -> AnyResponse:
    """The next record that waits for this person's work, in the order of the codes, round to the top."""
    with desk.reading() as db:
        waiting = waiting_for(db, current(db).id, desk.by, desk.account.role)
    later = [code for code in waiting if code > after] or waiting
    return Redirect(f"{PATH}/{later[0]}", status_code=303) if later else done(PATH, "nothing_waits")


@get("/records/{code:str}", guards=[LOOK], sync_to_thread=True)
def person(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """One person: profile, facts with evidence, the score sheet with every line explained."""
    return person_page(desk, code)


@post("/records/{code:str}/review", guards=[may_do("review")], sync_to_thread=True)
@or_show(person_page)
def review_one(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """This record has been checked against the archive by somebody who did not enter it."""
    desk.write(lambda db, id_, at: service.review(db, id_, by=desk.by, at=at, codes=[code]))
    return done(f"/staff/records/{code}", "reviewed")


@post("/records/{code:str}/confirm", guards=[may_do("confirm")], sync_to_thread=True)
@or_show(person_page)
def confirm_one(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """The candidate signed the score sheet whose version is named; it must still be the newest."""
    seen = {code: desk.text("version")}
    desk.write(
        lambda db, id_, at: signing.confirm(db, id_, by=desk.by, at=at, codes=[code], seen=seen),
    )
    return done(f"/staff/records/{code}", "confirmed")


def state_of(of: lookup.Line | Candidate) -> str:
    """How far somebody's record is."""
    if of.removed_at:
        return "已移出"
    if not of.reviewed_by:
        return "退回录入" if of.returned_at else "待复核"
    if of.confirmed_on:
        return "已确认"
    return "不签字" if of.refused_on else "待本人确认"


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
