"""A callers' desk with people to call, and browsers signed in at it. Everybody here is fictional (虚构)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from resettlement import clock
from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from resettlement.database import connect, transaction, upgrade
from resettlement.follow_up.service import Placement, open_follow_up
from resettlement.records.tables import Candidate
from tests.browsing import browsing
from tests.passwords import keep_cheaply
from tests.storage.building import CAMPAIGN, add_campaign
from tests.unit.web_callers.browsing import UNIT, Browser, today

PASSWORD = "a quiet morning of calls"


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made once: one placed five days ago; two so long ago that starting work is overdue."""
    path = tmp_path_factory.mktemp("callers") / "filled.db"
    url = f"sqlite:///{path}"
    upgrade(url)
    engine = connect(url)
    at = clock.now()
    with transaction(engine) as db:
        add_campaign(db)
        placed = [("O1", "officer", "P2", 5), ("S1", "sergeant", "P1", 41), ("S2", "sergeant", "P1", 42)]
        for number, (code, category, position, days) in enumerate(placed, 1):
            db.get_one(Candidate, (CAMPAIGN, code)).phone = f"1390000000{number}"
            placement = Placement(code, category, position, UNIT)
            open_follow_up(db, CAMPAIGN, [placement], today() - timedelta(days=days), by="staffing", at=at)
        for name, role in (("caller", Role.CALLER), ("second", Role.CALLER), ("clerk", Role.CLERK)):
            add_account(db, name, name=f"虚构{name}", role=role, password=PASSWORD, by="set-up", at=at)
    keep_cheaply(engine, PASSWORD)
    engine.dispose()
    return path


@pytest.fixture
def engine(filled: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "desk.db"
    shutil.copy(filled, path)
    engine = connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def signed_in(engine: Engine) -> Iterator[Callable[[str], Browser]]:
    """Sign somebody in, by account."""
    with ExitStack() as stack:

        def enter(account: str) -> Browser:
            client = stack.enter_context(browsing(engine, base_url="http://127.0.0.1"))
            sent = {"account": account, "password": PASSWORD}
            assert client.post("/sign-in", data=sent, follow_redirects=False).status_code == 303
            return Browser(client)

        yield enter


@pytest.fixture
def caller(signed_in: Callable[[str], Browser]) -> Browser:
    return signed_in("caller")
