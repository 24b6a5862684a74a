"""Lists sort as people count, export nothing that runs, and page calmly; uploads are kept for their owner."""

from __future__ import annotations

import os
import time
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from resettlement.errors import RefusedError
from resettlement.web.staff.lists import PAGE_SIZE, Column, Listing, listing, workbook
from resettlement.web.staff.uploads import KEPT_SECONDS, Uploads

COLUMNS = (Column("code", "编号", link="/x/{code}"), Column("points", "分", number=True))


def asked(rows: list[dict[str, Any]], **query: str) -> Listing:
    request: Any = SimpleNamespace(query_params=query)
    return listing(request, "名单", "/x", COLUMNS, rows)


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


def test_an_upload_is_found_again_by_its_owner_alone_and_whole(tmp_path: Path) -> None:
    kept = Uploads(tmp_path / "uploads")
    digest = kept.keep("clerk", b"workbook")
    assert kept.take("clerk", digest).content == b"workbook"
    for account, asked_for in (("staffing", digest), ("clerk", "0" * 64), ("clerk", "../x")):
        with pytest.raises(RefusedError):
            kept.take(account, asked_for)
    (file,) = kept.folder.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(b"changed")
    with pytest.raises(RefusedError):
        kept.take("clerk", digest)


def test_an_upload_is_dropped_after_a_day(tmp_path: Path) -> None:
    kept = Uploads(tmp_path / "uploads")
    digest = kept.keep("clerk", b"old")
    (file,) = kept.folder.iterdir()
    old = time.time() - KEPT_SECONDS - 60
    os.utime(file, (old, old))
    kept.keep("clerk", b"new")
    with pytest.raises(RefusedError):
        kept.take("clerk", digest)
