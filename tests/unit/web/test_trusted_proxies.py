"""Behind a proxy: only the one named in the settings is believed who the reader is and how he came."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from resettlement import settings
from resettlement.errors import BadInputError
from resettlement.web.app import LIVE_VARIABLE
from resettlement.web.server import serve_site, worker
from tests.browsing import browsing
from tests.unit.web.office import new_database

VARIABLE = "RESETTLEMENT_TRUSTED_PROXIES"
HSTS = "strict-transport-security"
FORWARDED = {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = new_database(tmp_path)
    monkeypatch.setenv(LIVE_VARIABLE, str(engine.url))
    return engine


def asked(app: Any, path: str, sent: dict[str, str], body: bytes = b"") -> tuple[int, dict[str, str]]:
    """Status and headers of an answer to somebody at 10.0.0.1, over ASGI as the server calls it."""
    got: list[dict[str, Any]] = []
    headers = [(name.encode(), value.encode()) for name, value in ({"host": "site.test"} | sent).items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
        "method": "POST" if body else "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "scheme": "http", "headers": headers, "client": ("10.0.0.1", 5000),
        "server": ("site.test", 80),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        got.append(message)

    asyncio.run(app(scope, receive, send))
    return got[0]["status"], {name.decode(): value.decode() for name, value in got[0]["headers"]}


def signing_in(app: Any, reader: str) -> int:
    form = {"content-type": "application/x-www-form-urlencoded", "x-forwarded-for": reader}
    return asked(app, "/sign-in", form, b"account=nobody&password=wrong")[0]


def test_who_came_by_https_is_told_to_come_so_again(engine: Engine) -> None:
    for address, told in (("https://office.test", "max-age=31536000"), ("http://office.test", None)):
        with browsing(engine, base_url=address) as client:
            assert client.get("/healthz").headers.get(HSTS) == told
            assert client.get("/nothing-here").headers.get(HSTS) == told


def test_nobody_is_believed_unless_the_settings_name_him(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert HSTS not in asked(worker(), "/healthz", FORWARDED)[1]
    monkeypatch.setenv(VARIABLE, "10.0.0.2")
    assert HSTS not in asked(worker(), "/healthz", FORWARDED)[1]


@pytest.mark.parametrize("trusted", ["10.0.0.1", "192.0.2.1, 10.0.0.0/24"])
def test_the_proxy_that_is_named_says_how_the_reader_came(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, trusted: str
) -> None:
    monkeypatch.setenv(VARIABLE, trusted)
    for path in ("/healthz", "/nothing-here"):
        assert HSTS in asked(worker(), path, FORWARDED)[1]


def test_attempts_are_counted_by_the_reader_whom_a_trusted_proxy_names(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "10.0.0.1")
    app = worker()
    while signing_in(app, "203.0.113.7") != 429:
        pass
    assert signing_in(app, "203.0.113.8") == 422


def test_attempts_of_one_reader_are_one_readers_whatever_he_says_of_himself(engine: Engine) -> None:
    app = worker()
    assert 429 in [signing_in(app, f"203.0.113.{claimed}") for claimed in range(100)]


@pytest.mark.parametrize("wrong", ["*", "proxy.example", "10.0.0.1/99"])
def test_what_is_no_address_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv(VARIABLE, f"127.0.0.1, {wrong}")
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    with pytest.raises(BadInputError, match="RESETTLEMENT_TRUSTED_PROXIES"):
        serve_site(tmp_path, port=0)


def test_blanks_in_the_list_mean_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, " , 127.0.0.1 ,")
    assert settings.trusted_proxies() == ("127.0.0.1",)
    monkeypatch.delenv(VARIABLE)
    assert settings.trusted_proxies() == ()
