"""Whatever is a list is searched, sorted and exported; a long one stays a small page."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from resettlement import database
from resettlement.records.tables import Candidate
from tests.unit.web_staff.office import Desk

Enter = Callable[[str], Desk]
LISTS = (
    "/staff/records", "/staff/standing", "/staff/standing/sheets", "/staff/standing/versions",
    "/staff/findings", "/staff/positions", "/staff/positions/audit", "/staff/notices", "/staff/objections",
    "/staff/wishes", "/staff/result", "/staff/letters", "/staff/log",
    "/staff/session/events",
)  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_exported_as_it_is_searched_and_sorted(scored: Desk, path: str) -> None:
    exported = scored.get(f"{path}.xlsx?q=zzz&sort=nonsense")
    sheet = openpyxl.load_workbook(BytesIO(exported.content)).active
    assert sheet is not None
    assert sheet.max_row == 1


def test_a_list_of_300_people_is_a_page_under_100_kilobytes(scored: Desk) -> None:
    with database.transaction(scored.engine) as db:
        one = db.exec(select(Candidate).limit(1)).one()
        for number in range(300):
            columns = one.model_dump() | {"code": f"X{number}", "id_number": f"{number:018}"}
            db.add(Candidate(**columns))
    for path in ("/staff/records", "/staff/positions/audit", "/staff"):
        page = scored.get(path)
        assert page.status_code == 200
        assert len(page.content) < 100_000
    assert "X299" in scored.get("/staff/records?q=X299").text


def test_a_page_of_a_list_asks_htmx_for_the_list_alone_and_works_without_it(scored: Desk) -> None:
    page = scored.get("/staff/records").text
    assert 'hx-select="#found"' in page
    assert '<form class="search" id="list-search" method="get" action="/staff/records"' in page
    assert 'href="/staff/records?sort=total"' in page
