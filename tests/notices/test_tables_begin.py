"""公告里的表：第一页放得下三行就从第一页开始，不把半页空着；读回成品，看头几行在哪一页。"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from public_notices.documents import document_pdf
from tests.notices import contents
from tests.notices.test_form import BLOCK, MM, words

TITLE = "江州市运河区2021年度安置对象服役表现量化评分和名次公示"  # in two lines
PARAGRAPH = "经接收单位申报、编制部门核定，现将2021年度退役军人安置的有关情况公示如下，接受社会监督。"
A_ROW = re.compile("[JSP][0-9]{2}")


def with_rows(content: dict[str, Any], count: int, key: str = "rows") -> dict[str, Any]:
    rows = content[key]
    return {**content, key: [dict(rows[n % len(rows)]) for n in range(1, count + 1)]}


def rows_by_page(content: dict[str, Any]) -> list[int]:
    """How many rows of its tables stand on each page, a row counted by its first number."""
    pdf = document_pdf(content)
    at = {(word.page, round(word.top)) for word in words(pdf) if A_ROW.fullmatch(word.text)}
    pages = Counter(page for page, _top in at)
    return [pages[page] for page in range(1, max(pages) + 1)]


def left_on_first_page(content: dict[str, Any]) -> float:
    """How much of the first page's block is empty below its last line, in mm."""
    pdf = document_pdf(content)
    return (BLOCK[3] - max(word.bottom for word in words(pdf) if word.page == 1 and word.top < BLOCK[3])) / MM


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(contents.scores(people=40), id="scores"),
        pytest.param(with_rows(contents.positions(), 60), id="positions"),
        pytest.param(with_rows(contents.result(), 60), id="result"),
    ],
)
def test_a_long_table_begins_under_a_title_of_two_lines_and_a_paragraph(content: dict[str, Any]) -> None:
    pages = rows_by_page({**content, "title": TITLE, "paragraphs": [PARAGRAPH]})
    assert pages[0] >= 3
    assert all(count > 1 for count in pages)


@pytest.mark.parametrize(("rows", "lines"), [(3, 5), (4, 4), (4, 6), (5, 5), (9, 4), (9, 6)])
def test_a_table_is_put_off_only_where_three_rows_do_not_fit(rows: int, lines: int) -> None:
    content = with_rows(contents.result(), rows) | {"paragraphs": ["现予公示。"] * lines}
    pages = rows_by_page(content)
    assert sum(pages) == rows
    assert 1 not in pages
    if pages[0] == 0:
        assert left_on_first_page(content) < 50  # heading, head of the table and three rows


def test_four_rows_part_in_the_middle() -> None:
    whole = with_rows(contents.result(), 4)
    split = [rows_by_page({**whole, "paragraphs": ["现予公示。"] * lines}) for lines in (0, 5, 6)]
    assert split[0] == [4]
    assert [2, 2] in split
    assert all(pages in ([4], [2, 2], [0, 4]) for pages in split)


def test_the_lines_of_a_correction_begin_under_its_reason() -> None:
    assert rows_by_page(with_rows(contents.correction(), 20, "changed"))[0] >= 3
