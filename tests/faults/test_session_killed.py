"""The program dies in mid-pick, again and again: no confirmed pick is lost, no seat given twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from sqlalchemy import Engine

from public_notices import verifier
from resettlement.database import connect, transaction
from resettlement.journal.service import read
from resettlement.selection.service import load, open_session
from tests.hall import DAY, opening
from tests.storage.building import ROOT

# Goes on with the session wherever the log says it is, and prints each pick once it is safely written.
HOST = """
import sys
from datetime import timedelta
from resettlement.database import connect, transaction
from resettlement.selection.session.events import Call, Choose, Close
from resettlement.selection.service import execute, load
from tests.hall import DAY

engine = connect(sys.argv[1])

def give(command, version):
    with transaction(engine) as db:
        execute(db, "test", command, by="host", at=DAY + timedelta(seconds=version), expected=version)

while True:
    with transaction(engine) as db:
        session = load(db, "test")
    if session.table is not None:
        person, post = session.table.candidate, session.open_to(session.table.candidate)[0]
        give(Choose(person, post, despite_warning=True), session.version)
        print(person, post, flush=True)
    elif session.next_in_turn:
        give(Call(), session.version)
    else:
        give(Close(), session.version)
        print("closed", flush=True)
        break
"""


KILLS = [(40, 10), pytest.param(300, 100, marks=pytest.mark.faults)]
"""How many people, and how often it is killed on each of two databases: 20 times, or 200, in all."""


@pytest.mark.parametrize(("people", "kills"), KILLS)
def test_a_session_whose_program_is_killed_in_mid_pick_goes_on_where_it_was(
    newest: str, people: int, kills: int
) -> None:
    engine = connect(newest)
    codes = [f"S{number:03}" for number in range(people)]
    seats = {f"P{number:03}": 2 for number in range(people)}
    with transaction(engine) as db:
        open_session(db, opening({"sergeant": [[code] for code in codes]}, seats), by="host", at=DAY)
    moments, confirmed = random.Random(people), dict[str, str]()
    for _ in range(kills):
        confirmed |= picks_until_killed(newest, moments.uniform(0.9, 1.6))
        assert confirmed.items() <= chosen(engine).items()
    confirmed |= picks_until_killed(newest, None)
    kept = chosen(engine)  # a pick may have been kept and the program killed before it said so
    assert confirmed.items() <= kept.items()
    assert sorted(kept) == codes
    assert max(Counter(kept.values()).values()) <= 2
    with transaction(engine) as db:
        entries = [entry.to_json() for entry in read(db, "session/test")]
    assert entries[-1]["type"] == "closed"
    assert verifier.check_entries(entries) == []


def picks_until_killed(url: str, seconds: float | None) -> dict[str, str]:
    """What the program had printed when it was killed that long after its start; None: when it was done."""
    command = [sys.executable, "-c", HOST, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as host:
        if seconds is not None:
            time.sleep(seconds)
            host.send_signal(signal.SIGKILL)
        printed, _ = host.communicate()
    # A line cut off by the kill was not seen by anybody.
    lines = printed[: printed.rfind("\n") + 1].splitlines()
    return dict(line.split() for line in lines if " " in line)


def chosen(engine: Engine) -> dict[str, str]:
    with transaction(engine) as db:
        return dict(load(db, "test").chosen)
