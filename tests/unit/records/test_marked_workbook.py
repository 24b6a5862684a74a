"""The problems of a workbook come back in the workbook."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from resettlement.records.marked import marked
from resettlement.records.model import Preview, Record
from resettlement.records.workbook import read_records
from tests.unit.records.building import fact, person, records

CONTENT = records([person("S01", 姓名="韩䶮", 学历="?"), person("S02")], [fact("S01"), fact("S77")])


@pytest.fixture(scope="module")
def preview() -> Preview[Record]:
    return read_records(CONTENT)


@pytest.fixture(scope="module")
def book(preview: Preview[Record]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(marked(CONTENT, preview.findings)))


def test_every_finding_is_a_comment_in_its_cell(book: openpyxl.Workbook, preview: Preview[Record]) -> None:
    assert preview.problems
    for one in preview.findings:
        comment = book[one.sheet][one.cell].comment
        assert comment is not None
        assert one.wrong in comment.text
        assert one.right in comment.text


def test_problems_are_red_hints_yellow_and_all_other_cells_as_they_were(book: openpyxl.Workbook) -> None:
    page = book["人员"]
    assert page["I2"].fill.fgColor.rgb == "00FFC7CE"
    assert page["D3"].fill.fgColor.rgb == "00FFEB9C"
    assert page["B2"].fill.fill_type is None
    assert page["B2"].comment is None


def test_every_finding_stands_in_a_list_in_front_problems_first(
    book: openpyxl.Workbook, preview: Preview[Record]
) -> None:
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(preview.findings)
    assert [row[0] for row in rows] == sorted([row[0] for row in rows], reverse=True)
    assert ("问题", "人员", "I2", "S01", "学历") in {row[:5] for row in rows}


def test_what_the_office_wrote_is_all_there_rare_characters_too(book: openpyxl.Workbook) -> None:
    assert book["人员"]["B2"].value == "韩䶮"
    again = BytesIO()
    book.save(again)
    assert read_records(again.getvalue()).problems == read_records(CONTENT).problems


def test_a_finding_in_a_merged_cell_is_marked_where_it_is_seen() -> None:
    content = records([person("S01"), person("S02")], [fact("S01"), fact("S02")], merged={"人员": "J2:L3"})
    found = read_records(content)
    page = openpyxl.load_workbook(BytesIO(marked(content, found.findings)))["人员"]
    assert "横跨几列" in page["J2"].comment.text


def test_a_comment_that_stood_there_is_kept() -> None:
    book = openpyxl.load_workbook(BytesIO(CONTENT))
    book["人员"]["I2"].comment = openpyxl.comments.Comment("局里的批注", "科员")
    target = BytesIO()
    book.save(target)
    page = openpyxl.load_workbook(
        BytesIO(marked(target.getvalue(), read_records(target.getvalue()).findings))
    )["人员"]
    assert page["I2"].comment.text.startswith("局里的批注\n")
