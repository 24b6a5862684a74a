"""The journal: appended to, never changed, on both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from resettlement.database import transaction
from resettlement.errors import ConflictError, RefusedError, TamperedError
from resettlement.journal.check import check_journal
from resettlement.journal.model import Draft, chained
from resettlement.journal.service import append, read
from resettlement.journal.tables import JournalEntry
from tests.storage.building import NINE, assert_chained, later, write

STREAM = "session/test"


def test_entries_are_numbered_without_gap_and_chained(engine: Engine) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1, 2)
    with transaction(engine) as session:
        write(session, STREAM, 3)
        assert [entry.payload["n"] for entry in read(session, STREAM)] == [1, 2, 3]
        assert_chained(read(session, STREAM))


def test_streams_are_numbered_apart(engine: Engine) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1)
        write(session, "session/other", 2)
        assert [len(read(session, name)) for name in (STREAM, "session/other")] == [1, 1]


def test_a_payload_in_chinese_is_read_back_as_written(engine: Engine) -> None:
    payload = {"reason": "设备故障：投影仪", "papers": ["委托书"], "none": None, "yes": True}
    with transaction(engine) as session:
        append(session, STREAM, [Draft("paused", payload)], by="host", at=NINE)
    with transaction(engine) as session:
        (entry,) = read(session, STREAM)
    assert entry.payload == payload
    assert_chained([entry])


def test_reading_after_a_version_gives_only_what_is_newer(engine: Engine) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1, 2, 3)
        assert [entry.version for entry in read(session, STREAM, after=1)] == [2, 3]


def test_whoever_saw_an_older_version_is_told_to_look_again(engine: Engine) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1)
    with pytest.raises(ConflictError, match="看板已有变化") as refused, transaction(engine) as session:
        write(session, STREAM, 2, expected=0)
    assert (refused.value.arguments["expected"], refused.value.arguments["found"]) == (0, 1)


def test_a_clock_set_back_is_refused_and_nothing_is_written(engine: Engine) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1, at=later(5))
    with pytest.raises(RefusedError) as refused, transaction(engine) as session:
        write(session, STREAM, 2, at=later(4))
    assert refused.value.code == "journal.clock_went_back"
    with transaction(engine) as session:
        assert len(read(session, STREAM)) == 1


def test_the_same_second_twice_is_no_clock_set_back(engine: Engine) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1)
        write(session, STREAM, 2)
        assert len(read(session, STREAM)) == 2


def test_when_a_transaction_fails_neither_row_nor_entry_is_kept(engine: Engine) -> None:
    with pytest.raises(LookupError):
        _fail_after_writing(engine)
    with transaction(engine) as session:
        assert read(session, STREAM) == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET payload = '{}'",
        "UPDATE journal SET version = 7 WHERE version = 2",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE version = 2",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_entry(engine: Engine, statement: str) -> None:
    before = _two_entries(engine)
    with pytest.raises(IntegrityError, match="append_only"), transaction(engine) as session:
        session.execute(text(statement))
    assert _entries(engine) == before


def test_the_database_itself_refuses_to_empty_the_journal(engine: Engine) -> None:
    before = _two_entries(engine)
    statement = "DELETE FROM journal" if engine.dialect.name == "sqlite" else "TRUNCATE journal"
    with pytest.raises(IntegrityError, match="append_only"), transaction(engine) as session:
        session.execute(text(statement))
    assert _entries(engine) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"version": 4},
        {"version": 0},
        {"previous": "0" * 64},
        {"previous": "f" * 64},
        {"stream": "session/other"},
    ],
    ids=str,
)
def test_the_database_itself_refuses_an_entry_that_is_not_the_next(
    engine: Engine, changed: dict[str, Any]
) -> None:
    before = _two_entries(engine)
    with pytest.raises(IntegrityError), transaction(engine) as session:
        session.execute(text(_INSERT), _next(before[-1].hash) | changed)
    assert _entries(engine) == before


def test_the_next_entry_written_by_hand_is_taken_so_the_refusals_above_mean_something(engine: Engine) -> None:
    before = _two_entries(engine)
    with transaction(engine) as session:
        session.execute(text(_INSERT), _next(before[-1].hash))
    assert len(_entries(engine)) == 3


def test_replacing_an_entry_is_refused_although_it_fires_no_delete_trigger(engine: Engine) -> None:
    before = _two_entries(engine)
    if engine.dialect.name == "sqlite":
        statement = _INSERT.replace("INSERT", "INSERT OR REPLACE")
    else:
        statement = f"{_INSERT} ON CONFLICT (stream, version) DO UPDATE SET payload = excluded.payload"
    for version in (1, 2):
        with pytest.raises(IntegrityError), transaction(engine) as session:
            session.execute(text(statement), _next(before[-1].hash) | {"version": version})
    assert _entries(engine) == before


@pytest.mark.parametrize("column", ["id", "hash"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_next_entry_cannot_push_out_an_older_one(engine: Engine, column: str) -> None:
    before = _two_entries(engine)
    taken = {"id": 9, **_next(before[-1].hash), column: getattr(before[0], column)}
    statement = _INSERT.replace("INSERT", "INSERT OR REPLACE")
    statement = statement.replace("(stream", "(id, stream").replace("(:stream", "(:id, :stream")
    with pytest.raises(IntegrityError, match="not_the_next"), transaction(engine) as session:
        session.execute(text(statement), taken)
    assert _entries(engine) == before


def test_even_without_triggers_a_version_or_hash_cannot_stand_twice(engine: Engine) -> None:
    last = _two_entries(engine)[-1].hash
    with engine.begin() as connection:
        on = "" if engine.dialect.name == "sqlite" else " ON journal"
        connection.execute(text(f"DROP TRIGGER journal_next_only{on}"))
    for twice in ({"version": 2}, {"hash": last}, {"version": 0}):
        with pytest.raises(IntegrityError), transaction(engine) as session:
            session.execute(text(_INSERT), _next(last) | twice)
    assert {c["name"] for c in inspect(engine).get_unique_constraints("journal")} == {
        "uq_journal_stream_version",
        "uq_journal_hash",
    }


def test_the_check_gives_head_and_count_of_every_stream(engine: Engine) -> None:
    before = _two_entries(engine)
    with transaction(engine) as session:
        (head,) = check_journal(session)
    assert (head.stream, head.count, head.head) == (STREAM, 2, before[-1].hash)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("payload", '{"n":9}'),
        ("payload", '{ "n": 1 }'),
        ("payload", "no json"),
        ("by", "somebody"),
        ("type", "other"),
        ("at", "2021-12-18T09:00:01+08:00"),
        ("at", "2021-12-18T01:00:00+00:00"),
        ("previous", "1" * 64),
        ("hash", "2" * 64),
        ("version", 5),
    ],
)
def test_the_check_finds_any_changed_value(engine: Engine, column: str, value: object) -> None:
    _two_entries(engine)
    _without_triggers(engine, f'UPDATE journal SET "{column}" = :value WHERE version = 1', {"value": value})
    with pytest.raises(TamperedError, match=STREAM), transaction(engine) as session:
        check_journal(session)


def test_the_check_finds_an_entry_taken_out_of_the_middle(engine: Engine) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1, 2, 3)
    _without_triggers(engine, "DELETE FROM journal WHERE version = 2", {})
    with pytest.raises(TamperedError, match="第 2 条"), transaction(engine) as session:
        check_journal(session)


@pytest.mark.parametrize(
    ("version", "at"), [(2, "2021-12-18T08:59:59+08:00"), (3, "2021-12-18T09:00:00+08:00")]
)
def test_the_check_finds_a_well_chained_entry_that_skips_a_number_or_goes_back_in_time(
    engine: Engine, version: int, at: str
) -> None:
    """What somebody could forge who computes hashes as well."""
    with transaction(engine) as session:
        (first,) = write(session, STREAM, 1)
    forged = chained(STREAM, version, datetime.fromisoformat(at), "clerk", Draft("noted", {}), first.hash)
    _without_triggers(engine, _INSERT, forged.to_json())
    with pytest.raises(TamperedError, match="第 2 条"), transaction(engine) as session:
        check_journal(session)


def test_a_session_cut_short_is_found_because_the_campaign_names_its_head(engine: Engine) -> None:
    with transaction(engine) as session:
        entries = write(session, STREAM, 1, 2, 3)
        recorded = {"session": "test", "head": entries[-1].hash, "count": 3, "fingerprint": "0" * 64}
        append(session, "campaign/c", [Draft("session_recorded", recorded)], by="host", at=NINE)
        assert len(check_journal(session)) == 2
    _without_triggers(engine, f"DELETE FROM journal WHERE version = 3 AND stream = '{STREAM}'", {})
    with pytest.raises(TamperedError, match="不完整"), transaction(engine) as session:
        check_journal(session)


def test_a_campaign_log_cut_short_is_found_because_the_session_names_its_head(engine: Engine) -> None:
    with transaction(engine) as session:
        entries = write(session, "campaign/c", 1, 2)
        opened = {"session": "test", "campaign": "c", "campaign_head": entries[-1].hash}
        append(session, STREAM, [Draft("session_opened", opened)], by="host", at=NINE)
        assert len(check_journal(session)) == 2
    _without_triggers(engine, "DELETE FROM journal WHERE version = 2", {})
    with pytest.raises(TamperedError, match="没有这个日志头"), transaction(engine) as session:
        check_journal(session)


_INSERT = (
    'INSERT INTO journal (stream, version, "at", "by", type, payload, previous, hash) '
    "VALUES (:stream, :version, :at, 'clerk', 'noted', '{}', :previous, :hash)"
)


def _next(previous: str) -> dict[str, Any]:
    return {"stream": STREAM, "version": 3, "at": "x", "previous": previous, "hash": "e" * 64}


def _fail_after_writing(engine: Engine) -> None:
    with transaction(engine) as session:
        write(session, STREAM, 1)
        raise LookupError


def _two_entries(engine: Engine) -> list[JournalEntry]:
    with transaction(engine) as session:
        write(session, STREAM, 1, 2)
    return _entries(engine)


def _entries(engine: Engine) -> list[JournalEntry]:
    with Session(engine) as session:
        return list(session.exec(select(JournalEntry).order_by(JournalEntry.id)))


def _without_triggers(engine: Engine, statement: str, values: dict[str, object]) -> None:
    """What somebody with the database file in hand could do."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        else:
            for trigger in ("no_update", "no_delete", "next_only"):
                connection.execute(text(f"DROP TRIGGER journal_{trigger}"))
        connection.execute(text(statement), values)
