"""`resettlement status`: one JSON object on stdout, or lines for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resettlement import database
from resettlement.cli import main
from tests.storage import two_categories as office


def run(*arguments: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", url)
    return url


def test_without_a_campaign_it_lists_none(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("status", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"campaigns": []}


def test_every_campaign_is_told_with_its_stage_and_whether_it_could_be_published(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database.upgrade(url)
    office.opened(database.connect(url))
    assert run("status", "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)["campaigns"]
    assert set(found) >= {"id", "title", "stage", "missing", "publishable", "differences"}
    assert (found["id"], found["stage"], found["publishable"]) == (office.ID, "scores", True)
    assert run("status") == 0
    assert "能否公布：能" in capsys.readouterr().out
