"""One SQLite database into one file and back; nothing is swapped in before its chains hold."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL
from sqlmodel import Session

from resettlement.database import connect, upgrade
from resettlement.errors import BadInputError, StorageError, TamperedError
from resettlement.journal.check import Head, check_journal

MAGIC = b"SQLite format 3\0"
BUSY = "数据库正在使用。请先停止服务（serve）再恢复，原数据库没有改动。"


def back_up(url: URL, target: Path) -> tuple[Head, ...]:
    """Copy the database, while it is in use, into `target`; the heads of its streams.

    The copy is of one instant (SQLite's online backup), is checked, and only then gets its name.
    """
    source = _path(url)
    if not source.exists():
        raise BadInputError(
            f"还没有数据库 {source.name}，没有可备份的内容。请先运行 resettlement db upgrade。"
        )
    with _in_the_making(target) as part:
        with (
            _said_of(target),
            closing(sqlite3.connect(source)) as live,
            closing(sqlite3.connect(part)) as copy,
        ):
            part.chmod(0o600)  # names and ID numbers
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, no companions
        return check(part, source.name)


def restore(url: URL, source: Path, aside: Path) -> tuple[Head, ...]:
    """Put the backup in place of the database, which stays as `aside` if it held anything."""
    target = _path(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _in_the_making(target) as part:
        shutil.copyfile(source, part)
        part.chmod(0o600)
        check(part, source.name)
        made = url.set(database=str(part)).render_as_string(hide_password=False)
        upgrade(made)
        connect(made).dispose()
        with closing(sqlite3.connect(part)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
        heads = check(part, source.name)
        if target.exists():
            _close_for_all(target)
            if not is_empty(url):
                _keep(target, aside)
    return heads


def is_empty(url: URL) -> bool:
    """No database yet, or one that holds neither campaign nor entry."""
    path = _path(url)
    if not path.exists() or path.stat().st_size == 0:
        return True
    with closing(sqlite3.connect(path)) as live:
        tables = [name for (name,) in live.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = (live.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in tables)  # noqa: S608
        return not any(row for name, row in zip(tables, rows, strict=True) if name != "alembic_version")


def check(path: Path, name: str) -> tuple[Head, ...]:
    """The file is whole, rows fit together, chains hold; the heads. `name` is what staff call the file.

    Raises BadInputError or TamperedError.
    """
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path), hide_parameters=True)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    try:
        with closing(sqlite3.connect(path)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise TamperedError(f"{name} 已损坏（SQLite 完整性检查未通过），请改用另一份备份。")
            if copy.execute("PRAGMA foreign_key_check").fetchall():
                raise TamperedError(f"{name} 中有互不对应的记录，请改用另一份备份。")
            if not copy.execute("SELECT 1 FROM sqlite_schema WHERE name = 'journal'").fetchone():
                raise BadInputError(f"{name} 不是本系统的数据库，没有日志表。请核对文件。")
        with Session(engine) as session:
            return check_journal(session)
    except sqlite3.DatabaseError as error:
        raise TamperedError(f"{name} 读不出来（{error}），请改用另一份备份。") from error
    finally:
        engine.dispose()


@contextmanager
def _said_of(target: Path) -> Iterator[None]:
    """A backup that cannot be written is reported with what staff can do: StorageError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        match error.sqlite_errorcode & 0xFF:
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
                why = "这个文件夹写不进去，请核对权限，或换一个位置"
            case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
                why = "磁盘已满或写不进去，请腾出空间或换一个位置"
            case _:
                raise
        raise StorageError("storage.backup", f"没有备份到 {target}：{why}。数据库没有改动。") from error


def _path(url: URL) -> Path:
    return Path(url.database or "")


@contextmanager
def _in_the_making(target: Path) -> Iterator[Path]:
    """A file beside `target` that takes its name at the end, flushed to disk; gone if anything fails."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        yield part
        _flush(part)
        part.replace(target)
        _flush(target.parent)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{ending}").unlink(missing_ok=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _close_for_all(path: Path) -> None:
    """Fold the write-ahead log into the file; refused while any other program has the database open."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as live:
            live.execute("PRAGMA locking_mode=EXCLUSIVE")
            live.execute("PRAGMA journal_mode=DELETE")
            live.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raise StorageError("storage.busy", BUSY) from error


def _keep(target: Path, aside: Path) -> None:
    """`aside` is the old database. A hard link leaves no moment without one, where the disk has links."""
    with suppress(OSError):
        aside.hardlink_to(target)
        return
    target.rename(aside)
