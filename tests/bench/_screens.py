"""The screens of a hall and its operators, in a process of their own on the second core: COUNT PORT….

Where several servers share a database, the screens are spread over them and each has an operator; the picks
are confirmed at one after another.

A screen does what `hall.js` does: it hears `changed` on the feed and fetches /board, packed with gzip. Prints
JSON: the seconds of every screen and pick, and the processor time that this client itself took for a pick.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.bench._campaign import AT, PASSWORD
from tests.bench._http import HOST, Line, connect, get, one, pin

PICKS, WARM_UP = 20, 3
_EVENT = re.compile(rb"id: (\d+)\n")
_VERSION = re.compile(rb'data-version="(\d+)"')


class Feed(asyncio.Protocol):
    """A line to the feed; `changed` is called for each event of a change."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed

    def data_received(self, data: bytes) -> None:
        if _EVENT.search(data):
            self._changed()


@dataclass
class Screen:
    """One phone: a line to the feed and a line for pages. `shown`: when it had the board, and its bytes."""

    port: int
    shown: tuple[float, bytes] | None = None
    busy: bool = False
    stale: bool = False

    async def open(self, version: int) -> None:
        self.page = await connect(self.port, self._has)
        loop = asyncio.get_running_loop()
        feed, _ = await loop.create_connection(lambda: Feed(self._fetch), HOST, self.port)
        feed.write(get(f"{AT}/board/feed?after={version}", "Accept: text/event-stream"))

    def _fetch(self) -> None:
        self.stale = self.busy
        if not self.busy:
            self.busy = True
            self.page.ask(get(f"{AT}/board", "Accept: text/html", "Accept-Encoding: gzip"))

    def _has(self, _: Line, got: bytes) -> None:
        self.shown, self.busy = (time.perf_counter(), got), False
        if self.stale:
            self._fetch()

    @property
    def version(self) -> int:
        """The version of the board it shows."""
        head, _, body = (self.shown or (0.0, b""))[1].partition(b"\r\n\r\n")
        page = gzip.decompress(body) if b"content-encoding: gzip" in head else body
        found = _VERSION.search(page)
        return int(found[1]) if found else 0


@dataclass
class Operator:
    """The operator's browser."""

    port: int
    cookie: str = ""
    page: str = ""

    async def sign_in(self) -> None:
        sent = await one(self.port, self._form("/sign-in", account="host", password=PASSWORD))
        found = re.search(rb"set-cookie: ([^;\r]+)", sent, re.IGNORECASE)
        assert found, sent
        self.cookie = found[1].decode()
        await self.look()

    async def look(self) -> None:
        self.page = (await one(self.port, get(f"{AT}/hall/control", f"Cookie: {self.cookie}"))).decode()

    async def do(self, command: str, **fields: str) -> float:
        """Send a command, load the page anew; when it was sent."""
        token = re.findall(r'name="csrf_token" value="([^"]+)', self.page)[0]
        session = re.findall(r'name="session" value="([^"]+)', self.page)[0]
        form = {"csrf_token": token, "session": session, "expected": str(self.version), **fields}
        request = self._form(f"{AT}/hall/control/{command}", **form)
        sent_at = time.perf_counter()
        answer = await one(self.port, request)
        assert answer.startswith(b"HTTP/1.1 303"), answer.decode()
        await self.look()
        return sent_at

    @property
    def version(self) -> int:
        return int(re.findall(r'data-version="(\d+)"', self.page)[0])

    def _form(self, path: str, **fields: str) -> bytes:
        body = urlencode(fields)
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


async def _pick(operator: Operator, screens: list[Screen]) -> tuple[list[float], float]:
    """Call the next person and confirm a post; seconds until each screen showed it, and the client's own."""
    await operator.do("call")
    await _settled(operator, screens)
    candidate = re.findall(r'name="candidate" value="([^"]+)"', operator.page)[0]
    position = re.findall(r'<button name="position" value="([^"]+)">', operator.page)[0]
    before = {screen.shown for screen in screens}
    spent = time.process_time()
    sent_at = await operator.do("choose", candidate=candidate, position=position)
    while any(screen.shown in before for screen in screens):
        await asyncio.sleep(0.05)
    spent = time.process_time() - spent
    await _settled(operator, screens)
    return [screen.shown[0] - sent_at for screen in screens if screen.shown], spent


async def _settled(operator: Operator, screens: list[Screen]) -> None:
    until = time.monotonic() + 30
    while any(screen.version != operator.version for screen in screens):
        if time.monotonic() > until:
            raise SystemExit("some screens never showed what was picked")
        await asyncio.sleep(0.1)


async def watch(count: int, ports: Sequence[int]) -> dict[str, Any]:
    """Seconds of every screen and pick, and what the client's own processor spent on one pick."""
    operators = [Operator(port) for port in ports]
    screens = [Screen(ports[number % len(ports)]) for number in range(count)]
    for operator in operators:
        await operator.sign_in()
    for screen in screens:
        await screen.open(operators[0].version)
    found = []
    for number in range(WARM_UP + PICKS):
        operator = operators[number % len(operators)]
        await operator.look()
        found.append(await _pick(operator, screens))
    found = found[WARM_UP:]
    return {
        "seconds": [one for seconds, _ in found for one in seconds],
        "client": sum(client for _, client in found) / PICKS,
    }


if __name__ == "__main__":
    pin(1)
    print(json.dumps(asyncio.run(watch(int(sys.argv[1]), [int(port) for port in sys.argv[2:]]))))
