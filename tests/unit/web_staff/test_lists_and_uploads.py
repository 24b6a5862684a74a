"""Lists sort as people count, export nothing that runs, and page calmly."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl

from resettlement.web.staff.lists import PAGE_SIZE, Column, Listing, listing, workbook

COLUMNS = (Column("code", "编号", link="/x/{code}"), Column("points", "分", number=True))


def asked(rows: list[dict[str, Any]], **query: str) -> Listing:
    desk: Any = SimpleNamespace(query=lambda name: query.get(name, ""))
    return listing(desk, "名单", "/x", COLUMNS, rows)


def test_numbers_sort_as_numbers_and_codes_as_people_count() -> None:
    rows = [{"code": code, "points": points} for code, points in (("S10", "9.5"), ("S2", "10"), ("S1", None))]
    assert [row["code"] for row in asked(rows, sort="code").rows] == ["S1", "S2", "S10"]
    assert [row["code"] for row in asked(rows, sort="points").rows] == ["S10", "S2", "S1"]
    assert [row["code"] for row in asked(rows).rows] == ["S10", "S2", "S1"]


def test_every_word_of_a_search_must_stand_in_the_row() -> None:
    rows = [{"code": "S1", "points": "10"}, {"code": "S10", "points": "20"}]
    assert asked(rows, q="s1 20").found == 1
    assert asked(rows, q="s1 30").found == 0


def test_a_long_list_is_paged_and_no_page_is_beyond_the_last() -> None:
    rows = [{"code": f"S{number}", "points": number} for number in range(PAGE_SIZE * 9 + 1)]
    last = asked(rows, page="99")
    assert (last.page, len(last.rows), last.near) == (10, 1, [1, None, 8, 9, 10])
    assert last.url(page=2) == "/x?page=2"
    assert asked(rows, q="S1", page="1").url(page=2) == "/x?q=S1&page=2"


def test_an_exported_cell_is_never_a_formula() -> None:
    sheet = openpyxl.load_workbook(BytesIO(workbook(asked([{"code": "=1+1", "points": "1.5"}])))).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["B2"].value == 1.5


def test_a_link_carries_only_what_an_address_may() -> None:
    assert COLUMNS[0].href({"code": "S/1?", "points": 1}) == "/x/S%2F1%3F"
