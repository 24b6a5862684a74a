"""Changing what may still be changed of an open campaign, with a reason: `set KEY VALUE because …`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, func, select

from public_notices.gate import telephones
from resettlement import clock
from resettlement.campaign.service import campaign, stream_of
from resettlement.campaign.settings import settings_of
from resettlement.campaign.tables import Campaign, CampaignChange
from resettlement.errors import BadInputError, RefusedError
from resettlement.follow_up.service import stream_of as follow_up_stream
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock, newest_by_type
from resettlement.plan.checks import said
from resettlement.plan.keys import KEYS, UNTIL, Until
from resettlement.plan.public_texts import texts_of
from resettlement.plan.values import read, written
from resettlement.publication.register import every_posted
from resettlement.records.gate import gate_of
from resettlement.records.policy import policy, policy_of, set_policy
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import gettext as _
from resettlement.translation import looked_up

COLUMNS = {
    "title": "title", "issuer": "issuer", "contact.office": "contact_office",
    "contact.phone": "contact_phone", "contact.address": "contact_address",
    "objections.guide": "objection_guide", "wishes_close_at": "wishes_close_at",
}  # fmt: skip
MOST_REASON = 200
_BEGUN = {"placement_letter_issued", "follow_up_opened"}


@dataclass(frozen=True)
class Current:
    """A key as it stands: its value as typed, and why it cannot be changed now ("" while it can)."""

    key: str
    value: str
    locked: str


def current_values(db: Session, campaign_id: str) -> tuple[Current, ...]:
    """Every key that `set` knows, of the campaign's categories, as it stands."""
    row = campaign(db, campaign_id)
    return tuple(Current(key, _value(db, row, key), locked(db, campaign_id, key)) for key in KEYS)


def set_value(
    db: Session, campaign_id: str, key: str, value: str, reason: str, *, by: str, at: datetime
) -> None:
    """Change one key to what was typed; the log names the key, the row says from what to what and why.

    Raises BadInputError for a key or a value that is none; RefusedError `campaign.no_reason`,
    `campaign.too_late`, `campaign.unchanged`, and `gate.not_public` for a text nobody may be shown.
    """
    lock(db, stream_of(campaign_id))
    row = campaign(db, campaign_id)
    _refuse_reason(reason)
    wanted = _read(key, value)
    before = _value(db, row, key)
    if why := locked(db, campaign_id, key):
        raise RefusedError("campaign.too_late", why, key=key)
    if written(key, wanted) == before:
        label = looked_up(KEYS[key].label)
        raise RefusedError(
            "campaign.unchanged", _("“%(label)s”本来就是这样，没有改动。", label=label), key=key
        )
    gate = gate_of(db, campaign_id)
    own = telephones(written(key, wanted)) if key == "contact.phone" else ()
    replace(gate, permitted=(*gate.permitted, *own)).refuse(texts_of({key: wanted, "reason": reason}))
    _write(db, row, key, wanted, by, at)
    note_change(db, campaign_id, key, (before, written(key, wanted)), reason, by, at)


def changes(db: Session, campaign_id: str) -> tuple[CampaignChange, ...]:
    """What was changed, newest first."""
    of = CampaignChange
    query = select(of).where(of.campaign_id == campaign_id).order_by(col(of.number).desc())
    return tuple(db.exec(query))


def locked(db: Session, campaign_id: str, key: str) -> str:
    """Why a key cannot be changed any more; "" while it can."""
    until = KEYS[key].until
    if not _RESTS[until](db, campaign_id, key):
        return ""
    return _(
        "“%(label)s”不能再改：只能在这之前改——%(until)s。",
        label=looked_up(KEYS[key].label),
        until=looked_up(UNTIL[until]),
    )


def _kinds(db: Session, campaign_id: str) -> set[str]:
    return {notice.kind for notice in every_posted(db, campaign_id)}


def _session_opened(db: Session, campaign_id: str) -> bool:
    return bool(newest_by_type(db, session_stream(campaign_id)))


_RESTS: Mapping[Until, Callable[[Session, str, str], bool]] = {
    Until.ALWAYS: lambda db, id_, key: False,
    Until.FIRST_NOTICE: lambda db, id_, key: bool(_kinds(db, id_)),
    Until.OWN_NOTICE: lambda db, id_, key: key.split(".")[1] in _kinds(db, id_),
    Until.SCORES: lambda db, id_, key: "scores" in _kinds(db, id_),
    Until.ANNOUNCED_ANEW: lambda db, id_, key: _session_opened(db, id_),
    Until.SESSION: lambda db, id_, key: _session_opened(db, id_),
    Until.LETTERS: lambda db, id_, key: bool(_BEGUN & newest_by_type(db, follow_up_stream(id_)).keys()),
}
"""Whether something rests on a key already."""


def _refuse_reason(reason: str) -> None:
    if not reason.strip():
        raise RefusedError("campaign.no_reason", _("请写明为什么改。"))
    if len(reason) > MOST_REASON:
        raise BadInputError(_("理由最多 %(most)s 字，请写短些。", most=MOST_REASON), faults={"reason": ""})


def _read(key: str, value: str) -> Any:
    if key not in KEYS:
        raise BadInputError(
            _("批次没有“%(key)s”这一项可以改。可以改的：%(known)s。", key=key, known="、".join(KEYS))
        )
    try:
        return read(key, value)
    except BadInputError as error:
        said_so = _("“%(label)s”：%(wrong)s。", label=looked_up(KEYS[key].label), wrong=error.message)
        raise BadInputError(said_so, faults={"value": error.message}) from error


def _value(db: Session, row: Campaign, key: str) -> str:
    """What stands, as it would be typed; what the campaign does not say, in the usual words."""
    if key == "wishes_close_at":
        return written(key, clock.read(row.wishes_close_at) if row.wishes_close_at else None)
    if column := COLUMNS.get(key):
        return str(getattr(row, column))
    table, _dot, rest = key.partition(".")
    if table == "records":
        return written(key, getattr(policy(db, row.id), rest))
    own = settings_of(row)
    if key == "notices.number":
        return own.number
    if key == "letters.number":
        return own.letter_number
    if table == "notices":
        kind, _dot, field = rest.partition(".")
        return written(key, getattr(own.notices[kind], field))
    return written(key, said(json.loads(row.settings), key))


def _write(db: Session, row: Campaign, key: str, value: Any, by: str, at: datetime) -> None:
    table, _dot, rest = key.partition(".")
    if column := COLUMNS.get(key):
        setattr(row, column, clock.written(value) if isinstance(value, datetime) else value)
    elif table == "records":
        now = policy(db, row.id)
        told = {"reviews": now.reviews, "confirmation": now.confirmation, "outlier": now.outlier, rest: value}
        set_policy(db, row.id, policy_of(told), by=by, at=at)
    else:
        row.settings = _with(row.settings, key, value)
    db.add(row)


def _with(settings: str, key: str, value: Any) -> str:
    told = json.loads(settings)
    *path, last = key.split(".")
    table = told
    for part in path:
        table = table.setdefault(part, {})
    if value is None:
        table.pop(last, None)
    else:
        table[last] = str(value) if isinstance(value, Decimal) else value
    return json.dumps(told, ensure_ascii=False)


def note_change(
    db: Session, campaign_id: str, key: str, values: tuple[str, str], reason: str, by: str, at: datetime
) -> None:
    """Keep what was changed (from, to) and why; the log has the key alone.

    Raises RefusedError `campaign.no_reason`.
    """
    _refuse_reason(reason)
    of = CampaignChange
    number = db.exec(select(func.count()).where(of.campaign_id == campaign_id)).one() + 1
    db.add(
        CampaignChange(
            campaign_id=campaign_id, number=number, key=key, before=values[0], after=values[1],
            reason=reason.strip(), changed_by=by, changed_at=clock.written(at),
        )
    )  # fmt: skip
    db.flush()
    change = {"change": number, "key": key}
    append(db, stream_of(campaign_id), [Draft("campaign_changed", change)], by=by, at=at)
