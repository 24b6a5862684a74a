"""The documents of the public bundle (docs/bundle.md), collected from what the office keeps.

`frozen` gives the five that `session_opened` binds by digest; `collect` all eight.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

import scoring
from public_notices.masking import masked_name
from public_notices.translation import gettext as _
from public_notices.translation import in_chinese
from resettlement.campaign.service import campaign, categories, salt
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import digest, short
from resettlement.journal.service import read
from resettlement.positions.model import Position
from resettlement.positions.service import positions
from resettlement.posting.contents import position_rows
from resettlement.posting.masked import (
    columns,
    masked_facts,
    service_items,
    split_lines,
    withheld,
    withheld_last,
)
from resettlement.posting.tables import Notice
from resettlement.records.service import names
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.rules import parse_rules
from resettlement.selection.service import load
from resettlement.selection.service import stream_of as session_stream
from resettlement.standing.service import all_sheets, rows_of, standings
from resettlement.standing.tables import ScoreSheet

Document = dict[str, Any]


@in_chinese
def frozen(db: Session, campaign_id: str) -> dict[str, Document]:
    """The documents that are fixed before the session begins."""
    return {
        "campaign": _campaign(db, campaign_id),
        "rules": _rules(db, campaign_id),
        "positions": _positions(db, campaign_id),
        "sheets": _sheets(db, campaign_id),
        "standing": _standing(db, campaign_id),
    }


@in_chinese
def collect(db: Session, campaign_id: str) -> dict[str, Document]:
    """Everything the bundle publishes, after the session has closed."""
    log = {
        "campaign": [entry.to_json() for entry in read(db, campaign_stream(campaign_id))],
        "session": [entry.to_json() for entry in read(db, session_stream(campaign_id))],
    }
    return {
        **frozen(db, campaign_id),
        "log": log,
        "notices": notices(db, campaign_id),
        "result": result(db, campaign_id),
    }


def register(db: Session, campaign_id: str) -> tuple[Notice, ...]:
    """The notices of a campaign in the order of posting; their PDFs stay where they are (`papers`)."""
    query = select(Notice).where(Notice.campaign_id == campaign_id).order_by(col(Notice.sequence))
    return tuple(db.exec(query.options(defer(Notice.pdf, raiseload=True))))  # type: ignore[arg-type]


def papers(db: Session, campaign_id: str) -> dict[str, bytes]:
    """The PDF of every notice by its number, in the order of posting."""
    query = select(Notice.number, Notice.pdf).where(Notice.campaign_id == campaign_id)
    return dict(db.exec(query.order_by(col(Notice.sequence))).all())


@dataclass(frozen=True)
class Posted:
    """A notice in the list of notices, without its content and its PDF."""

    sequence: int
    number: str
    kind: str
    title: str
    posted_on: date
    closes_on: date | None
    standing: int | None


def posted(db: Session, campaign_id: str) -> list[Posted]:
    """The register by columns, in the order of posting."""
    rows = db.exec(
        select(  # type: ignore[call-overload]
            Notice.sequence, Notice.number, Notice.kind, Notice.title,
            Notice.posted_on, Notice.closes_on, Notice.standing,
        )
        .where(Notice.campaign_id == campaign_id)
        .order_by(col(Notice.sequence))
    )  # fmt: skip
    return [Posted(*row) for row in rows]


def notice(db: Session, campaign_id: str, sequence: int) -> Notice:
    """One notice by its place in the register. Raises BadInputError where there is none."""
    query = select(Notice).where(Notice.campaign_id == campaign_id, Notice.sequence == sequence)
    found = db.exec(query).first()
    if found is None:
        raise BadInputError(
            _("登记簿里没有第 %(sequence)s 号公告。请从公示公告栏目重新查找。", sequence=sequence)
        )
    return found


def announced(db: Session, campaign_id: str) -> Document | None:
    """What the newest announcement (选岗会公告) says; None before one is posted."""
    return _newest(db, campaign_id, "announcement")


def positions_posted(db: Session, campaign_id: str) -> bool:
    """Whether the newest notice of positions shows the list as it stands now."""
    notice = _newest(db, campaign_id, "positions")
    return notice is not None and notice["rows"] == position_rows(_positions(db, campaign_id))


def positions_correction(db: Session, campaign_id: str) -> str | None:
    """Under which number a list that was replaced after its posting has to be posted anew, until it is."""
    imported = [
        entry for entry in read(db, campaign_stream(campaign_id)) if entry.type == "positions_imported"
    ]
    number = imported[-1].payload.get("replaced", {}).get("correction") if imported else None
    taken = number and any(notice.number == number for notice in posted(db, campaign_id))
    return None if taken else number


def _newest(db: Session, campaign_id: str, kind: str) -> Document | None:
    query = (
        select(Notice.content)
        .where(Notice.campaign_id == campaign_id, Notice.kind == kind)
        .order_by(col(Notice.sequence).desc())
    )
    content = db.exec(query).first()
    return None if content is None else json.loads(content)


def masked_names(db: Session, campaign_id: str) -> dict[str, str]:
    """Everybody's name as it may be shown, by candidate number."""
    return {code: masked_name(name) for code, name in names(db, campaign_id).items()}


def result(db: Session, campaign_id: str) -> Document:
    """result.json: who holds which post, by which picks, under which head.

    Raises RefusedError `rehearsal.not_published` for the id of a rehearsal: nothing of one is ever a result.
    """
    if is_rehearsal(campaign_id):
        raise RefusedError("rehearsal.not_published", _("这是演练，没有结果可以公布。"))
    session = load(db, campaign_id)
    picks = [
        {
            "order": order,
            "candidate": pick.candidate,
            "position": pick.position,
            "basis": pick.basis,
            "version": entry.version,
        }
        for order, entry, pick in session.picks
    ]
    fingerprint = digest(session.assignment)
    return {
        "assignment": session.assignment,
        "picks": picks,
        "log": head(db, session_stream(campaign_id)),
        "campaign_log": head(db, campaign_stream(campaign_id)),
        "fingerprint": {"full": fingerprint, "short": short(fingerprint)},
    }


def head(db: Session, stream: str) -> Document:
    """The head and count of a stream, as slips and notices print them."""
    return head_at(read(db, stream)[-1].to_json())


def head_at(entry: Document) -> Document:
    """The head and count right after an entry."""
    full = entry["hash"]
    return {"stream": entry["stream"], "head": full, "short": short(full), "count": entry["version"]}


def notice_name(number: str) -> str:
    """The file name of a notice: `运退公〔2021〕3号`."""
    return number.replace("/", "-")


def _campaign(db: Session, campaign_id: str) -> Document:
    row = campaign(db, campaign_id)
    return {
        "format": 1,
        "id": row.id,
        "title": row.title,
        "district": row.district,
        "year": row.year,
        "fictional": row.fictional,
        "issuer": row.issuer,
        "categories": [
            {"id": c.id, "label": c.label, "pack": scoring.pack_from_text(c.pack_text, c.overlay_text).id}
            for c in categories(db, campaign_id)
        ],
        "session": session_stream(campaign_id),
        "contact": {
            "office": row.contact_office,
            "phone": row.contact_phone,
            "address": row.contact_address,
        },
        "objection": row.objection_guide,
    }


def _rules(db: Session, campaign_id: str) -> Document:
    rules = parse_rules(campaign(db, campaign_id).session_rules.encode(), "session rules")
    packs = []
    for category in categories(db, campaign_id):
        pack = scoring.pack_from_text(category.pack_text, category.overlay_text)
        packs.append(
            {
                "id": pack.id,
                "title": pack.title,
                "digest": pack.digest,
                "pack": category.pack_text,
                "overlay": category.overlay_text,
            }
        )
    session_rules = {"id": rules.id, "title": rules.title, "digest": rules.digest, "text": rules.text}
    return {"packs": packs, "session_rules": session_rules}


def _positions(db: Session, campaign_id: str) -> Document:
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


def _packs(db: Session, campaign_id: str) -> dict[str, scoring.Pack]:
    """Each category's rule pack with its overlay, as they stood when the campaign was opened."""
    return {c.id: scoring.pack_from_text(c.pack_text, c.overlay_text) for c in categories(db, campaign_id)}


def _sheets(db: Session, campaign_id: str) -> Document:
    row, shown_as = campaign(db, campaign_id), masked_names(db, campaign_id)
    packs = _packs(db, campaign_id)
    sheets = []
    for kept in all_sheets(db, campaign_id):
        sheet, facts, pack = json.loads(kept.sheet), json.loads(kept.record)["facts"], packs[kept.category]
        shown, hidden = split_lines(sheet["lines"], facts, service_items(pack))
        masked, shown = withheld_last(
            masked_facts(kept.candidate, facts, lambda what: salt(row, what)), shown
        )
        years, months, days = (int(part) for part in kept.service.split("-"))
        sheets.append(
            {
                "candidate": kept.candidate,
                "name": shown_as[kept.candidate],
                "category": kept.category,
                "version": kept.version,
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
        )
    return {"sheets": sheets}


def _standing(db: Session, campaign_id: str) -> Document:
    shown_as, packs = masked_names(db, campaign_id), _packs(db, campaign_id)
    sheets = {(s.candidate, s.version): s for s in all_sheets(db, campaign_id)}
    posted_as = {notice.standing: notice.number for notice in posted(db, campaign_id) if notice.standing}
    versions = []
    for kept in standings(db, campaign_id):
        groups = [
            {
                "category": category,
                "rows": [
                    {
                        **row.to_json(),
                        "name": shown_as[row.candidate],
                        "columns": _columns(sheets[row.candidate, row.sheet_version], packs[category]),
                    }
                    for row in rows
                ],
            }
            for category, rows in rows_of(kept).items()
        ]
        versions.append(
            {
                "version": kept.version,
                "notice": posted_as.get(kept.version),
                "frozen": kept.frozen,
                "groups": groups,
            }
        )
    return {"versions": versions}


def _columns(sheet: ScoreSheet, pack: scoring.Pack) -> dict[str, str]:
    facts = json.loads(sheet.record)["facts"]
    return columns(*split_lines(json.loads(sheet.sheet)["lines"], facts, service_items(pack)))


def notices(db: Session, campaign_id: str) -> Document:
    """notices.json: every notice as it was posted."""
    return {
        "notices": [
            {
                "number": notice.number,
                "kind": notice.kind,
                "title": notice.title,
                "posted_on": notice.posted_on.isoformat(),
                "period": json.loads(notice.content)["period"],
                "pdf": f"notices/{notice_name(notice.number)}.pdf",
                "html": f"notices/{notice_name(notice.number)}.html",
                "pdf_sha256": notice.pdf_sha256,
                "data_sha256": notice.data_sha256,
                "content": json.loads(notice.content),
            }
            for notice in register(db, campaign_id)
        ]
    }


def sha256(content: bytes) -> str:
    """SHA-256, lower-case hex, of a file's bytes."""
    return hashlib.sha256(content).hexdigest()
