"""A browser at an application, which serves test after test: to register all handlers takes 0.1 s."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from resettlement.web.app import create_app, served

_idle: defaultdict[bool, list[Litestar]] = defaultdict(list)


@contextmanager
def browsing(
    engine: Engine, site: Path | None = None, *, base_url: str = "http://127.0.0.1:8000", **how: Any
) -> Iterator[TestClient[Litestar]]:
    """Somebody's browser at the live site, served by an application that nobody else is at."""
    idle = _idle[site is not None]
    app = idle.pop() if idle else create_app(engine, site)
    app.state = served(engine, site)
    with TestClient(app, base_url=base_url, **how) as client:
        yield client
    idle.append(app)
