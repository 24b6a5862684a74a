"""How the campaign scripts are played in tests: the shared office, and papers without typesetting.

The stand-in sets no type; everything else, the gate over the page's text included, is the product's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from public_notices.documents import notice_body_html
from public_notices.gate import GateRefusedError, leaks
from public_notices.read_back import read_html
from resettlement.notices import posting as service
from resettlement.script.stations import follow_up, papers
from tests.notices.forging import pdf_with

HERE = Path(__file__).parent
OFFICE = HERE / "_office"
FOLDERS = sorted(path.parent for path in HERE.glob("*/campaign.txt") if path.parent != OFFICE)


def stand_in_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice is just enough of a PDF to carry its content; its page passes the gate like a real one."""

    def prepare(content: Mapping[str, Any], *, full_names: Any, permitted: Any = ()) -> service.Prepared:
        own = [part for part in str(content["contact"]["phone"]).split("、") if part]
        if found := leaks(read_html(notice_body_html(content)), tuple(full_names), (*permitted, *own)):
            raise GateRefusedError(str(content["number"]), dict.fromkeys(found))
        return service.Prepared(content, pdf_with(content))

    monkeypatch.setattr(service, "prepare", prepare)
    for station in (follow_up, papers):
        monkeypatch.setattr(station, "render_many", lambda jobs: [b"%PDF-" for _ in jobs])
