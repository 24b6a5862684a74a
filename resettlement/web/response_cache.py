"""Bytes that are sent as they are: made once, packed once, and named by their content.

A page that anybody may see holds no secret beside what a reader sent, so packing it gives nothing away
(BREACH); the desks' pages are never packed.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from litestar import Response
from sqlalchemy import Engine

from resettlement import clock
from resettlement.web.addresses import asked
from resettlement.web.cache_key import Key, KeyReader
from resettlement.web.security import AnyRequest, AnyResponse

T = TypeVar("T")

ASKED_EACH_TIME = "no-cache"
"""Kept by the reader, but asked about each time: what is public may be corrected at any moment."""

# The answer adds the charset (UTF-8) to the text types.
CONTENT_TYPES = {
    "css": "text/css",
    "html": "text/html",
    "js": "text/javascript",
    "json": "application/json",
    "pdf": "application/pdf",
    "py": "text/x-python",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "zip": "application/zip",
}
UNKNOWN = "application/octet-stream"
PACKED_ALREADY = {"application/pdf", "application/zip", UNKNOWN}


@dataclass(frozen=True)
class Prepared:
    """A page or a file; `etag` is of its bytes (RFC 9110, 8.8.3). `packed`: with gzip, where that helps."""

    content: bytes
    content_type: str
    etag: str
    packed: bytes | None = field(default=None, repr=False)


def prepare(content: bytes, suffix: str) -> Prepared:
    """Bytes with type, tag and packed form; `suffix` as of a file name, without the dot."""
    kind = CONTENT_TYPES.get(suffix.lower(), UNKNOWN)
    packed = None if kind in PACKED_ALREADY else gzip.compress(content, mtime=0)
    return Prepared(content, kind, f'"{hashlib.sha256(content).hexdigest()[:32]}"', packed)


class ResponseCache:
    """What was made today since somebody last wrote to the journal, by campaign and name: a page may say
    which day it is. Of one event loop.
    """

    def __init__(self, engine: Engine) -> None:
        self._shelves: dict[str | None, _Shelf] = defaultdict(lambda: _Shelf(engine))

    async def get(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives of the database as it is now; a crowd waits for one thread to make it."""
        return await self._shelves[asked()].get(name, make)

    async def ahead(self, name: str) -> None:
        """Make again what somebody asked for before, so that the crowd that is about to ask finds it made."""
        await self._shelves[asked()].ahead(name)


class _Shelf:
    """What is kept of one campaign."""

    def __init__(self, engine: Engine) -> None:
        self._reader = KeyReader(engine)
        self._key: tuple[Key | None, date] | None = None
        self._made: dict[str, asyncio.Future[Any]] = {}
        self._makers: dict[str, Callable[[], Any]] = {}

    async def get(self, name: str, make: Callable[[], T]) -> T:
        key = (await self._reader.key(), clock.now().date())
        if key != self._key:
            self._key, self._made = key, {}
        made = self._made
        if name not in made:
            self._makers[name] = make
            made[name] = asyncio.create_task(asyncio.to_thread(make))
        try:
            found: T = await asyncio.shield(made[name])
        except Exception:
            made.pop(name, None)  # what could not be made is asked for again
            self._makers.pop(name, None)
            raise
        return found

    async def ahead(self, name: str) -> None:
        if name in self._makers:
            await self.get(name, self._makers[name])


async def answer_cached(request: AnyRequest, make: Callable[[], Prepared]) -> AnyResponse:
    """The page at the address that was asked for, made again when somebody wrote since, and each day."""
    store: ResponseCache = request.app.state.responses
    return answer(request, await store.get(request.scope["path"], make))


def answer(request: AnyRequest, file: Prepared, cache_control: str = ASKED_EACH_TIME) -> AnyResponse:
    """The file, packed where the browser accepts that; 304 where it has that form already."""
    packed = file.packed if accepts_gzip(request.headers.get("accept-encoding", "")) else None
    etag = file.etag if packed is None else f'{file.etag[:-1]}-gzip"'
    headers = {"etag": etag, "cache-control": cache_control}
    if file.packed is not None:
        headers["vary"] = "accept-encoding"
    if matches(etag, request.headers.get("if-none-match")):
        return Response(b"", status_code=304, headers=headers)
    if packed is not None:
        headers["content-encoding"] = "gzip"
    return Response(packed or file.content, media_type=file.content_type, headers=headers)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether the reader said gzip, and not with a weight of 0 (RFC 9110, 12.5.3)."""
    for coding in accept_encoding.lower().replace(" ", "").split(","):
        name, _, weight = coding.partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" if weight else True
    return False


def matches(etag: str, if_none_match: str | None) -> bool:
    """Whether the reader already has it (RFC 9110, 13.1.2; weak comparison)."""
    if if_none_match is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in known or "*" in known
