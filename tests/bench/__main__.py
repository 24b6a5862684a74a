"""make bench: runs every benchmark beside this file and prints one table of ratios against peers.

A benchmark is a module whose `run()` gives rows of four texts: what was done, ours, the peer's, the ratio.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from rich.console import Console
from rich.table import Table

HEADINGS = ("做什么", "本项目", "同类", "比值")


def main() -> None:
    console = Console()
    table = Table(*HEADINGS)
    for benchmark in benchmarks():
        console.print(f"· {benchmark.__name__}")
        for row in benchmark.run():
            table.add_row(*row)
    console.print(table)


def benchmarks() -> Iterator[ModuleType]:
    """Loaded by path: `scoring.py` here must not stand before the package of that name."""
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


if __name__ == "__main__":
    main()
