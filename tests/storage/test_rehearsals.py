"""演练在自己的日志上：真的选岗会一开，演练就结束；演练怎样也盖不住、改不了真的。两种数据库都一样。"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session as Database

from resettlement import database
from resettlement.errors import RefusedError
from resettlement.journal.service import read
from resettlement.selection.rehearsal import drill
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.rehearsal.drill import Process
from resettlement.selection.rehearsal.faults import FAULTS
from resettlement.selection.service import execute, load, open_session
from resettlement.selection.session.events import Call, Choose, Close, SessionOpened
from tests.hall import DAY, opening

REAL = opening({"officer": [["A"]]}, {"P1": 1})
ID = REAL.campaign


def start(engine: Engine, opened: SessionOpened = REAL) -> str:
    with database.transaction(engine) as db:
        return rehearsal.start(db, opened, by="host", at=DAY)


def end(engine: Engine) -> None:
    with database.transaction(engine) as db:
        rehearsal.end(db, ID, by="host", at=DAY)


def on_screen(engine: Engine) -> str:
    with database.transaction(engine) as db:
        return rehearsal.on_screen(db, ID)


def test_a_rehearsal_runs_on_a_stream_of_its_own_until_it_is_ended(engine: Engine) -> None:
    first = start(engine)
    assert (first, on_screen(engine)) == (f"rehearsal/{ID}/1", first)
    with database.transaction(engine) as db:
        execute(db, first, Call(), by="host", at=DAY)
        assert [entry.type for entry in read(db, first)] == ["session_opened", "called"]
        assert read(db, f"session/{ID}") == ()
    end(engine)
    assert on_screen(engine) == ID
    assert start(engine) == f"rehearsal/{ID}/2"


def test_there_is_one_at_a_time(engine: Engine) -> None:
    start(engine)
    with pytest.raises(RefusedError) as refused:
        start(engine)
    assert refused.value.code == "rehearsal.running"


def test_ending_what_is_not_running_writes_nothing(engine: Engine) -> None:
    end(engine)
    with database.transaction(engine) as db:
        assert read(db, rehearsal.register_of(ID)) == ()


def test_while_a_real_session_is_open_there_is_none(engine: Engine) -> None:
    with database.transaction(engine) as db:
        open_session(db, REAL, by="host", at=DAY)
    with pytest.raises(RefusedError) as refused:
        start(engine)
    assert refused.value.code == "rehearsal.session_open"


def test_a_real_session_that_is_opened_comes_before_one_that_was_left_running(engine: Engine) -> None:
    start(engine)
    with database.transaction(engine) as db:
        open_session(db, REAL, by="host", at=DAY)
    assert on_screen(engine) == ID


def test_after_the_real_session_it_can_be_tried_again_and_the_real_result_stays(engine: Engine) -> None:
    with database.transaction(engine) as db:
        open_session(db, REAL, by="host", at=DAY)
        for minute, command in enumerate((Call(), Choose("A", "P1"), Close()), 1):
            execute(db, ID, command, by="host", at=DAY + timedelta(minutes=minute))
    rehearsed = start(engine)
    assert on_screen(engine) == rehearsed
    with database.transaction(engine) as db:
        assert load(db, ID).chosen == {"A": "P1"}
        assert load(db, rehearsed).chosen == {}


def test_the_feed_counts_every_entry_of_every_rehearsal_and_only_ever_grows(engine: Engine) -> None:
    counts = []

    def count() -> None:
        with database.transaction(engine) as db:
            counts.append(rehearsal.seen(db, ID))

    count()
    for _ in range(2):
        session_id = start(engine)
        count()
        with database.transaction(engine) as db:
            execute(db, session_id, Call(), by="host", at=DAY)
        count()
        end(engine)
        count()
    assert counts == [0, 2, 3, 4, 6, 7, 8]


def test_its_chain_holds_like_any_other(engine: Engine) -> None:
    session_id = start(engine, opening({"officer": [["A"], ["B"]]}, {"P1": 2}))
    with database.transaction(engine) as db:
        execute(db, session_id, Call(), by="host", at=DAY)
        entries = read(db, session_id)
    assert entries[-1].previous == entries[0].hash


def test_the_feed_counts_what_is_noted_beside_a_rehearsal(engine: Engine) -> None:
    session_id = start(engine)
    with database.transaction(engine) as db:
        before = rehearsal.seen(db, ID)
        drill.plan(db, session_id, FAULTS, seed="00", by="host", at=DAY)
        drill.note_refusal(db, session_id, "call", "selection.paused", by="host", at=DAY)
        assert rehearsal.seen(db, ID) == before + 2
    end(engine)
    start(engine)
    with database.transaction(engine) as db:
        assert drill.notes(db, f"rehearsal/{ID}/2") == ()


def test_a_fault_comes_in_the_transaction_of_the_command_that_brings_it(engine: Engine) -> None:
    """Whatever undoes the command undoes the fault: no card is ever shown for a pick that was not kept."""
    session_id = start(engine, opening({"officer": [["A"], ["B"], ["C"]]}, {"P1": 3}))
    process = Process("first", DAY)
    with database.transaction(engine) as db:
        drill.plan(db, session_id, ["power_cut"], seed="00", by="host", at=DAY)
        execute(db, session_id, Call(), by="host", at=DAY)
    with suppress(LookupError), database.transaction(engine) as db:
        pick_until_it_comes(db, session_id, process)
        assert drill.notes(db, session_id)[-1].type == "fault_came"
        raise LookupError
    with database.transaction(engine) as db:
        assert [note.type for note in drill.notes(db, session_id)] == ["faults_planned"]
        pick_until_it_comes(db, session_id, process)
    with database.transaction(engine) as db:
        came = drill.notes(db, session_id)[-1]
        assert (came.type, came.stream, came.payload["fault"]) == (
            "fault_came",
            f"faults/{session_id}",
            "power_cut",
        )


def pick_until_it_comes(db: Database, session_id: str, process: Process) -> None:
    """It is due after one pick or two."""
    for _ in range(2):
        session = load(db, session_id)
        before = session.version
        command = Choose(session.table.candidate, "P1") if session.table else Call()
        execute(db, session_id, command, by="host", at=DAY)
        drill.follow(db, session_id, before=before, process=process, by="host", at=DAY)
        if drill.notes(db, session_id)[-1].type == "fault_came":
            return
        execute(db, session_id, Call(), by="host", at=DAY)
