"""Program and disk fail in the middle of a session: what was confirmed stays, nothing is half written."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from resettlement.database import connect, transaction
from resettlement.errors import StorageError
from resettlement.journal.check import check_journal
from resettlement.journal.service import read
from tests.storage.building import ROOT, assert_chained, write

STREAM = "session/test"

# Imports once, then forks a writer for each line it reads: its first number. A number is printed when kept.
WRITERS = """
import os, sys
from resettlement.database import connect, transaction
from tests.storage.building import write
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        number = int(line)
        while True:
            with transaction(connect(sys.argv[1])) as session:
                write(session, "session/test", number)
            os.write(1, f"{number}\\n".encode())
            number += 1
    os.write(1, f"started {child}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"dead\\n")
"""

# Files may grow no further than this many bytes: the disk is full in the middle of a transaction.
CRAMPED = """
import resource, signal, sys
from resettlement.database import connect, transaction
from resettlement.errors import StorageError
from tests.storage.building import write
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
for number in range(10_000):
    try:
        with transaction(connect(sys.argv[1])) as session:
            write(session, "session/test", number)
    except StorageError as error:
        print(error.code, error.message)
        break
    print(number)
"""


@pytest.fixture
def engine(newest: str) -> Engine:
    return connect(newest)


@pytest.mark.parametrize("times", [20, pytest.param(200, marks=pytest.mark.faults)])
def test_a_writer_killed_at_any_moment_loses_nothing_that_was_confirmed(
    engine: Engine, database_url: str, times: int
) -> None:
    moments = random.Random(times)
    with _writers(database_url) as writers:
        for _ in range(times):
            kept = _numbers(engine)
            confirmed = _write_and_kill(writers, len(kept), moments)
            after = _numbers(engine)
            assert after[: len(kept)] == kept
            assert after[len(kept) :][: len(confirmed)] == confirmed
            assert len(after) - len(kept) - len(confirmed) <= 1, "more was kept than was written"
    with transaction(engine) as session:
        write(session, STREAM, -1)
        assert check_journal(session)[0].count >= times


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_disk_that_fills_up_is_told_and_nothing_is_half_written(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    engine.dispose()
    bytes_at_most = (tmp_path / "test.db").stat().st_size + 100_000
    command = [sys.executable, "-c", CRAMPED, database_url, str(bytes_at_most)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    *confirmed, told = done.stdout.splitlines()
    assert told.startswith("storage.full 磁盘已满")
    assert _numbers(engine) == [int(number) for number in confirmed]
    assert confirmed
    with transaction(engine) as session:
        write(session, STREAM, -1)
        check_journal(session)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_space_was_made_the_same_program_goes_on(engine: Engine) -> None:
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    engine.dispose()
    limit = {"pages": pages + 2}
    event.listen(engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={limit['pages']}"))
    confirmed: list[int] = []
    with pytest.raises(StorageError) as refused:
        _write_on(engine, confirmed)
    assert refused.value.code == "storage.full"
    limit["pages"] = 1_000_000
    assert _numbers(engine) == confirmed
    with transaction(engine) as session:
        write(session, STREAM, -1)
    assert _numbers(engine) == [*confirmed, -1]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_rows_and_entry_are_dropped_together_when_the_server_has_no_space(engine: Engine) -> None:
    """PostgreSQL's own error for a full disk (53100), raised by the server."""
    with pytest.raises(StorageError) as refused:
        _write_then(engine, "DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$")
    assert refused.value.code == "storage.full"
    assert _numbers(engine) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_held_by_another_program_is_told(engine: Engine) -> None:
    with transaction(engine) as holder:
        write(holder, STREAM, 1)
        with pytest.raises(StorageError) as refused, transaction(engine, patience=0.05) as session:
            write(session, STREAM, 2)
    assert refused.value.code == "storage.busy"
    assert _numbers(engine) == [1]


def _numbers(engine: Engine) -> list[int]:
    with transaction(engine) as session:
        entries = read(session, STREAM)
    assert_chained(entries)
    return [entry.payload["n"] for entry in entries]


def _write_on(engine: Engine, confirmed: list[int]) -> None:
    while True:
        with transaction(engine) as session:
            write(session, STREAM, len(confirmed))
        confirmed.append(len(confirmed))


def _write_then(engine: Engine, statement: str) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1)
        session.execute(text(statement))


@contextmanager
def _writers(url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", WRITERS, url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as writers:
        yield writers


def _write_and_kill(writers: subprocess.Popen[str], first: int, moments: random.Random) -> list[int]:
    """Start a writer, let it confirm some numbers, kill it -9 a moment later; the numbers confirmed."""
    assert writers.stdin
    assert writers.stdout
    writers.stdin.write(f"{first}\n")
    writers.stdin.flush()
    child, confirmed, enough = 0, [], moments.randint(1, 6)
    for line in writers.stdout:
        match line.split():
            case ["started", number]:
                child = int(number)
            case ["dead"]:
                break
            case [number]:
                confirmed.append(int(number))
        if child and len(confirmed) == enough:
            time.sleep(moments.uniform(0, 0.004))
            os.kill(child, signal.SIGKILL)
    return confirmed
