"""Somebody of the office at a browser without scripts. Everybody here is fictional (虚构)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from resettlement import database
from resettlement.journal.service import read
from resettlement.sample import folder

ID = "yunhe-2021"
PASSWORD = "a quiet office in autumn"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Desk:
    """Reads pages and sends their forms."""

    engine: Engine
    client: TestClient[Litestar]

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"accept": "text/html"}, follow_redirects=False)

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/staff/session").text)
        assert found
        return found[1]

    def send(self, path: str, form: Mapping[str, str] | None = None, workbook: bytes = b"") -> Any:
        data = {"csrf_token": self.token, **(form or {})}
        files = {"workbook": ("workbook.xlsx", workbook, XLSX)} if workbook else None
        return self.client.post(path, data=data, files=files, follow_redirects=False)

    def upload(self, sort: str, content: bytes) -> Any:
        """Give a workbook to be looked at; the page that it leads to."""
        files = {"workbook": (f"{sort}.xlsx", content, XLSX)}
        return self.client.post(
            f"/staff/import/{sort}", data={"csrf_token": self.token}, files=files, follow_redirects=True
        )

    def bring_in(self, sort: str) -> Any:
        """A workbook of the sample, looked at and written."""
        shown = self.upload(sort, (folder() / f"{sort}.xlsx").read_bytes())
        assert shown.status_code == 200, shown.text
        answer = self.send(f"/staff/import/{sort}/commit", {"digest": hidden(shown.text, "digest")})
        assert answer.status_code == 303, answer.text
        return answer

    @property
    def log(self) -> list[str]:
        """The types of what the campaign's journal holds."""
        with database.transaction(self.engine) as db:
            return [entry.type for entry in read(db, f"campaign/{ID}")]


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def summary(page: str) -> str:
    """What the summary of errors says."""
    found = re.search(r'<div class="error-summary".*?</div>', page, re.S)
    return re.sub(r"<[^>]+>", "", found[0]) if found else ""
