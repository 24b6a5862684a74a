"""The database: SQLite by default, PostgreSQL by one URL.

SQLite's own transactions begin too late to stop two writers from reading the same seat as free; every
transaction here therefore begins with BEGIN IMMEDIATE. On PostgreSQL the unique (stream, version) of the
journal and a lock on the stream do the same work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session


@cache
def connect(url: str) -> Engine:
    """One engine for each URL of this process."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        psycopg = parsed.set(drivername="postgresql+psycopg")
        return create_engine(psycopg, hide_parameters=True, pool_pre_ping=True)
    engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": 30})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")  # a pick that was shown survives a power cut
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session whose changes are all kept or, on any error, all dropped."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def upgrade(url: str) -> None:
    """Bring the database to the newest form (Alembic); a new one is made from nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    command.upgrade(config, "head")
