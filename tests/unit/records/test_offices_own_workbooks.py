"""Workbooks as offices have them: other sheet names, one sheet for all, merged cells, other column names."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from resettlement.errors import BadInputError
from resettlement.records.layout import SeenColumn
from resettlement.records.workbook import read_records
from tests.unit.records.building import FACT_COLUMNS, PERSON_COLUMNS, fact, person, records, sheet, workbook

TOGETHER = tuple("人员类别" if name == "类别" else name for name in PERSON_COLUMNS) + tuple(
    "事项类别" if name == "类别" else name for name in FACT_COLUMNS[1:]
)
PLAIN = read_records(records([person("S01", 姓名="韩䶮"), person("S02")], [fact("S01"), fact("S02")])).rows


def together(code: str, of: dict[str, Any] | None, about: dict[str, Any] | None) -> dict[str, Any]:
    """One row of the single sheet: the person's cells, the fact's cells."""
    own, facts = dict(of or {}), dict(about or {})
    if "类别" in own:
        own["人员类别"] = own.pop("类别")
    if "类别" in facts:
        facts["事项类别"] = facts.pop("类别")
    return {**facts, **own, "编号": code}


def test_sheets_are_known_by_their_columns_whatever_they_are_called() -> None:
    people = sheet(PERSON_COLUMNS, [person("S01", 姓名="韩䶮"), person("S02")], ("花名册",))
    preview = read_records(
        workbook({"立功受奖": sheet(FACT_COLUMNS, [fact("S01"), fact("S02")]), "Sheet3": people})
    )
    assert preview.problems == ()
    assert preview.rows == PLAIN


def test_people_and_facts_may_stand_in_one_sheet_repeated_in_every_row() -> None:
    first, second = person("S01", 姓名="韩䶮"), person("S02")
    rows = [
        together("S01", first, fact("S01")),
        together("S01", first, fact("S01", 等级="嘉奖", 日期="2013-07-01")),
        together("S02", second, None),
    ]
    preview = read_records(workbook({"花名册": sheet(TOGETHER, rows, ("某区档案表", ""))}))
    assert preview.problems == ()
    assert [(row.person.name, len(row.facts)) for row in preview.rows] == [("韩䶮", 2), ("虚构甲", 0)]


def test_of_two_columns_called_alike_in_one_sheet_the_first_is_the_persons_and_the_second_the_facts() -> None:
    area = fact("S01", 事项="服役地区", 类别="西藏", 等级="三类", 起="2010-01-01", 止="2011-01-01")
    header = [*PERSON_COLUMNS, *FACT_COLUMNS[1:]]
    row = [person("S01").get(name) for name in PERSON_COLUMNS] + [area.get(name) for name in FACT_COLUMNS[1:]]
    preview = read_records(workbook({"花名册": [header, row]}))
    assert preview.problems == ()
    assert preview.rows[0].person.category == "sergeant"
    assert preview.rows[0].facts[0].attributes["area"] == "tibet"


def test_cells_merged_over_the_rows_of_a_person_are_read_in_each_of_them() -> None:
    rows = [
        together("S01", person("S01"), fact("S01")),
        fact("S01", 等级="嘉奖"),
        together("S02", person("S02"), None),
    ]
    rows[1].pop("编号")
    content = merged(workbook({"花名册": sheet(TOGETHER, rows)}), len(PERSON_COLUMNS))
    preview = read_records(content)
    assert preview.problems == ()
    assert [len(row.facts) for row in preview.rows] == [2, 0]
    assert "合并单元格，其中各行都按第一格读取" in {hint.wrong for hint in preview.hints}


def merged(content: bytes, columns: int) -> bytes:
    """The first columns of rows 2 and 3 merged downwards, as offices do for one person's rows."""
    book = openpyxl.load_workbook(BytesIO(content))
    page = book.worksheets[0]
    for column in range(1, columns + 1):
        page.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_row_that_does_not_say_whose_it_is_is_not_given_to_the_person_above() -> None:
    rows = [together("S01", person("S01"), fact("S01")), fact("S01", 等级="嘉奖") | {"编号": None}]
    preview = read_records(workbook({"花名册": sheet(TOGETHER, rows)}))
    assert [(p.sheet, p.cell, p.wrong) for p in preview.problems] == [("花名册", "A3", "没有填写")]


def test_two_rows_that_say_different_things_of_one_person_are_a_problem_in_the_later_cell() -> None:
    rows = [
        together("S01", person("S01"), fact("S01")),
        together("S01", person("S01", 学历="本科"), fact("S01", 等级="嘉奖")),
    ]
    preview = read_records(workbook({"花名册": sheet(TOGETHER, rows)}))
    assert [(p.cell, p.field) for p in preview.problems] == [("I3", "学历")]
    assert "在 I2 填的不一样" in preview.problems[0].wrong


def test_what_a_person_must_have_is_demanded_once_in_one_sheet_too() -> None:
    rows = [
        together("S01", person("S01") | {"学历": None, "政治面貌": "?"}, fact("S01")),
        together("S01", None, fact("S01", 等级="嘉奖")),
    ]
    preview = read_records(workbook({"花名册": sheet(TOGETHER, rows)}))
    assert [(p.cell, p.field) for p in preview.problems] == [("I2", "学历"), ("K2", "政治面貌")]


def test_a_header_of_two_rows_whose_cells_are_merged_downwards_is_found() -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("人员")
        page.merge_range("A1:A2", "编号")
        page.merge_range("B1:D1", "基本情况")
        for column, name in enumerate(PERSON_COLUMNS[1:], 1):
            page.write(1, column, name)
        for column, name in enumerate(PERSON_COLUMNS):
            page.write(2, column, person("S01").get(name))
        for column, name in enumerate(FACT_COLUMNS):
            book.get_worksheet_by_name("事项") or book.add_worksheet("事项")
            book.get_worksheet_by_name("事项").write(0, column, name)
    preview = read_records(target.getvalue())
    assert preview.problems == ()
    assert [row.person.code for row in preview.rows] == ["S01"]


def test_columns_under_the_names_other_offices_use_are_understood() -> None:
    other = {"身份证号": "公民身份号码", "出生日期": "出生年月", "学历": "文化程度", "入伍日期": "入伍时间"}
    rows = sheet(PERSON_COLUMNS, [person("S01")])
    rows[0] = [other.get(name, name) for name in rows[0]]
    preview = read_records(workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [])}))
    assert preview.problems == ()
    assert preview.rows[0] == read_records(records([person("S01")])).rows[0]


def test_beside_the_column_of_its_own_name_another_spelling_is_not_read() -> None:
    rows = sheet((*PERSON_COLUMNS, "手机"), [person("S01", 联系电话="0000-1", 手机="0000-2")])
    preview = read_records(workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [])}))
    assert preview.problems == ()
    assert preview.rows[0].phone == "0000-1"
    assert ("O1", "手机") in {(hint.cell, hint.field) for hint in preview.hints}


def test_an_unknown_column_that_looks_like_a_missing_one_is_suggested_and_can_be_written_down() -> None:
    rows = sheet(PERSON_COLUMNS, [person("S01")])
    rows[0][6] = "入伍日期时间"
    content = workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [])})
    preview = read_records(content)
    assert [(p.cell, p.field, p.right) for p in preview.problems] == [
        ("A1", "入伍日期", "G 列也许就是，写明对应即可")
    ]
    assert SeenColumn("G", "入伍日期时间", None, "入伍日期") in preview.layouts[0].columns
    corrected = read_records(content, {"人员": {"G": "入伍日期"}})
    assert corrected.problems == ()
    assert corrected.rows == read_records(records([person("S01")])).rows
    assert SeenColumn("G", "入伍日期时间", "入伍日期") in corrected.layouts[0].columns


def test_a_column_may_be_left_out_by_hand() -> None:
    content = records([person("S01", 专业="不应读取")])
    read = read_records(content, {"人员": {"J": ""}})
    assert (read.problems, read.rows[0].person.profile.major) == ((), None)


@pytest.mark.parametrize(
    ("by_hand", "words"),
    [
        ({"G": "入伍的日子"}, "没有“入伍的日子”这一项"),
        ({"G": "姓名", "H": "姓名"}, "G 列和 H 列都写成“姓名”"),
    ],
)
def test_a_correction_that_names_what_there_is_not_is_refused(by_hand: dict[str, str], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        read_records(records([person("S01")]), {"人员": by_hand})


def test_without_any_known_name_the_header_is_the_row_above_the_columns_written_down() -> None:
    strange = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子"]
    body = [[person("S01").get(name) for name in PERSON_COLUMNS[:11]]]
    by_hand = {chr(ord("A") + at): name for at, name in enumerate(PERSON_COLUMNS[:11]) if name != "专业"}
    preview = read_records(workbook({"名单": [["标题"], strange, *body]}), {"名单": by_hand})
    assert [row.person.code for row in preview.rows] == ["S01"]


def test_a_workbook_that_counts_its_days_from_1904_is_not_misread() -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "date_1904": True}) as book:
        for name, rows in (
            ("人员", sheet(PERSON_COLUMNS, [person("S01", 出生日期=31838.0)])),
            ("事项", [FACT_COLUMNS]),
        ):
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                page.write_row(at, 0, ["" if cell is None else cell for cell in row])
    preview = read_records(target.getvalue())
    assert ("E2", "31838 是日期序号，而此工作簿从 1904 年起算") in {
        (p.cell, p.wrong) for p in preview.problems
    }


def test_true_and_1_in_one_column_are_told_apart() -> None:
    facts = [fact("S01", 集体=True), fact("S01", 等级="嘉奖", 集体=1.0)]
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, rows in (
            ("人员", sheet(PERSON_COLUMNS, [person("S01")])),
            ("事项", sheet(FACT_COLUMNS, facts)),
        ):
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                page.write_row(at, 0, ["" if cell is None else cell for cell in row])
    preview = read_records(target.getvalue())
    assert [(p.cell, p.wrong) for p in preview.problems] == [("G3", "“1”不在可选项之内")]


def test_the_day_number_and_page_of_the_proof_are_read() -> None:
    columns = (*FACT_COLUMNS, "材料日期")
    told = fact("S01", 文号="某通〔2012〕3号", 页码="47", 材料日期="2012年7月3日")
    preview = read_records(
        workbook({"人员": sheet(PERSON_COLUMNS, [person("S01")]), "事项": sheet(columns, [told])})
    )
    [proven] = preview.rows[0].facts
    assert (proven.document_number, str(proven.document_on), proven.page) == (
        "某通〔2012〕3号",
        "2012-07-03",
        "47",
    )
    assert "document_on" not in proven.to_json()
