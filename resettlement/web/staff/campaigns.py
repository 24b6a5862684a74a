"""`/staff/campaigns`: campaigns that are open, and new ones: a form in steps, last year's, or files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar import get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy import Engine
from sqlmodel import select

import scoring
from public_notices import rule_words
from resettlement import clock, database
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError, ResettlementError
from resettlement.follow_up.rules import shipped
from resettlement.journal.service import act
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
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff.common import CurrentForm, done, download, show, text_of, typed_of

PATH = "/staff/campaigns"
USUAL_RECORDS = {"reviews": 1, "confirmation": False, "outlier": Policy().outlier}
OPENERS = may_do("open")


@get("/campaigns", guards=[OPENERS], sync_to_thread=True)
def campaigns(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """What is open, what is being prepared, and the ways to begin."""
    return _list(request, engine)


@post("/campaigns", guards=[OPENERS], sync_to_thread=True)
def begin(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """A new draft: empty, copied (`of`, `year`), or from the files that were sent."""
    of, year = text_of(form, "of"), text_of(form, "year")
    try:
        files = sent_files(form)
        if of and not (year.isascii() and year.isdecimal() and len(year) == 4):
            raise BadInputError(_("请填写四位年份，如 2027"))
        number = act(
            engine,
            STREAM,
            lambda db, at: service.new_draft(db, *_first(db, of, year, files), by=account.id, at=at),
        )
    except ResettlementError as error:
        return _list(request, engine, error)
    return Redirect(f"{PATH}/drafts/{number}/{CHECK if of or files else NAMES}", status_code=303)


@get("/campaigns/drafts/{number:int}/plan.zip", guards=[OPENERS], sync_to_thread=True)
def draft_file(request: AnyRequest, engine: CurrentEngine, number: FromPath[int]) -> AnyResponse:
    """The draft as a plan's folder."""
    with database.reading(engine) as db:
        kept = service.draft(db, number)
    return download(zipped(Plan(kept.table, kept.files)), "plan.zip", "application/zip")


@get("/campaigns/plan/{campaign_id:str}/plan.zip", guards=[OPENERS], sync_to_thread=True)
def campaign_file(request: AnyRequest, engine: CurrentEngine, campaign_id: FromPath[str]) -> AnyResponse:
    """An open campaign as a plan's folder."""
    with database.reading(engine) as db:
        plan = plan_of_campaign(db, campaign_id)
    return download(zipped(plan), f"{campaign_id}.zip", "application/zip")


@get("/campaigns/drafts/{number:int}/{step:str}", guards=[OPENERS], sync_to_thread=True)
def draft_step(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    number: FromPath[int],
    step: FromPath[str],
) -> AnyResponse:
    """One step of the form."""
    with database.reading(engine) as db:
        kept = service.draft(db, number)
    return _step(request, kept, step if step in STEPS else NAMES)


@post("/campaigns/drafts/{number:int}/{step:str}", guards=[OPENERS], sync_to_thread=True)
def keep_step(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    number: FromPath[int],
    step: FromPath[str],
) -> AnyResponse:
    """Keep the step, and go on to the next; what cannot be read is shown again."""
    with database.reading(engine) as db:
        kept = service.draft(db, number)
    typed, step = typed_of(form), step if step in STEPS else NAMES
    try:
        table, wrong = filled(kept.table, step, typed)
        files = {**kept.files, **service.texts(sent_files(form))}
    except ResettlementError as error:
        return _step(request, kept, step, typed, error=error)
    if wrong:
        return _step(request, kept, step, typed, wrong)
    act(engine, STREAM, lambda db, at: service.save(db, number, table, files, by=account.id, at=at))
    steps = list(STEPS)
    onward = step if text_of(form, "stay") else steps[min(steps.index(step) + 1, len(steps) - 1)]
    return done(f"{PATH}/drafts/{number}/{onward}", "draft")


@post("/campaigns/drafts/{number:int}", guards=[OPENERS], sync_to_thread=True)
def decide_draft(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    number: FromPath[int],
) -> AnyResponse:
    """Open the campaign, or throw the draft away."""
    if text_of(form, "decision") == "drop":
        act(engine, STREAM, lambda db, at: service.drop(db, number))
        return done(PATH, "draft_dropped")
    try:
        row = act(engine, STREAM, lambda db, at: service.open_draft(db, number, by=account.id, at=at))
    except ResettlementError as error:
        with database.reading(engine) as db:
            kept = service.draft(db, number)
        return _step(request, kept, CHECK, error=error)
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


def sent_files(form: FormMultiDict) -> dict[str, bytes]:
    """The files that were chosen, by name."""
    sent = [one for one in form.getall("files", []) if isinstance(one, UploadFile) and one.filename]
    return {one.filename: one.file.read() for one in sent}


def _list(request: AnyRequest, engine: Engine, error: ResettlementError | None = None) -> AnyResponse:
    with database.reading(engine) as db:
        rows = list(db.exec(select(Campaign).order_by(*NEWEST_FIRST)))
        kept = service.drafts(db)
    return show(
        request,
        "office/campaigns",
        422 if error else 200,
        rows=rows,
        choices=[(row.id, f"{row.title}（{row.id}）") for row in rows],
        drafts=kept,
        year=clock.now().year,
        errors=[error.message] if error else [],
    )


def _step(
    request: AnyRequest,
    kept: Kept,
    step: str,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    error: ResettlementError | None = None,
) -> AnyResponse:
    named = str(kept.table.get("session_rules", ""))
    rules = load_rules(named) if named in shipped_rules() else None
    titles = _titles(kept)
    return show(
        request,
        "office/draft",
        422 if error else 200,
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
        typed={**shown(kept.table, step), **(typed or {})},
        problems=dict(problems or {}),
        errors=[error.message] if error else [],
    )


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
