"""`resettlement sheets`: a score sheet for everybody who has one, to be signed. All fictional (虚构)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resettlement import database
from tests.storage.scored import open_scored
from tests.unit.records.campaigns import open_empty

Print = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    database.upgrade(url)
    return url


@pytest.fixture
def printed(url: str, tmp_path: Path) -> Print:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "resettlement", "sheets", str(tmp_path / "sheets"), *words]
        environment = {**os.environ, "RESETTLEMENT_DATABASE_URL": url}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    return run


def test_everybody_gets_one_or_only_those_who_were_named(url: str, printed: Print, tmp_path: Path) -> None:
    open_scored(database.connect(url))
    assert printed("--candidate", "S02").returncode == 0
    assert [file.name for file in (tmp_path / "sheets").iterdir()] == ["S02.pdf"]
    assert printed().returncode == 0
    files = sorted((tmp_path / "sheets").iterdir())
    assert [file.name for file in files] == ["S01.pdf", "S02.pdf", "S03.pdf"]
    assert all(file.read_bytes().startswith(b"%PDF-") for file in files)


def test_before_anybody_was_scored_there_is_nothing_to_print(
    url: str, printed: Print, tmp_path: Path
) -> None:
    with database.transaction(database.connect(url)) as db:
        open_empty(db)
    refused = printed()
    assert (refused.returncode, "还没有评分" in refused.stderr) == (2, True)
    assert not (tmp_path / "sheets").exists()
