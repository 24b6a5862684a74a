"""The network between a screen and the server, which can go: what is sent meanwhile is held, not refused."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread


class Relay:
    """A port of its own that leads to the server, as through a switch in the hall."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._there = Event()
        self._there.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.address = f"http://{self.host}"
        Thread(target=self._accept, daemon=True).start()

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Nothing comes through, and nobody is told: as when a radio link is lost."""
        self._there.clear()
        yield
        self._there.set()

    def close(self) -> None:
        self._there.set()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                screen, _ = self._listener.accept()
                Thread(target=self._join, args=(screen,), daemon=True).start()

    def _join(self, screen: socket.socket) -> None:
        self._there.wait()
        with suppress(OSError), screen, socket.create_connection(("127.0.0.1", self._port)) as server:
            back = Thread(target=self._carry, args=(server, screen), daemon=True)
            back.start()
            self._carry(screen, server)
            back.join()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self._there.wait()
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)
