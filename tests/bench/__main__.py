"""make bench: runs every benchmark beside this file and prints one table of ratios against peers.

A benchmark is a module whose `run()` gives rows: what was done, our seconds, the peer and its seconds if any,
the aim. The ratio is always our time by the peer's: below 1 we are faster.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.table import Table


class Row(Protocol):
    what: str
    seconds: float
    peer: str
    peer_seconds: float | None
    aim: str


def main() -> None:
    console = Console(width=None if sys.stdout.isatty() else 130)
    table = Table("what", "ours (s)", "peer", "peer (s)", "ours ÷ peer", "aim")
    for row in rows(console):
        table.add_row(row.what, f"{row.seconds:.4f}", row.peer, *compared(row), row.aim)
    console.print(table)


def compared(row: Row) -> tuple[str, str]:
    """The peer's seconds and the ratio, where there is a peer."""
    if not row.peer_seconds:
        return "", ""
    return f"{row.peer_seconds:.4f}", f"{row.seconds / row.peer_seconds:.2f}×"


def rows(console: Console) -> Iterator[Row]:
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        with console.status(path.stem):
            yield from import_module(f"tests.bench.{path.stem}").run()


if __name__ == "__main__":
    main()
