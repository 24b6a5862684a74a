"""The web site as an office runs it: `resettlement serve`, a process that can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30


class Site:
    """A server on a port of its own, over a database that this test alone changes."""

    def __init__(self, file: Path) -> None:
        self.database_url = f"sqlite:///{file}"
        self.port = _free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.address = f"http://{self.host}"
        self._log = file.with_suffix(".log")

    def start(self) -> None:
        """Start it; returns when it answers."""
        command = [sys.executable, "-m", "resettlement", "serve", "--port", str(self.port)]
        environment = {**os.environ, "RESETTLEMENT_DATABASE_URL": self.database_url}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert self._process.poll() is None, self.log
            assert time.monotonic() < until, self.log
            time.sleep(0.05)

    def kill(self) -> None:
        """The power fails: nothing of the server is left, and nothing of it could say goodbye."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """As by Ctrl+C."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def log(self) -> str:
        """What the server has written."""
        return self._log.read_text(encoding="utf-8")

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


@contextmanager
def serving(file: Path, folder: Path) -> Iterator[Site]:
    """A site over a copy of the database in `folder`; what it logged must be nothing but where it is."""
    copy = folder / "site.db"
    shutil.copyfile(file, copy)
    site = Site(copy)
    site.start()
    try:
        yield site
    finally:
        site.stop()
    assert "Traceback" not in site.log, site.log


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
