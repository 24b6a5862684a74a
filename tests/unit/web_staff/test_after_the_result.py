"""会后：岗位作废、组织指定、为没有岗位的人再开一场，都在浏览器里办成，人人看得到（虚构）。"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.accounts.service import accounts, add_account
from tests.campaigns.runner import HERE, stand_in_papers
from tests.passwords import keep_cheaply
from tests.playing import play_before
from tests.unit.web_staff.conftest import PEOPLE, signed_in
from tests.unit.web_staff.office import PASSWORD, Desk, hidden

CAMPAIGN = HERE / "a_pick_void_afterwards_and_a_second_session"
Enter = Callable[[str], Desk]


def played(path: Path, folder: Path, stop: str) -> Path:
    """A campaign up to a line of its script, with accounts for everybody."""
    url = f"sqlite:///{path}"
    database.upgrade(url)
    engine = database.connect(url)
    with pytest.MonkeyPatch.context() as patch:
        stand_in_papers(patch)
        play_before(engine, folder, stop)
        with database.transaction(engine) as db:
            known = {account.id for account, _active in accounts(db)}
            for name, role in ((name, role) for name, role in PEOPLE.items() if name not in known):
                add_account(db, name, name="", role=role, password=PASSWORD, by="set-up", at=clock.now())
        keep_cheaply(engine, PASSWORD)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
    return path


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session that is over and recorded, its result posted: O07 and S09 have no post."""
    return played(tmp_path_factory.mktemp("afterwards") / "held.db", CAMPAIGN, "post correction")


@pytest.fixture
def engine(held: Path, tmp_path: Path) -> Iterator[Engine]:
    path = shutil.copy(held, tmp_path / "afterwards.db")
    engine = database.connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def annulled(supervisor: Desk, candidate: str = "S06", why: str = "经查违反回避规定") -> None:
    sent = {"annulled": candidate, "annulled_because": why}
    assert supervisor.send("/staff/result/annul", sent).status_code == 303


def test_the_supervisor_finds_a_pick_void_and_everybody_reads_it(desk: Enter) -> None:
    supervisor = desk("supervisor")
    assert "岗位作废" in supervisor.get("/staff/result").text
    refused = supervisor.send("/staff/result/annul", {"annulled": "S06", "annulled_because": ""})
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    annulled(supervisor)
    page = supervisor.get("/staff/result").text
    assert "S06 选定的岗位 P13 作废" in page
    assert "更正公示" in page
    public = supervisor.get("/result").text
    assert "会后作废的" in public
    assert "经查违反回避规定" in public
    assert "没有选定岗位" in supervisor.get("/people/S06.html").text


def test_only_the_supervisor_finds_void_and_only_the_staffing_office_assigns(desk: Enter) -> None:
    for account, address in (("host", "annul"), ("clerk", "annul"), ("supervisor", "assign")):
        page = desk(account).get("/staff/result").text
        assert f"/staff/result/{address}" not in page
        assert desk(account).send(f"/staff/result/{address}", {}).status_code == 403


def test_the_staffing_office_assigns_what_is_left_and_the_clerk_posts_the_correction(desk: Enter) -> None:
    staffing, clerk = desk("staffing"), desk("clerk")
    page = staffing.get("/staff/result").text
    assert '<option value="O07"' in page
    assert '<option value="O03"' not in page
    given = {"assigned": "O07", "assigned_position": "P07", "assigned_because": "本人未选，由组织指定"}
    full = staffing.send("/staff/result/assign", {**given, "assigned_position": "P01"})
    assert "没有剩余名额" in full.text
    assert staffing.send("/staff/result/assign", given).status_code == 303
    assert "组织指定" in staffing.get("/staff/result").text
    assert "O07 由组织指定岗位 P07" in staffing.get("/log").text
    assert "做结果的更正公示" in clerk.get("/staff/result").text
    form = clerk.get("/staff/notices/new?kind=result").text
    assert "选岗结果有改动，现予更正" in form


def second_opened(desk: Enter) -> Desk:
    annulled(desk("supervisor"))
    host = desk("host")
    page = host.get("/staff/session").text
    assert "还有 3 人没有岗位" in page
    opening = {"looked": "yes", "announcement": hidden(page, "announcement")}
    refused = host.send("/staff/session/open", opening)
    assert "请写明理由" in refused.text
    sent = {**opening, "reason": "空出岗位，另开一场"}
    assert host.send("/staff/session/open", sent).status_code == 303
    return host


def in_the_hall(host: Desk, command: str, **form: str) -> None:
    """One command of the control page; a choice is confirmed at once."""
    page = host.get("/hall/control").text
    shown = {name: hidden(page, name) for name in ("csrf_token", "session", "expected")}
    answer = host.client.post(f"/hall/control/{command}", data={**shown, **form}, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def test_a_second_session_runs_from_opening_to_the_posted_correction_in_the_browser(desk: Enter) -> None:
    host, supervisor, clerk = second_opened(desk), desk("supervisor"), desk("clerk")
    assert "office-2021/2" in host.get("/hall/control").text
    assert "O03" not in host.get("/hall/control").text.split("<main")[1].split("</form>")[0]
    in_the_hall(host, "call", candidate="O07")
    in_the_hall(host, "choose", candidate="O07", position="P07", confirmed="yes")
    for candidate in ("S06", "S09"):
        in_the_hall(host, "call", candidate=candidate)
        in_the_hall(host, "give-up", candidate=candidate, sure="yes")
    in_the_hall(host, "close", sure="yes")
    closing = supervisor.get("/hall/closing").text
    token = {"csrf_token": hidden(closing, "csrf_token"), "session": hidden(closing, "session")}
    assert token["session"] == "office-2021/2"
    signed = supervisor.client.post("/hall/closing/certify", data=token, follow_redirects=False)
    assert signed.status_code == 303, signed.text
    assert supervisor.send("/staff/session/record").status_code == 303
    page = clerk.get("/staff/result").text
    assert "做结果的更正公示" in page
    papers = re.findall(r'href="([^"]*/hall/slip/[^"]+)"', page)
    slips = [clerk.get(html.unescape(one)).text for one in papers]
    assert [text.count("选岗回执") > 0 for text in slips] == [True] * 6
    assert sorted(re.findall(r"P\d\d", slips[-1])) == ["P07"]
    shown = clerk.get("/result").text
    assert "#entry-2-" in shown
    assert "第 2 场选岗会" in clerk.get("/log").text
    assert 'id="entry-2-1"' in clerk.get("/log").text
    log = host.get("/hall/signed").text
    assert "O07" in log
    assert "O03" not in log


@pytest.fixture
def paused(tmp_path: Path) -> Iterator[Engine]:
    """A session that stands still because seats change."""
    path = played(tmp_path / "paused.db", HERE / "seats_changed_in_the_paused_session", "change-seats P02 3")
    engine = database.connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def test_seats_are_changed_in_the_paused_session_from_the_page_and_every_screen_says_so(
    paused: Engine, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        staffing, host = (signed_in(stack, paused, None, who) for who in ("staffing", "host"))
        assert "选岗会已暂停，可以登记名额变动" in staffing.get("/staff/positions").text
        sent = {"seats_position": "P02", "seats": "3", "seats_because": "接收单位增加一个编制"}
        assert staffing.send("/staff/positions/seats", sent).status_code == 303
        for page in ("/hall/projector", "/board"):
            assert "的名额由 2 个改为 3 个" in host.client.get(page).text, page
        below = {"seats_position": "P01", "seats": "0", "seats_because": "编制收回"}
        assert "不能减到 0 个" in staffing.send("/staff/positions/seats", below).text
        in_the_hall(host, "resume")
        assert "请主持人先暂停" in staffing.get("/staff/positions").text
        assert "/staff/positions/seats" not in staffing.get("/staff/positions").text
