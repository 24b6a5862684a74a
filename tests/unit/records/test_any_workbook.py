"""Whatever stands in the cells, the reader answers with a preview; and what it lets through can be scored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resettlement.positions.workbook import read_positions
from resettlement.records.model import Preview
from resettlement.records.workbook import read_records
from resettlement.selection.wishes.form import read_wishes
from scoring.records import parse_records
from tests.unit.records.building import (
    FACT_COLUMNS,
    PERSON_COLUMNS,
    POSITION_COLUMNS,
    WISH_COLUMNS,
    fact,
    person,
    position,
    records,
    sheet,
    wish,
    workbook,
)

WORDS = st.sampled_from(
    ("", " ", "示例", "S01", "P01", "男", "士官", "奖励", "处分", "三等功", "警告", "军纪", "一级", "是",
     "2012-07-01", "2012年7月", "2012-02-30", "#REF!", "=1+1", "0", "-1", "99999999999999999999", "不限",
     "、", "事由", "编号", "志愿1")
)  # fmt: skip
CELLS = st.one_of(
    st.none(),
    WORDS,
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**6), 10**17),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
)


def spoilt(columns: tuple[str, ...], row: Callable[[], dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A sound row with some cells put in at random."""
    changes = st.dictionaries(st.sampled_from(columns), CELLS, max_size=4)
    return changes.map(lambda changed: row() | changed)


@settings(max_examples=150)
@given(st.lists(spoilt(PERSON_COLUMNS, person), max_size=3), st.lists(spoilt(FACT_COLUMNS, fact), max_size=4))
def test_a_records_workbook_is_always_answered_and_what_has_no_problems_can_be_scored(
    people: list[dict[str, Any]], facts: list[dict[str, Any]]
) -> None:
    preview = read_records(records(people, facts))
    assert {finding.sheet for finding in preview.findings} <= {"人员", "事项"}
    if not preview.problems:
        assert len(parse_records({"records": [row.to_json() for row in preview.rows]})) == len(preview.rows)


@pytest.mark.parametrize(
    ("read", "name", "columns", "row"),
    [
        (read_positions, "岗位", POSITION_COLUMNS, position),
        (read_wishes, "志愿", WISH_COLUMNS, lambda: wish("S01", "P01", "P02")),
    ],
    ids=["positions", "wishes"],
)
@given(st.data())
def test_positions_and_wishes_are_always_answered(
    read: Callable[[bytes], Preview[Any]],
    name: str,
    columns: tuple[str, ...],
    row: Callable[[], dict[str, Any]],
    data: st.DataObject,
) -> None:
    rows = data.draw(st.lists(spoilt(columns, row), max_size=4))
    preview = read(workbook({name: sheet(columns, rows)}))
    assert {finding.sheet for finding in preview.findings} <= {name}


@given(st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_sheets_of_any_cells_at_all_are_always_answered(rows: list[list[Any]]) -> None:
    content = workbook({"人员": rows, "事项": rows, "岗位": rows, "志愿": rows})
    for read in (read_records, read_positions, read_wishes):
        assert read(content).rows == ()


def test_a_merged_title_above_the_header_is_overlooked() -> None:
    people = sheet(PERSON_COLUMNS, [person("S01")], ("某某区档案表", ""))
    content = workbook({"人员": people, "事项": sheet(FACT_COLUMNS, [fact("S01")])}, merged={"人员": "A1:N2"})
    assert read_records(content).problems == ()
