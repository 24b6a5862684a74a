"""Other processes on the same PostgreSQL say when they have written to the journal (LISTEN, NOTIFY).

A notice is a hint to look, nothing more: the watcher reads the database itself and goes on asking it now
and then, so that a hint that is lost delays a screen and changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import psycopg
from sqlalchemy import Engine

from resettlement.journal.service import CHANNEL

RETRY_SECONDS = 1.0

_log = logging.getLogger(__name__)


async def listen(engine: Engine, heard: Callable[[], None]) -> None:
    """Call `heard` whenever somebody has written; returns at once where the database is not PostgreSQL.

    A connection that breaks is opened again; `heard` is called then too, for what was missed.
    """
    if engine.dialect.name != "postgresql":
        return
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                heard()
                async for _notice in connection.notifies():
                    heard()
        except psycopg.Error:
            _log.warning("the notices of the database have stopped; listening again")
        await asyncio.sleep(RETRY_SECONDS)
