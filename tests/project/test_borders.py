"""Borders that import-linter cannot draw: who may import which libraries, and which are kept in one room."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PACKAGES = ("resettlement", "scoring", "public_notices")


def imports(path: Path) -> Iterator[str]:
    """Every module that the file imports, at the top or inside a function, in full ("scoring.dates")."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(level=0, module=str(module)):
                yield module
            case ast.ImportFrom(level=level, module=module):
                start = package[: len(package) - level + 1]
                yield ".".join([*start, *([module] if module else [])])


def files(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found
    return found


@pytest.mark.parametrize("folder", ["scoring", "public_notices/verifier"])
def test_what_anyone_should_be_able_to_run_needs_the_standard_library_only(folder: str) -> None:
    own = folder.replace("/", ".")
    strangers = {
        f"{path.relative_to(ROOT)}: {module}"
        for path in files(folder)
        for module in imports(path)
        if module.split(".")[0] not in sys.stdlib_module_names
        and module != own
        and not module.startswith(f"{own}.")
    }
    assert strangers == set()


@pytest.mark.parametrize(
    ("library", "room"),
    [
        ("scipy", "resettlement/selection/allocation/allocate.py"),
        ("weasyprint", "public_notices/rendering.py"),
    ],
)
def test_a_heavy_library_is_imported_in_one_module_only(library: str, room: str) -> None:
    importing = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in files(package)
        if library in {module.split(".")[0] for module in imports(path)}
    }
    assert importing == {room}


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    providers = packages_distributions()
    modules = {module for package in PACKAGES for path in files(package) for module in imports(path)}
    libraries = {module.split(".")[0] for module in modules} - {*sys.stdlib_module_names, *PACKAGES}
    given_by = {name: {canonicalize_name(package) for package in providers[name]} for name in libraries}
    assert {name for name, packages in given_by.items() if not packages & declared} == set()
