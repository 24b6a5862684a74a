"""一场有六种突发情况的演练，从头到尾：服务器真的被杀掉再起来；报告上的每个数，日志里都数得出来。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from resettlement.journal.check import check_journal
from resettlement.journal.model import Entry
from resettlement.journal.service import read
from resettlement.selection.rehearsal.faults import FAULTS, practices
from resettlement.web.rendering import read_campaign
from tests.browser.site import serving
from tests.main_job.rehearsal_team import MARK, PASSWORD, Team

TEAM = {"leader": Role.HOST, "watcher": Role.SUPERVISOR, "beholder": Role.NOTARY}
HANDLED = {
    "power_cut": "restarted",
    "wrong_click": "undone",
    "absent": "recorded_absent",
    "printer_jam": "printed_again",
    "objection": "taken_down",
    "network_gone": "confirmed_early",  # nobody waits a minute in a test
}


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
        campaign = read_campaign(engine)
        assert campaign
        team = Team(
            site, engine, campaign.id, host, supervisor, accounts=("leader", "watcher"), witness="beholder"
        )
        team.send("/hall/control", "/hall/rehearsal/start", **{f"fault-{one}": one for one in FAULTS})
        yield team
        engine.dispose()


def test_a_whole_rehearsal_meets_all_six_and_its_report_is_what_the_logs_say(team: Team) -> None:
    stale = team.host.get("/hall/control", follow_redirects=True).text
    assert sorted(team.until_all_have_come()) == sorted(FAULTS)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', stale))
    assert team.host.post("/hall/control/call", data=form, follow_redirects=True).status_code == 409
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
    assert (
        "objection_filed" not in kept
        or "家属说没有听到复述" not in team.host.get("/log", follow_redirects=True).text
    )
    for path in ("/", "/log", "/result", "/data/log.json", "/notices"):
        assert "R01" not in team.host.get(path, follow_redirects=True).text
