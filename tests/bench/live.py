"""From a pick confirmed to the board shown on 300 screens; p50 and p99 over all screens and picks.

Run `python tests/bench/live.py [screens]`: one server on SQLite, then two on one PostgreSQL that writes to
the disk, half of the screens at each and the picks confirmed at both in turn. Servers are pinned to one core,
the screens to the other. The clock starts when the operator's browser sends the form and stops when a screen
has the last byte of the board with that pick; the operator's own page is loaded anew meanwhile, as his
browser does.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.bench._campaign import make
from tests.bench._http import ROOT, served
from tests.conftest import running

SCREENS = 300


@dataclass(frozen=True)
class Row:
    what: str
    seconds: float
    aim: str = ""
    peer: str = ""
    peer_seconds: float | None = None


def run(screens: int = SCREENS) -> list[Row]:
    """p50, p99, and what of it the client's own processor took, on SQLite and on PostgreSQL."""
    with TemporaryDirectory() as folder:
        url = make(Path(folder))
        with served("tests.bench._serve_ours", url) as port:
            alone = _rows(f"a pick confirmed, shown on {screens} screens", "< 0.15 s", screens, port)
    return alone + _on_postgresql(screens)


def _on_postgresql(screens: int) -> list[Row]:
    server = "tests.bench._serve_ours"
    with (
        TemporaryDirectory() as folder,
        TemporaryDirectory(prefix="pg-") as cluster,
        running(Path(cluster), durable=True),
    ):
        url = make(Path(folder), f"postgresql://postgres@/postgres?host={cluster}")
        with served(server, url) as one, served(server, url) as other:
            return _rows("the same by two servers on PostgreSQL", "", screens, one, other)


def _rows(what: str, aim: str, screens: int, *ports: int) -> list[Row]:
    asked = [str(screens), *map(str, ports)]
    command = [sys.executable, "-P", "-m", "tests.bench._screens", *asked]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(told.stdout)
    cuts = statistics.quantiles(found["seconds"], n=100)
    return [
        Row(f"{what}, p50", cuts[49]),
        Row(f"{what}, p99", cuts[98], aim),
        Row("of it the measuring client's own processor time", found["client"]),
    ]


def main() -> None:
    """Print the rows."""
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else SCREENS):
        print(f"{row.what}: {row.seconds * 1000:.0f} ms {row.aim}")


if __name__ == "__main__":
    main()
