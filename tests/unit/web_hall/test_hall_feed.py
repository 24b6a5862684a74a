"""实时通知：只说“变了”和日志序号；断线、休眠之后按 Last-Event-ID 补上；停机时干净地结束。"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.selection.service import execute
from resettlement.selection.session.events import Call, Choose, Command
from resettlement.web.app import create_app
from resettlement.web.database_listener import listen
from resettlement.web.feed import Watcher
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import fill, open_sample_hall

SECONDS = 20  # a guard against hanging, not a measure


def give(engine: Engine, command: Command) -> None:
    with database.transaction(engine) as db:
        execute(db, ID, command, by="host", at=clock.now() - timedelta(minutes=1))


async def following(events: AsyncIterator[str]) -> str:
    """The next event that is no sign of life."""
    while True:
        event = await asyncio.wait_for(anext(events), SECONDS)
        if event.startswith("id:"):
            return event


def watched(engine: Engine, act: Callable[[Watcher], Awaitable[None]]) -> None:
    async def run() -> None:
        watcher = Watcher(engine, every=0.02)
        task = asyncio.create_task(watcher.run())
        try:
            await act(watcher)
        finally:
            watcher.close()
            await asyncio.wait_for(task, SECONDS)

    asyncio.run(run())


def test_a_change_is_told_with_its_version_and_nothing_else(opened: Engine) -> None:
    async def act(watcher: Watcher) -> None:
        events = watcher.events(ID, 1)
        assert (await anext(events)).startswith("retry:")
        waiting = asyncio.create_task(following(events))
        await asyncio.sleep(0)
        await asyncio.to_thread(give, opened, Call())
        assert await waiting == "id: 2\nevent: changed\ndata: changed\n\n"

    watched(opened, act)


def test_who_is_behind_hears_at_once_and_only_of_the_newest(opened: Engine) -> None:
    give(opened, Call())
    give(opened, Choose("O01", "P01"))

    async def act(watcher: Watcher) -> None:
        events = watcher.events(ID, 1)
        assert (await following(events)).startswith("id: 3\n")

    watched(opened, act)


def test_who_is_up_to_date_hears_only_the_servers_time(opened: Engine) -> None:
    async def act(watcher: Watcher) -> None:
        before = clock.now()
        events = watcher.events(ID, 1, heartbeat=0.01)
        for told in (await anext(events), await asyncio.wait_for(anext(events), SECONDS)):
            event, data = told.strip().splitlines()[-2:]
            assert event == "event: time"
            assert before.timestamp() * 1000 <= int(data.removeprefix("data: ")) <= time.time() * 1000

    watched(opened, act)


def test_every_listener_hears_of_every_change(opened: Engine) -> None:
    async def act(watcher: Watcher) -> None:
        readers = [watcher.events(ID, 1) for _ in range(50)]
        waiting = [asyncio.create_task(following(reader)) for reader in readers]
        await asyncio.sleep(0.05)
        await asyncio.to_thread(give, opened, Call())
        assert {event.split("\n")[0] for event in await asyncio.gather(*waiting)} == {"id: 2"}

    watched(opened, act)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_a_process_hears_at_once_what_another_has_written(newest: str) -> None:
    here, there = database.connect(newest), database.connect(newest)
    fill(here)
    open_sample_hall(here)

    async def act() -> None:
        watcher = Watcher(here, every=3600)  # it asks by itself once an hour: only the notice can tell it
        tasks = [asyncio.create_task(watcher.run()), asyncio.create_task(listen(here, watcher.nudge))]
        events = watcher.events(ID, None)
        assert (await following(events)).startswith("id: 1\n")
        waiting = asyncio.create_task(following(events))
        await asyncio.to_thread(give, there, Call())
        assert (await waiting).startswith("id: 2\n")
        watcher.close()
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(act())


def test_closing_ends_every_stream(opened: Engine) -> None:
    async def act(watcher: Watcher) -> None:
        events = watcher.events(ID, 1)
        await anext(events)
        waiting = asyncio.create_task(anext(events, "ended"))
        await asyncio.sleep(0.05)
        watcher.close()
        assert await asyncio.wait_for(waiting, SECONDS) == "ended"

    watched(opened, act)


def test_a_database_that_cannot_be_read_is_asked_again(opened: Engine) -> None:
    async def act(watcher: Watcher) -> None:
        events = watcher.events(ID, 1)
        await anext(events)
        waiting = asyncio.create_task(following(events))
        await asyncio.sleep(0.05)
        with opened.connect() as held, held.begin():
            await asyncio.sleep(0.1)
        await asyncio.to_thread(give, opened, Call())
        assert (await waiting).startswith("id: 2\n")

    watched(opened, act)


async def answered(
    app: Litestar, path: str, query: str = "", **headers: str
) -> tuple[int, dict[str, str], str]:
    """Ask for a stream over ASGI and hang up as soon as something came."""
    got: list[dict[str, Any]] = []
    enough = asyncio.Event()
    sent = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        if sent:
            return sent.pop()
        await asyncio.wait_for(enough.wait(), SECONDS)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        got.append(message)
        if b"id:" in message.get("body", b"") or message.get("status", 200) != 200:
            enough.set()

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "scheme": "http",
        "headers": [(b"host", b"127.0.0.1"), *raw], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    await asyncio.wait_for(app(scope, receive, send), SECONDS)  # type: ignore[arg-type]
    start = got[0]
    body = b"".join(message.get("body", b"") for message in got[1:]).decode()
    return start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body


def ask(engine: Engine, path: str, query: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
    async def run() -> tuple[int, dict[str, str], str]:
        app = create_app(engine)
        async with app.lifespan():
            return await answered(app, path, query, **headers)

    return asyncio.run(run())


def test_the_public_feed_needs_no_account_and_names_nobody(opened: Engine) -> None:
    give(opened, Call())
    status, headers, body = ask(opened, f"/c/{ID}/board/feed", "after=1")
    assert status == 200
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers
    assert body.endswith("id: 2\nevent: changed\ndata: changed\n\n")
    assert "O01" not in body


def test_last_event_id_counts_for_more_than_the_page(opened: Engine) -> None:
    give(opened, Call())
    assert "id: 2\n" in ask(opened, f"/c/{ID}/board/feed", "after=2", last_event_id="1")[2]


def test_a_version_that_is_no_number_is_as_if_none_was_given(opened: Engine) -> None:
    assert "id: 1\n" in ask(opened, f"/c/{ID}/board/feed", "after=x", last_event_id="²")[2]


def test_the_feed_of_the_desks_needs_an_account(opened: Engine) -> None:
    assert ask(opened, f"/c/{ID}/hall/feed")[0] == 401
