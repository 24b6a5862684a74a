"""The site as `resettlement serve` runs it, one worker, on the first core: PORT URL."""

from __future__ import annotations

import sys

from resettlement.web.server import serve_live
from tests.bench._http import pin

if __name__ == "__main__":
    pin(0)
    serve_live(sys.argv[2], port=int(sys.argv[1]))
