"""A person's number, and a post's: letters, digits and `-`, whatever a workbook made of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement.positions.workbook import read_positions
from resettlement.records import cells
from resettlement.records.workbook import read_records
from resettlement.selection.wishes.form import read_wishes
from tests.unit.records.building import fact, person, position, positions, records, wish, wishes

NUMBER = re.compile(r"[A-Z0-9-]{1,20}")
INVISIBLE = ("\u200b", "\u202c", "\u202d", "\ufeff", "\xa0", "\t", "\u2060", "\r\n")

WRITTEN = st.text("S05-/?#.~ 　０５Ｓ\u200b\xa0\t", max_size=25)


@given(st.one_of(st.text(), WRITTEN, st.integers(), st.floats()))
def test_a_number_is_read_as_letters_digits_and_hyphens_or_not_at_all(cell: object) -> None:
    try:
        read = cells.code(cell)
    except cells.CellError:
        return
    assert NUMBER.fullmatch(read)
    assert cells.code(read) == read
    assert cells.code_note(read) is None


@pytest.mark.parametrize("mark", INVISIBLE)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_what_nobody_sees_is_removed_with_a_note(mark: str, place: int) -> None:
    written = "S01"[:place] + mark + "S01"[place:]
    found = read_records(records([{**person(), "编号": written}], [fact()]))
    assert [record.person.code for record in found.rows] == ["S01"]
    assert found.problems == ()
    (note,) = [one for one in found.hints if one.field == "编号"]
    assert (note.cell, note.record) == ("A2", "S01")
    assert f"U+{ord(mark[0]):04X}" in note.wrong


def test_full_width_is_made_plain_with_a_note() -> None:
    found = read_records(records([{**person(), "编号": "ｓ－０１"}], [fact("S-01")]))
    assert [record.person.code for record in found.rows] == ["S-01"]
    assert "全角" in next(one.wrong for one in found.hints if one.field == "编号")


@pytest.mark.parametrize(
    "written", ["../", "S/05?X#Y", "S 01", "S　01", "张三", "S.1", "\u200b", "S" * 21, 1.5]
)
def test_any_other_number_is_a_problem_in_its_cell_with_the_remedy(written: object) -> None:
    found = read_records(records([{**person(), "编号": written}]))
    (problem,) = [one for one in found.problems if one.field == "编号"]
    assert (problem.sheet, problem.cell) == ("人员", "A2")
    assert "字母、数字和 -" in problem.right
    assert found.rows == ()


def test_a_number_that_excel_keeps_as_a_number_is_read() -> None:
    assert cells.code(7.0) == "7"


def test_posts_and_wishes_are_numbered_in_the_same_way() -> None:
    posts = read_positions(positions([position("Ｐ01"), position("P/2")]))
    assert [offer.position.id for offer in posts.rows] == ["P01"]
    assert [one.cell for one in posts.problems] == ["A3"]
    filed = read_wishes(wishes([wish("S01\u200b", "P01", "P?2")]))
    assert [one.cell for one in filed.problems] == ["C2"]
    assert [one.cell for one in filed.hints] == ["A2"]
