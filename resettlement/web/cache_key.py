"""How far the journal has come, and for which campaign: what every kept page is kept by."""

from __future__ import annotations

import asyncio
from typing import TypeAlias

from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from resettlement import database
from resettlement.campaign.tables import Campaign
from resettlement.journal.tables import JournalEntry
from resettlement.web.addresses import asked

Key: TypeAlias = tuple[str, int]
"""A campaign and how many entries the journal has. Not the last entry's number: PostgreSQL gives numbers out
before transactions end, so an entry may appear below one that is there already."""

_entries = select(func.count()).select_from(JournalEntry).scalar_subquery()
NEWEST_FIRST = (col(Campaign.opened_on).desc(), col(Campaign.id).desc())


def read_key(db: Session) -> Key | None:
    """The campaign asked for, or else the one opened last, and the journal's length; None without any."""
    query = select(col(Campaign.id), _entries).order_by(*NEWEST_FIRST).limit(1)
    if campaign_id := asked():
        query = query.where(col(Campaign.id) == campaign_id)
    row = db.connection().execute(query).first()
    return (row[0], row[1]) if row else None


class KeyReader:
    """Asks the database for the key of one campaign, once for all who want to know it at the same time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._running: asyncio.Task[Key | None] | None = None
        self._next: asyncio.Task[Key | None] | None = None

    async def key(self) -> Key | None:
        """As it is no earlier than this call: a question under way may miss what was written just now, so
        who comes meanwhile shares the one after it.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._ask(self._running))
        return await asyncio.shield(self._next)

    async def _ask(self, before: asyncio.Task[Key | None] | None) -> Key | None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._next = self._next, None
        try:
            return await asyncio.to_thread(self._read)
        finally:
            self._running = None

    def _read(self) -> Key | None:
        with database.reading(self._engine) as db:
            return read_key(db)
