"""From a pick confirmed to the board shown on 300 screens; p50 and p99 over all screens and picks.

Run `python tests/bench/live.py [screens]`. Server and screens are processes of their own, each pinned to a
core. The clock starts when the operator's browser sends the form and stops when a screen has the last byte of
the board with that pick; the operator's own page is loaded anew meanwhile, as his browser does.
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

SCREENS = 300


@dataclass(frozen=True)
class Row:
    what: str
    seconds: float
    aim: str = ""
    peer: str = ""
    peer_seconds: float | None = None


def run(screens: int = SCREENS) -> list[Row]:
    """p50, p99, and what of it the client's own processor took."""
    with TemporaryDirectory() as folder:
        url = make(Path(folder))
        with served("tests.bench._serve_ours", url) as port:
            command = [sys.executable, "-P", "-m", "tests.bench._screens", str(port), str(screens)]
            told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(told.stdout)
    cuts = statistics.quantiles(found["seconds"], n=100)
    what = f"a pick confirmed, shown on {screens} screens"
    return [
        Row(f"{what}, p50", cuts[49]),
        Row(f"{what}, p99", cuts[98], "under 0.15"),
        Row("of it the measuring client's own processor time", found["client"]),
    ]


def main() -> None:
    """Print the rows."""
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else SCREENS):
        print(f"{row.what}: {row.seconds * 1000:.0f} ms {row.aim}")


if __name__ == "__main__":
    main()
