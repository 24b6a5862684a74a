"""A client of few instructions: what is measured is the server. And starting a server pinned to a core."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_SECONDS = 30
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Line(asyncio.Protocol):
    """A connection kept alive, one question at a time; `answered` is called with head and body in bytes."""

    def __init__(self, answered: Callable[[Line, bytes], None]) -> None:
        self.answered = answered
        self._got = bytearray()
        self._whole = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: bytes) -> None:
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._whole and (end := self._got.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._got, 0, end + 2)
            self._whole = end + 4 + (int(length[1]) if length else 0)
        if self._whole and len(self._got) >= self._whole:
            got, self._got, self._whole = bytes(self._got), bytearray(), 0
            self.answered(self, got)


async def connect(port: int, answered: Callable[[Line, bytes], None]) -> Line:
    loop = asyncio.get_running_loop()
    return (await loop.create_connection(lambda: Line(answered), HOST, port))[1]


async def one(port: int, request: bytes) -> bytes:
    """One answer on a connection of its own."""
    answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    line = await connect(port, lambda _, got: answer.set_result(got))
    line.ask(request)
    return await asyncio.wait_for(answer, START_SECONDS)


def get(path: str, *headers: str) -> bytes:
    """A question for a page."""
    return "\r\n".join((f"GET {path} HTTP/1.1", f"Host: {HOST}", *headers, "", "")).encode()


def pin(core: int) -> None:
    """This process and its children on one core; where there is one core only, they share it."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[core % len(cores)]})


@contextmanager
def served(module: str, *arguments: str) -> Iterator[int]:
    """The port of a server in a process of its own: `python -m MODULE PORT ARGUMENTS…`, until done."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-P", "-m", module, str(port), *arguments]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"{process.args}: ended with {process.returncode}")
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{process.args}: does not answer")
