"""What people do with positions: import the approved list; and what others read from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock
from resettlement.positions import tables
from resettlement.positions.bars import closed_posts
from resettlement.positions.model import Offer, Position, Requirements, eligibility
from resettlement.records.gate import gate_of, rewording, unfit
from resettlement.records.model import Preview
from resettlement.records.service import people, refuse_problems
from resettlement.translation import gettext as _


def checked(session: Session, campaign_id: str, preview: Preview[Offer]) -> Preview[Offer]:
    """A list with what this campaign finds wrong in it: texts that may not be published, by their cells."""
    gate = gate_of(session, campaign_id)
    return preview.with_findings(
        preview.places[offer.position.id].problem(one.where, unfit(one), rewording())
        for offer in preview.rows
        for one in gate.found(_texts(offer))
    )


def _texts(offer: Offer) -> dict[str, str]:
    """What of a post people typed, by the field of its column."""
    post = offer.position
    required = {"majors": "、".join(post.requirements.majors),
                "certificates": "、".join(post.requirements.certificates)}  # fmt: skip
    return {"id": post.id, "unit": post.unit, "title": post.title, **required, "note": post.note or ""}


def import_positions(
    session: Session, campaign_id: str, preview: Preview[Offer], *, by: str, at: datetime
) -> int:
    """Write the whole list, or nothing; how many positions.

    Raises RefusedError `positions.problems` when the preview has problems, `gate.not_public` for a text that
    may not be published, `positions.already_imported` when the campaign has a list.
    """
    lock(session, stream_of(campaign_id))
    refuse_unfit(session, campaign_id, preview)
    if session.exec(select(func.count()).where(tables.Position.campaign_id == campaign_id)).one():
        raise RefusedError(
            "positions.already_imported",
            _("批次 %(campaign)s 已经有岗位表。没有写入任何内容。", campaign=campaign_id),
            campaign=campaign_id,
        )
    return write_positions(session, campaign_id, preview, by=by, at=at)


def refuse_unfit(session: Session, campaign_id: str, preview: Preview[Offer]) -> None:
    """Nothing is written of a list with problems (`positions.problems`), or with a text that may not be
    published (`gate.not_public`).
    """
    refuse_problems(preview.problems, "positions.problems")
    refuse_problems(checked(session, campaign_id, preview).problems, "gate.not_public")


def write_positions(
    session: Session,
    campaign_id: str,
    preview: Preview[Offer],
    *,
    by: str,
    at: datetime,
    replaced: Mapping[str, Any] | None = None,
) -> int:
    """Write a list where there is none, with its entry in the journal; how many positions.

    `replaced` says what of an earlier list it changed.
    """
    units = units_of(campaign_id, preview)
    session.add_all(units)
    session.flush()
    session.add_all(rows_of(campaign_id, preview))
    payload = {
        "positions": len(preview.rows),
        "seats": sum(offer.position.seats for offer in preview.rows),
        "units": len(units),
        "file_sha256": preview.digest,
        **({"replaced": dict(replaced)} if replaced else {}),
    }
    append(session, stream_of(campaign_id), [Draft("positions_imported", payload)], by=by, at=at)
    return len(preview.rows)


def units_of(campaign_id: str, preview: Preview[Offer]) -> list[tables.ReceivingUnit]:
    """The rows of a workbook's units."""
    return [
        tables.ReceivingUnit(
            campaign_id=campaign_id,
            name=unit.name,
            kind=unit.kind,
            establishment=unit.establishment,
            staff=unit.staff,
        )
        for unit in {offer.unit.name: offer.unit for offer in preview.rows}.values()
    ]


def rows_of(campaign_id: str, preview: Preview[Offer], after: int = 0) -> list[tables.Position]:
    """The rows of a workbook's posts, behind the place `after`."""
    return [_row(campaign_id, place, offer.position) for place, offer in enumerate(preview.rows, after + 1)]


def positions(session: Session, campaign_id: str) -> list[Position]:
    """The list in posted order."""
    position, unit = tables.Position, tables.ReceivingUnit
    rows = session.exec(
        select(position, unit.kind)
        .join(unit, (col(unit.campaign_id) == position.campaign_id) & (col(unit.name) == position.unit))
        .where(position.campaign_id == campaign_id)
        .order_by(col(position.place))
    )
    return [_position(row, unit_kind) for row, unit_kind in rows]


def eligible(session: Session, campaign_id: str, on: date) -> dict[str, list[str]]:
    """For each person the ids of the positions they may take, in posted order. `on`: see `eligibility`.

    A post that a reviewer closed to somebody is none of theirs.
    """
    offered, closed = positions(session, campaign_id), closed_posts(session, campaign_id)
    return {
        person.code: [
            one.id
            for one in offered
            if one.id not in closed.get(person.code, ()) and not eligibility(person, one, on)
        ]
        for person in people(session, campaign_id)
    }


def _row(campaign_id: str, place: int, position: Position) -> tables.Position:
    required = position.requirements
    return tables.Position(
        campaign_id=campaign_id, id=position.id, place=place, unit=position.unit, title=position.title,
        kind=position.kind, seats=position.seats, coordinated=position.coordinated,
        open_to=_list(position.open_to),
        sex=required.sex, age_at_most=required.age_at_most, age_on=required.age_on,
        education_at_least=required.education_at_least, majors=_list(required.majors),
        political=required.political, certificates=_list(required.certificates), note=position.note,
    )  # fmt: skip


def _position(row: tables.Position, unit_kind: str) -> Position:
    requirements = Requirements(
        row.sex, row.age_at_most, row.age_on, row.education_at_least, tuple(json.loads(row.majors)),
        row.political, tuple(json.loads(row.certificates)),
    )  # fmt: skip
    return Position(
        row.id, row.unit, unit_kind, row.title, row.kind, row.seats, row.coordinated,
        tuple(json.loads(row.open_to)), requirements, row.note,
    )  # fmt: skip


def _list(words: Sequence[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)
