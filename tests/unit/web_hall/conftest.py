"""A hall of the sample for every test of its pages, with the operator signed in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from resettlement import database
from tests.browsing import browsing
from tests.passwords import keep_cheaply
from tests.unit.web_hall.hall_building import PASSWORD, Desk, fill, open_sample_hall, rehearse_sample_hall


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with everybody in it and no session yet; copied for each test."""
    path = tmp_path_factory.mktemp("hall") / "filled.db"
    url = f"sqlite:///{path}"
    database.upgrade(url)
    engine = database.connect(url)
    fill(engine)
    keep_cheaply(engine, PASSWORD)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def before(filled: Path, tmp_path: Path) -> Iterator[Engine]:
    """The evening before: nothing opened."""
    copy = tmp_path / "hall.db"
    shutil.copy(filled, copy)
    engine = database.connect(f"sqlite:///{copy}")
    yield engine
    engine.dispose()


@pytest.fixture
def opened(before: Engine) -> Engine:
    """The session has been opened, nobody called yet."""
    open_sample_hall(before)
    return before


@pytest.fixture
def rehearsing(before: Engine) -> Iterator[Desk]:
    """The operator at the control page of a rehearsal, nobody called yet."""
    rehearse_sample_hall(before)
    with browsing(before) as client:
        yield Desk(before, client).sign_in("host")


@pytest.fixture
def public(opened: Engine) -> Iterator[Desk]:
    """Somebody with a phone."""
    with browsing(opened) as client:
        yield Desk(opened, client)


@pytest.fixture
def host(opened: Engine) -> Iterator[Desk]:
    """The operator at the control page."""
    with browsing(opened) as client:
        yield Desk(opened, client).sign_in("host")
