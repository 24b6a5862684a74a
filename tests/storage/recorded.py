"""The scored campaign with its session held, certified, recorded and posted (虚构)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from resettlement import clock
from resettlement.database import transaction
from resettlement.hall.recording import record_session
from resettlement.journal.model import canonical
from resettlement.positions.tables import Position, ReceivingUnit
from resettlement.publication.public_documents import standing_result
from resettlement.publication.tables import Notice
from resettlement.selection.supervision import certify
from tests.hall import DAY
from tests.storage.held import EVENING, held
from tests.storage.scored import ID

UNIT = "虚构水务中心"
CLOSES = DAY.date().replace(day=DAY.day + 1)
RESULT = "虚公〔2021〕5号"


def recorded(engine: Engine) -> None:
    """S01 holds P1, S02 holds P2; the supervisor has certified it and recorded it."""
    held(engine)
    with transaction(engine) as db:
        _offer(db)
        certify(db, ID, by="supervisor", at=EVENING)
    with transaction(engine) as db:
        record_session(db, ID, by="supervisor", at=EVENING)


def result_posted(engine: Engine, closes_on: date | None = CLOSES) -> None:
    """The notice of the result hangs until the day after the session."""
    with transaction(engine) as db:
        sequence = len(db.exec(select(Notice.number)).all()) + 1
        content = canonical({"fingerprint": standing_result(db, ID)["fingerprint"]})
        db.add(
            Notice(
                campaign_id=ID, number=RESULT, sequence=sequence, kind="result", title="结果公示",
                posted_on=DAY.date(), closes_on=closes_on, content=content, data_sha256="", pdf=b"",
                pdf_sha256="",
            )
        )  # fmt: skip


def at(day: date, minute: int = 0) -> datetime:
    """Ten in the morning of a day, and so many minutes."""
    return datetime(day.year, day.month, day.day, 10, minute, tzinfo=clock.CHINA)


def _offer(db: Session) -> None:
    db.add(ReceivingUnit(campaign_id=ID, name=UNIT, kind="事业单位"))
    db.flush()
    db.add_all(
        Position(
            campaign_id=ID, id=f"P{place}", place=place, unit=UNIT, title=f"安全监管{place}岗", kind="事业",
            seats=place, coordinated=False, open_to="[]", majors="[]", certificates="[]",
        )
        for place in (1, 2)
    )  # fmt: skip
