"""`/staff/campaign`: what may still be changed of an open campaign, each change with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from litestar import get, post
from sqlalchemy import Engine

import scoring
from resettlement import database
from resettlement.campaign.service import categories
from resettlement.errors import BadInputError, ResettlementError
from resettlement.plan.changing import changes, current_values, set_value
from resettlement.plan.drafts import texts
from resettlement.plan.keys import KEYS, NOTICES, UNTIL
from resettlement.plan.opening import add_category
from resettlement.plan.steps import FIELDS, choices_of
from resettlement.publication.register import posted
from resettlement.records.model import CATEGORY_LABELS
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff.campaigns import sent_files
from resettlement.web.staff.common import CurrentForm, acting, current, done, show, text_of, typed_of

PATH = "/staff/campaign"
SETTERS = may_do("set")


@get("/campaign", guards=[SETTERS], sync_to_thread=True)
def campaign_page(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Every key as it stands, until when it may be changed, and what was changed; `?key=` opens its form."""
    return _page(request, engine, str(request.query_params.get("key", "")))


@post("/campaign", guards=[SETTERS], sync_to_thread=True)
def change(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Change one key."""
    typed = typed_of(form)
    key, value, reason = (typed.get(name, "") for name in ("key", "value", "reason"))
    try:
        acting(engine, lambda db, id_, at: set_value(db, id_, key, value, reason, by=account.id, at=at))
    except ResettlementError as error:
        return _page(request, engine, key, typed, error)
    return done(PATH, "changed")


@post("/campaign/categories", guards=[may_do("add-category")], sync_to_thread=True)
def one_more_category(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """One more category, before anything is posted."""
    typed = typed_of(form)
    told = {name: typed[name] for name in ("id", "label", "pack") if typed.get(name)}
    told.setdefault("label", CATEGORY_LABELS.get(told.get("id", ""), ""))
    try:
        files = texts(sent_files(form))
        told |= {"overlay": next(iter(files))} if files else {}
        acting(
            engine,
            lambda db, id_, at: add_category(
                db, id_, told, files, text_of(form, "why"), by=account.id, at=at
            ),
        )
    except ResettlementError as error:
        return _page(request, engine, "", typed, error)
    return done(PATH, "category")


def _page(
    request: AnyRequest,
    engine: Engine,
    key: str,
    typed: Mapping[str, str] | None = None,
    error: ResettlementError | None = None,
) -> AnyResponse:
    if key and key not in KEYS:
        raise BadInputError(_("批次没有“%(key)s”这一项可以改。", key=key))
    with database.reading(engine) as db:
        campaign = current(db)
        values = current_values(db, campaign.id)
        here = {one.id for one in categories(db, campaign.id)}
        changed = changes(db, campaign.id)
        open_ = not posted(db, campaign.id)
    further = {id_: label for id_, label in CATEGORY_LABELS.items() if open_ and id_ not in here}
    shown = [one for one in values if not one.key.startswith("duties.") or one.key.split(".")[1] in here]
    chosen = next((one for one in values if one.key == key), None)
    offered = choices_of(key, {}) if key else None
    return show(
        request,
        "office/campaign",
        422 if error else 200,
        campaign=campaign,
        groups=[(group, list(found)) for group, found in groupby(shown, lambda one: KEYS[one.key].group)],
        keys=KEYS,
        until=UNTIL,
        chosen=chosen,
        offered=[(one, one or "—") for one in offered] if offered is not None else None,
        changed=changed,
        names={one: looked_up(FIELDS[one].label) for one in FIELDS},
        further=further,
        further_choices=[(id_, looked_up(label)) for id_, label in further.items()],
        notices=NOTICES,
        packs=[(id_, scoring.load_pack(id_).title) for id_ in scoring.shipped_packs()],
        typed={"value": chosen.value if chosen else "", **(typed or {})},
        errors=[error.message] if error else [],
    )
