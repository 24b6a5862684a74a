"""已读过、核对过的记录留在内存里：别的进程写了什么、事务是否作废，都不会使它走样。"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from public_notices import verifier
from resettlement import database
from resettlement.errors import ConflictError, DifferenceError, RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, read
from resettlement.selection.service import execute, load, open_session, read_log, recorded
from resettlement.selection.session.events import (
    Arrive,
    Call,
    CheckStandby,
    Choose,
    Command,
    GiveUp,
    Miss,
    Pause,
    Resume,
    Undo,
)
from resettlement.selection.session.state import Session, replay
from tests.hall import DAY, opening
from tests.storage.building import ROOT
from tests.storage.held import stand_beside

STREAM = "session/test"
PEOPLE = [f"S{number}" for number in range(1, 7)]

# Another process at the same database: carries out each line it is sent, and says what came of it.
DEPUTY = """
import sys
from datetime import timedelta
from resettlement.database import connect, transaction
from resettlement.errors import ResettlementError
from resettlement.selection.session.events import Call, Choose, GiveUp
from resettlement.selection.service import execute, load
from tests.hall import DAY

engine = connect(sys.argv[1])
for line in sys.stdin:
    try:
        with transaction(engine) as db:
            execute(db, "test", eval(line), by="deputy", at=DAY + timedelta(minutes=1))
        with transaction(engine) as db:
            session = load(db, "test")
        print(session.version, dict(session.chosen), flush=True)
    except ResettlementError as error:
        print(type(error).__name__, flush=True)
"""


@pytest.fixture
def hall(engine: Engine) -> Engine:
    """A session of six people and three posts with two seats each."""
    posts = {"P1": 2, "P2": 2, "P3": 2}
    stand_beside(engine)
    with database.transaction(engine) as db:
        opened = opening({"sergeant": [[one] for one in PEOPLE]}, posts, guarantee="off")
        open_session(db, opened, by="host", at=DAY)
    return engine


@pytest.fixture
def deputy(hall: Engine) -> Iterator[Callable[[str], str]]:
    """Sends commands to the other process; its answer."""
    command = [sys.executable, "-c", DEPUTY, hall.url.render_as_string(hide_password=False)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as other:  # type: ignore[call-overload]

        def send(line: str) -> str:
            other.stdin.write(line + "\n")
            other.stdin.flush()
            return str(other.stdout.readline()).strip()

        yield send
        other.stdin.close()


def give(engine: Engine, command: Command, *, expected: int | None = None) -> None:
    with database.transaction(engine) as db:
        execute(db, "test", command, by="host", at=DAY + timedelta(minutes=1), expected=expected)


def give_after(engine: Engine, draft: Draft, command: Command) -> None:
    """A command in the transaction that wrote something past the rules, as a program with an error would."""
    with database.transaction(engine) as db:
        append(db, STREAM, [draft], by="host", at=DAY + timedelta(minutes=1))
        execute(db, "test", command, by="host", at=DAY + timedelta(minutes=1))


def now(engine: Engine) -> Session:
    with database.reading(engine) as db:
        return load(db, "test")


def read_afresh(engine: Engine) -> Session:
    """The session as the whole log tells it, which the second path finds right."""
    with database.reading(engine) as db:
        entries = read(db, STREAM)
    assert verifier.check_entries([entry.to_json() for entry in entries]) == []
    return replay(recorded(entries))


def tampered(engine: Engine, statement: str) -> None:
    """Somebody with the keys of the database changes a row behind the journal's back."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER journal_no_update"))
        connection.execute(text(statement), {"stream": STREAM})


def test_two_processes_that_take_turns_know_what_the_other_wrote(
    hall: Engine, deputy: Callable[[str], str]
) -> None:
    give(hall, Call("S1"))
    assert deputy('Choose("S1", "P1")') == "3 {'S1': 'P1'}"
    give(hall, Call("S2"))
    give(hall, Choose("S2", "P1"))
    assert deputy('Call("S3")').startswith("6 ")
    assert deputy('Choose("S3", "P1")') == "RefusedError"  # both seats are gone
    assert deputy('Choose("S3", "P2")').startswith("7 ")
    with pytest.raises(RefusedError):
        give(hall, Choose("S3", "P3"))
    give(hall, Undo(7, "误操作", "supervisor"))
    assert deputy('Call("S3")').startswith("9 ")  # an undo within a turn goes back to its call
    assert deputy('Choose("S3", "P3")') == "10 {'S1': 'P1', 'S2': 'P1', 'S3': 'P3'}"
    assert now(hall) == read_afresh(hall)


def test_a_process_that_starts_goes_on_where_the_other_is(hall: Engine, deputy: Callable[[str], str]) -> None:
    give(hall, Call("S1"))
    assert deputy('Choose("S1", "P1")') == "3 {'S1': 'P1'}"
    assert now(hall).chosen == {"S1": "P1"}


class CrashedError(Exception):
    """What goes wrong after a command, in the same transaction."""


def crash_after(engine: Engine, *commands: Command) -> None:
    """Commands in one transaction that is dropped in the end."""
    with suppress(CrashedError), database.transaction(engine) as db:
        for command in commands:
            execute(db, "test", command, by="host", at=DAY + timedelta(minutes=1))
        raise CrashedError


def test_a_dropped_transaction_leaves_nothing(hall: Engine) -> None:
    crash_after(hall, Call("S1"), Choose("S1", "P1"))
    assert now(hall).version == 1
    assert now(hall) == read_afresh(hall)
    with pytest.raises(RefusedError):
        give(hall, Choose("S1", "P1"))
    give(hall, Call("S1"))
    give(hall, Choose("S1", "P2"))
    assert now(hall).chosen == {"S1": "P2"}
    assert now(hall) == read_afresh(hall)


def test_what_another_process_wrote_in_place_of_a_dropped_transaction_counts(
    hall: Engine, deputy: Callable[[str], str]
) -> None:
    give(hall, Call("S1"))
    crash_after(hall, Choose("S1", "P1"), Call("S2"))
    assert deputy('Choose("S1", "P3")') == "3 {'S1': 'P3'}"
    assert now(hall).chosen == {"S1": "P3"}
    give(hall, Call("S2"))
    assert now(hall) == read_afresh(hall)


def test_a_refused_command_leaves_nothing(hall: Engine) -> None:
    give(hall, Call("S1"))
    before = now(hall)
    with pytest.raises(RefusedError):
        give(hall, Choose("S2", "P1"))
    assert now(hall) == before
    give(hall, Choose("S1", "P1"))
    assert now(hall) == read_afresh(hall)


def test_a_difference_leaves_nothing_and_stops_the_session_while_it_stands(hall: Engine) -> None:
    give(hall, Call("S1"))
    wrong = Draft(
        "chosen", {"candidate": "S1", "position": "P9", "basis": "live", "proxy": False, "warned": []}
    )
    with pytest.raises(DifferenceError):
        give_after(hall, wrong, Pause("茶歇"))
    give(hall, Choose("S1", "P1"))
    assert now(hall) == read_afresh(hall)
    early = Draft("called", {"candidate": "S5"})
    with database.transaction(hall) as db:
        append(db, STREAM, [early], by="host", at=DAY + timedelta(minutes=1))
    for _ in range(2):
        with pytest.raises(DifferenceError, match="S5"):
            give(hall, Pause("茶歇"))


def test_what_is_undone_is_asked_again(hall: Engine) -> None:
    for command in (Call("S1"), Choose("S1", "P1"), Call("S2"), Undo(3, "误操作", "supervisor")):
        give(hall, command)
    assert now(hall).next_in_turn == ("S1",)
    give(hall, Call("S1"))
    give(hall, Choose("S1", "P2"))
    with pytest.raises(RefusedError):
        give(hall, Undo(3, "误操作", "supervisor"))
    give(hall, Call("S2"))
    assert now(hall).chosen == {"S1": "P2"}
    assert now(hall) == read_afresh(hall)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_kept_dropped_refused_or_undone_the_log_tells_the_same(hall: Engine, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        session = now(hall)
        person = session.table.candidate if session.table else chance.choice(PEOPLE)
        command = chance.choice(
            [Call(), Call(), Choose(person, chance.choice(["P1", "P2", "P3"])), Arrive(person),
             CheckStandby(person, True), GiveUp(person), Miss(person, "absent"), Pause("茶歇"), Resume(),
             Resume(), Undo(max(2, session.version - chance.randint(-1, 4)), "误操作", "supervisor")]
        )  # fmt: skip
        try:
            with database.transaction(hall) as db:
                execute(db, "test", command, by="host", at=DAY + timedelta(minutes=1))
                if chance.random() < 0.3:
                    raise CrashedError
        except (RefusedError, CrashedError):
            pass
    assert now(hall) == read_afresh(hall)


def test_a_page_that_began_to_read_before_sees_the_session_as_it_was(hall: Engine) -> None:
    give(hall, Call("S1"))
    with database.reading(hall) as page:
        assert load(page, "test").version == 2
        give(hall, Choose("S1", "P1"))
        assert load(page, "test").version == 2
    assert now(hall).version == 3
    give(hall, Call("S2"))
    assert now(hall) == read_afresh(hall)


def test_the_entries_kept_are_those_of_the_log(hall: Engine) -> None:
    for command in (Call("S1"), Choose("S1", "P1"), Undo(3, "误操作", "supervisor")):
        give(hall, command)
        with database.reading(hall) as db:
            log = read_log(db, "test")
            assert log is not None
            assert log.entries == read(db, STREAM)
            assert log.session == replay(recorded(log.entries))
    with database.reading(hall) as db:
        assert read_log(db, "another") is None


@contextmanager
def asked(engine: Engine) -> Iterator[list[Any]]:
    """From which version on the block reads the log, each time it does."""
    found: list[Any] = []

    def note(_c: object, _k: object, statement: str, parameters: Any, *_: Any) -> None:
        if "journal.version > " in statement:
            found.extend(one for one in (parameters.values() if isinstance(parameters, dict) else parameters)
                         if isinstance(one, int))  # fmt: skip

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_command_and_a_page_read_only_what_is_new(hall: Engine) -> None:
    for command in (Call("S1"), Choose("S1", "P1"), Call("S2"), Choose("S2", "P2")):
        give(hall, command)
    with asked(hall) as versions:
        give(hall, Call("S3"))
        assert now(hall).version == 6
    assert versions
    assert min(versions) >= 3


def test_a_changed_row_is_found_by_a_process_that_starts(hall: Engine, deputy: Callable[[str], str]) -> None:
    for command in (Call("S1"), Choose("S1", "P1"), Call("S2"), Choose("S2", "P2")):
        give(hall, command)
    tampered(hall, "UPDATE journal SET payload = replace(payload, 'P1', 'P2') "
                   "WHERE stream = :stream AND version = 3")  # fmt: skip
    assert now(hall).chosen["S1"] == "P1"  # what this process read before was right, and is what counts
    assert deputy('Call("S3")') == "DifferenceError"


def test_a_last_row_exchanged_is_found_at_once(hall: Engine) -> None:
    give(hall, Call("S1"))
    give(hall, Choose("S1", "P1"))
    tampered(hall, f"UPDATE journal SET payload = replace(payload, 'P1', 'P2'), hash = '{'f' * 64}' "
                   "WHERE stream = :stream AND version = 3")  # fmt: skip
    with pytest.raises(DifferenceError):
        give(hall, Call("S2"))


def test_who_comes_to_the_standby_zone_makes_no_form_old(hall: Engine) -> None:
    give(hall, Call("S1"))
    seen = now(hall).version
    give(hall, Arrive("S2"))
    give(hall, CheckStandby("S2", True))
    give(hall, Choose("S1", "P1"), expected=seen)
    assert now(hall).chosen == {"S1": "P1"}


def test_anything_else_makes_it_old_whoever_came_before_or_after(hall: Engine) -> None:
    give(hall, Call("S1"))
    seen = now(hall).version
    for command in (Arrive("S2"), Pause("茶歇"), Arrive("S3"), Resume()):
        give(hall, command)
    with pytest.raises(ConflictError):
        give(hall, Choose("S1", "P1"), expected=seen)
    assert now(hall).chosen == {}


@pytest.mark.parametrize("expected", [-1, 0, 9])
def test_a_version_nobody_can_have_seen_is_no_reason_to_go_on(hall: Engine, expected: int) -> None:
    give(hall, Call("S1"))
    give(hall, Arrive("S2"))
    with pytest.raises(ConflictError):
        give(hall, Choose("S1", "P1"), expected=expected)
