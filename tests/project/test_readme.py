"""README and docs say what is there: folders, links, modules, make targets and commands exist."""

from __future__ import annotations

import re
from pathlib import Path
from pkgutil import resolve_name

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=str)
TOURS = ("CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", TOURS)
def test_every_module_and_every_file_that_a_tour_names_exists(page: str) -> None:
    named = re.findall(r"`([^`\n]+)`", (ROOT / page).read_text("utf-8"))
    packages = ("resettlement.", "scoring.", "public_notices.", "tests.")
    for name in (one for one in named if one.startswith(packages)):
        assert resolve_name(name)
    folders = ("resettlement/", "scoring/", "public_notices/", "templates/", "tests/", "docs/", ".ci/")
    assert not [one for one in named if one.startswith(folders) and not (ROOT / one).exists()]


def test_every_folder_in_the_map_exists_and_every_room_is_in_it() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    folders = re.findall(r"^\| `([\w/]+/)` \|", text, flags=re.MULTILINE)
    assert folders
    assert not [folder for folder in folders if not (ROOT / folder).is_dir()]
    rooms = {path.parent.name for path in (ROOT / "resettlement").glob("*/service.py")}
    assert rooms <= set(re.findall(r"`(\w+)`", text))


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_commands_of_the_readme_are_those_that_ci_runs(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    make = set(re.findall(r"^make (\w+)$", text, flags=re.MULTILINE))
    assert make == {"demo", "test"}
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    assert make <= targets
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make test" in ci
    assert ".venv/bin/resettlement demo --once" in ci
    assert ".venv/bin/resettlement demo --once" in text
