"""Who writes to the journal locks first and reads the clock then: else, having waited for another, they would
be told that the clock went back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = {"lock", "locked", "session_of"}
"""After one of these in the same transaction the clock may be read."""


def too_early(source: str) -> Iterator[str]:
    """Transactions of a module in which the clock is read before anything is locked."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for block in ast.walk(function):
                if isinstance(block, ast.With) and any(
                    ast.unparse(item.context_expr).startswith("database.transaction(") for item in block.items
                ):
                    calls = [call for call in ast.walk(block) if isinstance(call, ast.Call)]
                    locked = [call.lineno for call in calls if _name(call).rpartition(".")[2] in LOCKS]
                    read = [call.lineno for call in calls if _name(call) == "clock.now"]
                    if read and min(read) < min(locked, default=block.lineno + 1000):
                        yield function.name


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_no_handler_reads_the_clock_before_its_lock() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in (ROOT / "resettlement" / "web").rglob("*.py")
        for name in too_early(file.read_text(encoding="utf-8"))
    }
    assert found <= {
        "resettlement/web/public.py: _admitted",  # counts; nothing of it is in the journal
    }


def test_a_handler_that_does_is_found() -> None:
    early = "def f():\n with database.transaction(e) as db:\n  add(db, at=clock.now())\n  lock(db)"
    late = "def f():\n with database.transaction(e) as db:\n  lock(db)\n  add(db, at=clock.now())"
    assert list(too_early(early)) == ["f"]
    assert list(too_early(late)) == []
