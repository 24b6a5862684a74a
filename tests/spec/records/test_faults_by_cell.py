"""What is wrong with a records workbook is said of the cell it stands in, with what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from resettlement.records.model import Problem
from resettlement.records.workbook import read_records
from tests.unit.records.building import FACT_COLUMNS, PERSON_COLUMNS, fact, id_number, person, records

COLUMNS = "ABCDEFGHIJKLMNOPQ"


def cell(columns: Sequence[str], named: str, row: int) -> str:
    return f"{COLUMNS[columns.index(named)]}{row}"


def told(problem: Problem) -> str:
    return f"{problem.wrong}|{problem.right}"


# Row 3 is the second person; what is filled in there, and what the office is told.
PEOPLE = [
    ("编号", None, "没有填写"),
    ("编号", "S01", "编号 S01 已在 A2 用过"),
    ("姓名", None, "没有填写"),
    ("性别", "先生", "可填：男、女"),
    ("性别", "女", "号码第 17 位表示男"),
    ("身份证号", 990000198703020010.0, "Excel 只保留前 15 位"),
    ("身份证号", "99000019870302", "应为 18 位"),
    ("身份证号", id_number("1987-03-02", "005")[:-1] + "X", "校验位不符"),
    ("身份证号", id_number("1987-02-30", "005"), "不是存在的日期"),
    ("身份证号", id_number("1987-03-03", "005"), "号码中的生日是 1987-03-03"),
    ("身份证号", id_number("1987-03-02", "003"), "与 D2 的身份证号相同"),
    ("出生日期", "1987年3月", "只有年月"),
    ("出生日期", "1987.03", "只有年月"),
    ("出生日期", "1987-02-30", "这一天不存在"),
    ("出生日期", 318380, "不是日期"),
    ("出生日期", "三月二日", "写成 2009-12-01"),
    ("类别", "干部", "可填：军官、士官、义务兵"),
    ("入伍日期", None, "没有填写"),
    ("入伍日期", "1997-12-01", "不满 16 周岁"),
    ("退役日期", "2005-12-01", "退役日期不晚于入伍日期"),
    ("学历", "研究生", "硕士、博士"),
    ("政治面貌", "民主人士", "可填：中共党员"),
]


@pytest.mark.parametrize(("column", "filled", "words"), PEOPLE)
def test_a_fault_in_a_persons_row_is_named_by_its_cell(column: str, filled: Any, words: str) -> None:
    preview = read_records(records([person("S01"), person("S02") | {column: filled}]))
    where = "身份证号" if "号码" in words else column
    matching = [p for p in preview.problems if words in told(p)]
    assert [(p.sheet, p.cell, p.field) for p in matching] == [("人员", cell(PERSON_COLUMNS, where, 3), where)]


FACTS = [
    ({"编号": "S09"}, "编号", "没有编号 S09"),
    ({"编号": None}, "编号", "没有填写"),
    ({"事项": "立功", "等级": "三等功", "日期": "2012-07-01"}, "事项", "可填：奖励、表彰"),
    ({"等级": "四等功"}, "等级", "可填：嘉奖、三等功、二等功"),
    ({"等级": None}, "等级", "“奖励”必须填写这一列"),
    ({"日期": None}, "日期", "“奖励”必须填写这一列"),
    ({"日期": "2012年7月"}, "日期", "只有年月"),
    ({"日期": "2012-06-31"}, "日期", "这一天不存在"),
    ({"集体": "有"}, "集体", "可填：是、否"),
    ({"天数": 3}, "天数", "“奖励”不用这一列"),
    ({"事项": "残疾", "类别": "因公", "等级": "十一级"}, "等级", "可填：一级、二级"),
    (
        {"事项": "服役地区", "类别": "边疆", "起": "2009-01-01", "止": "2010-01-01"},
        "类别",
        "可填：艰苦边远、西藏",
    ),
    (
        {"事项": "服役地区", "类别": "西藏", "等级": "三类", "起": "2010-01-01", "止": "2009-01-01"},
        "止",
        "止不晚于起",
    ),
    ({"事项": "服役地区", "类别": "西藏", "等级": "三类", "起": "2010-01-01"}, "止", "必须填写这一列"),
    ({"事项": "参加作战", "天数": "八天"}, "天数", "不是整数"),
    ({"事项": "考试", "内容": "笔试", "分数": "优"}, "分数", "填数字"),
    ({"事项": "处分", "类别": "行政", "等级": "警告", "日期": "2012-07-01"}, "类别", "可填：军纪、党纪"),
]


@pytest.mark.parametrize(("filled", "column", "words"), FACTS)
def test_a_fault_in_a_facts_row_is_named_by_its_cell(filled: dict[str, Any], column: str, words: str) -> None:
    preview = read_records(records([person("S01")], [fact("S01"), fact("S01", **filled)]))
    assert [(p.sheet, p.cell) for p in preview.problems] == [("事项", cell(FACT_COLUMNS, column, 3))]
    assert words in told(preview.problems[0])


def test_every_fault_is_shown_at_once_in_the_order_of_the_workbook() -> None:
    rows = [person("S01", 性别="?", 学历="?"), person("S02", 姓名=None)]
    preview = read_records(records(rows, [fact("S01", 等级="?"), fact("S77")]))
    assert [f"{p.sheet}!{p.cell}" for p in preview.problems] == [
        "人员!C2", "人员!I2", "人员!B3", "事项!D2", "事项!A3",
    ]  # fmt: skip


def test_the_rows_of_people_with_faults_are_left_out_and_the_others_are_read() -> None:
    preview = read_records(records([person("S01"), person("S02", 学历="?")], [fact("S01"), fact("S02")]))
    assert [record.person.code for record in preview.rows] == ["S01"]
    assert len(preview.rows[0].facts) == 1


def test_a_cell_merged_over_two_columns_is_refused_because_only_its_first_cell_has_content() -> None:
    preview = read_records(records([person("S01"), person("S02")], merged={"人员": "J2:L2"}))
    assert [(p.sheet, p.cell) for p in preview.problems] == [("人员", "J2")]
    assert "J2:L2 是横跨几列的合并单元格" in preview.problems[0].wrong


def test_a_fact_without_proof_is_pointed_out_and_does_not_stop_the_import() -> None:
    preview = read_records(records([person("S01")], [fact("S01"), fact("S01", 证明材料=None)]))
    assert preview.problems == ()
    assert ("事项", "N3", "没有写证明材料") in {(h.sheet, h.cell, h.wrong) for h in preview.hints}
    assert [one.evidence for one in preview.rows[0].facts] == ["个人奖励登记（报告）表", None]


def test_a_bare_number_read_as_a_day_is_pointed_out_by_its_cell() -> None:
    preview = read_records(records([person("S01", 出生日期=31838)], [fact("S01", 日期=41091)]))
    assert preview.problems == ()
    assert preview.rows[0].person.profile.born_on == date(1987, 3, 2)
    assert preview.rows[0].facts[0].attributes["on"] == "2012-07-01"
    assert {(h.sheet, h.cell) for h in preview.hints if "按 Excel 日期读作" in h.wrong} == {
        ("人员", "E2"), ("事项", "M2"),
    }  # fmt: skip


def test_a_region_that_is_not_in_use_is_a_hint_and_does_not_stop_the_import() -> None:
    preview = read_records(records([person("S01")], [fact("S01")]))
    assert preview.problems == ()
    assert [(hint.cell, hint.wrong[:8]) for hint in preview.hints] == [("D2", "地区代码 990")]


def test_a_fact_outside_the_service_is_a_hint() -> None:
    preview = read_records(records([person("S01")], [fact("S01", 日期="2004-07-01")]))
    assert preview.problems == ()
    assert [(h.sheet, h.cell) for h in preview.hints] == [("人员", "D2"), ("事项", "M2")]


def test_a_person_without_facts_is_a_hint() -> None:
    hints = read_records(records([person("S01")])).hints
    assert ("A2", "没有任何事项，只按服役年限计分") in {(hint.cell, hint.wrong) for hint in hints}


def test_the_number_of_the_record_stands_beside_every_problem() -> None:
    preview = read_records(records([person("S01", 学历="?")], [fact("S01", 等级="?")]))
    assert [problem.record for problem in preview.problems] == ["S01", "S01"]


def test_a_day_entered_as_an_excel_date_is_a_day() -> None:
    row = person("S01", 入伍日期=date(2005, 12, 1))
    assert read_records(records([row])).rows[0].enlisted_on == date(2005, 12, 1)


def test_a_character_that_no_font_can_print_is_named_with_its_code_point() -> None:
    preview = read_records(records([person("S01", 姓名="王\ue000明")], [fact("S01")]))
    assert [(p.cell, p.field) for p in preview.problems] == [("B2", "姓名")]
    assert "U+E000" in preview.problems[0].wrong


def test_where_the_fonts_are_not_prepared_the_names_stay_unchecked_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    preview = read_records(records([person("S01", 姓名="王\ue000明")], [fact("S01")]))
    assert preview.problems == ()
    assert [hint.wrong for hint in preview.hints if hint.field == "姓名"] == [
        "字体还没有备好，未能检查生僻字"
    ]


def test_a_telephone_number_stored_as_a_number_is_read_because_no_digit_is_lost() -> None:
    assert read_records(records([person("S01", 联系电话=13800000000.0)])).rows[0].phone == "13800000000"


def test_what_only_the_scoring_engine_refuses_is_named_by_its_cell_too() -> None:
    exam = fact("S01", 事项="考试", 内容="笔试", 分数="12345678901")
    preview = read_records(records([person("S01"), person("S02")], [fact("S01"), fact("S02"), exam]))
    assert [(p.sheet, p.cell, p.record) for p in preview.problems] == [("事项", "J4", "S01")]


def test_a_period_without_a_single_day_is_refused_because_the_end_is_the_day_after_the_last() -> None:
    area = {"事项": "服役地区", "类别": "西藏", "等级": "三类", "起": "2010-01-01"}
    empty, one_day = fact("S01", **area, 止="2010-01-01"), fact("S01", **area, 止="2010-01-02")
    preview = read_records(records([person("S01")], [empty, one_day]))
    assert [(p.cell, p.wrong) for p in preview.problems] == [("L2", "止不晚于起")]
