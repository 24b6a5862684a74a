"""A whole batch in one go, for commands."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Reading, scoring and writing make no cycles, so the collector of cycles waits: it would walk the same
    records of a large batch again and again, a third of the time. For a process that does nothing else."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
