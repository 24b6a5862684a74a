"""Finding the header, the columns and the right workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettlement.errors import BadInputError
from resettlement.records.workbook import read_records
from tests.unit.records.building import (
    FACT_COLUMNS,
    PERSON_COLUMNS,
    fact,
    person,
    positions,
    records,
    sheet,
    workbook,
)


def test_titles_above_the_header_and_blanks_around_names_are_overlooked() -> None:
    titles = ("某某区2021年度档案表", "填表单位：某某局", "")
    header = [f" {column} " for column in PERSON_COLUMNS]
    rows = [[title] for title in titles] + [header, *sheet(PERSON_COLUMNS, [person("S01")])[1:]]
    facts = sheet(FACT_COLUMNS, [fact("S01")], titles)
    preview = read_records(workbook({" 人员 ": rows, "事项": facts}))
    assert [record.person.code for record in preview.rows] == ["S01"]
    assert {hint.cell for hint in preview.hints} == {"D5"}


def test_columns_may_stand_in_any_order() -> None:
    rows = sheet(PERSON_COLUMNS[::-1], [person("S01")])
    preview = read_records(workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [])}))
    assert preview.rows[0].person.name == "虚构甲"


def test_a_header_may_carry_a_remark_in_brackets_or_a_star() -> None:
    header = ["编号*", "姓名（与身份证一致）", *PERSON_COLUMNS[2:]]
    rows = [header, *sheet(PERSON_COLUMNS, [person("S01")])[1:]]
    preview = read_records(workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [])}))
    assert [record.person.name for record in preview.rows] == ["虚构甲"]


def test_a_missing_column_is_named_with_the_row_of_the_header() -> None:
    columns = [column for column in PERSON_COLUMNS if column != "学历"]
    rows = sheet(columns, [person("S01")], ("标题",))
    preview = read_records(workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [])}))
    assert ("A2", "学历", "缺少“学历”这一列") in {(p.cell, p.field, p.wrong) for p in preview.problems}


def test_a_column_that_stands_twice_is_refused() -> None:
    rows = sheet((*PERSON_COLUMNS, "姓名"), [person("S01")])
    preview = read_records(workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [])}))
    assert [(p.cell, p.field) for p in preview.problems] == [("O1", "姓名")]


def test_an_unknown_column_is_a_hint_because_it_is_not_read() -> None:
    rows = sheet((*PERSON_COLUMNS, "血型"), [person("S01", 血型="A")])
    preview = read_records(workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [fact("S01")])}))
    assert preview.problems == ()
    assert ("O1", "血型") in {(hint.cell, hint.field) for hint in preview.hints}


def test_without_a_header_the_sheet_is_refused() -> None:
    rows = sheet(PERSON_COLUMNS, [person("S01")])[1:]
    preview = read_records(workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [])}))
    assert [(p.sheet, p.wrong) for p in preview.problems] == [("人员", "前 20 行里找不到表头")]


def test_one_sheet_alone_is_refused_by_the_name_of_the_other() -> None:
    preview = read_records(workbook({"人员": sheet(PERSON_COLUMNS, [person("S01")])}))
    assert [(p.sheet, p.wrong) for p in preview.problems] == [("事项", "没有“事项”这张表（现有：人员）")]


def test_a_sheet_of_people_that_cannot_be_found_is_one_problem_not_one_for_each_fact() -> None:
    facts = sheet(FACT_COLUMNS, [fact("S01"), fact("S01", 日期="2013-07-01"), fact("S02")])
    strange = [["甲", "乙"], ["S01", "虚构甲"]]
    preview = read_records(workbook({"Sheet1": strange, "事项": facts}))
    assert [(p.sheet, p.wrong) for p in preview.problems] == [
        ("人员", "没有“人员”这张表（现有：Sheet1、事项）")
    ]


def test_facts_of_nobody_are_problems_where_the_sheet_of_people_is_there_but_unfilled() -> None:
    facts = sheet(FACT_COLUMNS, [fact("S01")])
    preview = read_records(workbook({"人员": sheet(PERSON_COLUMNS, []), "事项": facts}))
    assert [p.wrong for p in preview.problems] == ["“人员”表里没有编号 S01"]


def test_blank_rows_between_people_are_overlooked() -> None:
    rows = sheet(PERSON_COLUMNS, [person("S01"), {}, {"姓名": "  "}, person("S02")])
    preview = read_records(workbook({"人员": rows, "事项": sheet(FACT_COLUMNS, [])}))
    assert [record.person.code for record in preview.rows] == ["S01", "S02"]


def test_full_width_digits_and_letters_are_read_as_plain_ones() -> None:
    wide = {ord(plain): ord(plain) + 0xFEE0 for plain in "0123456789SX-"}
    plain = person("S01")
    row = plain | {key: plain[key].translate(wide) for key in ("编号", "身份证号", "出生日期", "入伍日期")}
    [record] = read_records(records([row])).rows
    assert record == read_records(records([plain])).rows[0]


def test_rare_characters_in_a_name_survive() -> None:
    people = [
        person(f"S{n:02}", 姓名=name) for n, name in enumerate(("韩䶮", "丁𬭎", "赟祎", "阿卜杜拉·买买提"), 1)
    ]
    assert [record.person.name for record in read_records(records(people)).rows] == [
        "韩䶮", "丁𬭎", "赟祎", "阿卜杜拉·买买提",
    ]  # fmt: skip


def test_another_workbook_is_refused_with_the_names_of_its_sheets() -> None:
    with pytest.raises(BadInputError, match=r"这不是档案表.*现有：岗位.*template records"):
        read_records(positions([]))


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "档案.xlsx"
    path.write_text("编号，姓名", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"档案\.xlsx：不是 Excel 工作簿"):
        read_records(path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"没有\.xlsx：无法读取"):
        read_records(tmp_path / "没有.xlsx")


def test_a_workbook_cut_off_half_way_is_refused() -> None:
    content = records([person("S01")])
    with pytest.raises(BadInputError, match="不是 Excel 工作簿"):
        read_records(content[: len(content) // 2])


def test_the_facts_of_a_person_keep_the_order_of_the_sheet() -> None:
    facts = [fact("S02", 等级="二等功"), fact("S01", 等级="嘉奖"), fact("S02", 等级="三等功")]
    first, second = read_records(records([person("S01"), person("S02")], facts)).rows
    assert [one.attributes["grade"] for one in first.facts] == ["commendation"]
    assert [one.attributes["grade"] for one in second.facts] == ["second_class_merit", "third_class_merit"]


def test_the_preview_carries_the_digest_of_the_file() -> None:
    import hashlib

    content = records([person("S01")])
    assert read_records(content).digest == hashlib.sha256(content).hexdigest()
