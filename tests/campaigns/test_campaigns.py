"""Situations that offices meet, each a script: it ends as it says, and what came of it can be published."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from public_notices.verifier import verify
from resettlement import database
from resettlement.posting.publishable import differences
from resettlement.script.play import play
from tests.campaigns._office.make import workbooks
from tests.campaigns.runner import FOLDERS, HERE, OFFICE, stand_in_papers

KINDS = ("sqlite", "postgresql")


def turns(*, other: bool) -> list[object]:
    """Each situation on one of the databases in turn; on the other one in the long run."""
    return [
        pytest.param(kind, folder, id=f"{folder.name}-{kind}")
        for n, folder in enumerate(FOLDERS)
        for kind in [KINDS[(n + other) % 2]]
    ]


def play_it(folder: Path, url: str, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_papers(monkeypatch)
    engine = database.connect(url)
    state = play(folder, out, engine)
    with database.reading(engine) as db:
        assert [one.sentence for one in differences(db, state.id)] == []
    if (out / "bundle").exists():
        assert verify(out / "bundle").state() == "verified"


def play_for_real(folder: Path, out: Path) -> None:
    """From the command line, every paper set; a published bundle is checked by its own verifier, alone."""
    run([sys.executable, "-m", "resettlement", "play", str(folder), str(out)])
    if (out / "bundle").exists():
        run([sys.executable, "-I", str(out / "bundle" / "verify.py")])


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]


@pytest.mark.parametrize(("database_url", "folder"), turns(other=False), indirect=["database_url"])
def test_the_situation_ends_as_its_script_says(
    folder: Path, newest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_it(folder, newest, tmp_path / "out", monkeypatch)


@pytest.mark.faults
@pytest.mark.parametrize(("database_url", "folder"), turns(other=True), indirect=["database_url"])
def test_the_situation_ends_so_on_the_other_database_too(
    folder: Path, newest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_it(folder, newest, tmp_path / "out", monkeypatch)


def test_a_campaign_with_all_its_papers_ends_in_a_bundle_that_verifies(tmp_path: Path) -> None:
    play_for_real(HERE / "nothing_goes_wrong", tmp_path / "out")


@pytest.mark.faults
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_situation_is_played_with_its_papers_from_the_command_line(folder: Path, tmp_path: Path) -> None:
    play_for_real(folder, tmp_path / "out")


def test_there_are_at_least_twenty_five_situations() -> None:
    assert len(FOLDERS) >= 25


@pytest.mark.parametrize("name", workbooks())
def test_the_offices_workbooks_are_those_that_the_source_writes(name: str) -> None:
    assert (OFFICE / name).read_bytes() == workbooks()[name]
