"""The standing of 200 people as a page, on one worker, beside the same rows in FastAPI and in Django.

Run `python tests/bench/standing.py`. All three read one SQLite file, run on granian with one worker pinned to
a core, and are asked by 16 readers from a process on the other core, packed for nobody; their rows are first
checked to be the same. Ours sends the page that it made when the journal last grew, and asks the journal
whether it has grown; theirs read the rows with their ORM and render them with Jinja for each reader.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.bench._campaign import AT, PEOPLE_COUNT, make
from tests.bench._http import ROOT, get, one, served
from tests.bench._peer_rows import fill

PATH, ROUNDS = "/standing", 3
PEERS = {"fastapi": "FastAPI + SQLModel + Jinja", "django": "Django + Jinja2"}


@dataclass(frozen=True)
class Row:
    what: str
    seconds: float
    peer: str = ""
    peer_seconds: float | None = None
    aim: str = "0.2×"


class Rows(HTMLParser):
    """The cells of every person's row, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._inside = "id" in dict(attributes)
            self.rows += [[]] if self._inside else []
        elif tag in {"td", "th"} and self._inside:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "tr"

    def handle_data(self, data: str) -> None:
        if self._inside and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


def rows_at(port: int, path: str = PATH) -> list[list[str]]:
    """What the page shows of everybody."""
    reader = Rows()
    reader.feed(asyncio.run(one(port, get(path))).partition(b"\r\n\r\n")[2].decode())
    return reader.rows


def load(port: int, path: str) -> dict[str, float]:
    command = [sys.executable, "-P", "-m", "tests.bench._load", str(port), path]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def run() -> list[Row]:
    """One row for each peer: the best of a few rounds of each, taken in turn."""
    with TemporaryDirectory() as folder, ExitStack() as servers:
        url = make(Path(folder))
        fill(url)
        ours = servers.enter_context(served("tests.bench._serve_ours", url))
        shown = rows_at(ours, f"{AT}{PATH}")
        if len(shown) != PEOPLE_COUNT:
            raise SystemExit(f"our page shows {len(shown)} people")
        ports = {"ours": ours}
        for peer in PEERS:
            file = url.removeprefix("sqlite:///")
            ports[peer] = servers.enter_context(served("tests.bench._serve_peer", peer, file))
            if rows_at(ports[peer]) != shown:
                raise SystemExit(f"{peer} shows other rows: a race between different pages means nothing")
        paths = {"ours": f"{AT}{PATH}"}
        rounds = [
            {name: load(port, paths.get(name, PATH)) for name, port in ports.items()} for _ in range(ROUNDS)
        ]
    best = {name: max((one[name] for one in rounds), key=lambda found: found["answers"]) for name in ports}
    return [_compared(best["ours"], label, best[peer]) for peer, label in PEERS.items()]


def _compared(ours: dict[str, float], peer: str, found: dict[str, float]) -> Row:
    what = f"standing page of {PEOPLE_COUNT} people ({ours['bytes'] / 1000:.0f} kB), seconds a request"
    peer = f"{peer} ({found['bytes'] / 1000:.0f} kB)"
    return Row(what, ours["seconds"] / ours["answers"], peer, found["seconds"] / found["answers"])


def main() -> None:
    """Print the rows."""
    for row in run():
        ours, theirs = 1 / row.seconds, 1 / (row.peer_seconds or 1)
        print(f"{row.what}: {ours:,.0f}/s; {row.peer}: {theirs:,.0f}/s; {ours / theirs:.1f} times as fast")


if __name__ == "__main__":
    main()
