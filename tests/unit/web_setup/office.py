"""A browser at an empty database, and what somebody types into it. Everybody here is fictional (虚构)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

PASSWORD = "a quiet office in autumn"


@dataclass
class Browser:
    """Reads pages and sends their forms."""

    client: TestClient[Litestar]

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"accept": "text/html"}, follow_redirects=False)

    def send(self, path: str, form: Mapping[str, Any], files: Any = None) -> Any:
        shown = self.client.get("/accounts/password", headers={"accept": "text/html"}).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        data = {**({"csrf_token": token[1]} if token else {}), **form}
        return self.client.post(path, data=data, files=files, follow_redirects=False)

    def sign_in(self, account: str) -> Browser:
        self.client.cookies.clear()
        sent = {"account": account, "password": PASSWORD}
        assert self.client.post("/sign-in", data=sent, follow_redirects=False).status_code == 303
        return self


def told(code_: str, beside: Path, **changed: str) -> dict[str, str]:
    """What the set-up page asks for."""
    return {
        "code": code_, "person": "管理员甲（虚构）", "account": "admin", "password": PASSWORD,
        "again": PASSWORD, "name": "江州市运河区退役军人事务局", "phone": "0000-0002021",
        "address": "江州市运河区柳湾路0号（虚构）", "folder": str(beside / "publication"),
        "public_address": "http://192.168.1.20:8000", **changed,
    }  # fmt: skip


def plain(page: str) -> str:
    """A page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def engine_of(browser: Browser) -> Engine:
    found: Engine = browser.client.app.state.engine
    return found
