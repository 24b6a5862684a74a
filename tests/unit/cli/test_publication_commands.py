"""`publish`, `verify` and `serve` on the command line: what they answer when the input is not right."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from resettlement.cli import main


def run(*arguments: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


@pytest.fixture
def altered(tmp_path: Path) -> Path:
    """A folder whose one file is not as listed."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "index.html").write_text("altered")
    (folder / "manifest.json").write_text(json.dumps({"format": 1, "files": {"index.html": "0" * 64}}))
    return folder


def test_verify_says_on_stderr_that_there_is_no_bundle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verify", str(tmp_path)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "manifest.json" in err


def test_verify_ends_with_3_where_a_file_was_altered(
    altered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verify", str(altered)) == 3
    assert "index.html" in capsys.readouterr().out


def test_verify_answers_in_json_when_asked(altered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify", "--json", str(altered)) == 3
    assert json.loads(capsys.readouterr().out)["state"] == "tampered"


def test_verify_refuses_a_head_that_cannot_be_one(altered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify", str(altered), "--head", "12") == 2
    assert "12" in capsys.readouterr().err


def test_publish_says_when_there_is_no_campaign_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    assert run("publish", str(tmp_path / "bundle")) == 2
    assert "还没有安置批次" in capsys.readouterr().err
    assert not (tmp_path / "bundle").exists()


def test_serve_names_an_address_only_where_it_can_serve(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run("serve", str(tmp_path), "--port", str(taken.getsockname()[1])) == 2
    err = capsys.readouterr().err
    assert "请换一个端口" in err
    assert "http://" not in err


def test_serve_refuses_a_folder_that_is_no_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("serve", str(tmp_path)) == 2
    assert "index.html" in capsys.readouterr().err
