"""Server-sent events: «changed» and how far the hall has come; who hears it loads the page again. And the
server's time when the line opens and whenever it has been silent, by which screens let their clocks run.

One watcher in each process asks the database how many entries the hall of a campaign has had
(`rehearsal.seen`), at once when this process or, on PostgreSQL, another one says that it has written. A
screen that slept or lost the network says which number it saw last (`Last-Event-ID`) and hears at once of a
newer one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from litestar import Litestar, get
from litestar.response import Stream
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from resettlement import clock, database
from resettlement.errors import ResettlementError
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.web import database_listener
from resettlement.web.addresses import asked, at
from resettlement.web.security import AnyRequest, any_role, anyone

POLL_SECONDS = 0.2
HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 1000
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}

_log = logging.getLogger(__name__)


@dataclass
class _Seen:
    """How far a campaign's hall has come, and what those wait for who have seen it."""

    version: int
    changed: asyncio.Event = field(default_factory=asyncio.Event)


async def _nothing() -> None:
    """For a watcher that need not prepare anything."""


class Watcher:
    """Knows how far each hall has come that somebody listens to. Belongs to one event loop.

    `first` is done before a change is told: it makes what everybody asks for next while nobody asks yet.
    """

    def __init__(
        self, engine: Engine, *, every: float = POLL_SECONDS, first: Callable[[], Awaitable[None]] = _nothing
    ) -> None:
        self._engine = engine
        self._every = every
        self._first = first
        self._seen: dict[str, _Seen] = {}
        self._nudged = asyncio.Event()
        self._closing = False
        self._loop = asyncio.get_running_loop()

    def nudge(self) -> None:
        """Look now: something was written here. From any thread."""
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(self._nudged.set)

    def close(self) -> None:
        """Every listener's stream ends."""
        self._closing = True
        self._nudged.set()
        for seen in self._seen.values():
            seen.changed.set()

    async def run(self) -> None:
        """Watch until closed. A database that cannot be read is asked again."""
        while not self._closing:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), self._every)
            self._nudged.clear()
            if self._seen and not self._closing:
                await self._look()

    async def _look(self) -> None:
        try:
            found = await asyncio.to_thread(self._versions, tuple(self._seen))
        except (SQLAlchemyError, ResettlementError):
            _log.warning("the journal could not be read; trying again")
            return
        changed = {one: version for one, version in found.items() if version != self._seen[one].version}
        for campaign_id, version in changed.items():
            with at(campaign_id):
                await self._prepare()
            self._seen.pop(campaign_id).changed.set()
            self._seen[campaign_id] = _Seen(version)

    async def _prepare(self) -> None:
        try:
            await self._first()
        except Exception:  # whoever asks for it is told
            _log.warning("what everybody is about to ask for could not be made ahead", exc_info=True)

    def _versions(self, campaign_ids: tuple[str, ...]) -> dict[str, int]:
        with database.reading(self._engine) as db:
            return {campaign_id: rehearsal.seen(db, campaign_id) for campaign_id in campaign_ids}

    async def events(
        self, campaign_id: str, after: int | None, *, heartbeat: float = HEARTBEAT_SECONDS
    ) -> AsyncGenerator[str]:
        """The feed of one reader who last saw version `after`; ends when the watcher is closed."""
        yield f"retry: {RETRY_MILLISECONDS}\n{_time()}"
        if campaign_id not in self._seen:
            found = await asyncio.to_thread(self._versions, (campaign_id,))
            self._seen.setdefault(campaign_id, _Seen(found[campaign_id]))
        while not self._closing:
            seen = self._seen[campaign_id]
            if seen.version != after:
                after = seen.version
                yield f"id: {after}\nevent: changed\ndata: changed\n\n"
                continue
            try:
                async with asyncio.timeout(heartbeat):
                    await seen.changed.wait()
            except TimeoutError:
                yield _time()


@asynccontextmanager
async def watching(app: Litestar) -> AsyncIterator[None]:
    """The application's watcher for as long as it is served (`lifespan`); it reads `app.state.engine`."""
    watcher = Watcher(app.state.engine, first=lambda: app.state.responses.ahead("/board"))
    app.state.watcher = watcher
    task = asyncio.create_task(watcher.run())
    listening = asyncio.create_task(database_listener.listen(app.state.engine, watcher.nudge))
    try:
        yield
    finally:
        listening.cancel()
        watcher.close()
        await asyncio.gather(task, listening, return_exceptions=True)


async def answer(request: AnyRequest) -> Stream:
    """The feed of one reader."""
    return Stream(await listened(request), media_type="text/event-stream", headers=HEADERS)


async def listened(request: AnyRequest) -> AsyncGenerator[str]:
    """What this reader hears. `?after=` is the version of their page; `Last-Event-ID` counts for more."""
    watcher: Watcher = request.app.state.watcher
    last = request.headers.get("last-event-id") or str(request.query_params.get("after", ""))
    after = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else None
    return watcher.events(asked() or "", after)


def _time() -> str:
    return f"event: time\ndata: {int(clock.exact().timestamp() * 1000)}\n\n"


def nudge(app: Litestar) -> None:
    """Something was written by this process: everybody who listens here hears of it at once."""
    watcher: Watcher | None = app.state.get("watcher")
    if watcher is not None:
        watcher.nudge()


@get("/hall/feed", guards=[any_role])
async def hall_feed(request: AnyRequest) -> Stream:
    """The feed of the desks."""
    return await answer(request)


@get("/board/feed", guards=[anyone])
async def board_feed(request: AnyRequest) -> Stream:
    """The feed of projector and phones: a version, no person."""
    return await answer(request)


lifespan = [watching]
