"""Many at once: nobody writes over anybody, and three seats are three seats."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, func, insert, select

from resettlement.database import connect, transaction, upgrade
from resettlement.errors import ConflictError
from resettlement.journal.check import check_journal
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock, read
from tests.storage.building import NINE, ROOT, assert_chained, write

STREAM = "session/test"
SEATS = 3
PEOPLE = 60
PICKS = Table("picks", MetaData(), Column("person", String, primary_key=True), Column("seat", Integer))
WRITER = """
import sys
from resettlement.database import connect, transaction
from tests.storage.building import write
for n in range(int(sys.argv[2])):
    with transaction(connect(sys.argv[1])) as session:
        write(session, "session/test", n)
"""
UPGRADER = """
import sys
import alembic.command, psycopg
from resettlement.database import upgrade
from resettlement.migrations.metadata import all_tables
all_tables()
print("ready", flush=True)
sys.stdin.readline()
upgrade(sys.argv[1])
"""

T = TypeVar("T")


def at_once(n: int, work: Callable[[int], T]) -> list[T]:
    """Run `work(0)` … `work(n - 1)` in threads that all start together."""
    start = Barrier(n)

    def one(number: int) -> T:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(one, range(n)))


def test_many_threads_appending_leave_no_gap_and_one_chain(engine: Engine) -> None:
    def work(number: int) -> None:
        for n in range(5):
            with transaction(engine) as session:
                write(session, STREAM, 100 * number + n)

    at_once(12, work)
    with transaction(engine) as session:
        entries = read(session, STREAM)
    assert_chained(entries)
    assert sorted(entry.payload["n"] for entry in entries) == sorted(
        100 * number + n for number in range(12) for n in range(5)
    )


def test_many_processes_appending_leave_no_gap_and_one_chain(engine: Engine, database_url: str) -> None:
    command = [sys.executable, "-c", WRITER, database_url, "20"]
    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    with transaction(engine) as session:
        entries = read(session, STREAM)
    assert len(entries) == 60
    assert_chained(entries)


def test_streams_written_at_once_stay_apart(engine: Engine) -> None:
    def work(number: int) -> None:
        for n in range(4):
            with transaction(engine) as session:
                write(session, f"session/{number}", n)

    at_once(6, work)
    with transaction(engine) as session:
        assert [head.count for head in check_journal(session)] == [4] * 6


def test_of_those_who_saw_the_same_version_exactly_one_writes(engine: Engine) -> None:
    def work(number: int) -> bool:
        try:
            with transaction(engine) as session:
                write(session, STREAM, number, expected=0)
        except ConflictError:
            return False
        return True

    assert sum(at_once(10, work)) == 1
    with transaction(engine) as session:
        assert len(read(session, STREAM)) == 1


def test_sixty_people_picking_at_once_get_exactly_the_three_seats_left(engine: Engine) -> None:
    """Read, decide, append: the board each saw is named, and whoever saw an old one looks again."""

    def work(number: int) -> bool:
        while True:
            try:
                with transaction(engine) as session:
                    return _pick(session, number)
            except ConflictError:
                continue

    def _pick(session, number: int) -> bool:  # type: ignore[no-untyped-def]
        entries = read(session, STREAM)
        if len(entries) == SEATS:
            return False
        draft = Draft("chosen", {"candidate": f"S{number}"})
        append(session, STREAM, [draft], by="desk", at=NINE, expected=len(entries))
        return True

    assert sum(at_once(PEOPLE, work)) == SEATS
    with transaction(engine) as session:
        assert len(read(session, STREAM)) == SEATS


def test_sixty_people_inserting_rows_at_once_get_exactly_the_three_seats_left(engine: Engine) -> None:
    """Count, then insert, in one transaction that began by queueing up."""
    with engine.begin() as connection:
        PICKS.create(connection)

    def work(number: int) -> bool:
        with transaction(engine) as session:
            lock(session, STREAM)
            taken = session.execute(select(func.count()).select_from(PICKS)).scalar_one()
            if taken < SEATS:
                session.execute(insert(PICKS).values(person=f"S{number}", seat=taken))
            return taken < SEATS

    assert sum(at_once(PEOPLE, work)) == SEATS
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(PICKS)).scalar_one() == SEATS


def test_an_upgrade_started_several_times_at_once_is_done_once(database_url: str) -> None:
    """All have imported what they need before the first is let go."""
    command = [sys.executable, "-c", UPGRADER, database_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    runs = [subprocess.Popen(command, cwd=ROOT, text=True, **pipes) for _ in range(3)]
    assert [run.stdout and run.stdout.readline() for run in runs] == ["ready\n"] * 3
    for run in runs:
        assert run.stdin
        run.stdin.write("go\n")
        run.stdin.flush()
    assert [(run.communicate()[1], run.returncode) for run in runs] == [("", 0)] * 3
    upgrade(database_url)


def test_who_comes_while_another_writes_the_first_of_a_new_file_waits(tmp_path: Path) -> None:
    """SQLite itself turns him away at once: the file is not yet one that both can use together."""
    file = tmp_path / "new.db"
    first = closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False))
    with first as other, ThreadPoolExecutor() as pool:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE noted (n)")
        second = pool.submit(lambda: connect(f"sqlite:///{file}").connect().close())
        wait([second], timeout=0.2)
        assert not second.done()
        other.execute("COMMIT")
        second.result(timeout=30)
