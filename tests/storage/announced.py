"""The scored campaign on its way to the hall: posted, frozen, announced. Everybody is fictional (虚构)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from resettlement.database import transaction
from resettlement.notices.drafting import content_of, suggested
from resettlement.notices.freezing import freeze_standing
from resettlement.notices.posting import Prepared, post
from resettlement.positions.service import import_positions
from resettlement.positions.workbook import read_positions
from resettlement.publication.tables import Notice
from resettlement.sample import folder
from tests.storage.scored import AT, ID, open_scored

OVER = AT + timedelta(days=8)
"""The periods of what was posted at AT are over."""
SESSION = AT + timedelta(days=10)
SAID = {
    "session": {"date": SESSION.date().isoformat(), "place": "大厅", "roll_call": "8时30分"},
    "lot": {"algorithm": "sha256", "source": "当众摇出的号码"},
}


def put_up(db: Session, kind: str, at: datetime, **changed: Any) -> Notice:
    """A notice as the campaign's own texts have it, entered without the paper being set."""
    draft = replace(suggested(db, ID, kind, at.date()), **changed)
    return post(db, ID, Prepared(content_of(db, ID, draft), b"%PDF-"), by="clerk", at=at)


def announce(db: Session, at: datetime, **changed: Any) -> Notice:
    return put_up(db, "announcement", at, **{**SAID, **changed})


def posted_and_frozen(engine: Engine) -> None:
    open_scored(engine)
    with transaction(engine) as db:
        import_positions(db, ID, read_positions(folder() / "positions.xlsx"), by="staffing", at=AT)
        put_up(db, "scores", AT)
        put_up(db, "positions", AT)
        freeze_standing(db, ID, by="supervisor", at=OVER)


def announced(engine: Engine) -> None:
    posted_and_frozen(engine)
    with transaction(engine) as db:
        announce(db, OVER + timedelta(minutes=1))
