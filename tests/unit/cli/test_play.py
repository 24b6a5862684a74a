"""`resettlement play`: exit codes, what is left, where it stops."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from resettlement import database
from resettlement.cli import main
from resettlement.journal.service import read
from tests.campaigns.runner import OFFICE

HEAD = "2021-09-13 staffing open\n2021-09-24 clerk import records records.xlsx\n"
OPENED = ["campaign_opened", "record_policy_set"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("RESETTLEMENT_DATABASE_URL", raising=False)
    return Path(shutil.copytree(OFFICE, tmp_path / "office"))


def played(folder: Path, script: str, *options: str) -> tuple[int, Path]:
    (folder / "campaign.txt").write_text(script, encoding="utf-8")
    out = folder.parent / "out"
    with pytest.raises(SystemExit) as ended:
        main(["play", str(folder), str(out), *options])
    return int(str(ended.value.code)), out


def entries(out: Path) -> list[str]:
    engine = database.connect(f"sqlite:///{out / 'resettlement.db'}")
    with database.reading(engine) as db:
        return [entry.type for entry in read(db, "campaign/office-2021")]


def test_every_line_that_does_what_it_says_ends_with_0(folder: Path) -> None:
    code, out = played(
        folder, HEAD + "clerk score -> records.not_reviewed\nreviewer review all\nclerk score\n"
    )
    assert code == 0
    assert entries(out) == [*OPENED, "records_imported", "records_reviewed", "scored"]


def test_a_line_refused_against_expectation_ends_with_1_and_the_last_line_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = played(folder, HEAD + "clerk score\nreviewer review all\n")
    assert code == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("campaign.txt:3: records.not_reviewed: ")
    assert entries(out) == [*OPENED, "records_imported"]


def test_a_line_taken_that_should_be_refused_ends_with_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _out = played(folder, HEAD + "reviewer review all -> records.*\n")
    assert code == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("campaign.txt:3: expected-refusal: ")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("clerk freeze", "rights.not_allowed"),
        ("notary score", "rights.not_allowed"),
        ("public score", "rights.not_allowed"),
        ("wang score", "accounts.unknown"),
        ("clerk.a.b score", "accounts.unknown"),
    ],
)
def test_rights_are_those_of_the_desks(folder: Path, line: str, code: str) -> None:
    assert played(folder, HEAD + f"{line} -> {code}\n")[0] == 0


def test_two_accounts_of_one_person_are_one_person(folder: Path) -> None:
    with (folder / "campaign.toml").open("a", encoding="utf-8") as plan:
        plan.write('\n[people]\nli = ["clerk.li", "reviewer.li"]\n')
    head = HEAD.replace("clerk import", "clerk.li import")
    code, _out = played(
        folder, head + "reviewer.li review all -> records.same_person\nreviewer.zhao review all\n"
    )
    assert code == 0


def test_what_cannot_be_read_ends_with_2_and_nothing_is_made(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = played(folder, HEAD + "clerk juggle\n")
    assert (code, out.exists()) == (2, False)
    assert "campaign.txt:3" in capsys.readouterr().err


def test_it_stops_before_the_first_line_at_or_after_until(folder: Path) -> None:
    code, out = played(folder, HEAD + "2021-09-28 reviewer review all\n", "--until", "2021-09-28")
    assert (code, entries(out)) == (0, [*OPENED, "records_imported"])


def test_a_folder_that_is_not_empty_is_left_alone(folder: Path) -> None:
    (folder.parent / "out").mkdir()
    (folder.parent / "out" / "mine.txt").write_text("mine")
    code, out = played(folder, HEAD)
    assert (code, [path.name for path in out.iterdir()]) == (2, ["mine.txt"])
