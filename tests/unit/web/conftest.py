"""The sample campaign (fictional) as it stands when its scores have been posted, made once a test process."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from resettlement.sample import folder as sample
from tests.playing import play_before, say
from tests.unit.web.office import copied, new_database


@pytest.fixture(scope="session")
def campaign_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`scored.db` before anything was posted, `posted.db` after: scores and positions are on the wall."""
    folder = tmp_path_factory.mktemp("campaign")
    engine = new_database(folder)
    state = play_before(engine, sample(), "post scores")
    _keep(engine, folder / "scored.db")
    say(state, "2021-10-18 17:00 clerk post scores\nclerk post positions")
    _keep(engine, folder / "posted.db")
    return folder


def _keep(engine: Engine, file: Path) -> None:
    engine.dispose()  # the last connection to close folds the write-ahead log into the file
    shutil.copyfile(str(engine.url.database), file)


@pytest.fixture
def scored(campaign_files: Path, tmp_path: Path) -> Engine:
    return copied(campaign_files / "scored.db", tmp_path)


@pytest.fixture
def posted(campaign_files: Path, tmp_path: Path) -> Engine:
    return copied(campaign_files / "posted.db", tmp_path)
