"""A campaign's plan (方案): a TOML file like `sample/campaign.toml`, read, checked and opened."""

from __future__ import annotations

import json
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

import scoring
from resettlement import clock
from resettlement.campaign.service import open_campaign
from resettlement.campaign.tables import Campaign, Category
from resettlement.errors import BadInputError
from resettlement.records.policy import policy_of, set_policy
from resettlement.selection.overlay import with_overlay
from resettlement.selection.rules import SessionRules, load_rules, settled

_KEYS: Mapping[str, type] = {
    "id": str, "title": str, "district": str, "year": int, "issuer": str, "fictional": bool,
    "session_rules": str, "contact.office": str, "contact.phone": str, "contact.address": str,
    "objections.guide": str, "categories": list, "days.opened_on": date,
}  # fmt: skip
_CATEGORY: Mapping[str, type] = {"id": str, "label": str, "pack": str}


def set_up(
    db: Session,
    table: Mapping[str, Any],
    row: Campaign,
    categories: Sequence[Category],
    *,
    by: str,
    at: datetime,
) -> None:
    """Open a plan's campaign, with what its `[records]` demands of records."""
    open_campaign(db, row, categories, by=by, at=at)
    if "records" in table:
        set_policy(db, row.id, policy_of(table["records"]), by=by, at=at)


def read_table(file: Path) -> dict[str, Any]:
    """A plan's TOML with every key that a campaign needs. Raises BadInputError naming file and key."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(f"{file}：读不出来（{error}）。应为 UTF-8 编码的 TOML 方案文件。") from error
    faults = [f"{key} 应有，且为{_TYPES[kind]}" for key, kind in _KEYS.items() if not _is(table, key, kind)]
    for number, category in enumerate(table.get("categories", []), 1):
        faults += [
            f"第 {number} 个 [[categories]] 的 {key} 应有，且为{_TYPES[kind]}"
            for key, kind in _CATEGORY.items()
            if not _is(category, key, kind)
        ]
    if "wishes_close_at" in table and not isinstance(table["wishes_close_at"], datetime):
        faults.append("wishes_close_at（志愿填报截止）应为日期和时刻，如 2021-11-24T17:00:00")
    if faults:
        raise BadInputError(f"{file}：{'；'.join(faults)}。")
    try:
        policy_of(table.get("records", {}))
    except BadInputError as error:
        raise BadInputError(f"{file}：{error.message}") from error
    return table


def campaign_of(table: Mapping[str, Any], folder: Path) -> tuple[Campaign, list[Category]]:
    """The rows of a plan's campaign, with the text of every rule; overlays lie in `folder`."""
    row = Campaign(
        **{key: table[key] for key in ("id", "title", "district", "year", "issuer", "fictional")},
        opened_on=table["days"]["opened_on"],
        contact_office=table["contact"]["office"],
        contact_phone=table["contact"]["phone"],
        contact_address=table["contact"]["address"],
        objection_guide=table["objections"]["guide"],
        session_rules=_session_rules(table, folder).text,
        salt_key=secrets.token_hex(32),
        wishes_close_at=_wishes_close_at(table),
        settings=_settings(table),
    )
    categories = [
        _category(row.id, place, category, folder) for place, category in enumerate(table["categories"])
    ]
    return row, categories


def _wishes_close_at(table: Mapping[str, Any]) -> str | None:
    """The last instant for filing wishes; one without an offset is in China's time."""
    last: datetime | None = table.get("wishes_close_at")
    if last is None:
        return None
    return clock.written(last if last.tzinfo else last.replace(tzinfo=clock.CHINA))


def _settings(table: Mapping[str, Any]) -> str:
    """The tables of `campaign.settings`; a day becomes its text."""
    told = {name: table[name] for name in ("notices", "session", "duties") if name in table}
    return json.dumps(told, ensure_ascii=False, default=str)


def _session_rules(table: Mapping[str, Any], folder: Path) -> SessionRules:
    """The plan's rules for the session with its overlay; what a pack leaves unknown must be said there."""
    rules = load_rules(table["session_rules"])
    if "session_overlay" in table:
        rules = with_overlay(rules, folder / table["session_overlay"])
    settled(rules)
    return rules


def _category(campaign_id: str, place: int, told: Mapping[str, str], folder: Path) -> Category:
    overlay = folder / told["overlay"] if "overlay" in told else None
    pack = scoring.load_pack(told["pack"], overlay)  # refuses an overlay that does not fit its pack
    return Category(
        campaign_id=campaign_id,
        id=told["id"],
        label=told["label"],
        place=place,
        pack_text=pack.text,
        overlay_text=pack.overlay_text,
    )


_TYPES = {str: "文字", int: "整数", bool: " true 或 false", list: "表", date: "日期"}


def _is(table: Any, path: str, kind: type) -> bool:
    for part in path.split("."):
        table = table.get(part) if isinstance(table, dict) else None
    return type(table) is kind and table != ""
