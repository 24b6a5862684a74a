"""How often one address may do something that anybody may do."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta
from threading import Lock


class RateLimit:
    """At most `limit` times an address within `window`, counted in this process."""

    def __init__(self, limit: int, window: timedelta) -> None:
        self.limit, self.window = limit, window
        self._times: dict[str, deque[datetime]] = defaultdict(deque)
        self._counting = Lock()

    def admits(self, address: str, at: datetime) -> bool:
        """Count one more; False, and nothing counted, when it would be too many."""
        with self._counting:
            self._forget(at - self.window)
            times = self._times[address]
            if len(times) >= self.limit:
                return False
            times.append(at)
            return True

    def _forget(self, before: datetime) -> None:
        for address, times in list(self._times.items()):
            while times and times[0] <= before:
                times.popleft()
            if not times:
                del self._times[address]
