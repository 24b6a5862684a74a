"""`demo` replaces a folder that it made, and nothing that anybody else put anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from resettlement.cli import demo
from resettlement.cli.demo_folder import MARK, is_current, mark, refuse_others
from resettlement.errors import BadInputError


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder as `demo` leaves it."""
    folder = tmp_path / "demo"
    for name in ("notices/1.pdf", "bundle/index.html", "resettlement.db", "call_sheet.xlsx"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    mark(folder, "v1")
    return folder


def test_what_was_made_and_then_served_may_be_replaced(made: Path) -> None:
    assert is_current(made, "v1")
    assert not is_current(made, "v2")
    (made / "resettlement.db").write_text("used")
    (made / "resettlement.db-wal").write_text("used")
    (made / "bundle" / "index.html").write_text("published anew")
    (made / "call_sheet.xlsx").unlink()
    refuse_others(made)


@pytest.mark.parametrize("name", ["thesis.docx", "notices/mine.pdf", "notices/1.pdf", "deep/down/here.txt"])
def test_one_file_of_somebody_else_keeps_the_whole_folder(made: Path, name: str) -> None:
    (made / name).parent.mkdir(parents=True, exist_ok=True)
    (made / name).write_text("three years of work")
    with pytest.raises(BadInputError, match=name):
        refuse_others(made)


def test_a_folder_without_the_mark_or_with_one_that_says_nothing_is_somebody_elses(made: Path) -> None:
    for text in ("0" * 64, "[]", "{}", ""):
        (made / MARK).write_text(text)
        with pytest.raises(BadInputError, match="什么也没有删除"):
            refuse_others(made)
    (made / MARK).unlink()
    with pytest.raises(BadInputError):
        refuse_others(made)


def test_a_link_leads_to_what_is_somebody_elses(made: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(made)
    with pytest.raises(BadInputError):
        refuse_others(tmp_path / "link")
    (made / "notices" / "elsewhere").symlink_to(tmp_path)
    with pytest.raises(BadInputError, match="elsewhere"):
        refuse_others(made)


def test_where_nothing_is_nothing_is_in_the_way(tmp_path: Path) -> None:
    refuse_others(tmp_path / "demo")
    (tmp_path / "demo").mkdir()
    refuse_others(tmp_path / "demo")


def test_the_command_leaves_somebody_elses_folder_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It did not: `demo/` with anything in it was deleted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo, "_sources", lambda: "v1")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "thesis.docx").write_text("three years of work")
    done = CliRunner().invoke(demo.demo, [])
    assert isinstance(done.exception, BadInputError)
    assert (tmp_path / "demo" / "thesis.docx").read_text() == "three years of work"
