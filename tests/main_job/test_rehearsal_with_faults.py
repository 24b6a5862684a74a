"""一场有六种突发情况的演练，从头到尾：服务器真的被杀掉再起来；报告上的每个数，日志里都数得出来。"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from resettlement.journal.check import check_journal
from resettlement.journal.model import Entry
from resettlement.journal.service import read
from resettlement.selection import drill, rehearsal
from resettlement.selection.faults import FAULTS, Practice, open_fault, practices
from resettlement.selection.service import load
from resettlement.web.rendering import newest_campaign
from tests.browser.site import Site, serving

PASSWORD = "a quiet office in autumn"
TEAM = {"leader": Role.HOST, "watcher": Role.SUPERVISOR}
MARK = "演练 REHEARSAL"
HANDLED = {
    "power_cut": "restarted",
    "wrong_click": "undone",
    "absent": "recorded_absent",
    "printer_jam": "printed_again",
    "objection": "taken_down",
    "network_gone": "confirmed_early",  # nobody waits a minute in a test
}


class Team:
    """Host and supervisor at their browsers without scripts, on a server that can lose its power."""

    def __init__(self, site: Site, engine: Engine, campaign: str, *browsers: httpx.Client) -> None:
        self.site, self.engine, self.campaign = site, engine, campaign
        self.host, self.supervisor = browsers
        for client, account in zip((self.host, self.supervisor), TEAM, strict=True):
            answer = client.post("/sign-in", data={"account": account, "password": PASSWORD})
            assert answer.status_code == 303

    def send(self, path: str, action: str, client: httpx.Client | None = None, **said: str) -> httpx.Response:
        """Open a page and send the form of this action with what it holds and what is typed into it."""
        client = client or self.host
        page = client.get(path).text
        found = re.search(rf'<form method="post" action="{action}".*?</form>', page, re.DOTALL)
        assert found, f"no form for {action} on {path}"
        held = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0])
        return client.post(action, data={**{name: html.unescape(value) for name, value in held}, **said})

    def command(self, name: str, path: str = "/hall/control", **said: str) -> None:
        answer = self.send(path, f"/hall/control/{name}", **said)
        assert answer.status_code == 303, answer.text

    @property
    def id(self) -> str:
        with database.transaction(self.engine) as db:
            return rehearsal.on_screen(db, self.campaign)

    @property
    def logs(self) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        session_id = self.id
        with database.transaction(self.engine) as db:
            return read(db, session_id), drill.notes(db, session_id)

    @property
    def fault(self) -> Practice | None:
        return open_fault(*self.logs)

    def step(self) -> None:
        """Whatever is next: settle a tie, call, or choose the first post that is open."""
        with database.transaction(self.engine) as db:
            session = load(db, rehearsal.on_screen(db, self.campaign))
        if session.table is not None:
            self.choose(session.open_to(session.table.candidate)[0])
        elif len(session.next_in_turn) == 1:
            self.command("call")
        elif session.lot is None:
            self.send("/hall/control", "/hall/control/draw-lot", key="3.5.1.6./",
                      **{"witness-1": "watcher", "witness-2": "notary"})  # fmt: skip
        else:
            self.command("settle-tie")

    def choose(self, post: str) -> None:
        answer = self.send(f"/hall/control?position={post}", "/hall/control/choose")
        if (
            answer.status_code == 422
        ):  # somebody behind could be left with nothing: the host is told, and goes on
            held = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
            answer = self.host.post("/hall/control/choose", data={**dict(held), "despite_warning": "yes"})
        assert answer.status_code == 303, answer.text

    def deal_with(self, fault: Practice) -> None:
        page = self.host.get("/hall/control").text
        assert MARK in page
        assert 'class="fault"' in page
        getattr(self, fault.fault)(fault)

    def power_cut(self, _fault: Practice) -> None:
        assert "现在断电" in self.host.get("/hall/projector").text
        before = self.logs
        self.site.kill()
        self.site.start()
        assert self.logs == before
        self.step()

    def wrong_click(self, fault: Practice) -> None:
        assert "故意点错" not in self.supervisor.get("/hall/supervisor").text
        assert "故意点错" not in self.host.get("/hall/projector").text
        self.step()
        wrong = self.logs[0][-1]
        assert wrong.payload["candidate"] == fault.candidate
        path = f"/hall/control?undo={wrong.version}"
        self.command("undo", path, reason="点错了", second="watcher", password=PASSWORD)

    def absent(self, _fault: Practice) -> None:
        self.command("miss", reason="absent")

    def printer_jam(self, fault: Practice) -> None:
        assert fault.came
        papers = f"/hall/papers/{fault.came.payload['version']}"
        for path in (papers, papers.replace("papers", "slip"), papers.replace("papers", "agreement")):
            page = self.host.get(path).text
            assert "打印机卡纸" in page
            assert MARK in page
            assert "data-print" not in page
        answer = self.send(papers, "/hall/rehearsal/fault/printer_jam")
        assert answer.headers["location"] == papers
        assert "data-print" in self.host.get(papers).text

    def objection(self, fault: Practice) -> None:
        assert "要求说明" in self.supervisor.get("/hall/supervisor").text
        action = "/hall/rehearsal/fault/objection"
        empty = self.send("/hall/supervisor", action, self.supervisor, candidate=fault.candidate, text="")
        assert empty.status_code == 422
        said = {"candidate": fault.candidate, "text": "家属说没有听到复述"}
        answer = self.send("/hall/supervisor", action, self.supervisor, **said)
        assert answer.headers["location"] == "/hall/supervisor"

    def network_gone(self, _fault: Practice) -> None:
        assert self.host.get("/rehearsal/feed").status_code == 204
        self.send("/hall/control", "/hall/rehearsal/fault/network_gone")
        with self.host.stream("GET", "/rehearsal/feed") as heard:
            assert heard.status_code == 200


@pytest.fixture
def team(finished: Path, tmp_path: Path) -> Iterator[Team]:
    """Both at their desks, the sample's session being over; a rehearsal with all six faults begins."""
    with (
        serving(finished / "resettlement.db", tmp_path) as site,
        httpx.Client(base_url=site.address, timeout=30) as host,
        httpx.Client(base_url=site.address, timeout=30) as supervisor,
    ):
        engine = database.connect(site.database_url)
        with database.transaction(engine) as db:
            for name, role in TEAM.items():
                add_account(db, name, name="", role=role, password=PASSWORD, by="set-up", at=clock.now())
        campaign = newest_campaign(engine)
        assert campaign
        team = Team(site, engine, campaign.id, host, supervisor)
        team.send("/hall/control", "/hall/rehearsal/start", **{f"fault-{one}": one for one in FAULTS})
        yield team
        engine.dispose()


def test_a_whole_rehearsal_meets_all_six_and_its_report_is_what_the_logs_say(team: Team) -> None:
    stale = team.host.get("/hall/control").text
    met = []
    while len(met) < len(FAULTS) or team.fault:
        if fault := team.fault:
            met.append(fault.fault)
            team.deal_with(fault)
        else:
            team.step()
    assert sorted(met) == sorted(FAULTS)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', stale))
    assert team.host.post("/hall/control/call", data=form).status_code == 409
    log, notes = team.logs
    assert {one.fault: one.outcome for one in practices(log, notes)} == HANDLED
    page = team.host.get(team.send("/hall/control", "/hall/rehearsal/end").headers["location"]).text
    as_the_logs_say(page, log, notes)
    nothing_of_it_elsewhere(team)


def as_the_logs_say(page: str, log: tuple[Entry, ...], notes: tuple[Entry, ...]) -> None:
    """Counted here by hand, entry by entry."""
    (undone,) = [entry for entry in log if entry.type == "undone"]
    gone = range(undone.payload["from_version"], undone.version)
    picks = [entry for entry in log if entry.type == "chosen" and entry.version not in gone]
    text = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert MARK in page
    assert f"选定 {len(picks)} 人" in text
    assert text.count("已撤回") == 1
    refused = [note.payload for note in notes if note.type == "command_refused"]
    assert {"command": "call", "code": "journal.conflict"} in refused
    assert f"被拒绝的操作 {len(refused)} 次" in text
    assert "叫号：看板已有变化，或按了两次，1 次" in text
    assert "撤销 1 次" in text
    assert "不是演练要求的" not in text
    assert text.count("得当 ") - text.count("是否得当") == 5
    assert "网络中断：等网络恢复" in text
    for entry in picks:
        assert f"{entry.payload['candidate']} " in text


def nothing_of_it_elsewhere(team: Team) -> None:
    with database.transaction(team.engine) as db:
        streams = {head.stream for head in check_journal(db)}
        kept = {entry.type for entry in read(db, f"campaign/{team.campaign}")}
    assert {f"faults/rehearsal/{team.campaign}/1", f"rehearsal/{team.campaign}/1"} <= streams
    assert f"faults/{team.campaign}" not in streams
    assert "objection_filed" not in kept or "家属说没有听到复述" not in team.host.get("/log").text
    for path in ("/", "/log", "/result", "/data/log.json", "/notices"):
        assert "R01" not in team.host.get(path).text
