"""Whatever an office does, in whatever order: what services accept can be published, and there is a way on.

The rules are lines of the campaign script, carried out as `resettlement play` does; a refused line leaves
nothing. After every line the documents pass the verifier as they would be published now. At the end the
office does what its overview asks for, step by step, until the result is posted: no campaign ends in a wall.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from public_notices import verifier
from resettlement import clock, database
from resettlement.campaign.figures import category_of, entries
from resettlement.campaign.overlay import read_toml
from resettlement.campaign.service import categories
from resettlement.campaign.stages import State, stages
from resettlement.objections.service import not_carried_out, waiting
from resettlement.progress import progress, session_state
from resettlement.publication.publishable import differences
from resettlement.publication.register import announced_day, every_posted
from resettlement.records.lookup import lines as records
from resettlement.records.lookup import numbered_facts
from resettlement.script.commands import COMMANDS
from resettlement.script.lines import Line, read_lines
from resettlement.script.play import LineFailedError, carry_out, played
from resettlement.script.state import Play
from resettlement.selection.outcome import is_recorded, outcome
from resettlement.selection.service import current, load
from resettlement.standing.findings import open_findings
from resettlement.standing.needed import Need, needed
from tests.campaigns.runner import OFFICE, stand_in_papers

ENOUGH = 160
"""So many steps of the overview's must do to finish any campaign."""
PUBLISHED = 1
"""Of a hundred campaigns this one has real papers, and is written out as its bundle."""
LI = ("clerk.li", "reviewer.li", "supervisor.li")
LOT = "05.11.16.20.28.33./"

codes = st.sampled_from(["O02", "O03", "O06", "O07", "S05", "S06", "S07", "S09"])
posts = st.sampled_from(["P01", "P02", "P05", "P09", "P13"])
some_wishes = st.lists(posts, max_size=3, unique=True)
in_the_hall = st.sampled_from(["pause", "resume", "undo", "miss", "pass", "give-up", "waive"])
kinds = st.sampled_from(["scores", "positions", "correction", "announcement", "result"])
reasons = st.sampled_from(["核对档案", "漏录", "笔误", "张三", "陆承岳到场", "电话13812345678", "按规定办理"])
wordings = st.sampled_from(
    ["张三李四路", "陆承岳", "陆承岳小学", "13812345678", "电话13812345678", "高明中学"]
)
changes = st.sampled_from(
    [
        "contact.phone 0000-0002022",
        "contact.phone 13912345678",
        "contact.phone 0000-0002022、13812345678",
        "contact.office 退役军人事务局安置科",
        "title 江州市运河区2021年度安置",
        "session.place 区文化馆礼堂",
        "notices.scores.title 评分和名次公示",
        "notices.correction.period 7天",
        "notices.result.period 3个工作日",
        "notices.number 运退公告〔2021〕{n}号",
        "records.confirmation 否",
        "records.outlier 30",
    ]
)
twice = st.sampled_from(
    [
        "clerk.li add-fact S06 award grade=commendation on=2015-12-30 evidence=登记表 because 漏录",
        "clerk.li set-person O02 education=本科 because 与毕业证原件核对",
        "reviewer.li review all",
        "reviewer.li return O02 because 缺一页",
        "clerk.li score because 更正",
        "clerk.li confirm all",
        "reviewer.li confirm all",
        "clerk.li overrule O03 outlier because 属实",
        "reviewer.li overrule O03 outlier because 属实",
        "supervisor.li overrule O03 outlier because 属实",
        "supervisor.li rule 1 dismissed because 与档案一致",
        "supervisor.li rule 1 upheld because 漏录属实",
        "supervisor.li freeze",
        "supervisor.li unfreeze because 有更正",
    ]
)
"""Lines of somebody with three accounts."""
sanctions = st.sampled_from(["party.warning", "military.warning"])
facts = st.sampled_from(
    [
        "award grade=third_class_merit on=2016-08-30 evidence=登记表",
        "award grade=commendation on=2015-12-30 evidence=登记表",
        "disability cause=duty grade=8 evidence=证书",
        "area area=hardship class=3 from=2009-01-01 to=2011-01-01 evidence=证明",
        "sanction authority=party grade=warning on=2018-01-01 evidence=决定",
        "sanction authority=military grade=warning on=2018-01-01 evidence=决定",
    ]
)


class Campaigns(RuleBasedStateMachine):
    """One office's campaign."""

    count: Iterator[int]
    new_database: Callable[[], str]
    """Makes a database of the newest form; set by the test."""

    @initialize()
    def begin(self) -> None:
        self.place = next(self.count)
        self.published = self.place % 100 == PUBLISHED
        self.papers = pytest.MonkeyPatch()
        if not self.published:
            stand_in_papers(self.papers)
        self.scratch = tempfile.TemporaryDirectory(prefix="campaign-")
        folder = Path(self.scratch.name)
        self.engine = database.connect(type(self).new_database())
        plan, self.lines = played(OFFICE)
        plan = replace(plan, table={**plan.table, "people": {"li": list(LI)}})
        self.play = Play(OFFICE, folder / "out", self.engine, plan)
        self.at = self.lines[0].at
        self.number, self.refused, self.checked = 0, "", 0
        self.told: list[str] = []
        clock.stand_at(self.at)
        self.play.enrol([*self.lines, *(replace(self.lines[0], who=who) for who in LI)])
        self.length = self.written()
        for line in ("staffing open", "clerk import records records.xlsx"):
            assert self.say(line) is None, self.refused
        self.begun = True

    every = 1
    """Every so many campaigns the office gets to the end, whatever was done; set by the test."""

    def teardown(self) -> None:
        try:
            if getattr(self, "begun", False) and (self.published or self.place % self.every == 0):
                self.finish()
                if self.published:
                    self.publish()
        finally:
            clock.stand_at(None)
            if hasattr(self, "engine"):
                self.papers.undo()
                self.engine.dispose()
                self.scratch.cleanup()

    # saying a line

    def say(self, text: str) -> str | None:
        """Carry out a line; the code of its refusal, or None. A refused line leaves nothing."""
        self.number += 1
        (line,) = read_lines(f"{self.at:%Y-%m-%d %H:%M} {text}", COMMANDS)
        clock.stand_at(line.at)
        before = self.length
        refused, self.length = self.refusal(line), self.written()
        if refused is not None:
            assert self.length == before, f"{text}: refused, and yet something was written: {refused}"
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

    @rule(code=codes, reason=reasons)
    def a_record_is_sent_back(self, code: str, reason: str) -> None:
        self.say(f"reviewer return {code} because {reason}")

    @rule(code=codes, reason=reasons)
    def somebody_is_removed(self, code: str, reason: str) -> None:
        self.say(f"clerk remove {code} because {reason}")

    @rule(code=codes, reason=reasons)
    def somebody_is_restored(self, code: str, reason: str) -> None:
        self.say(f"clerk restore {code} because {reason}")

    @rule(post=posts, seats=st.integers(0, 3), reason=reasons)
    def seats_are_changed(self, post: str, seats: int, reason: str) -> None:
        self.say(f"staffing change-seats {post} {seats} because {reason}")

    @rule(post=posts, reason=reasons)
    def a_post_is_withdrawn(self, post: str, reason: str) -> None:
        self.say(f"staffing withdraw-position {post} because {reason}")

    @rule(reason=reasons)
    def posts_are_added(self, reason: str) -> None:
        self.say(f"staffing add-positions positions_added.xlsx because {reason}")

    @rule(what=st.sampled_from(["bar", "unbar"]), code=codes, post=posts, reason=reasons)
    def a_post_is_closed_to_somebody_or_opened_again(
        self, what: str, code: str, post: str, reason: str
    ) -> None:
        self.say(f"reviewer {what} {code} {post} because {reason}")

    @rule(code=codes, reason=reasons)
    def somebody_refuses_to_sign(self, code: str, reason: str) -> None:
        self.say(f"clerk refuse-to-sign {code} because {reason}")

    @rule(wording=wordings, reason=reasons)
    def a_wording_is_permitted(self, wording: str, reason: str) -> None:
        self.say(f"supervisor permit {wording} because {reason}")

    @rule(change=changes, reason=reasons)
    def the_campaign_is_changed(self, change: str, reason: str) -> None:
        self.say(f"staffing set {change} because {reason}")

    @rule(days=st.integers(-3, 20))
    def the_day_of_the_session_is_changed(self, days: int) -> None:
        on = self.at.date() + timedelta(days=days)
        self.say(f"staffing set session.on {on} because 会场另有安排")

    @rule(line=twice)
    def one_person_with_three_accounts(self, line: str) -> None:
        self.say(line)

    @rule(value=sanctions, points=st.integers(-2, -1), both=st.booleans())
    def a_figure_is_entered(self, value: str, points: int, both: bool) -> None:
        self.say(self.figure("sergeant", "deduct_discipline", [value], points))
        if both:
            self.say(f"reviewer confirm-figure {len(self.read(entries))}")

    @rule(number=st.integers(1, 3), who=st.sampled_from(["clerk", "reviewer", "reviewer.li"]))
    def a_figure_is_confirmed(self, number: int, who: str) -> None:
        self.say(f"{who} confirm-figure {number}")

    @rule(number=st.integers(1, 3))
    def a_figure_is_dropped(self, number: int) -> None:
        self.say(f"reviewer drop-figure {number}")

    @rule()
    def everybody_signs(self) -> None:
        self.say("clerk confirm all")

    @rule(name=st.sampled_from(["positions.xlsx", "positions_more.xlsx"]))
    def positions_come(self, name: str) -> None:
        self.say(f"staffing import positions {name}")

    @rule(kind=kinds, reason=reasons)
    def a_notice_is_posted(self, kind: str, reason: str) -> None:
        self.say(f"clerk post {kind}" + (f" because {reason}" if kind == "correction" else ""))

    @rule(n=st.integers(1, 6), reason=reasons)
    def a_notice_is_withdrawn(self, n: int, reason: str) -> None:
        numbers = [one.number for one in self.read(every_posted)]
        if n <= len(numbers):
            self.say(f"clerk withdraw-notice {numbers[-n]} because {reason}")

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

    @precondition(lambda self: self.read(session) == "open")
    @rule(
        what=st.sampled_from(["pause", "resume", "undo", "miss", "pass", "give-up", "waive"]),
        code=codes,
        reason=reasons,
    )
    def something_happens_in_the_hall(self, what: str, code: str, reason: str) -> None:
        line = {
            "pause": f"pause {reason}", "resume": "resume", "undo": f"undo {code} second supervisor {reason}",
            "miss": f"miss {code} absent", "waive": f"waive {code} second supervisor {reason}",
        }.get(what, f"{what} {code}")  # fmt: skip
        self.say(f"host {line}")

    @precondition(lambda self: self.read(session) == "open")
    @rule(
        what=st.sampled_from(["passed", "passed second supervisor", "passed second host", "failed 未带证件"]),
        code=codes,
        who=st.sampled_from(["host", "reviewer"]),
    )
    def somebody_is_checked_in_the_standby_zone(self, what: str, code: str, who: str) -> None:
        self.say(f"{who} arrive {code}")
        self.say(f"{who} check {code} {what}")

    @precondition(lambda self: self.read(session) is not None)
    @rule(line=st.sampled_from(["co-sign", "certify", "refuse-certificate because 先核对协议", "record"]))
    def the_supervisor_sees_the_session(self, line: str) -> None:
        self.say(f"supervisor {line}")

    @precondition(lambda self: self.read(is_recorded))
    @rule(code=codes, post=posts, what=st.sampled_from(["annul", "assign", "again"]), reason=reasons)
    def something_changes_the_result(self, code: str, post: str, what: str, reason: str) -> None:
        line = {"annul": f"supervisor annul {code}", "assign": f"staffing assign {code} {post}"}
        self.say(f"{line.get(what, 'host open-session')} because {reason}")

    # what must hold

    @invariant()
    def what_was_accepted_can_be_published(self) -> None:
        if hasattr(self, "play") and self.checked != self.length:
            found = self.read(differences)
            assert not found, "\n".join([*self.told, *(one.sentence for one in found)])
            self.checked = self.length

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
        announced = self.read(announced_day)
        to_come = current.id == "session" and announced is not None and announced > self.at.date()
        assert to_come or "wait" in {lack.task for lack in current.missing}, "\n".join(
            [*self.told, f"a wall at {self.at:%Y-%m-%d}: {current.id}: {current.missing}", self.refused]
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
            case "mend":
                sent_back = [one.code for one in self.read(records) if one.returned_at and not one.removed_at]
                merit = "award grade=commendation on=2014-12-30 evidence=登记表 because 退回后补录"
                return [f"clerk add-fact {code} {merit}" for code in sent_back]
            case "score":
                return ["clerk score"]
            case "fill_rules":
                return self.figures()
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
                return [f"clerk file {one.code} any" for one in self.read(records) if not one.removed_at]
            case "open_session":
                on = self.read(announced_day)
                past = on is not None and on < self.at.date()
                return ["host open-session because 公告的日期已过" if past else "host open-session"]
            case "run_session":
                return self.hall()
            case "record_result":
                return ["supervisor record", "supervisor certify"]
            case _:
                return []

    def needs(self) -> list[tuple[str, str, Need]]:
        """Which figure of which category is lacking, and who needs it."""
        with database.reading(self.engine) as db:
            rows = categories(db, self.play.id)
            return [(row.id, what, need) for row in rows for what, need in needed(db, row).items()]

    def figures(self) -> list[str]:
        """What was entered is confirmed by somebody else; else it is entered beside what stands there, as if
        it were one each. What no document says is withdrawn.
        """
        waiting_ = [one.number for one in self.read(entries) if one.status == "waiting"]
        lines = [f"reviewer confirm-figure {number}" for number in waiting_]
        lines += [f"reviewer drop-figure {number}" for number in waiting_]
        for category, what, need in self.needs():
            lines.append(self.figure(category, what, need.values))
        return [*lines, *self.facts_to_withdraw()]

    def figure(self, category: str, what: str, values: Sequence[str], points: int = -1) -> str:
        """The line by which the clerk enters values of a table, repeating those that it has."""
        with database.reading(self.engine) as db:
            overlay = read_toml(category_of(db, self.play.id, category).overlay_text or "")
        items = [one["points"] for one in overlay.get("items", ()) if one["id"] == what]
        table = dict.fromkeys(values, points) | (items[0] if items else {})
        told = ",".join(f'"{value}"={one}' for value, one in table.items())
        return f"clerk enter-figure {category} {what} points={{{told}}} because 《办法》第九条"

    def facts_to_withdraw(self) -> list[str]:
        """Where a figure cannot be filled in because posted scores use the same place: the fact goes."""
        facts_of = self.read(numbered_facts)
        return [
            f"clerk withdraw-fact {code} {number} because 按本批次规则不能计分"
            for _category, _what, need in self.needs()
            for code in need.people
            for number, (_index, fact) in enumerate(facts_of[code], 1)
            if fact.kind == "sanction"
        ]

    def hall(self) -> list[str]:
        """Whatever may be the next command of the session: one of them is."""
        with database.reading(self.engine) as db:
            session = load(db, current(db, self.play.id))
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
        """From wherever the campaign stands the office gets to a posted result, and from there through what
        may come after it: a pick found void, a second session, a post assigned, the result corrected.
        """
        self.go_on()
        held = self.read(outcome).held
        void = next(iter(sorted(held)), "")
        self.said_if_any(f"supervisor annul {void} because 经查违反回避规定" if void else "")
        self.said_if_any("host open-session because 空出岗位另开一场")
        self.go_on()
        now = self.read(outcome)
        gifts = [(one, post) for one in sorted(now.without_post) for post in now.open_to(one)]
        for code, post in gifts[:1]:
            self.said_if_any(f"staffing assign {code} {post} because 由组织指定")
        self.go_on()

    def said_if_any(self, line: str) -> None:
        """A line that may be refused; what it leaves can be published."""
        if line:
            self.say(line)
            self.what_was_accepted_can_be_published()

    def go_on(self) -> None:
        """What the overview asks for, until it asks for nothing."""
        for _ in range(ENOUGH):
            if not self.next_step():
                return
            self.what_was_accepted_can_be_published()
        raise AssertionError("\n".join([*self.told, "not finished"]))

    def publish(self) -> None:
        """The bundle as files, verified as a stranger would."""
        assert self.say("clerk publish") is None, "\n".join([*self.told, self.refused])
        assert verifier.verify(self.play.out / "bundle").state() == "verified", "\n".join(self.told)


def session(db: Any, campaign_id: str) -> str | None:
    return session_state(db, campaign_id)


@pytest.fixture
def machine(anew: Callable[[], str]) -> type[Campaigns]:
    here = {"new_database": staticmethod(anew), "count": count()}
    return type("CampaignsHere", (Campaigns,), here)


def test_whatever_is_accepted_can_be_published(machine: type[Campaigns]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=2, stateful_step_count=20))


@pytest.mark.faults
@pytest.mark.parametrize("part", range(8))
def test_whatever_is_accepted_can_be_published_at_length(machine: type[Campaigns], part: int) -> None:
    """Eight parts on each database: 1,000 campaigns of 40 steps; one in five goes on to its posted result."""
    machine.every = 5
    run_state_machine_as_test(
        machine, settings=settings(max_examples=63, stateful_step_count=40, phases=[Phase.generate])
    )
