"""The documents of the public bundle that a session rests on (docs/bundle.md), out of the office's rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

import scoring
from resettlement.campaign.service import campaign, categories, salt
from resettlement.campaign.tables import Campaign
from resettlement.positions.model import Position
from resettlement.positions.service import positions
from resettlement.publication.masked import (
    columns,
    masked_facts,
    service_items,
    split_lines,
    withheld,
    withheld_last,
)
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.session.rules import parse_rules
from resettlement.standing.model import StandingRow
from resettlement.standing.service import all_sheets, rows_of
from resettlement.standing.tables import ScoreSheet, StandingVersion

Document = dict[str, Any]


def campaign_document(db: Session, campaign_id: str) -> Document:
    """campaign.json: what the campaign is called, its categories, whom to ask."""
    row = campaign(db, campaign_id)
    return {
        "format": 2,
        "id": row.id,
        "title": row.title,
        "district": row.district,
        "year": row.year,
        "fictional": row.fictional,
        "issuer": row.issuer,
        "categories": [
            {"id": c.id, "label": c.label, "pack": pack.id, "digest": pack.digest}
            for c in categories(db, campaign_id)
            for pack in [scoring.pack_from_text(c.pack_text, c.overlay_text)]
        ],
        "session": session_stream(campaign_id),
        "contact": {
            "office": row.contact_office,
            "phone": row.contact_phone,
            "address": row.contact_address,
        },
        "objection": row.objection_guide,
    }


def rules_document(db: Session, campaign_id: str) -> Document:
    """rules.json: every rule with its own text, once however many categories it serves, and as a posted list
    names it.
    """
    rules = parse_rules(campaign(db, campaign_id).session_rules.encode(), "session rules")
    texts = [(one.pack_text, one.overlay_text) for one in categories(db, campaign_id)]
    texts += [
        (one.pack_text, one.posted_overlay or None)
        for one in categories(db, campaign_id)
        if one.posted_overlay is not None
    ]
    packs = {}
    for text, overlay in texts:
        pack = scoring.pack_from_text(text, overlay)
        packs[pack.digest] = {
            "id": pack.id, "title": pack.title, "digest": pack.digest, "pack": text, "overlay": overlay,
        }  # fmt: skip
    session_rules = {"id": rules.id, "title": rules.title, "digest": rules.digest, "text": rules.text}
    return {"packs": list(packs.values()), "session_rules": session_rules}


def positions_document(db: Session, campaign_id: str) -> Document:
    """positions.json: the list as it stands now."""
    return {"positions": [_position(position) for position in positions(db, campaign_id)]}


def _position(position: Position) -> Document:
    return {
        "id": position.id,
        "unit": position.unit,
        "unit_kind": position.unit_kind,
        "title": position.title,
        "kind": position.kind,
        "seats": position.seats,
        "coordinated": position.coordinated,
        "open_to": list(position.open_to),
        "requirements": list(position.requirements.sentences()),
        "note": position.note,
    }


@dataclass(frozen=True)
class _Kept:
    """What the sheets of some versions of the standing are made from."""

    row: Campaign
    names: Mapping[str, str]
    packs: Mapping[str, scoring.Pack]
    sheets: Mapping[tuple[str, int], ScoreSheet]


def standing_documents(
    db: Session,
    campaign_id: str,
    versions: Sequence[StandingVersion],
    notice_of: Mapping[int, str],
    shown_as: Mapping[str, str],
) -> dict[str, Document]:
    """sheets.json and standing.json of these versions of the standing, and of the sheets that they name.

    `notice_of`: the number of the notice by the version posted with it; `shown_as`: everybody's masked name.
    """
    listed = [rows_of(version) for version in versions]
    named = {(one.candidate, one.sheet_version) for of in listed for rows in of.values() for one in rows}
    kept = _Kept(
        campaign(db, campaign_id),
        shown_as,
        {c.id: scoring.pack_from_text(c.pack_text, c.overlay_text) for c in categories(db, campaign_id)},
        {key: one for one in all_sheets(db, campaign_id) if (key := (one.candidate, one.version)) in named},
    )
    told = [
        {
            "version": version.version,
            "notice": notice_of.get(version.version),
            "frozen": version.frozen,
            "groups": [
                {"category": of, "rows": [_row(kept, one) for one in rows]} for of, rows in groups.items()
            ],
        }
        for version, groups in zip(versions, listed, strict=True)
    ]
    sheets = [_sheet(kept, sheet) for sheet in kept.sheets.values()]
    return {"sheets": {"sheets": sheets}, "standing": {"versions": told}}


def _sheet(kept: _Kept, of: ScoreSheet) -> Document:
    sheet, facts, pack = json.loads(of.sheet), json.loads(of.record)["facts"], kept.packs[of.category]
    shown, hidden = split_lines(sheet["lines"], facts, service_items(pack))
    masked, shown = withheld_last(masked_facts(of.candidate, facts, lambda what: salt(kept.row, what)), shown)
    years, months, days = (int(part) for part in of.service.split("-"))
    return {
        "candidate": of.candidate,
        "name": kept.names[of.candidate],
        "category": of.category,
        "version": of.version,
        "pack": pack.id,
        "digest": pack.digest,
        "total": sheet["total"],
        "exempt": sheet["exempt"],
        "barred": sheet["barred"],
        "service": {"years": years, "months": months, "days": days},
        "facts": masked,
        "lines": shown,
        "withheld": withheld(hidden),
    }


def _group(kept: _Kept, category: str, rows: Sequence[StandingRow]) -> Document:
    return {"category": category, "rows": [_row(kept, row) for row in rows]}


def _row(kept: _Kept, row: StandingRow) -> Document:
    sheet = kept.sheets[row.candidate, row.sheet_version]
    facts, lines = json.loads(sheet.record)["facts"], json.loads(sheet.sheet)["lines"]
    subtotals = columns(*split_lines(lines, facts, service_items(kept.packs[sheet.category])))
    return {**row.to_json(), "name": kept.names[row.candidate], "columns": subtotals}
