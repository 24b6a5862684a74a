"""Who waits for another writer: not for ever, and by the clock as it is when the turn comes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from resettlement import clock, database
from resettlement.database import connect, reading, transaction
from resettlement.errors import StorageError
from resettlement.journal.model import Draft
from resettlement.journal.service import act, append, lock, read
from tests.storage.building import NINE

STREAM = "campaign/waiting"


@pytest.fixture
def engine(newest: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Of a server whose patience is short."""
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 1.0)
    monkeypatch.setattr(database, "STATEMENT_SECONDS", 2.0)
    monkeypatch.setattr(database, "IDLE_SECONDS", 0.5)
    connect.cache_clear()
    yield connect(newest)
    connect.cache_clear()


def note(db: Session, n: int) -> None:
    append(db, STREAM, [Draft("noted", {"n": n})], by="clerk", at=clock.now())


def test_whoever_had_to_wait_reads_the_clock_when_the_turn_comes(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count()
    monkeypatch.setattr(clock, "now", lambda: NINE + timedelta(seconds=next(seconds)))
    with ThreadPoolExecutor() as pool:
        with transaction(engine) as first:
            lock(first, STREAM)
            second = pool.submit(lambda: act(engine, STREAM, lambda db, at: _write(db, at)))
            time.sleep(0.3)
            assert not second.done()
            note(first, 1)
        second.result(timeout=30)
    with reading(engine) as db:
        assert [entry.payload["n"] for entry in read(db, STREAM)] == [1, 2]


def _write(db: Session, at: object) -> None:
    append(db, STREAM, [Draft("noted", {"n": 2})], by="clerk", at=at)  # type: ignore[arg-type]


def test_nobody_waits_for_ever_for_who_holds_the_lock(engine: Engine) -> None:
    with transaction(engine) as first, ThreadPoolExecutor() as pool:
        lock(first, STREAM)
        began = time.monotonic()
        waiting = pool.submit(lambda: act(engine, STREAM, lambda db, at: None))
        while not waiting.done():
            first.connection().exec_driver_sql("SELECT 1")  # at work, so PostgreSQL lets it be
            time.sleep(0.1)
        with pytest.raises(StorageError) as busy:
            waiting.result()
    assert busy.value.code == "storage.busy"
    assert "这一步没有保存" in busy.value.message
    assert 0.8 < time.monotonic() - began < 10
    act(engine, STREAM, lambda db, at: note(db, 1))
    with reading(engine) as db:
        assert len(read(db, STREAM)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_falls_silent_in_the_middle_of_writing_holds_up_nobody_for_long(engine: Engine) -> None:
    """On PostgreSQL, where the machine that wrote may be gone."""

    def fall_silent(db: Session, _at: object) -> None:
        act(engine, STREAM, lambda db, at: note(db, 1))
        note(db, 2)

    with pytest.raises(StorageError) as silent:
        act(engine, STREAM, fall_silent)
    assert silent.value.code == "storage.busy"
    with reading(engine) as db:
        assert [entry.payload["n"] for entry in read(db, STREAM)] == [1]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_statement_that_never_ends_is_ended(engine: Engine) -> None:
    with pytest.raises(StorageError) as endless, reading(engine) as db:
        db.execute(text("SELECT pg_sleep(30)"))
    assert endless.value.code == "storage.busy"
