"""`/staff/campaigns`: campaigns that are open, and new ones: a form in steps, last year's, or files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import select

import scoring
from public_notices import rule_words
from resettlement import clock
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError
from resettlement.follow_up.rules import shipped
from resettlement.office.calendar import STREAM
from resettlement.office.service import office_of
from resettlement.plan import drafts as service
from resettlement.plan.drafts import Kept
from resettlement.plan.keys import NOTICES
from resettlement.plan.reading import Plan
from resettlement.plan.steps import (
    CHECK,
    FIELDS,
    NAMES,
    RULES,
    STEPS,
    choices_of,
    filled,
    keys_of,
    name_of,
    packs_of,
    shown,
    step_of,
)
from resettlement.plan.writing import copy_of, plan_of_campaign, zipped
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.policy import Policy
from resettlement.selection.session.rules import load_rules, shipped_rules
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.cache_key import NEWEST_FIRST
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.rendering import download
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.frame import done, show

PATH = "/staff/campaigns"
USUAL_RECORDS = {"reviews": 1, "confirmation": False, "outlier": Policy().outlier}
OPENERS = may_do("open")


def _list(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        rows = list(db.exec(select(Campaign).order_by(*NEWEST_FIRST)))
        kept = service.drafts(db)
    return show(
        desk,
        "office/campaigns",
        retry,
        rows=rows,
        choices=[(row.id, f"{row.title}（{row.id}）") for row in rows],
        drafts=kept,
        year=clock.now().year,
    )


def _step(desk: Desk, number: int, step: str, retry: Retry = FIRST) -> AnyResponse:
    step = step if step in STEPS else NAMES
    with desk.reading() as db:
        kept = service.draft(db, number)
    named = str(kept.table.get("session_rules", ""))
    rules = load_rules(named) if named in shipped_rules() else None
    titles = _titles(kept)
    return show(
        desk,
        "office/draft",
        retry,
        draft=kept,
        step=step,
        steps=STEPS,
        notices=NOTICES,
        keys=keys_of(step),
        fields=FIELDS,
        choices={key: _offered(key, kept, titles) for key in keys_of(step)},
        titles=titles,
        categories=CATEGORY_LABELS if step == RULES else {},
        packs={id_: packs_of(id_, kept.files) for id_ in CATEGORY_LABELS} if step == RULES else {},
        words=rule_words.sentences(rules.settings) if rules and step == RULES else (),
        unknown=rules.unknown if rules and step == RULES and not kept.table.get("session_overlay") else (),
        lacking=[(name_of(key), why, step_of(key)) for key, why in kept.lacking.items()],
        labels={key: looked_up(FIELDS[key].label) for key in keys_of(step)},
        typed={**shown(kept.table, step), **retry.typed},
    )


@get("/campaigns", guards=[OPENERS], sync_to_thread=True)
def campaigns(desk: AtDesk) -> AnyResponse:
    """What is open, what is being prepared, and the ways to begin."""
    return _list(desk)


@post("/campaigns", guards=[OPENERS], sync_to_thread=True)
@or_show(_list)
def begin(desk: AtDesk) -> AnyResponse:
    """A new draft: empty, copied (`of`, `year`), or from the files that were sent."""
    of, year = desk.text("of"), desk.text("year")
    files = sent_files(desk)
    if of and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise BadInputError(_("请填写四位年份，如 2027"))
    number = desk.write_to(
        STREAM,
        lambda db, at: service.new_draft(db, *_first(db, of, year, files), by=desk.by, at=at),
    )
    return Redirect(f"{PATH}/drafts/{number}/{CHECK if of or files else NAMES}", status_code=303)


@get("/campaigns/drafts/{number:int}/plan.zip", guards=[OPENERS], sync_to_thread=True)
def draft_file(desk: AtDesk, number: FromPath[int]) -> AnyResponse:
    """The draft as a plan's folder."""
    with desk.reading() as db:
        kept = service.draft(db, number)
    return download(zipped(Plan(kept.table, kept.files)), "plan.zip", "application/zip")


@get("/campaigns/plan/{campaign_id:str}/plan.zip", guards=[OPENERS], sync_to_thread=True)
def campaign_file(desk: AtDesk, campaign_id: FromPath[str]) -> AnyResponse:
    """An open campaign as a plan's folder."""
    with desk.reading() as db:
        plan = plan_of_campaign(db, campaign_id)
    return download(zipped(plan), f"{campaign_id}.zip", "application/zip")


@get("/campaigns/drafts/{number:int}/{step:str}", guards=[OPENERS], sync_to_thread=True)
def draft_step(desk: AtDesk, number: FromPath[int], step: FromPath[str]) -> AnyResponse:
    """One step of the form."""
    return _step(desk, number, step)


@post("/campaigns/drafts/{number:int}/{step:str}", guards=[OPENERS], sync_to_thread=True)
@or_show(_step)
def keep_step(desk: AtDesk, number: FromPath[int], step: FromPath[str]) -> AnyResponse:
    """Keep the step, and go on to the next; what cannot be read is shown again."""
    with desk.reading() as db:
        kept = service.draft(db, number)
    step = step if step in STEPS else NAMES
    table, wrong = filled(kept.table, step, desk.typed)
    files = {**kept.files, **service.texts(sent_files(desk))}
    desk.check(**wrong)
    desk.write_to(STREAM, lambda db, at: service.save(db, number, table, files, by=desk.by, at=at))
    steps = list(STEPS)
    onward = step if desk.text("stay") else steps[min(steps.index(step) + 1, len(steps) - 1)]
    return done(f"{PATH}/drafts/{number}/{onward}", "draft")


def _last_step(desk: Desk, number: int, retry: Retry) -> AnyResponse:
    return _step(desk, number, CHECK, retry)


@post("/campaigns/drafts/{number:int}", guards=[OPENERS], sync_to_thread=True)
@or_show(_last_step)
def decide_draft(desk: AtDesk, number: FromPath[int]) -> AnyResponse:
    """Open the campaign, or throw the draft away."""
    if desk.text("decision") == "drop":
        desk.write_to(STREAM, lambda db, at: service.drop(db, number))
        return done(PATH, "draft_dropped")
    row = desk.write_to(STREAM, lambda db, at: service.open_draft(db, number, by=desk.by, at=at))
    return Redirect(f"/c/{quote(row.id)}/staff?done=campaign_opened", status_code=303)


def _first(db: Any, of: str, year: str, files: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a draft begins with."""
    if files:
        return service.sent(files)
    if of:
        plan = copy_of(db, of, int(year))
        return dict(plan.table), dict(plan.files)
    own = office_of(db)
    return {
        "year": clock.now().year, "fictional": False, "issuer": own.name, "session_rules": "default",
        "records": USUAL_RECORDS,
        "contact": {"office": own.name, "phone": own.phone, "address": own.address},
    }, {}  # fmt: skip


def sent_files(desk: Desk) -> dict[str, bytes]:
    """The files that were chosen, by name."""
    sent = [one for one in desk.form.getall("files", []) if isinstance(one, UploadFile) and one.filename]
    return {one.filename: one.file.read() for one in sent}


def _offered(key: str, kept: Kept, titles: Mapping[str, str]) -> list[tuple[str, str]] | None:
    ids = choices_of(key, kept.files)
    return None if ids is None else [(id_, titles.get(id_, id_)) for id_ in ids]


def _titles(kept: Kept) -> dict[str, str]:
    """Shipped rules and packs by id, as people call them."""
    packs = {id_: scoring.load_pack(id_).title for id_ in scoring.shipped_packs()}
    rules = {id_: load_rules(id_).title for id_ in shipped_rules()}
    said = {"true": _("是"), "false": _("不是"), "": "—"}
    duties = {one.id: one.title for one in shipped()}
    return {**said, **{name: name for name in kept.files}, **packs, **rules, **duties}
