"""Rooms keep their size, and nothing in them is left for later."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("resettlement", "scoring", "public_notices")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
WRITTEN_OUT = ROOT / "resettlement" / "migrations" / "versions"
"""Steps of the database's form, as Alembic drafts them: lists of columns, as long as they are."""

TESTS = sorted((ROOT / "tests").rglob("*.py"))
LATER = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "raise NotImplemented" + "Error"]))
LEFT_OUT = re.compile(r"\b(?:mark\.(?:skip|xfail)|pytest\.(?:skip|xfail|importorskip))" + r"\b")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_a_module_stays_under_four_hundred_lines() -> None:
    short = [path for path in MODULES if path.parent != WRITTEN_OUT]
    lengths = {name(path): len(path.read_bytes().splitlines()) for path in short}
    assert {module: length for module, length in lengths.items() if length >= 400} == {}


def test_a_function_has_at_most_sixty_lines() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in MODULES
        if path.parent != WRITTEN_OUT
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []


def test_nothing_is_left_for_later() -> None:
    assert [name(path) for path in [*MODULES, *TESTS] if LATER.search(path.read_text(encoding="utf-8"))] == []


def test_no_test_is_left_out() -> None:
    others = [path for path in TESTS if path != Path(__file__)]
    assert [name(path) for path in others if LEFT_OUT.search(path.read_text(encoding="utf-8"))] == []
