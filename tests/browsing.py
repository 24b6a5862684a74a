"""A browser at an application, which serves test after test: to register all handlers takes 0.1 s."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from resettlement.web.addresses import parted
from resettlement.web.app import create_app, served

_idle: defaultdict[bool, list[Litestar]] = defaultdict(list)


class Visitor(TestClient[Litestar]):
    """Somebody's browser at a site of one campaign, who reads and says addresses as if it had none.

    Where an old address leads on to its campaign, they go there even where they follow no redirect: that is
    no answer yet. What the addresses themselves look like: tests/unit/web/test_campaigns_side_by_side.py.
    """

    def send(self, request: httpx.Request, **how: Any) -> httpx.Response:
        response = super().send(request, **how)
        onward = response.next_request
        if onward is not None and parted(onward.url.path)[1] == request.url.path != onward.url.path:
            response = super().send(onward, **how)
        return _read(response)


def _read(response: httpx.Response) -> httpx.Response:
    campaign_id, _path = parted(response.request.url.path)
    if campaign_id and "text/html" in response.headers.get("content-type", ""):
        response._content = response.read().replace(f'"/c/{campaign_id}/'.encode(), b'"/')
    if "location" in response.headers:
        response.headers["location"] = parted(response.headers["location"])[1]
    return response


@contextmanager
def browsing(
    engine: Engine, site: Path | None = None, *, base_url: str = "http://127.0.0.1:8000", **how: Any
) -> Iterator[Visitor]:
    """Somebody's browser at the live site, served by an application that nobody else is at."""
    idle = _idle[site is not None]
    app = idle.pop() if idle else create_app(engine, site)
    app.state = served(engine, site)
    with Visitor(app, base_url=base_url, **how) as client:
        yield client
    idle.append(app)
