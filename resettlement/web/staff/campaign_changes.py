"""`/staff/campaign`: what may still be changed of an open campaign, each change with its reason."""

from __future__ import annotations

from itertools import groupby

from litestar import get, post

import scoring
from resettlement.campaign.service import categories
from resettlement.errors import BadInputError
from resettlement.plan.changing import changes, current_values, set_value
from resettlement.plan.drafts import texts
from resettlement.plan.keys import KEYS, NOTICES, UNTIL
from resettlement.plan.opening import add_category
from resettlement.plan.steps import FIELDS, choices_of
from resettlement.publication.register import every_posted
from resettlement.records.model import CATEGORY_LABELS
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.campaigns import sent_files
from resettlement.web.staff.frame import done, show

PATH = "/staff/campaign"
SETTERS = may_do("set")


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    key = desk.text("key") or desk.query("key")
    if key and key not in KEYS:
        raise BadInputError(_("批次没有“%(key)s”这一项可以改。", key=key))
    with desk.reading() as db:
        campaign = current(db)
        values = current_values(db, campaign.id)
        here = {one.id for one in categories(db, campaign.id)}
        changed = changes(db, campaign.id)
        open_ = not every_posted(db, campaign.id)
    further = {id_: label for id_, label in CATEGORY_LABELS.items() if open_ and id_ not in here}
    shown = [one for one in values if not one.key.startswith("duties.") or one.key.split(".")[1] in here]
    chosen = next((one for one in values if one.key == key), None)
    offered = choices_of(key, {}) if key else None
    return show(
        desk,
        "office/campaign",
        retry,
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
        typed={"value": chosen.value if chosen else "", **retry.typed},
    )


@get("/campaign", guards=[SETTERS], sync_to_thread=True)
def campaign_page(desk: AtDesk) -> AnyResponse:
    """Every key as it stands, until when it may be changed, and what was changed; `?key=` opens its form."""
    return _page(desk)


@post("/campaign", guards=[SETTERS], sync_to_thread=True)
@or_show(_page)
def change(desk: AtDesk) -> AnyResponse:
    """Change one key."""
    typed = desk.typed
    key, value, reason = (typed.get(name, "") for name in ("key", "value", "reason"))
    desk.write(lambda db, id_, at: set_value(db, id_, key, value, reason, by=desk.by, at=at))
    return done(PATH, "changed")


@post("/campaign/categories", guards=[may_do("add-category")], sync_to_thread=True)
@or_show(_page)
def one_more_category(desk: AtDesk) -> AnyResponse:
    """One more category, before anything is posted."""
    typed = desk.typed
    told = {name: typed[name] for name in ("id", "label", "pack") if typed.get(name)}
    told.setdefault("label", CATEGORY_LABELS.get(told.get("id", ""), ""))
    files = texts(sent_files(desk))
    told |= {"overlay": next(iter(files))} if files else {}
    desk.write(
        lambda db, id_, at: add_category(db, id_, told, files, desk.text("why"), by=desk.by, at=at),
    )
    return done(PATH, "category")
