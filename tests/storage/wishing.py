"""A campaign whose candidates may file wishes: S01 and S02 of the standing, S03 barred. All fictional."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.service import campaign
from resettlement.database import transaction
from resettlement.journal.model import canonical
from resettlement.journal.service import read
from resettlement.positions.service import import_positions
from resettlement.positions.workbook import read_positions
from resettlement.records.service import import_records
from resettlement.records.workbook import read_records
from resettlement.selection.service import open_session
from resettlement.selection.session.rules import load_rules
from resettlement.selection.wishes.service import Filing, How, commitments, file_one
from resettlement.standing.model import StandingRow
from resettlement.standing.tables import StandingVersion
from tests.hall import opening
from tests.unit.records.building import person, position, positions, records
from tests.unit.records.campaigns import ID, open_empty

OPENED_ON = datetime(2021, 11, 2, 9, tzinfo=clock.CHINA)
DAY = datetime(2021, 11, 20, 21, 0, tzinfo=clock.CHINA)
"""An evening on which one files."""

POSTS = ("P03", "P01", "P02")
"""In posted order; P03 wants 本科, which S01 alone has."""


def minutes(number: float) -> datetime:
    return DAY + timedelta(minutes=number)


def open_filing(engine: Engine, *, close_at: datetime | None = None, frozen: bool = True) -> None:
    """People and posts in, the standing frozen or not yet."""
    people = [person("S01", 学历="本科"), person("S02"), person("S03")]
    posts = [position(post, **({"学历下限": "本科"} if post == "P03" else {})) for post in POSTS]
    rows = [_row("S01", 1), _row("S02", 2), _row("S03", None)]
    groups = [{"category": "sergeant", "rows": [row.to_json() for row in rows]}]
    with transaction(engine) as db:
        open_empty(db)
        row = campaign(db, ID)
        row.wishes_close_at = clock.written(close_at) if close_at else None
        import_records(db, ID, read_records(records(people)), by="clerk", at=OPENED_ON)
        import_positions(db, ID, read_positions(positions(posts)), by="staffing", at=OPENED_ON)
        db.add(StandingVersion(
            campaign_id=ID, version=1, groups=canonical(groups), frozen=frozen,
            made_at=clock.written(OPENED_ON),
        ))  # fmt: skip


def _row(candidate: str, standing: int | None) -> StandingRow:
    return StandingRow(candidate, standing, "50", False, 1, {})


def filed(
    db: Session,
    candidate: str,
    *wishes: str,
    accepts_any: bool = False,
    how: How = How.PHONE,
    at: datetime = DAY,
) -> Filing:
    return file_one(
        db, ID, candidate, wishes, accepts_any, how=how, on=DAY.date(), by="public", at=at
    )  # fmt: skip


def hold_session(db: Session, at: datetime) -> None:
    """The session opens on what was filed until now."""
    opened = opening({"sergeant": [["S01"], ["S02"]]}, dict.fromkeys(POSTS, 1))
    bound = {**opened.__dict__, "session": ID, "campaign": ID, "wish_commitments": commitments(db, ID)}
    bound["settings"] = load_rules("default").settings
    open_session(db, type(opened)(**bound), by="host", at=at)


def logged(db: Session) -> Sequence[tuple[str, Any]]:
    """What the campaign's journal says of wishes and codes."""
    return [
        (entry.type, entry.payload) for entry in read(db, f"campaign/{ID}") if entry.type.startswith("wish")
    ]
