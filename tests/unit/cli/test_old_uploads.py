"""What an earlier version left beside the database may hold ID numbers: an upgrade deletes it and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettlement.office.old_uploads import delete_old_uploads
from tests.unit.cli.test_exit_codes import run

OURS = f"{'0a' * 8}-{'1b' * 32}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'office.db'}")
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


def left(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_bytes(b"x")


def test_an_upgrade_deletes_the_old_uploads_with_their_folder_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left(folder, f"{OURS}.xlsx", f"{OURS}.json", f"{OURS}.4711")
    assert run("db", "upgrade") == 0
    assert "3 个上传文件" in capsys.readouterr().err
    assert not folder.exists()
    assert run("db", "upgrade") == 0
    assert "上传文件" not in capsys.readouterr().err


def test_a_file_of_somebody_else_stays_and_so_does_its_folder(folder: Path, tmp_path: Path) -> None:
    left(folder, "花名册.xlsx", f"{OURS}.xlsx", f"{OURS}.xlsx.bak")
    assert delete_old_uploads(f"sqlite:///{tmp_path / 'office.db'}") == (folder, 1)
    assert {one.name for one in folder.iterdir()} == {"花名册.xlsx", f"{OURS}.xlsx.bak"}


def test_a_folder_that_is_a_link_or_holds_nothing_of_ours_is_left_alone(folder: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    assert delete_old_uploads(url) == (folder, 0)
    assert folder.is_dir()
    elsewhere = folder.rename(tmp_path / "elsewhere")
    left(elsewhere, f"{OURS}.xlsx")
    folder.symlink_to(elsewhere)
    assert delete_old_uploads(url) == (folder, 0)
    assert (elsewhere / f"{OURS}.xlsx").exists()
