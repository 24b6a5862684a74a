"""A session opened without notices, for what comes after the opening alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from resettlement.hall.opening import opening_of
from resettlement.journal.model import Entry
from resettlement.selection.service import open_session
from resettlement.standing.service import standings


def open_unannounced(
    db: Session, campaign_id: str, held_on: date, lot: Mapping[str, str], *, at: datetime
) -> Entry:
    """On the newest standing, though nothing was announced and nobody asked whether the hall is ready."""
    return open_session(db, opening_of(db, standings(db, campaign_id)[-1], held_on, lot), by="host", at=at)
