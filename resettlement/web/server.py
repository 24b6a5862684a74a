"""Runs the web application with granian until it is stopped (Ctrl+C)."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Callable
from pathlib import Path

from litestar.types import ASGIApp

from resettlement import database, settings
from resettlement.campaign import demonstration
from resettlement.errors import BadInputError
from resettlement.office.setup import is_set_up, new_code
from resettlement.web.app import LIVE_VARIABLE, SITE_VARIABLE, from_environment

GRACE_SECONDS = 3

Announce = Callable[[], None]
"""Says where the site is; called once nothing stands against it."""


def serve_site(
    site: Path, *, host: str = "127.0.0.1", port: int = 8000, announce: Announce = lambda: None
) -> None:
    """Serve a published folder; returns when stopped. `announce` says where, once nothing stands against it.

    Raises BadInputError before anything is started or announced.
    """
    if not (site / "index.html").is_file():
        raise BadInputError(f"{site} 里没有 index.html，不是公开包。请先运行 resettlement publish {site}。")
    _serve({SITE_VARIABLE: str(site.resolve())}, host, port, announce)


def serve_live(
    url: str,
    *,
    site: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    announce: Announce = lambda: None,
    show_code: Callable[[str], None] = lambda code: None,
) -> None:
    """Serve the live site of the database at `url`, with `site` as the folder its bundle is published to;
    returns when stopped. `show_code` shows the person at the terminal the code for set-up, where nobody has
    an account. Raises BadInputError when the port is taken.
    """
    database.upgrade(url)
    engine = database.connect(url)
    demonstration.keep(engine)  # refused here, where somebody reads it
    told = {LIVE_VARIABLE: url, **({SITE_VARIABLE: str(site.resolve())} if site else {})}

    def announce_all() -> None:
        announce()
        with database.transaction(engine) as db:
            code = None if is_set_up(db) else new_code(db)
        if code:
            show_code(code)

    _serve(told, host, port, announce_all)


def worker() -> ASGIApp:
    """What a worker process serves.

    Only a trusted proxy is believed who the reader is and whether they came by https; the rate limits, the
    sign-in's cookie and HSTS go by that.
    """
    from granian.utils.proxies import wrap_asgi_with_proxy_headers

    app: ASGIApp = from_environment()
    if proxies := settings.trusted_proxies():
        app = wrap_asgi_with_proxy_headers(app, list(proxies))
    gc.collect()
    gc.freeze()  # else a full collection walks all of it now and then, 70 ms in which no screen is answered
    return app


def _serve(told: dict[str, str], host: str, port: int, announce: Announce) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    settings.trusted_proxies()  # what is wrong with the settings is said before anything is started
    settings.public_address()
    _refuse_taken(host, port)
    announce()
    os.environ.update(told)  # the worker is a process of its own
    Granian(
        "resettlement.web.server:worker",
        factory=True,
        interface=Interfaces.ASGI,
        address=host,
        port=port,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=GRACE_SECONDS,
    ).serve()


def _refuse_taken(host: str, port: int) -> None:
    """A port that something listens on is said so in words."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or error
            raise BadInputError(
                f"不能在 {host}:{port} 上提供服务（{reason}）。请换一个端口（--port 8123，"
                "或 PORT=8123 make demo），或先停下占用它的程序。"
            ) from error
