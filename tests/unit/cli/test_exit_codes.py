"""What ends a command: 1 is an answer, so whatever could not run ends with 2 and says why in Chinese."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click
import pytest

from resettlement import cli as command_line
from resettlement.cli import main
from scoring.errors import why_unreadable


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "没有“nonsense”这个命令"),
        (["rules", "nonsense"], "没有“nonsense”这个命令"),
        (["audit"], "缺少 CASE.json"),
        (["audit", "a.json", "b.json"], "b.json"),
        (["audit", "a.json", "--nope"], "没有 --nope 这个选项"),
        (["template", "records"], "缺少 --output"),
        (["template", "people", "-o", "x.xlsx"], "可用：records、positions、wishes"),
        (["serve", "--port", "八千"], "--port 应为整数"),
        (["restore", "没有.bak"], "'没有.bak' 不存在"),
        (["rules"], "list"),
        ([], "allocate"),
    ],
)
def test_a_command_written_wrong_ends_with_2_and_says_in_chinese_what_is_missing(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Error" not in err


@pytest.mark.parametrize("arguments", [["--help"], ["audit", "--help"], ["--version"], ["rules", "list"]])
def test_help_and_lists_end_with_0(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 0
    assert capsys.readouterr().out


def test_a_place_that_cannot_be_written_ends_with_2_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "文件.txt"
    taken.write_text("", encoding="utf-8")
    assert run("demo", "--once", str(taken)) == 2
    err = capsys.readouterr().err
    assert "文件.txt" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EROFS, "只能读"),
        (errno.EACCES, "没有权限"),
        (errno.ENOTDIR, "不是文件夹"),
    ],
)
def test_why_a_file_cannot_be_written_is_said_in_chinese(number: int, said: str) -> None:
    assert said in why_unreadable(OSError(number, os.strerror(number), "x"))


def test_a_name_longer_than_any_file_can_have_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("template", "records", "-o", str(tmp_path / ("x" * 5000 + ".xlsx"))) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_fault_of_our_own_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def broken() -> None:
        raise ZeroDivisionError("one of ours")

    monkeypatch.setattr(command_line.LazyGroup, "get_command", lambda *_: broken)
    assert run("audit") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "ZeroDivisionError" in err
    assert "没有得出结果" in err
