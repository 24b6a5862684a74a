"""Situations that offices meet, each a script: it ends as it says, and what came of it can be published."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from public_notices.verifier import verify
from resettlement import database
from resettlement.publication.publishable import differences
from resettlement.script.play import play
from tests.campaigns._office.make import workbooks
from tests.campaigns.runner import FOLDERS, HERE, OFFICE, stand_in_papers

KINDS = ("sqlite", "postgresql")
LONG_RUN = {
    "a_certificate_refused_then_given",
    "a_figure_put_right_before_anything_is_posted",
    "a_figure_that_the_rules_lack",
    "a_hall_where_everything_happens",
    "a_unit_bears_a_persons_name",
    "a_workbook_imported_again",
    "an_objection_forgotten_until_the_freeze",
    "an_upheld_objection_that_changes_no_score",
    "letters_and_the_first_calls",
    "nobody_comes_to_the_hall",
    "nothing_goes_wrong",  # with all its papers in every run
    "positions_replaced_before_and_after_posting",
    "ruled_by_who_entered_the_record",
    "scored_twice_between_two_notices",
    "somebody_dies_after_the_freeze",
    "somebody_withdraws_between_two_notices",
    "two_objections_on_one_person",
    "wishes_filed_before_a_correction",
    "wishes_on_paper_changed_and_a_tie_settled",
}
"""Played by `make faults` alone; in every run are those whose faults were met once, and the quick ones."""


def turns(*, other: bool) -> list[object]:
    """Each situation on one of the databases in turn; on the other one in the long run."""
    return [
        pytest.param(kind, folder, id=f"{folder.name}-{kind}", marks=in_the_long_run(folder, other=other))
        for n, folder in enumerate(FOLDERS)
        for kind in [KINDS[(n + other) % 2]]
    ]


def in_the_long_run(folder: Path, *, other: bool) -> list[pytest.MarkDecorator]:
    return [pytest.mark.faults] if other or folder.name in LONG_RUN else []


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
    assert {folder.name for folder in FOLDERS} > LONG_RUN


@pytest.mark.parametrize("name", workbooks())
def test_the_offices_workbooks_are_those_that_the_source_writes(name: str) -> None:
    assert (OFFICE / name).read_bytes() == workbooks()[name]
