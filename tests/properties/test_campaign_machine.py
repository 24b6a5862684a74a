"""Whatever an office does, in whatever order: what services accept can be published, and there is a way on.

The rules are lines of the campaign script, carried out as `resettlement play` does; a refused line leaves
nothing. After every line the documents pass the verifier as they would be published now. At the end the
office does what its overview asks for, step by step, until the result is posted: no campaign ends in a wall.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from resettlement import clock, database
from resettlement.campaign.stages import State, stages
from resettlement.objections.service import not_carried_out, waiting
from resettlement.posting.progress import progress
from resettlement.posting.publishable import differences
from resettlement.script.commands import COMMANDS
from resettlement.script.lines import Line, read_lines
from resettlement.script.play import LineFailedError, carry_out, played
from resettlement.script.state import Play
from resettlement.selection.service import load
from resettlement.standing.findings import open_findings
from tests.campaigns.runner import OFFICE, stand_in_papers

ENOUGH = 160
"""So many steps of the overview's must do to finish any campaign."""
LOT = "05.11.16.20.28.33./"

codes = st.sampled_from(["O02", "O03", "O06", "O07", "S05", "S06", "S07", "S09"])
some_wishes = st.lists(st.sampled_from(["P01", "P02", "P05", "P09", "P13"]), max_size=3, unique=True)
in_the_hall = st.sampled_from(["pause", "resume", "undo", "miss", "pass", "give-up", "waive"])
kinds = st.sampled_from(["scores", "positions", "correction", "announcement", "result"])
reasons = st.sampled_from(["核对档案", "漏录", "笔误", "张三", "陆承岳到场", "电话13812345678", "按规定办理"])
facts = st.sampled_from(
    [
        "award grade=third_class_merit on=2016-08-30 evidence=登记表",
        "award grade=commendation on=2015-12-30 evidence=登记表",
        "disability cause=duty grade=8 evidence=证书",
        "area area=hardship class=3 from=2009-01-01 to=2011-01-01 evidence=证明",
        "sanction authority=party grade=warning on=2018-01-01 evidence=决定",
    ]
)


class Campaigns(RuleBasedStateMachine):
    """One office's campaign."""

    count: Iterator[int]
    new_database: Callable[[], str]
    """Makes a database of the newest form; set by the test."""

    @initialize()
    def begin(self) -> None:
        self.scratch = tempfile.TemporaryDirectory(prefix="campaign-")
        folder = Path(self.scratch.name)
        self.engine = database.connect(type(self).new_database())
        plan, self.lines = played(OFFICE)
        self.play = Play(OFFICE, folder / "out", self.engine, plan)
        self.at = self.lines[0].at
        self.number = 0
        self.told: list[str] = []
        clock.stand_at(self.at)
        self.play.enrol(self.lines)
        for line in ("staffing open", "clerk import records records.xlsx"):
            assert self.say(line) is None, self.refused
        self.begun = True

    every = 1
    """Every so many campaigns the office gets to the end, whatever was done; set by the test."""

    def teardown(self) -> None:
        try:
            if getattr(self, "begun", False) and next(self.count) % self.every == 0:
                self.finish()
        finally:
            clock.stand_at(None)
            if hasattr(self, "engine"):
                self.engine.dispose()
                self.scratch.cleanup()

    # saying a line

    def say(self, text: str) -> str | None:
        """Carry out a line; the code of its refusal, or None. A refused line leaves nothing."""
        self.number += 1
        (line,) = read_lines(f"{self.at:%Y-%m-%d %H:%M} {text}", COMMANDS)
        clock.stand_at(line.at)
        before = self.written()
        refused = self.refusal(line)
        if refused is not None:
            assert self.written() == before, f"{text}: refused, and yet something was written: {refused}"
            return refused.code
        self.told.append(f"{self.at:%Y-%m-%d} {self.at:%H:%M} {text}")
        return None

    def refusal(self, line: Line) -> LineFailedError | None:
        try:
            carry_out(self.play, line)
        except LineFailedError as refused:
            self.refused = str(refused)
            return refused
        return None

    def written(self) -> int:
        with database.reading(self.engine) as db:
            return int(db.connection().exec_driver_sql("SELECT count(*) FROM journal").scalar_one())

    def read(self, f: Any) -> Any:
        with database.reading(self.engine) as db:
            return f(db, self.play.id)

    # what the office does

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        self.at = datetime.combine(self.at.date() + timedelta(days=days), time(9), clock.CHINA)
        clock.stand_at(self.at)

    @rule(code=codes, fact=facts, reason=reasons)
    def a_fact_is_added(self, code: str, fact: str, reason: str) -> None:
        self.say(f"clerk add-fact {code} {fact} because {reason}")

    @rule(code=codes, number=st.integers(1, 3), reason=reasons)
    def a_fact_is_withdrawn(self, code: str, number: int, reason: str) -> None:
        self.say(f"clerk withdraw-fact {code} {number} because {reason}")

    @rule(code=codes, education=st.sampled_from(["高中", "大专", "本科"]), reason=reasons)
    def education_is_corrected(self, code: str, education: str, reason: str) -> None:
        self.say(f"clerk set-person {code} education={education} because {reason}")

    @rule(who=st.sampled_from(["all", "O02", "S05"]))
    def records_are_reviewed(self, who: str) -> None:
        self.say(f"reviewer review {who}")

    @rule(reason=reasons)
    def everybody_is_scored(self, reason: str) -> None:
        self.say(f"clerk score because {reason}")

    @rule()
    def everybody_signs(self) -> None:
        self.say("clerk confirm all")

    @rule(name=st.sampled_from(["positions.xlsx", "positions_more.xlsx"]))
    def positions_come(self, name: str) -> None:
        self.say(f"staffing import positions {name}")

    @rule(kind=kinds, reason=reasons)
    def a_notice_is_posted(self, kind: str, reason: str) -> None:
        self.say(f"clerk post {kind}" + (f" because {reason}" if kind == "correction" else ""))

    @rule(code=codes)
    def somebody_objects(self, code: str) -> None:
        self.say(f"public object {code} 漏录一项")

    @rule(number=st.integers(1, 3), outcome=st.sampled_from(["upheld", "dismissed"]), reason=reasons)
    def an_objection_is_ruled_on(self, number: int, outcome: str, reason: str) -> None:
        self.say(f"supervisor rule {number} {outcome} because {reason}")

    @rule(number=st.integers(1, 3))
    def an_objection_is_carried_out(self, number: int) -> None:
        self.say(f"clerk carry-out {number}")

    @rule()
    def the_standing_is_frozen(self) -> None:
        self.say("supervisor freeze")

    @rule(reason=reasons)
    def the_freeze_is_lifted(self, reason: str) -> None:
        self.say(f"supervisor unfreeze because {reason}")

    @rule(
        code=codes,
        wishes=st.lists(st.sampled_from(["P01", "P02", "P05", "P09", "P13"]), max_size=3, unique=True),
    )
    def wishes_are_filed(self, code: str, wishes: list[str]) -> None:
        self.say(f"clerk file {code} {' '.join(wishes)} any")

    @rule(steps=st.integers(1, 6))
    def the_office_does_what_is_asked(self, steps: int) -> None:
        for _ in range(steps):
            if not self.next_step():
                return

    @rule(reason=reasons)
    def the_hall_opens(self, reason: str) -> None:
        self.say(f"host open-session because {reason}")

    @precondition(lambda self: self.read(in_session))
    @rule(
        what=st.sampled_from(["pause", "resume", "undo", "miss", "pass", "give-up", "waive"]),
        code=codes,
        reason=reasons,
    )
    def something_happens_in_the_hall(self, what: str, code: str, reason: str) -> None:
        line = {
            "pause": f"pause {reason}", "resume": "resume", "undo": f"undo {code} second supervisor {reason}",
            "miss": f"miss {code} absent", "waive": f"waive {code} {reason}",
        }.get(what, f"{what} {code}")  # fmt: skip
        self.say(f"host {line}")

    # what must hold

    @invariant()
    def what_was_accepted_can_be_published(self) -> None:
        if hasattr(self, "play"):
            found = self.read(differences)
            assert not found, "\n".join([*self.told, *(one.sentence for one in found)])

    # the way on

    def next_step(self) -> bool:
        """What the overview asks for first; False once nothing is left to do."""
        with database.reading(self.engine) as db:
            found = stages(progress(db, self.play.id, self.at.date()))
        current = next((stage for stage in found if stage.state is State.CURRENT), None)
        if current is None or current.id == "published":
            return False
        for lack in current.missing:
            if any(self.say(text) is None for text in self.ways(lack.task)):
                return True
        self.at += timedelta(minutes=1)
        assert "wait" in {lack.task for lack in current.missing} or current.id in ("session", "wishes"), (
            "\n".join([*self.told, f"a wall at {self.at:%Y-%m-%d}: {current.id}: {current.missing}"])
        )
        self.time_passes(1)
        return True

    def ways(self, task: str) -> list[str]:
        """The lines by which somebody does what is asked for."""
        with database.reading(self.engine) as db:
            open_, upheld = waiting(db, self.play.id), not_carried_out(db, self.play.id)
        match task:
            case "review":
                return ["reviewer review all"]
            case "score":
                return ["clerk score"]
            case "confirm":
                return ["clerk confirm all"]
            case "findings":
                with database.reading(self.engine) as db:
                    found = open_findings(db, self.play.id, self.at.date())
                return [
                    f"{who} overrule {one.finding.candidate} {one.finding.rule} because 经查属实"
                    for one in found
                    for who in ("clerk", "reviewer")
                ]
            case "import_positions":
                return ["staffing import positions positions.xlsx"]
            case "post_scores" | "post_positions" | "post_correction" | "post_result":
                return [
                    f"clerk post {task.removeprefix('post_')}",
                    f"clerk post {task.removeprefix('post_')} because 按规定办理",
                ]
            case "rule":
                return [f"supervisor rule {one.number} dismissed because 经查与档案一致" for one in open_]
            case "carry_out":
                return [
                    line
                    for one in upheld
                    for line in (
                        f"clerk carry-out {one.number}",
                        f"clerk carry-out {one.number} because 评分不涉及",
                    )
                ]
            case "freeze":
                return ["supervisor freeze"]
            case "announce":
                on = self.at.date() + timedelta(days=5)
                self.say(f"staffing set session.on {on} because 另定日期")
                return ["clerk post announcement"]
            case "collect_wishes":
                return ["clerk file S05 any"]
            case "open_session":
                return ["host open-session"]
            case "run_session":
                return self.hall()
            case "record_result":
                return ["supervisor record", "supervisor certify"]
            case _:
                return []

    def hall(self) -> list[str]:
        """Whatever may be the next command of the session: one of them is."""
        with database.reading(self.engine) as db:
            session = load(db, self.play.id)
            may_take = session.opened.eligible
        self.at += timedelta(minutes=1)
        lines = [
            "host resume",
            "host settle-tie",
            "host draw-lot 05.11.16.20.28.33./ witnesses supervisor notary",
        ]
        if session.table is not None:
            who = session.table.candidate
            lines += [f"host choose {who} {post}" for post in may_take.get(who, ())]
            lines += [f"host choose {who} {post} despite-warning" for post in may_take.get(who, ())]
            lines += [f"host filed-wish {who}", f"host give-up {who}", f"host miss {who} absent"]
        return [
            *lines,
            *(f"host call {who}" for who in session.next_in_turn),
            "host begin-round",
            "host close",
        ]

    def finish(self) -> None:
        """From wherever the campaign stands the office gets to a posted result."""
        for _ in range(ENOUGH):
            if not self.next_step():
                return
            self.what_was_accepted_can_be_published()
        raise AssertionError("\n".join([*self.told, "not finished"]))


def in_session(db: Any, campaign_id: str) -> bool:
    return progress(db, campaign_id, date.min).session == "open"


@pytest.fixture
def machine(anew: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> type[Campaigns]:
    stand_in_papers(monkeypatch)
    here = {"new_database": staticmethod(anew), "count": count()}
    return type("CampaignsHere", (Campaigns,), here)


def test_whatever_is_accepted_can_be_published(machine: type[Campaigns]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=2, stateful_step_count=20))


@pytest.mark.faults
@pytest.mark.parametrize("part", range(8))
def test_whatever_is_accepted_can_be_published_at_length(machine: type[Campaigns], part: int) -> None:
    """Eight parts on each database: 1,000 campaigns of 40 steps; one in five goes on to its posted result."""
    machine.every = 5
    run_state_machine_as_test(machine, settings=settings(max_examples=63, stateful_step_count=40))
