"""Somebody with a browser at the callers' desk. Everybody here is fictional (虚构)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from resettlement import clock
from tests.storage.building import CAMPAIGN

UNIT = "虚构单位"
PEOPLE = f"/callers/people/{CAMPAIGN}"
ISSUES = f"/callers/issues/{CAMPAIGN}"


def today() -> date:
    return clock.now().date()


@dataclass
class Browser:
    """What somebody with a browser does: open a page, fill in its form, send it."""

    client: TestClient[Litestar]

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the page's last form that carries a token of its own."""
        form = re.findall(r'<form class="(?:contact )?panel".*?</form>', self.get(path).text, re.S)[0]
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))

    def csrf(self) -> dict[str, str]:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/callers").text)
        assert found
        return {"csrf_token": found[1]}

    def send(self, path: str, **fields: str) -> Any:
        """Fill in the form of the page at `path` and send it there."""
        return self.post(path, self.hidden(path) | fields)

    def post(self, path: str, fields: dict[str, str]) -> Any:
        return self.client.post(path, data=fields, follow_redirects=False)
