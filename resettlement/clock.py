"""The office's clock: one time zone, one way to write an instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "UTC+08:00")

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present instant, whole seconds, in China's time."""
    return datetime.now(CHINA).replace(microsecond=0)


def written(instant: datetime) -> str:
    """An instant as the journal and the bundle write it: `2021-12-18T09:00:00+08:00`."""
    return instant.astimezone(CHINA).isoformat(timespec="seconds")


def read(text: str) -> datetime:
    """The instant that :func:`written` wrote."""
    return datetime.fromisoformat(text)
