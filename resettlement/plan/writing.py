"""A plan as its TOML, and the plan of a campaign that is open: to be kept, or copied for another year."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

import scoring
from resettlement import clock
from resettlement.campaign.service import campaign, categories
from resettlement.campaign.tables import Campaign, Category
from resettlement.plan.reading import FILE, Plan
from resettlement.records.policy import policy
from resettlement.selection.session.rules import RULES, parse_rules, shipped_rules
from scoring.pack.load import pack_path

OWN = ("on", "wishes_close_at")
"""What another year says again."""


def toml_of(table: Mapping[str, Any]) -> str:
    """The table as TOML that `reading` reads back the same."""
    return "\n".join(_lines(table, "")).strip() + "\n"


def _lines(table: Mapping[str, Any], path: str) -> Iterator[str]:
    inner = {key: value for key, value in table.items() if _is_table(value) or _are_tables(value)}
    yield from (f"{_key(key)} = {_value(value)}" for key, value in table.items() if key not in inner)
    for key, value in inner.items():
        name = f"{path}{_key(key)}"
        if _are_tables(value):
            for one in value:
                yield from ("", f"[[{name}]]", *_lines(one, f"{name}."))
        else:
            yield from ("", f"[{name}]", *_lines(value, f"{name}."))


def _is_table(value: Any) -> bool:
    """A period stays on its line: `period = { workdays = 5 }`."""
    return isinstance(value, Mapping) and not value.keys() <= {"workdays", "days"}


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key)


def _value(value: Any) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case Mapping():
            return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
        case _:
            return str(value)


def zipped(plan: Plan) -> bytes:
    """The plan's folder in one file: campaign.toml and the files that it names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(FILE, toml_of(plan.table))
        for name, text in plan.files.items():
            folder.writestr(name, text)
    return made.getvalue()


def plan_of_campaign(db: Session, campaign_id: str) -> Plan:
    """What an open campaign goes by now, as the plan that would open it again."""
    row, files = campaign(db, campaign_id), dict[str, str]()
    table: dict[str, Any] = {
        **{key: getattr(row, key) for key in ("id", "title", "district", "year", "issuer", "fictional")},
        "session_rules": _rules(row, files),
        "contact": {"office": row.contact_office, "phone": row.contact_phone, "address": row.contact_address},
        "objections": {"guide": row.objection_guide},
        **_settings(row),
    }
    if row.wishes_close_at:
        table["wishes_close_at"] = clock.read(row.wishes_close_at)
    own = policy(db, campaign_id)
    records = {"reviews": own.reviews, "confirmation": own.confirmation, "outlier": own.outlier}
    table["records"] = records
    table["categories"] = [_category(one, files) for one in categories(db, campaign_id)]
    return Plan(table, files)


def copy_of(db: Session, campaign_id: str, year: int) -> Plan:
    """The same for another year: its days are not taken over, and where a text names the old year it names
    the new one. The number pattern is among the texts.
    """
    plan = plan_of_campaign(db, campaign_id)
    old = plan.table["year"]
    table = _renewed({k: v for k, v in plan.table.items() if k != "wishes_close_at"}, str(old), str(year))
    table["session"] = {k: v for k, v in table.get("session", {}).items() if k not in OWN}
    return Plan({**table, "year": year}, plan.files)


def _renewed(value: Any, old: str, new: str) -> Any:
    match value:
        case str():
            return value.replace(old, new)
        case Mapping():
            kept = ("overlay", "pack", "session_rules", "session_overlay")
            return {k: v if k in kept else _renewed(v, old, new) for k, v in value.items()}
        case list():
            return [_renewed(one, old, new) for one in value]
        case _:
            return value


def _rules(row: Campaign, files: dict[str, str]) -> str:
    """The id of shipped rules that are as shipped; else a file of their text."""
    rules = parse_rules(row.session_rules.encode(), "session rules")
    if rules.id in shipped_rules() and (RULES / f"{rules.id}.toml").read_text("utf-8") == rules.text:
        return rules.id
    files["session-rules.toml"] = rules.text
    return "session-rules.toml"


def _settings(row: Campaign) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(row.settings)
    session = told.get("session", {})
    if "on" in session:
        session["on"] = date.fromisoformat(session["on"])
    return told


def _category(row: Category, files: dict[str, str]) -> dict[str, str]:
    pack = scoring.pack_from_text(row.pack_text, row.overlay_text)
    told = {"id": row.id, "label": row.label, "pack": pack.id}
    shipped = pack.id in scoring.shipped_packs()
    if not shipped or pack_path(pack.id).read_bytes().decode() != row.pack_text:
        told["pack"] = f"{row.id}-pack.toml"
        files[told["pack"]] = row.pack_text
    if row.overlay_text is not None:
        told["overlay"] = f"{row.id}-overlay.toml"
        files[told["overlay"]] = row.overlay_text
    return told
