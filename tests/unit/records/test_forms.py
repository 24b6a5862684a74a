"""Templates and filled workbooks: what is written is read back, and the same input gives the same bytes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement.cli.workbooks import SORTS
from resettlement.positions.workbook import POSITIONS, read_positions
from resettlement.records.forms import Filled, workbook_bytes
from resettlement.records.model import CATEGORY_LABELS, Person, Profile, Record
from resettlement.records.workbook import FACTS, PEOPLE, read_records
from resettlement.selection.wishes.form import read_wishes
from tests.unit.records.building import id_number

READERS = {"records": read_records, "positions": read_positions, "wishes": read_wishes}
NAMES = st.text("王李赵䶮𬭎赟祎堃喆·", min_size=2, max_size=6).filter(lambda name: name.strip("·") == name)


def template(sort: str) -> bytes:
    return workbook_bytes(SORTS[sort].sheets)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


@pytest.mark.parametrize("sort", SORTS)
def test_a_template_is_read_without_problems_and_its_example_row_is_left_out(sort: str) -> None:
    preview = READERS[sort](template(sort))
    assert preview.problems == ()
    assert preview.rows == ()
    assert {hint.wrong for hint in preview.hints} == {"示例行，没有读取"}
    assert len(preview.hints) == len(SORTS[sort].sheets)


@pytest.mark.parametrize("sort", SORTS)
def test_the_example_row_would_be_read_without_problems_under_a_number_of_its_own(sort: str) -> None:
    sheets = [
        Filled(
            one.form,
            [row | {one.form.columns[0].field: "P09" if sort == "positions" else "S09"} for row in one.rows],
        )
        for one in SORTS[sort].sheets
    ]
    preview = READERS[sort](workbook_bytes(sheets))
    assert preview.problems == ()
    assert len(preview.rows) == 1


@pytest.mark.parametrize("sort", SORTS)
def test_the_same_template_has_the_same_bytes(sort: str) -> None:
    assert template(sort) == template(sort)


@pytest.mark.parametrize("sort", SORTS)
def test_the_header_stays_in_sight_and_each_column_says_how_to_fill_it(sort: str) -> None:
    book = opened(template(sort))
    for filled in SORTS[sort].sheets:
        sheet = book[filled.form.sheet]
        assert sheet.freeze_panes == "C3"
        assert [cell.value for cell in sheet[2]] == [column.label for column in filled.form.columns]
        assert all(cell.comment and cell.comment.text.strip() for cell in sheet[2])


def test_the_columns_of_long_numbers_and_days_are_text_so_that_excel_leaves_them_alone() -> None:
    sheet = opened(template("records"))["人员"]
    for label in ("身份证号", "出生日期", "入伍日期", "退役日期", "联系电话"):
        index = next(cell.column for cell in sheet[2] if cell.value == label)
        assert sheet.cell(3, index).number_format == "@"


@pytest.mark.parametrize("sort", SORTS)
def test_every_column_of_fixed_words_has_a_drop_down_of_exactly_these_words(sort: str) -> None:
    book = opened(template(sort))
    choices = book["选项"]
    assert choices.sheet_state == "hidden"
    for filled in SORTS[sort].sheets:
        offered = {}
        for rule in book[filled.form.sheet].data_validations.dataValidation:
            area = rule.formula1.split("!")[1].replace("$", "")
            column = min(rule.sqref.ranges, key=lambda one: one.min_col).min_col
            offered[column] = tuple(row[0].value for row in choices[area])
        wanted = {n: one.choices for n, one in enumerate(filled.form.columns, 1) if one.choices}
        assert offered == wanted


@st.composite
def written_records(draw: st.DrawFn) -> Record:
    born = draw(st.dates(date(1970, 1, 1), date(1995, 12, 31)))
    enlisted = draw(st.dates(date(born.year + 17, 1, 1), date(born.year + 24, 1, 1)))
    number = id_number(born.isoformat(), f"{draw(st.integers(0, 999)):03}", "320600")
    profile = Profile(
        "男" if int(number[16]) % 2 else "女", born, draw(st.sampled_from(("高中", "大专", "博士"))),
        draw(st.sampled_from((None, "档案学"))), "群众",
        draw(st.sampled_from(((), ("电工证",), ("电工证", "A2")))),
    )  # fmt: skip
    person = Person("S01", draw(NAMES), draw(st.sampled_from(sorted(CATEGORY_LABELS))), profile)
    return Record(person, number, enlisted, date(2021, 9, 1), draw(st.sampled_from((None, "00000000001"))))


@given(written_records())
def test_a_person_that_was_written_is_read_back_the_same(record: Record) -> None:
    profile = record.person.profile
    row = {
        "code": record.person.code, "name": record.person.name, "sex": profile.sex,
        "id_number": record.id_number,
        "born_on": profile.born_on, "category": CATEGORY_LABELS[record.person.category],
        "enlisted_on": record.enlisted_on, "discharged_on": record.discharged_on.isoformat(),
        "education": profile.education, "major": profile.major, "political_status": profile.political_status,
        "certificates": "、".join(profile.certificates) or None, "phone": record.phone,
    }  # fmt: skip
    preview = read_records(workbook_bytes([Filled(PEOPLE, [row]), Filled(FACTS)]))
    assert preview.rows == (record,)


def test_a_filled_workbook_writes_whole_numbers_as_numbers_and_nothing_where_nothing_is() -> None:
    sheet = opened(workbook_bytes([Filled(POSITIONS, [{"id": "P01", "seats": 2}])]))["岗位"]
    assert [cell.value for cell in sheet[2]][:6] == ["P01", None, None, None, None, 2]
