"""The office's clock: one time zone, one way to write an instant.

`resettlement play` lets it stand at the moment of each line (:func:`stand_at`).

A sample campaign lies in the past. Where it is shown, the clock of the whole process may be set back
(:func:`set_back`) and moved forward from there: `resettlement demo` does so, and nobody else.
`resettlement.campaign.demonstration` says when it is permitted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "UTC+08:00")

Clock = Callable[[], datetime]


@dataclass
class _Demonstration:
    """How far the clock of this process is behind, how far it was moved since, and the day it was set to."""

    behind: timedelta = timedelta()
    moved: Callable[[], timedelta] = timedelta
    since: date | None = None
    stands_at: datetime | None = None


_demonstration = _Demonstration()


def now() -> datetime:
    """The present instant, whole seconds, in China's time."""
    return exact().replace(microsecond=0)


def exact() -> datetime:
    """The same to the microsecond, for screens whose clocks run by it."""
    return _demonstration.stands_at or datetime.now(CHINA) - _demonstration.behind + _demonstration.moved()


def set_back(behind: timedelta, moved: Callable[[], timedelta] = timedelta) -> None:
    """From now on this process lives so much earlier; nothing (0) brings it back to the present.

    `moved` says at every look how far the clock was moved forward since, by any process.
    """
    _demonstration.behind, _demonstration.moved = behind, moved
    _demonstration.since = (datetime.now(CHINA) - behind).date() if behind else None


def stand_at(instant: datetime | None) -> None:
    """While a script is played this process's clock stands at the moment of its line; None lets it run."""
    _demonstration.stands_at = instant


def demonstrated_since() -> date | None:
    """The day from which a demonstration's clock runs; None where the clock shows the present."""
    return _demonstration.since


def written(instant: datetime) -> str:
    """An instant as the journal and the bundle write it: `2021-12-18T09:00:00+08:00`."""
    return instant.astimezone(CHINA).isoformat(timespec="seconds")


def read(text: str) -> datetime:
    """The instant that :func:`written` wrote."""
    return datetime.fromisoformat(text)
