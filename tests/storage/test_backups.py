"""`db upgrade`, `backup` and `restore` as staff run them, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, text

from resettlement.cli import main
from resettlement.database import connect, transaction, upgrade
from resettlement.journal.check import check_journal
from resettlement.journal.model import short
from resettlement.journal.service import read
from tests.storage.building import assert_chained, write

STREAM = "session/test"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, in this process: `run(url, "backup", file)`."""

    def command(url: str, *arguments: object) -> Done:
        monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", url)
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return command


def numbers(url: str) -> list[int]:
    with transaction(connect(url)) as session:
        entries = read(session, STREAM)
    assert_chained(entries)
    return [entry.payload["n"] for entry in entries]


def test_upgrade_makes_a_database_from_nothing(run: Run, database_url: str) -> None:
    done = run(database_url, "db", "upgrade")
    assert (done.returncode, done.stderr) == (0, "")
    assert numbers(database_url) == []


def test_what_was_backed_up_comes_back_and_what_was_there_is_kept_aside(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    with transaction(engine) as session:
        last = write(session, STREAM, 1, 2)[-1]
    made = run(database_url, "backup", file)
    assert made.returncode == 0, made.stderr
    assert f"{STREAM}  2 条  {short(last.hash)}" in made.stdout
    assert file.stat().st_mode & 0o077 == 0, "names and ID numbers: for its owner alone"

    with transaction(engine) as session:
        write(session, STREAM, 3)
    engine.dispose()
    back = run(database_url, "restore", file, "--replace")
    assert back.returncode == 0, back.stderr
    assert f"{STREAM}  2 条  {short(last.hash)}" in back.stdout
    assert numbers(database_url) == [1, 2]
    assert numbers(_kept_aside(database_url, back.stdout)) == [1, 2, 3]


def test_a_restored_journal_still_refuses_changes_and_goes_on(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1)
    engine.dispose()
    run(database_url, "backup", tmp_path / "backup")
    run(database_url, "restore", tmp_path / "backup", "--replace")
    with transaction(engine) as session:
        write(session, STREAM, 2)
    assert numbers(database_url) == [1, 2]
    with pytest.raises(Exception, match="append_only"), transaction(engine) as session:
        session.execute(text("DELETE FROM journal"))


def test_a_database_that_holds_something_is_not_overwritten_without_being_told(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    run(database_url, "backup", tmp_path / "empty")
    with transaction(engine) as session:
        write(session, STREAM, 1)
    engine.dispose()
    done = run(database_url, "restore", tmp_path / "empty")
    assert done.returncode == 2
    assert "--replace" in done.stderr
    assert numbers(database_url) == [1]


def test_an_empty_database_is_restored_without_further_words(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    engine.dispose()
    run(database_url, "backup", tmp_path / "empty")
    done = run(database_url, "restore", tmp_path / "empty")
    assert (done.returncode, done.stderr) == (0, "")
    assert "保留" not in done.stdout


def test_a_backup_never_overwrites_a_file(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    file.write_text("older")
    done = run(database_url, "backup", file)
    assert done.returncode == 2
    assert "换一个文件名" in done.stderr
    assert file.read_text() == "older"


def test_a_database_without_our_tables_cannot_be_backed_up(
    run: Run, database_url: str, tmp_path: Path
) -> None:
    done = run(database_url, "backup", tmp_path / "backup")
    assert done.returncode == 2
    assert "db upgrade" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("backup")] == []


def test_a_tampered_journal_is_told_by_exit_code_3_and_leaves_no_backup(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1, 2)
    _tamper(engine)
    done = run(database_url, "backup", tmp_path / "backup")
    assert done.returncode == 3
    assert f"{STREAM} 第 1 条" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("backup")] == []


def test_a_database_of_a_newer_program_is_left_alone(run: Run, engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    done = run(database_url, "db", "upgrade")
    assert done.returncode == 2
    assert "换用新版本的程序" in done.stderr


def test_a_file_that_is_no_backup_is_refused(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8 no backup")
    done = run(database_url, "restore", file)
    assert done.returncode == 2
    assert "不是" in done.stderr


def test_a_backup_cut_short_is_refused_and_nothing_is_changed(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1)
    engine.dispose()
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    run(database_url, "backup", whole)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    done = run(database_url, "restore", cut, "--replace")
    assert done.returncode in (2, 3)
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert numbers(database_url) == [1]


def test_a_backup_taken_while_others_write_is_one_instant_of_it(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    stop, begun = Event(), Event()

    def work() -> None:
        n = 0
        while not stop.is_set():
            with transaction(engine) as session:
                write(session, STREAM, n)
            n += 1
            begun.set()

    writer = Thread(target=work)
    writer.start()
    begun.wait()
    done = run(database_url, "backup", tmp_path / "backup")
    stop.set()
    writer.join()
    assert done.returncode == 0, done.stderr
    written = numbers(database_url)
    engine.dispose()
    assert run(database_url, "restore", tmp_path / "backup", "--replace").returncode == 0
    kept = numbers(database_url)
    assert kept == written[: len(kept)]
    assert kept


def test_a_database_in_use_is_not_replaced(
    run: Run, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1)
    run(database_url, "backup", tmp_path / "backup")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        done = run(database_url, "restore", tmp_path / "backup", "--replace")
    assert done.returncode == 2
    assert "请先停止服务" in done.stderr
    assert numbers(database_url) == [1]


def test_the_password_of_a_database_is_not_told_when_a_command_fails(run: Run, tmp_path: Path) -> None:
    url = "postgresql://clerk:secret-word@localhost:1/none"
    done = run(url, "backup", tmp_path / "backup")
    assert done.returncode == 2
    assert "连不上数据库" in done.stderr
    assert "secret-word" not in done.stdout + done.stderr


def test_a_backup_with_a_byte_changed_is_told_by_exit_code_3(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.db'}"
    upgrade(url)
    with transaction(connect(url)) as session:
        write(session, STREAM, 1234567)
    connect(url).dispose()
    file = tmp_path / "backup"
    run(url, "backup", file)
    file.write_bytes(file.read_bytes().replace(b"1234567", b"1234568"))
    done = run(url, "restore", file, "--replace")
    assert done.returncode == 3
    assert "第 1 条" in done.stderr
    assert numbers(url) == [1234567]
    assert not [path.name for path in tmp_path.iterdir() if ".part" in path.name]


def test_a_backup_that_cannot_be_written_is_told_in_words(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.db'}"
    upgrade(url)
    connect(url).dispose()
    deep = tmp_path.joinpath(*["深" * 80] * 3)  # longer than SQLite opens; no folder is closed to root
    deep.mkdir(parents=True)
    target = deep / "backup"
    done = run(url, "backup", target)
    assert done.returncode == 2
    assert "没有备份到" in done.stderr
    assert "Traceback" not in done.stderr
    assert not target.exists()


def test_a_damaged_backup_is_named_as_staff_know_it(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.db'}"
    damaged = tmp_path / "周五.bak"
    damaged.write_bytes(b"SQLite format 3\0" + bytes(5000))
    done = run(url, "restore", damaged)
    assert "周五.bak" in done.stderr
    assert "part" not in done.stderr


@pytest.mark.parametrize("url", ["foo", "mysql://clerk:secret-word@host/x", "postgresql://host:port/x"])
def test_a_database_address_that_is_none_is_told_in_words(run: Run, tmp_path: Path, url: str) -> None:
    done = run(url, "backup", tmp_path / "backup")
    assert done.returncode == 2
    assert "RESETTLEMENT_DATABASE_URL 不是可用的数据库地址" in done.stderr
    assert "secret-word" not in done.stderr
    assert "Traceback" not in done.stderr


def _kept_aside(url: str, told: str) -> str:
    name = told.split("原数据库保留为 ")[1].split("。")[0]
    before, _, query = url.partition("?")
    return f"{before.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def _tamper(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER journal_no_update"))
        connection.execute(text("UPDATE journal SET payload = '{}' WHERE version = 1"))
    engine.dispose()


def test_the_backup_is_one_file_that_any_sqlite_reads(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.db'}"
    upgrade(url)
    with transaction(connect(url)) as session:
        write(session, STREAM, 1)
        assert run(url, "backup", tmp_path / "backup").returncode == 0, (
            "a reader or writer at work does no harm"
        )
    with closing(sqlite3.connect(tmp_path / "backup")) as copy:
        assert copy.execute("SELECT count(*) FROM journal").fetchone() == (0,)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with transaction(connect(url)) as session:
        assert check_journal(session)[0].count == 1
