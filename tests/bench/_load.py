"""Readers who ask for one page again and again, in a process of their own on the second core: PORT PATH.

Prints JSON: answers, seconds, bytes of an answer, and the processor time that this client itself took.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from tests.bench._http import Line, connect, get, pin

READERS, WARM_UP, SECONDS = 16, 0.5, 2.0


async def load(port: int, path: str) -> dict[str, float]:
    request, count, size = get(path), 0, 0

    def answered(line: Line, got: bytes) -> None:
        nonlocal count, size
        if not got.startswith(b"HTTP/1.1 200"):
            raise SystemExit(got[:500].decode())
        count, size = count + 1, len(got)
        line.ask(request)

    for _ in range(READERS):
        (await connect(port, answered)).ask(request)
    await asyncio.sleep(WARM_UP)
    before, start, spent = count, time.perf_counter(), time.process_time()
    await asyncio.sleep(SECONDS)
    seconds, spent = time.perf_counter() - start, time.process_time() - spent
    return {"answers": count - before, "seconds": seconds, "bytes": size, "client": spent}


if __name__ == "__main__":
    pin(1)
    print(json.dumps(asyncio.run(load(int(sys.argv[1]), sys.argv[2]))))
