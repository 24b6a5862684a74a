"""The commands that the README promises: each is there and says what it does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def make(*arguments: str) -> str:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("target", ["setup", "demo", "test", "check", "fix", "faults", "bench", "help"])
def test_help_names_every_command_with_what_it_does(target: str) -> None:
    lines = [line.split(maxsplit=2) for line in make("help").splitlines()]
    assert ["make", target] in [line[:2] for line in lines if len(line) == 3]


def test_make_alone_explains_itself() -> None:
    assert make() == make("help")


def test_check_runs_each_checker_and_none_that_changes_files() -> None:
    recipe = make("--dry-run", "check")
    assert all(tool in recipe for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports"))
    assert "--fix" not in recipe
