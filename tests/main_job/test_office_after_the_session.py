"""The finished sample at the office's desk: nothing is missing but the bundle, and that is published."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from public_notices import verifier
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from resettlement.web.app import create_app
from resettlement.web.hall.papers import PRINTERS
from resettlement.web.staff.frame import VIEWERS
from tests.browsing import Visitor

PASSWORD = "a quiet office in autumn"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


@pytest.fixture
def engine(finished: Path, tmp_path: Path) -> Iterator[Engine]:
    file = tmp_path / "resettlement.db"
    shutil.copyfile(finished / "resettlement.db", file)
    url = f"sqlite:///{file}"
    database.upgrade(url)
    engine = database.connect(url)
    yield engine
    engine.dispose()


@contextmanager
def signed_in(engine: Engine, site: Path, role: Role) -> Iterator[TestClient[Litestar]]:
    """Somebody of this role after the session, at a browser."""
    with database.transaction(engine) as db:
        add_account(db, "warden", name="", role=role, password=PASSWORD, by="set-up", at=clock.now())
    with Visitor(create_app(engine, site), base_url="http://127.0.0.1") as client:
        sent = {"account": "warden", "password": PASSWORD}
        assert client.post("/sign-in", data=sent, follow_redirects=False).status_code == 303
        yield client


@pytest.fixture
def supervisor(engine: Engine, site: Path) -> Iterator[TestClient[Litestar]]:
    with signed_in(engine, site, Role.SUPERVISOR) as client:
        yield client


def missing(client: TestClient[Litestar]) -> list[str]:
    """What the stages page says is missing."""
    page = client.get("/staff").text
    return re.findall(r"<li><span>(.+?)</span>", page)


def token(client: TestClient[Litestar]) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/staff").text)
    assert found
    return {"csrf_token": found[1]}


def test_the_bundle_is_published_from_the_desk_and_verifies(
    supervisor: TestClient[Litestar], site: Path
) -> None:
    assert missing(supervisor) == ["公开包还没有公布"]
    answer = supervisor.post("/staff/session/publish", data=token(supervisor), follow_redirects=False)
    assert answer.status_code == 303, answer.text
    assert verifier.verify(site).state() == "verified"
    assert missing(supervisor) == []


def test_a_bundle_that_lacks_what_was_logged_since_counts_as_not_published(
    supervisor: TestClient[Litestar], site: Path
) -> None:
    supervisor.post("/staff/session/publish", data=token(supervisor))
    log = site / "data" / "log.json"
    log.write_text('{"campaign": []}', encoding="utf-8")
    assert missing(supervisor) == ["公开包还没有公布"]


def test_a_result_is_recorded_once(supervisor: TestClient[Litestar]) -> None:
    refused = supervisor.post("/staff/session/record", data=token(supervisor))
    assert refused.status_code == 422
    assert "不能重复登记" in refused.text


def test_the_hall_is_not_opened_twice_and_a_frozen_standing_not_frozen_again(
    supervisor: TestClient[Litestar],
) -> None:
    refused = supervisor.post("/staff/standing/freeze", data=token(supervisor))
    assert refused.status_code == 422
    assert supervisor.post("/staff/session/open", data=token(supervisor)).status_code == 403


@pytest.mark.parametrize("role", [*VIEWERS, Role.HOST])
def test_whoever_may_print_the_papers_of_a_pick_finds_them_beside_it_and_nobody_else(
    engine: Engine, site: Path, role: Role
) -> None:
    with signed_in(engine, site, role) as client:
        found = re.findall(
            r'href="(/hall/(?:slip|agreement)/\d+\?session=[a-z0-9-]+)"', client.get("/staff/result").text
        )
        opened = {client.get(address).status_code for address in found[:2]}
    assert opened == ({200} if role in PRINTERS else set())
