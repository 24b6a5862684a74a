"""Opening a plan's campaign: the one way of the form, of `campaign open` and of the script's `open`."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

import scoring
from public_notices.gate import telephones
from resettlement import clock
from resettlement.campaign.service import categories, open_campaign, stream_of
from resettlement.campaign.tables import Campaign, Category
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import Draft, digest
from resettlement.journal.service import append, lock
from resettlement.plan.changing import note_change
from resettlement.plan.checks import check_categories
from resettlement.plan.public_texts import texts_of
from resettlement.plan.reading import Plan
from resettlement.publication.register import every_posted
from resettlement.records.gate import Gate, without_people
from resettlement.records.policy import policy_of, set_policy
from resettlement.selection.session.overlay import overlaid
from resettlement.selection.session.rules import RULES, SessionRules, parse_rules, settled, shipped_rules
from resettlement.translation import gettext as _
from scoring.pack.load import pack_path

SETTINGS = ("notices", "session", "duties", "letters")
"""The tables of a plan that are kept as they are (`campaign.settings`)."""
PUBLIC = (
    "title",
    "district",
    "issuer",
    "contact",
    "objections",
    "categories",
    "notices",
    "session",
    "letters",
)
"""The tables whose texts the public will read."""


def open_plan(db: Session, plan: Plan, *, by: str, at: datetime) -> Campaign:
    """Open the campaign of a plan; the texts of its rules are copied in.

    Raises RefusedError `campaign.opened` for an id that is taken, `selection.rules_unknown` for session rules
    that leave something open, `gate.not_public` for a text nobody may be shown; BadInputError for rules that
    do not fit; and what `open_campaign` raises.
    """
    public = texts_of({key: plan.table[key] for key in PUBLIC if key in plan.table})
    Gate(permitted=tuple(telephones(plan.table["contact"]["phone"]))).refuse(public, without_people())
    row, listed = campaign_of(plan, at)
    if db.get(Campaign, row.id) is not None:
        raise RefusedError(
            "campaign.opened",
            _("批次 %(id)s 已经建立过。没有写入任何内容；新的批次请换一个编号。", id=row.id),
            campaign=row.id,
        )
    open_campaign(db, row, listed, by=by, at=at)
    if "records" in plan.table:
        set_policy(db, row.id, policy_of(plan.table["records"]), by=by, at=at)
    return row


def add_category(
    db: Session, campaign_id: str, told: Mapping[str, str], files: Mapping[str, str], reason: str, *,
    by: str, at: datetime,
) -> Category:  # fmt: skip
    """One more category (`id`, `label`, `pack`, and `overlay` where it has one), before anything is posted.

    Raises RefusedError `campaign.no_reason`, `campaign.too_late`, `campaign.category_taken`; BadInputError
    for a category that is none, or rules that do not fit.
    """
    lock(db, stream_of(campaign_id))
    here = categories(db, campaign_id)
    if every_posted(db, campaign_id):
        raise RefusedError("campaign.too_late", _("已经张贴过公告，不能再增加类别。请另立批次。"))
    if any(one.id == told.get("id") for one in here):
        raise RefusedError("campaign.category_taken", _("本批次已有这个类别：%(id)s。", id=told["id"]))
    table = {"id": campaign_id, "categories": [told]}
    check_categories(table)
    row = category_of(Plan(table, files), 0)
    row.place = len(here)
    db.add(row)
    note_change(db, campaign_id, "categories", ("", row.label), reason, by, at)
    payload = {"category": row.id, "rules": digest([row.pack_text, row.overlay_text])}
    append(db, stream_of(campaign_id), [Draft("category_added", payload)], by=by, at=at)
    return row


def campaign_of(plan: Plan, at: datetime) -> tuple[Campaign, list[Category]]:
    """The rows of a plan's campaign, with the text of every rule. Raises BadInputError, RefusedError."""
    table = plan.table
    row = Campaign(
        **{key: table[key] for key in ("id", "title", "district", "year", "issuer", "fictional")},
        opened_on=at.astimezone(clock.CHINA).date(),
        contact_office=table["contact"]["office"],
        contact_phone=table["contact"]["phone"],
        contact_address=table["contact"]["address"],
        objection_guide=table["objections"]["guide"],
        session_rules=session_rules(plan).text,
        salt_key=secrets.token_hex(32),
        wishes_close_at=instant(table.get("wishes_close_at")),
        settings=_settings(table),
    )
    return row, [category_of(plan, place) for place in range(len(table["categories"]))]


def session_rules(plan: Plan) -> SessionRules:
    """The plan's rules for the session with its overlay; what a pack leaves unknown must be said there."""
    name, overlay = plan.table["session_rules"], plan.table.get("session_overlay")
    shipped = name in shipped_rules()
    content = (RULES / f"{name}.toml").read_bytes() if shipped else plan.files[name].encode()
    rules = parse_rules(content, name)
    if overlay:
        rules = overlaid(rules, plan.files[overlay].encode(), overlay)
    settled(rules)
    return rules


def category_of(plan: Plan, place: int) -> Category:
    """The row of one category. Raises BadInputError where its pack or overlay will not do."""
    told = plan.table["categories"][place]
    overlay = plan.files[told["overlay"]] if told.get("overlay") else None
    try:
        pack = scoring.pack_from_text(pack_text(plan, told["pack"]), overlay)
    except scoring.PackError as error:
        faults = "；".join(map(str, error.faults))
        raise BadInputError(
            _("类别“%(label)s”的规则包或补充文件：%(faults)s", label=told["label"], faults=faults),
            faults={f"categories.{place}.overlay" if overlay else f"categories.{place}.pack": faults},
        ) from error
    _refuse_others(pack, told, place)
    return Category(
        campaign_id=plan.id, id=told["id"], label=told["label"], place=place, pack_text=pack.text,
        overlay_text=pack.overlay_text,
    )  # fmt: skip


def pack_text(plan: Plan, name: str) -> str:
    """The text of a pack that the plan names: one that is shipped, or a file of its own."""
    if name in scoring.shipped_packs():
        return pack_path(name).read_bytes().decode()
    return plan.files[name]


def _refuse_others(pack: scoring.Pack, told: Mapping[str, Any], place: int) -> None:
    """A pack of soldiers scores no officers, however the category is labelled."""
    if told["id"] not in pack.categories:
        why = _("规则包 %(pack)s 不适用于%(label)s。请另选规则包。", pack=pack.id, label=told["label"])
        raise BadInputError(why, faults={f"categories.{place}.pack": why})


def instant(last: datetime | None) -> str | None:
    """The last instant for filing wishes; one without an offset is in China's time."""
    if last is None:
        return None
    return clock.written(last if last.tzinfo else last.replace(tzinfo=clock.CHINA))


def _settings(table: Mapping[str, Any]) -> str:
    """The tables of `campaign.settings`; a day becomes its text."""
    told = {name: table[name] for name in SETTINGS if name in table}
    return json.dumps(told, ensure_ascii=False, default=str)
