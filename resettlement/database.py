"""The database: SQLite by default, PostgreSQL by one URL.

SQLite's own transactions begin too late to stop two writers from reading the same seat as free; every
transaction here that may write therefore begins with BEGIN IMMEDIATE. On PostgreSQL the unique (stream,
version) of the journal and a lock on the stream do the same work.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InternalError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from resettlement.errors import BadInputError, StorageError

if TYPE_CHECKING:
    from alembic.config import Config

PATIENCE_SECONDS = 30
"""How long one who wants to write waits for another."""
IDLE_SECONDS = 120
"""How long PostgreSQL lets a transaction stand still that may hold others up: its machine may be gone."""
STATEMENT_SECONDS = 120
"""How long one statement may take on PostgreSQL; an upgrade's may take as long as they need."""
POOL = {"pool_size": 10, "max_overflow": 30, "pool_timeout": PATIENCE_SECONDS}
"""As many connections as a server has threads, so that readers find one while writers queue up."""


def address(url: str) -> URL:
    """The parts of a database URL. Raises BadInputError for what is none; a password is not repeated."""
    with suppress(ArgumentError, ValueError):
        parts = make_url(url)
        if parts.get_backend_name() in {"sqlite", "postgresql"}:
            return parts
    raise BadInputError(
        "RESETTLEMENT_DATABASE_URL 不是可用的数据库地址。应写成 sqlite:////文件夹/文件名.db，"
        "或 postgresql://用户:密码@主机/数据库名。"
    )


@cache
def connect(url: str) -> Engine:
    """One engine for each URL of this process."""
    parsed = address(url)
    if parsed.get_backend_name() == "postgresql":
        psycopg = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(psycopg, hide_parameters=True, pool_pre_ping=True, **POOL)
        event.listen(engine, "connect", _configure_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    engine = create_engine(parsed, hide_parameters=True, **({} if _in_memory(parsed) else POOL))
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _in_memory(parsed: URL) -> bool:
    return parsed.database in {None, "", ":memory:"}


def _configure_postgresql(connection: Any, _record: object) -> None:
    """Nobody waits for ever: not for a lock, not for somebody who fell silent while holding one."""
    connection.autocommit = True
    for name, seconds in (
        ("lock_timeout", PATIENCE_SECONDS),
        ("statement_timeout", STATEMENT_SECONDS),
        ("idle_in_transaction_session_timeout", IDLE_SECONDS),
    ):
        connection.execute(f"SET {name} = '{round(seconds * 1000)}ms'")
    connection.autocommit = False


def _begin_postgresql(connection: Connection) -> None:
    patience = connection.get_execution_options().get("patience")
    if patience is not None:  # 0 would mean for ever
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{max(1, round(patience * 1000))}ms'")


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")  # a pick that was shown survives a power cut
    connection.execute("PRAGMA foreign_keys=ON")


def _write_ahead(connection: Any) -> None:
    """A new file is switched over once; SQLite does not wait while another process does so, we do."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_immediate(connection: Connection) -> None:
    options = connection.get_execution_options()
    reads_only = options.get("reads_only", False)
    patience = round(options.get("patience", PATIENCE_SECONDS) * 1000)
    connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")
    connection.exec_driver_sql(f"PRAGMA query_only={int(reads_only)}")
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine, *, patience: float | None = None) -> Iterator[Session]:
    """A session whose changes are all kept or, on any error, all dropped.

    `patience`: how many seconds it waits for others who write, if not the usual. Raises StorageError when the
    disk is full, the database cannot be reached or is held too long.
    """
    if patience is not None:
        engine = engine.execution_options(patience=patience)
    with telling(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads, all of it as of one moment: it waits for no writer and no writer for it."""
    on_postgresql = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    options = on_postgresql if engine.dialect.name == "postgresql" else {}
    with telling(), Session(engine.execution_options(reads_only=True, **options)) as session:
        yield session


@contextmanager
def telling() -> Iterator[None]:
    """Say what staff can do about a disk or a server, where they can do something: StorageError."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise _told(error) or error from error
    except (PoolTimeout, InternalError) as error:
        if isinstance(error, InternalError) and getattr(error.orig, "sqlstate", None) != "25P03":
            raise
        raise _busy() from error


def _busy() -> StorageError:
    return StorageError(
        "storage.busy",
        "数据库被另一程序占用，这一步没有保存。请关闭占用它的程序（如数据库查看工具）后重试。",
    )


def _told(error: OperationalError | ProgrammingError) -> StorageError | None:
    extended = getattr(error.orig, "sqlite_errorcode", None)
    match getattr(error.orig, "sqlstate", None) if extended is None else extended & 0xFF:
        case sqlite3.SQLITE_CANTOPEN | None:
            return StorageError(
                "storage.unreachable",
                "连不上数据库。请核对 RESETTLEMENT_DATABASE_URL 里的地址和文件夹，并确认数据库服务已启动。",
            )
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR | "53100" | "58030":
            return StorageError(
                "storage.full",
                "磁盘已满或写不进去，这一步没有保存，此前的记录完好。请腾出空间或更换磁盘后重做这一步。",
            )
        case sqlite3.SQLITE_BUSY | "55P03" | "57014" | "25P03":
            return _busy()
        case sqlite3.SQLITE_ERROR | "42703" | "42P01" if _lacks_a_column(error):
            return StorageError(
                "storage.older",
                "数据库还是旧版本的格式，没有读也没有写。请先运行 resettlement db upgrade，再重做这一步。",
            )
        case _:
            return None


def _lacks_a_column(error: OperationalError | ProgrammingError) -> bool:
    """PostgreSQL says so by its state, SQLite in words only."""
    return getattr(error.orig, "sqlstate", None) is not None or "no such " in str(error.orig)


def alembic_config(url: str) -> Config:
    """How Alembic finds the steps (`resettlement/migrations`) and the database."""
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the database to the newest form (Alembic); a new one is made from nothing.

    Raises StorageError `storage.newer` for a database that a newer program has brought further.
    """
    from alembic import command
    from alembic.util import CommandError

    try:
        with telling():
            command.upgrade(alembic_config(url), "head")
    except CommandError as error:
        raise StorageError(
            "storage.newer",
            "这个数据库由更新版本的程序建立或升级过，本版本不认识，没有改动它。请换用新版本的程序。",
        ) from error
