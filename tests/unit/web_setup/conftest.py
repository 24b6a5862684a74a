"""An empty database, its code, and a browser at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from resettlement import database
from resettlement.office.setup import new_code
from tests.browsing import browsing
from tests.unit.web_setup.office import Browser, told


@pytest.fixture
def browser(newest_sqlite: Path, tmp_path: Path) -> Iterator[Browser]:
    file = shutil.copyfile(newest_sqlite, tmp_path / "office.db")
    engine = database.connect(f"sqlite:///{file}")
    with browsing(engine, None, base_url="http://127.0.0.1") as client:
        yield Browser(client)
    engine.dispose()


@pytest.fixture
def code(browser: Browser) -> str:
    """What the terminal shows."""
    with database.transaction(browser.client.app.state.engine) as db:
        return new_code(db)


@pytest.fixture
def administrator(browser: Browser, code: str, tmp_path: Path) -> Browser:
    """Set up, and signed in."""
    answer = browser.send("/setup", told(code, tmp_path))
    assert answer.status_code == 303, answer.text
    return browser.sign_in("admin")
