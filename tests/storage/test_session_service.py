"""选岗会的每一步：先落盘、后显示；两人同时操作只有一人成功；第二套程序不同意则什么也不写。"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from resettlement import database
from resettlement.errors import ConflictError, DifferenceError, RefusedError, ResettlementError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, read
from resettlement.selection.service import execute, load, open_session
from resettlement.selection.session.events import Call, Choose, Command, DrawLot, GiveUp, Pause, Undo
from tests.hall import DAY, opening
from tests.storage.held import stand_beside

FEW = {"sergeant": [["S1"], ["S2"], ["S3"]]}


@pytest.fixture
def hall(engine: Engine) -> Engine:
    """A session of three people and one position with two seats, S1 at the table."""
    stand_beside(engine)
    with database.transaction(engine) as db:
        open_session(db, opening(FEW, {"P1": 2, "P2": 1}), by="host", at=DAY)
    give(engine, Call("S1"))
    return engine


def give(engine: Engine, command: Command, *, by: str = "host", expected: int | None = None) -> None:
    with database.transaction(engine) as db:
        execute(db, "test", command, by=by, at=DAY + timedelta(minutes=1), expected=expected)


def version(engine: Engine) -> int:
    with database.transaction(engine) as db:
        return load(db, "test").version


def test_what_was_decided_is_read_back_the_same(hall: Engine) -> None:
    give(hall, Choose("S1", "P1"))
    with database.transaction(hall) as db:
        session = load(db, "test")
    assert session.chosen == {"S1": "P1"}
    assert session.version == 3


def test_a_board_that_has_changed_refuses_the_older_form(hall: Engine) -> None:
    seen = version(hall)
    give(hall, Choose("S1", "P1"), expected=seen)
    with pytest.raises(ConflictError):
        give(hall, Call("S2"), expected=seen)
    assert version(hall) == seen + 1


def test_of_two_operators_confirming_at_the_same_instant_one_wins(hall: Engine) -> None:
    seen = version(hall)
    outcomes = at_once(
        lambda: give(hall, Choose("S1", "P1"), by="host", expected=seen),
        lambda: give(hall, Choose("S1", "P2"), by="deputy", expected=seen),
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [ConflictError]
    with database.transaction(hall) as db:
        assert len(load(db, "test").chosen) == 1


def test_a_double_submit_counts_once(hall: Engine) -> None:
    twice = at_once(*[lambda: give(hall, Choose("S1", "P1"))] * 2)
    assert sum(outcome is None for outcome in twice) == 1
    assert version(hall) == 3


def test_a_session_is_opened_once(hall: Engine) -> None:
    with pytest.raises(ConflictError), database.transaction(hall) as db:
        open_session(db, opening(FEW, {"P1": 9}), by="host", at=DAY + timedelta(minutes=2))
    assert version(hall) == 2


def test_a_refused_command_writes_nothing(hall: Engine) -> None:
    with pytest.raises(RefusedError):
        give(hall, Choose("S2", "P1"))
    assert version(hall) == 2


def test_an_entry_that_breaks_the_rules_stops_the_session_whoever_wrote_it(hall: Engine) -> None:
    with database.transaction(hall) as db:  # as if a program with an error had written past the rules
        wrong = Draft("called", {"candidate": "S3"})
        append(db, "session/test", [wrong], by="host", at=DAY + timedelta(minutes=1))
    with pytest.raises(DifferenceError):
        give(hall, GiveUp("S3"))
    with database.transaction(hall) as db:
        assert len(read(db, "session/test")) == 3


def at_once(*actions: Callable[[], None]) -> list[ResettlementError | None]:
    """Run actions in threads that start together; each one's error, or None."""
    barrier = threading.Barrier(len(actions))
    outcomes: list[ResettlementError | None] = [None] * len(actions)

    def run(number: int, action: Callable[[], None]) -> None:
        barrier.wait()
        try:
            action()
        except ResettlementError as error:
            outcomes[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.parametrize(
    "command",
    [
        Pause("请打13900001234"),
        Undo(2, "曾在32104部队服役", "supervisor"),
        DrawLot("6222021234567890123./", ("supervisor", "notary"), no_picture="未带相机"),
    ],
)
def test_what_nobody_may_read_does_not_enter_the_log(hall: Engine, command: Command) -> None:
    seen = version(hall)
    with pytest.raises(RefusedError) as caught:
        give(hall, command)
    assert caught.value.code == "gate.not_public"
    assert version(hall) == seen
