"""One PostgreSQL database into one file and back, by PostgreSQL's own programs (pg_dump, pg_restore)."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlmodel import Session

from resettlement.database import connect, upgrade
from resettlement.errors import BadInputError, StorageError
from resettlement.journal.check import Head, check_journal

MAGIC = b"PGDMP"


def back_up(url: URL, target: Path) -> tuple[Head, ...]:
    """Dump the database, while it is in use, into `target`; the heads of its streams.

    Chains are checked and rows dumped in one and the same snapshot.
    """
    program = _program("pg_dump")
    part = target.with_name(f"{target.name}.part")
    engine = create_engine(_driver(url), isolation_level="REPEATABLE READ", hide_parameters=True)
    try:
        with Session(engine) as session:
            if "journal" not in inspect(session.connection()).get_table_names():
                raise BadInputError(
                    "数据库里还没有本系统的表，没有可备份的内容。请先运行 resettlement db upgrade。"
                )
            snapshot = session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            heads = check_journal(session)
            part.touch(0o600)  # names and ID numbers
            _run(
                url,
                program,
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={part}",
            )
        _run(url, _program("pg_restore"), "--list", str(part), connected=False)
        part.replace(target)
        return heads
    finally:
        engine.dispose()
        part.unlink(missing_ok=True)


def restore(url: URL, source: Path, stamp: str) -> tuple[Head, ...]:
    """Restore into a new database, check it, and let the two change names in one transaction.

    The old database stays as `<name>_before_<stamp>`.
    """
    program = _program("pg_restore")
    made = url.set(database=f"{url.database}_restored_{stamp}")
    with closing(_maintenance(url)) as server:
        _on_server(server, "CREATE DATABASE {} TEMPLATE template0", str(made.database))
        try:
            _run(made, program, "--exit-on-error", "--no-owner", "--single-transaction", str(source))
            heads = _checked(made)
            _exchange(server, str(url.database), str(made.database), f"{url.database}_before_{stamp}")
        except BaseException:
            _on_server(server, "DROP DATABASE IF EXISTS {}", str(made.database))
            raise
    return heads


def is_empty(url: URL) -> bool:
    """The database holds no row of ours."""
    engine = create_engine(_driver(url), hide_parameters=True)
    try:
        with engine.connect() as connection:
            names = set(inspect(connection).get_table_names()) - {"alembic_version"}
            rows = (connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() for name in names)  # noqa: S608
            return not any(rows)
    finally:
        engine.dispose()


def _checked(made: URL) -> tuple[Head, ...]:
    address = made.render_as_string(hide_password=False)
    try:
        upgrade(address)
        with Session(connect(address)) as session:
            return check_journal(session)
    finally:
        connect(address).dispose()


def _exchange(server: psycopg.Connection, name: str, made: str, aside: str) -> None:
    connect_names = (
        ("ALTER DATABASE {} RENAME TO {}", name, aside),
        ("ALTER DATABASE {} RENAME TO {}", made, name),
    )
    with server.transaction():
        for statement, *names in connect_names:
            _on_server(server, statement, *names)


def _on_server(server: psycopg.Connection, statement: str, *names: str) -> None:
    try:
        server.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))
    except psycopg.errors.ObjectInUse as error:
        raise StorageError(
            "storage.busy", "数据库正在使用。请先停止服务（serve）再恢复，原数据库没有改动。"
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise StorageError(
            "storage.not_allowed", "这个数据库账号不能新建数据库（需要 CREATEDB）。请让管理员授权或代为恢复。"
        ) from error


def _maintenance(url: URL) -> psycopg.Connection:
    address = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    try:
        return psycopg.connect(address, autocommit=True)
    except psycopg.OperationalError as error:
        raise StorageError(
            "storage.unreachable",
            "连不上 postgres 维护库，恢复需要它来新建数据库。请让管理员授权或代为恢复。",
        ) from error


def _driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


def _program(name: str) -> str:
    """Debian keeps the programs apart by version, others have them in the PATH."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3])
    )
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise StorageError(
            "storage.no_program",
            f"没有找到 {name}。请安装 PostgreSQL 客户端（Debian：apt-get install postgresql-client）后重试。",
        )
    return found


def _run(url: URL, program: str, *arguments: str, connected: bool = True) -> None:
    """Run a program of PostgreSQL's; the password travels in the environment, not in the process list."""
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    address = url.set(drivername="postgresql", password=None).render_as_string()
    command = [program, *arguments, *([f"--dbname={address}"] if connected else [])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BadInputError(f"{Path(program).name} 没有完成：{done.stderr.strip()}")
