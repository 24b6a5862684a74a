"""The main job: workbooks in; scores, notices, a finished session, agreements, bundle and call sheet out.

Each step is what a person of the office does, by his account and at his time, through the same services
that the screens use. `Plan` says who, when and with which files; the sample campaign is one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from public_notices.documents import print_job
from public_notices.rendering import render_many
from resettlement import clock, database
from resettlement.campaign.service import campaign, stream_of
from resettlement.errors import DifferenceError, RefusedError
from resettlement.follow_up.call_sheet import SheetPerson, call_sheet
from resettlement.follow_up.clauses import clauses
from resettlement.follow_up.model import applicable
from resettlement.follow_up.rules import shipped
from resettlement.follow_up.service import Placement, call_rows, open_follow_up
from resettlement.journal.model import short
from resettlement.objections.effect import carry_out
from resettlement.objections.model import FiledBy, Outcome
from resettlement.objections.service import file_objection, rule_objection
from resettlement.plan.opening import open_plan
from resettlement.plan.reading import Plan as Paper
from resettlement.plan.reading import read_plan as read_paper
from resettlement.positions.feasibility import audit
from resettlement.positions.service import eligible, import_positions, positions
from resettlement.positions.workbook import read_positions
from resettlement.posting import contents, papers, publication
from resettlement.posting.bundle import publish_campaign
from resettlement.posting.contents import Heading
from resettlement.posting.hall import open_hall, record_session
from resettlement.posting.service import freeze_standing, post, prepare
from resettlement.records.model import Fact
from resettlement.records.service import add_fact, confirm, import_records, names, people, phones, review
from resettlement.records.workbook import read_records
from resettlement.selection.script import Line, command_of, read_script
from resettlement.selection.service import execute, load
from resettlement.selection.supervision import certify
from resettlement.selection.wishes import service as wishes
from resettlement.selection.wishes.form import read_wishes
from resettlement.standing.service import score
from resettlement.workdays import SHIPPED, Calendar, office_calendar, open_for

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """A campaign's plan: campaign.toml and notices.toml, and the folder of its workbooks and overlays."""

    folder: Path
    paper: Paper
    notices: Mapping[str, Any]

    @property
    def table(self) -> Mapping[str, Any]:
        return self.paper.table

    @property
    def id(self) -> str:
        return str(self.table["id"])

    def day(self, stage: str) -> date:
        day: date = self.table["days"][f"{stage}_on"]
        return day

    def at(self, stage: str, hour: int = 9, minute: int = 0) -> datetime:
        return datetime.combine(self.day(stage), time(hour, minute), clock.CHINA)


def read_plan(folder: Path) -> Plan:
    """The plan in a folder."""
    notices = tomllib.loads((folder / "notices.toml").read_text("utf-8"))
    return Plan(folder, read_paper(folder), notices)


@dataclass(frozen=True)
class Job:
    """A main job under way: where it writes and to whom it tells how far it is."""

    plan: Plan
    engine: Engine
    folder: Path
    say: Say
    calendar: Calendar = SHIPPED

    def run(self) -> None:
        """Everything, step by step; an error leaves what was finished."""
        self.open()
        self.take_in_records()
        self.take_in_positions()
        self.post_scores()
        self.hear_objection()
        self.announce()
        self.take_in_wishes()
        self.hold_session()
        self.post_result()
        self.print_papers()
        self.follow_up()
        publish_campaign(self.engine, self.plan.id, self.folder / "bundle")
        self.say("公开包已公布，公布前已核对：与日志、规则、公示逐项一致")

    def open(self) -> None:
        plan = self.plan
        with database.transaction(self.engine) as db:
            open_plan(db, plan.paper, by="staffing", at=plan.at("opened"))
        self.say(f"批次已建立：{plan.table['title']}")

    def take_in_records(self) -> None:
        """Entered by one, reviewed by another, scored, and signed by the candidate himself."""
        plan = self.plan
        records = read_records(plan.folder / "records.xlsx")
        with database.transaction(self.engine) as db:
            import_records(db, plan.id, records, by="clerk", at=plan.at("records_imported"))
            review(db, plan.id, by="reviewer", at=plan.at("records_reviewed"))
        with database.transaction(self.engine) as db:
            score(db, plan.id, reason="首次评分", by="clerk", at=plan.at("scored"))
            confirm(db, plan.id, by="clerk", at=plan.at("scores_confirmed"))
        self.say(f"档案 {len(records.rows)} 人已导入、复核、评分，第二套程序复算一致，本人已确认")

    def take_in_positions(self) -> None:
        plan = self.plan
        offered = read_positions(plan.folder / "positions.xlsx")
        with database.transaction(self.engine) as db:
            import_positions(db, plan.id, offered, by="staffing", at=plan.at("positions_imported"))
            found = audit(
                list(names(db, plan.id)),
                {position.id: position.seats for position in positions(db, plan.id)},
                eligible(db, plan.id, plan.day("session")),
            )
        nobody = "、".join(found.nobody_fits) or "无"
        self.say(
            f"岗位 {len(offered.rows)} 个已导入：{found.placeable}/{found.people} 人可同时安置，"
            f"无人符合的岗位：{nobody}"
        )

    def post_scores(self) -> None:
        documents = self._documents()
        self._post("scores_posted", contents.scores(self._heading("scores", "scores_posted"), documents))
        heading = self._heading("positions", "positions_posted")
        self._post("positions_posted", contents.positions(heading, documents))
        self.say("评分名次公示、岗位公示已张贴")

    def take_in_wishes(self) -> None:
        """Filed before the session; only their commitments are published."""
        plan = self.plan
        filed = read_wishes(plan.folder / "wishes.xlsx")
        with database.transaction(self.engine) as db:
            wishes.file_wishes(
                db, plan.id, filed, on=plan.day("session"), by="clerk", at=plan.at("wishes_filed")
            )
        self.say(f"志愿 {len(filed.rows)} 份已密封存档")

    def hear_objection(self) -> None:
        """Filed while the scores are posted, upheld, the record put right, and the correction posted."""
        plan, told = self.plan, self.plan.table["objection"]
        self._uphold(self._file_objection())
        corrects = plan.notices["scores"]["number"]
        heading = self._heading("correction", "correction_posted")
        self._post(
            "correction_posted",
            contents.correction(heading, self._documents(), corrects=corrects, reason=told["reason"]),
        )
        self.say(f"异议成立：{told['candidate']} 重新评分，更正公告已张贴")

    def _file_objection(self) -> int:
        plan, told = self.plan, self.plan.table["objection"]
        period = open_for(plan.day("scores_posted"), plan.notices["scores"]["period"], self.calendar)
        with database.transaction(self.engine) as db:
            objection = file_objection(
                db,
                plan.id,
                candidate=told["candidate"],
                item="评分表",
                filed_on=told["filed_on"],
                filed_by=FiledBy.SELF,
                text=told["claim"],
                period=period,
                by="clerk",
                at=datetime.combine(told["filed_on"], time(10), clock.CHINA),
            )
        return objection.number

    def _uphold(self, number: int) -> None:
        """The ruling, the missing fact entered and reviewed, a new score and the candidate's signature."""
        plan, told = self.plan, self.plan.table["objection"]
        at, reason = datetime.combine(told["ruled_on"], time(10), clock.CHINA), told["reason"]
        with database.transaction(self.engine) as db:
            rule_objection(
                db,
                plan.id,
                number,
                outcome=Outcome.UPHELD,
                reason=reason,
                ruled_on=told["ruled_on"],
                involved={"clerk"},
                by="supervisor",
                at=at,
            )
            fact = Fact(**told["fact"])
            add_fact(db, plan.id, told["candidate"], fact, by="clerk", at=at, reason=reason, objection=number)
            review(db, plan.id, by="reviewer", at=at)
            score(db, plan.id, reason=reason, by="clerk", at=at)
            carry_out(db, plan.id, number, by="clerk", at=at)
            confirm(db, plan.id, by="clerk", at=at)

    def announce(self) -> None:
        plan, told = self.plan, self.plan.notices["session"]
        with database.transaction(self.engine) as db:
            freeze_standing(db, plan.id, by="supervisor", at=plan.at("standing_frozen"))
            heads = [publication.head(db, stream_of(plan.id))]
        content = contents.announcement(
            self._heading("announcement", "announced"),
            self._documents(),
            session={"date": plan.day("session").isoformat()} | {k: told[k] for k in ("place", "roll_call")},
            lot=told["lot"],
            rules_in_words=told["rules_in_words"],
            heads=heads,
        )
        self._post("announced", content)
        self.say("名次已冻结，选岗会公告已张贴（抽签来源先于抽签公布）")

    def hold_session(self) -> None:
        plan, told, day = self.plan, self.plan.notices["session"], self.plan.at("session")
        with database.transaction(self.engine) as db:
            open_hall(db, plan.id, by="host", at=day)
        script = (plan.folder / told["script"]).read_text(encoding="utf-8")
        for line in read_script(script, day):
            self._carry_out(line)
        with database.transaction(self.engine) as db:
            certify(db, plan.id, by="supervisor", at=plan.at("session", 17))
        with database.transaction(self.engine) as db:
            recorded = record_session(db, plan.id, by="supervisor", at=plan.at("session", 18)).payload
        self.say(
            f"选岗会结束：日志 {recorded['count']} 条，日志头 {short(recorded['head'])}，"
            f"结果指纹 {short(recorded['fingerprint'])}"
        )

    def _carry_out(self, line: Line) -> None:
        """One line of the script; a refusal must be the one the line expects."""
        plan = self.plan
        try:
            with database.transaction(self.engine) as db:
                filed = wishes.commitments(db, plan.id)
                opened = {c: wishes.opened(db, plan.id, c) for c in filed}
                command = command_of(line, load(db, plan.id), opened.get)
                execute(db, plan.id, command, by=line.by, at=line.at)
        except RefusedError as refusal:
            if refusal.code != line.refused:
                raise
            self.say(f"  {line.at:%H:%M} 拒绝：{refusal.message}")
            return
        if line.refused:
            raise DifferenceError(f"脚本第 {line.number} 行应被拒绝（{line.refused}），却被接受了。")

    def post_result(self) -> None:
        with database.transaction(self.engine) as db:
            outcome = publication.result(db, self.plan.id)
        content = contents.result(self._heading("result", "result_posted"), self._documents(), outcome)
        self._post("result_posted", content)
        self.say("结果公示已张贴")

    def print_papers(self) -> None:
        """A slip and an agreement for every pick, as they were handed over in the hall."""
        plan, told = self.plan, self.plan.notices["session"]
        documents = self._documents()
        posts = {post["id"]: post for post in documents["positions"]["positions"]}
        session = {"date": plan.day("session").isoformat(), "place": told["place"]}
        with database.transaction(self.engine) as db:
            persons = {person.code: person for person in people(db, plan.id)}
            collected = publication.collect(db, plan.id)
        entries = {entry["version"]: entry for entry in collected["log"]["session"]}
        jobs = {}
        for pick in collected["result"]["picks"]:
            person, position = persons[pick["candidate"]], posts[pick["position"]]
            entry = entries[pick["version"]]
            log = publication.head_at(entry)
            rules = applicable(shipped(), person.category, plan.day("letters"))
            who = {"id": person.code, "name": person.name, "category": person.category}
            name = f"{pick['order']:02d}-{person.code}.pdf"
            jobs[self.folder / "slips" / name] = papers.slip(
                documents["campaign"], pick, person.name, position, entry, log
            )
            jobs[self.folder / "agreements" / name] = papers.agreement(
                documents["campaign"], pick, who, position, session, log, clauses(rules)
            )
        for path, pdf in zip(jobs, render_many([print_job(c) for c in jobs.values()]), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pdf)
        self.say(f"选岗协议 {len(jobs) // 2} 份、选岗回执 {len(jobs) // 2} 张已备好，可签字、按指印")

    def follow_up(self) -> None:
        plan, day = self.plan, self.plan.day("letters")
        with database.transaction(self.engine) as db:
            posts = {position.id: position for position in positions(db, plan.id)}
            persons = {person.code: person for person in people(db, plan.id)}
            placements = [
                Placement(code, persons[code].category, post, posts[post].unit)
                for code, post in load(db, plan.id).assignment.items()
                if post is not None
            ]
            open_follow_up(
                db,
                plan.id,
                placements,
                plan.day("letters"),
                by="staffing",
                at=plan.at("letters"),
            )
            rows = call_rows(db, plan.id, day)
            numbers = phones(db, plan.id)
            called = {
                row.candidate: SheetPerson(
                    persons[row.candidate].name, numbers[row.candidate], row.unit, posts[row.position].title
                )
                for row in rows
            }
            book = call_sheet(rows, day, campaign(db, plan.id), called)
        (self.folder / "call_sheet.xlsx").write_bytes(book)
        self.say(f"回访名单已备好：{len(rows)} 人")

    def _documents(self) -> dict[str, dict[str, Any]]:
        with database.transaction(self.engine) as db:
            return publication.drafted(db, self.plan.id)

    def _heading(self, kind: str, stage: str) -> Heading:
        told, day = self.plan.notices[kind], self.plan.day(stage)
        period = contents.period(day, told["period"], self.calendar) if "period" in told else None
        return Heading(told["number"], told["title"], day, period, tuple(told["paragraphs"]))

    def _post(self, stage: str, content: Mapping[str, Any]) -> None:
        plan = self.plan
        with database.transaction(self.engine) as db:
            full_names = names(db, plan.id).values()
        prepared = prepare(content, full_names=full_names)
        with database.transaction(self.engine) as db:
            post(db, plan.id, prepared, by="clerk", at=plan.at(stage, 17))
        _write(self.folder / "notices", content["number"], prepared.pdf)


def _write(folder: Path, number: str, pdf: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{publication.notice_name(number)}.pdf").write_bytes(pdf)


def run(folder: Path, into: Path, say: Say) -> None:
    """The main job on the campaign in `folder`, from an empty database in `into`."""
    url = f"sqlite:///{into / 'resettlement.db'}"
    database.upgrade(url)
    engine = database.connect(url)
    Job(read_plan(folder), engine, into, say, office_calendar()).run()
    engine.dispose()
