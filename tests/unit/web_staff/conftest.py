"""An opened campaign of the sample with nobody in it, accounts for the office, and browsers signed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import accounts, add_account
from resettlement.sample import folder
from tests.browsing import browsing
from tests.passwords import keep_cheaply
from tests.playing import play_before
from tests.unit.web_staff.office import PASSWORD, Desk

PEOPLE = {role.value: role for role in Role} | {"second-reviewer": Role.REVIEWER}


@pytest.fixture(scope="session")
def opened_campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made once and copied for each test."""
    path = tmp_path_factory.mktemp("staff") / "opened.db"
    url = f"sqlite:///{path}"
    database.upgrade(url)
    engine = database.connect(url)
    play_before(engine, folder(), "import records")
    with database.transaction(engine) as db:
        known = {account.id for account, _active in accounts(db)}  # who came in the script
        for name, role in ((name, role) for name, role in PEOPLE.items() if name not in known):
            add_account(db, name, name="", role=role, password=PASSWORD, by="set-up", at=clock.now())
    keep_cheaply(engine, PASSWORD)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def scored_campaign(opened_campaign: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same when its records were imported, reviewed and scored."""
    path = shutil.copy(opened_campaign, tmp_path_factory.mktemp("staff") / "scored.db")
    engine = database.connect(f"sqlite:///{path}")
    with ExitStack() as stack:
        clerk, reviewer = (signed_in(stack, engine, None, who) for who in ("clerk", "reviewer"))
        clerk.bring_in("records")
        assert reviewer.send("/staff/records/review").status_code == 303
        assert clerk.send("/staff/standing/score", {"reason": "首次评分"}).status_code == 303
    engine.dispose()
    return Path(path)


def signed_in(stack: ExitStack, engine: Engine, site: Path | None, account: str) -> Desk:
    client = stack.enter_context(browsing(engine, site, base_url="http://127.0.0.1"))
    sent = {"account": account, "password": PASSWORD}
    assert client.post("/sign-in", data=sent, follow_redirects=False).status_code == 303
    return Desk(engine, client)


@pytest.fixture
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Of a campaign that is opened, or scored for who asks for `scored`."""
    made = "scored_campaign" if "scored" in request.fixturenames else "opened_campaign"
    path = tmp_path / "staff.db"
    shutil.copy(request.getfixturevalue(made), path)
    engine = database.connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


@pytest.fixture
def desk(engine: Engine, site: Path) -> Iterator[Callable[[str], Desk]]:
    """Sign somebody in, by account."""
    with ExitStack() as stack:
        known: dict[str, Desk] = {}

        def enter(account: str) -> Desk:
            if account not in known:
                known[account] = signed_in(stack, engine, site, account)
            return known[account]

        yield enter


@pytest.fixture
def clerk(desk: Callable[[str], Desk]) -> Desk:
    return desk("clerk")


@pytest.fixture
def reviewer(desk: Callable[[str], Desk]) -> Desk:
    return desk("reviewer")


@pytest.fixture
def scored(clerk: Desk) -> Desk:
    """Records imported, reviewed and scored; the clerk at his desk."""
    return clerk
