"""The tree as it is tracked: every file in its place, and nothing in it that holds on one machine only."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOP = {
    "resettlement",
    "scoring",
    "templates",
    "public_notices",
    "tests",
    "docs",
    "pyproject.toml",
    "Makefile",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "LICENSE",
}
# Folders of a user or of a build machine, and addresses that packages are fetched from.
ELSEWHERE = re.compile(
    rb"(?<![\w.$}])/(?:root|home/\w+|Users|work|farm|mnt|tmp/\w)/|file:///|/simple/?[\"'\s]|\.whl\b"
    rb"|https?://[^\s\"']*(?:pypi|pythonhosted|debian\.org|npmjs|registry)",
)


def tracked() -> list[Path]:
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_the_top_level_holds_what_the_map_of_folders_says() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith((".", "requirements", "README"))} <= TOP


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]!r}"
        for path in tracked()
        if path != Path(__file__)
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if ELSEWHERE.search(line)
    ]
    assert found == []


def test_every_file_that_is_run_says_what_runs_it() -> None:
    executable = [path for path in tracked() if path.stat().st_mode & 0o111]
    assert executable
    assert all(path.read_bytes().startswith(b"#!/usr/bin/env ") for path in executable)
