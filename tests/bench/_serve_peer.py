"""A peer on the server that ours runs on, one worker, on the first core: PORT fastapi|django FILE."""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tests.bench._http import HOST, pin
from tests.bench._load import READERS
from tests.bench._peer_rows import FILE_VARIABLE

INTERFACES = {"fastapi": Interfaces.ASGI, "django": Interfaces.WSGI}

if __name__ == "__main__":
    pin(0)
    peer, os.environ[FILE_VARIABLE] = sys.argv[2:4]
    Granian(
        f"tests.bench._peer_{peer}:app",
        interface=INTERFACES[peer],
        address=HOST,
        port=int(sys.argv[1]),
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=30,  # one that is killed leaves semaphores, and Python warns of them
        **({"blocking_threads": READERS} if peer == "django" else {}),
    ).serve()
