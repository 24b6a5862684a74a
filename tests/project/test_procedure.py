"""docs/procedure.md names functions, entries and words that are there."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "procedure.md").read_text("utf-8")
CODE = "\n".join(
    path.read_text("utf-8")
    for package in ("resettlement", "scoring", "public_notices")
    for path in (ROOT / package).rglob("*.py")
)
STEPS = [row.split("|")[3] for row in PAGE.split("## Glossary")[0].splitlines() if row.startswith("| ")][1:]


@pytest.mark.parametrize("step", STEPS, ids=str.strip)
def test_every_function_of_a_step_exists(step: str) -> None:
    module = ""
    for name in re.findall(r"`([\w.]+)`", step):
        module, function = name.rpartition(".")[0] or module, name.rpartition(".")[2]
        assert callable(getattr(import_module(f"resettlement.{module}"), function))


def test_every_entry_that_a_step_writes_is_written_somewhere() -> None:
    rows = [row.split("|")[4] for row in PAGE.split("## Glossary")[0].splitlines() if row.startswith("| ")]
    entries = [entry for row in rows for entry in re.findall(r"`(\w+)`", row)]
    assert entries
    named = {"".join(part.title() for part in entry.split("_")): entry for entry in entries}
    assert not [e for name, e in named.items() if f'"{e}"' not in CODE and f"class {name}" not in CODE]


def test_every_word_of_the_glossary_is_used() -> None:
    words = re.findall(r"`(\w+)`", PAGE.split("## Glossary")[1])
    assert len(words) > 25
    assert not [word for word in words if not re.search(rf"\b{word}\b", CODE)]
