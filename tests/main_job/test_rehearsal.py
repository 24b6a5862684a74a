"""演练与示例批次：选岗会已经结束的，新来的人也能走一遍；公开包、核对、回访名单一个字节也不变。"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from public_notices import verifier
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.follow_up.service import due_list
from resettlement.journal.check import check_journal
from resettlement.journal.service import read
from resettlement.publication.bundle import is_published, publish_campaign
from resettlement.publication.public_documents import released
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.service import load
from resettlement.web.app import create_app
from resettlement.web.rendering import read_campaign
from tests.browsing import Visitor

PASSWORD = "a quiet office in autumn"


@pytest.fixture
def engine(finished: Path, tmp_path: Path) -> Iterator[Engine]:
    file = tmp_path / "resettlement.db"
    shutil.copyfile(finished / "resettlement.db", file)
    database.upgrade(f"sqlite:///{file}")
    engine = database.connect(f"sqlite:///{file}")
    with database.transaction(engine) as db:
        add_account(db, "leader", name="", role=Role.HOST, password=PASSWORD, by="set-up", at=clock.now())
    yield engine
    engine.dispose()


@pytest.fixture
def host(engine: Engine) -> Iterator[TestClient[Litestar]]:
    with Visitor(create_app(engine), base_url="http://127.0.0.1") as client:
        sent = {"account": "leader", "password": PASSWORD}
        assert client.post("/sign-in", data=sent, follow_redirects=False).status_code == 303
        yield client


@pytest.fixture
def id_(engine: Engine) -> str:
    campaign = read_campaign(engine)
    assert campaign
    return campaign.id


def send(host: TestClient[Litestar], action: str, **form: str) -> str:
    """Send the form of this action as the control page has it; the page that comes of it."""
    page = host.get("/hall/control").text
    found = re.search(rf'<form method="post" action="{action}".*?</form>', page, re.DOTALL)
    assert found, f"no form for {action}"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0]))
    answer = host.post(action, data={**hidden, **form})
    assert answer.status_code == 200, answer.text
    return answer.text


def rehearse_a_pick(host: TestClient[Litestar]) -> None:
    send(host, "/hall/rehearsal/start")
    send(host, "/hall/control/call")
    host.post(
        "/hall/control/choose",
        data={
            **dict(re.findall(r'name="(csrf_token|session|expected|candidate)" value="([^"]*)"',
                              host.get("/hall/control?position=P01").text)),
            "position": "P01",
        },
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_newcomer_finds_the_session_ended_and_begins_a_living_one_with_one_button(
    host: TestClient[Litestar], engine: Engine, id_: str
) -> None:
    page = host.get("/hall/control").text
    assert "选岗会已经结束" in page
    assert "开一场演练" in page
    rehearse_a_pick(host)
    with database.transaction(engine) as db:
        shown = load(db, rehearsal.on_screen(db, id_))
    assert shown.chosen == {"R01": "P01"}
    assert len(shown.assignment) == 19
    assert "演练报告 第 1 场" in send(host, "/hall/rehearsal/end")
    assert "选岗会已经结束" in host.get("/hall/control").text


def test_bundle_log_result_and_callers_list_never_see_it(
    host: TestClient[Litestar], engine: Engine, id_: str, tmp_path: Path
) -> None:
    folders = tmp_path / "before", tmp_path / "after"
    publish_campaign(engine, id_, folders[0])
    with database.transaction(engine) as db:
        before = released(db, id_), read(db, campaign_stream(id_)), due_list(db, id_, clock.now().date())
    rehearse_a_pick(host)
    publish_campaign(engine, id_, folders[1])
    with database.transaction(engine) as db:
        after = released(db, id_), read(db, campaign_stream(id_)), due_list(db, id_, clock.now().date())
        assert is_published(db, id_, folders[0])
    assert contents(folders[0]) == contents(folders[1])
    assert before == after
    assert verifier.verify(folders[1]).state() == "verified"


def test_the_public_pages_do_not_know_it(host: TestClient[Litestar]) -> None:
    paths = (
        "/",
        "/standing",
        "/positions",
        "/notices",
        "/result",
        "/log",
        "/data/log.json",
        "/data/result.json",
    )
    before = [host.get(path).text for path in paths]
    rehearse_a_pick(host)
    assert [host.get(path).text for path in paths] == before


def test_the_journal_with_a_rehearsal_in_it_is_whole(
    host: TestClient[Litestar], engine: Engine, id_: str
) -> None:
    rehearse_a_pick(host)
    with database.transaction(engine) as db:
        streams = {head.stream: head.count for head in check_journal(db)}
    assert streams[f"rehearsal/{id_}/1"] == 3
    assert streams[f"rehearsals/{id_}"] == 1
