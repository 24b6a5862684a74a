"""The call sheet, read back cell by cell. Everybody here is fictional (虚构)."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from resettlement.campaign.tables import Campaign
from resettlement.follow_up.call_sheet import SheetPerson, call_sheet
from resettlement.follow_up.due import CallRow, ContactLine, DutyLine, call_row
from resettlement.follow_up.model import QUESTIONS, Answer, Duty, Events, Topic, applicable, duties_of
from resettlement.follow_up.rules import shipped

ON = date(2022, 1, 25)
LETTER = date(2021, 12, 20)
PEOPLE = {
    "O1": SheetPerson("䶮某（虚构）", "13900000001", "虚构区档案馆", "科员"),
    "S1": SheetPerson("=1+1某", "013900000002", "虚构中学", "教务员"),
}
CAMPAIGN = Campaign(
    id="c", title="虚构区2021年度安置", district="虚构区", year=2021, issuer="虚构局", fictional=True,
    opened_on=LETTER, contact_office="", contact_phone="", contact_address="", objection_guide="",
    session_rules="", salt_key="",
)  # fmt: skip


def _midnight(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time())


def _line(duty: Duty) -> DutyLine:
    rule = duty.rule
    return DutyLine(
        rule.key, rule.topic, rule.label, rule.owed_by.value, rule.figure, rule.law, rule.article,
        duty.state, duty.due_on, duty.reason, None,
    )  # fmt: skip


def _row(candidate: str, category: str, last: ContactLine | None = None) -> CallRow:
    file = applicable(shipped(), category, LETTER)
    lines, rules = [_line(duty) for duty in duties_of(file, Events(LETTER))], file.id
    return call_row((candidate, category, "U", "P", rules), LETTER, lines, last, ON)


def _book(fictional: bool = True) -> Workbook:
    answers = dict.fromkeys(QUESTIONS, Answer.OK) | {Topic.PAY: Answer.TROUBLE}
    last = ContactLine(date(2022, 1, 4), answers, "少发补贴", None)
    campaign = CAMPAIGN.model_copy(update={"fictional": fictional})
    rows = [_row("S1", "sergeant", last), _row("O1", "officer")]
    return load_workbook(BytesIO(call_sheet(rows, ON, campaign, PEOPLE)))


def _rows(sheet: Worksheet) -> list[dict[str, object]]:
    head, *rows = sheet.iter_rows(min_row=3, values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def book() -> Workbook:
    return _book()


def test_each_person_has_one_row_with_what_the_caller_needs(book: Workbook) -> None:
    row = _rows(book["回访联系表"])[0]
    assert row["编号"] == "S1"
    assert row["电话"] == "013900000002"
    assert (row["接收单位"], row["岗位"]) == ("虚构中学", "教务员")
    assert (row["下一项义务"], row["到期日"], row["超期天数"]) == ("安排上岗", _midnight(2022, 1, 20), 5)
    assert row["今天为何联系"] == (
        "「安排上岗」已超期 5 天（《退役士兵安置条例》第十七条、第三十五条至第四十条）；"
        "上次回访：薪酬待遇有困难；未约下次"
    )
    assert row["上次联系"] == "2022-01-04 薪酬待遇有困难。少发补贴"


def test_a_name_that_looks_like_a_formula_stays_text(book: Workbook) -> None:
    cell = book["回访联系表"]["B4"]
    assert (cell.data_type, cell.value) == ("s", "=1+1某")


def test_an_unknown_figure_is_shown_as_unknown_on_both_sheets(book: Workbook) -> None:
    assert _rows(book["回访联系表"])[1]["下一项义务"] == "数字未知，向本局索取"
    officer = [row for row in _rows(book["全部义务"]) if row["编号"] == "O1"]
    assert len(officer) == 5
    assert {(row["要求"], row["到期日"], row["依据"]) for row in officer} == {
        ("未知", "未知", "数字未知，向本局索取")
    }


def test_every_duty_stands_with_figure_day_and_article(book: Workbook) -> None:
    found = {row["义务"]: row for row in _rows(book["全部义务"]) if row["编号"] == "S1"}
    assert len(found) == 8
    start = found["安排上岗"]
    assert (start["要求"], start["到期日"], start["依据"], start["由谁履行"]) == (
        "开出介绍信1个月内",
        _midnight(2022, 1, 20),
        "《退役士兵安置条例》第十七条、第三十五条至第四十条",
        "接收单位",
    )
    assert found["完成安排工作任务"]["到期日"] == "待登记接收日期后计算"


def test_the_rules_used_and_what_follows_a_breach_stand_below(book: Workbook) -> None:
    first = [cell.value for cell in book["全部义务"]["A"] if isinstance(cell.value, str)]
    assert any(text.startswith("规则：退役士兵安置条例（2011）") for text in first)
    assert any("平均工资10倍" in text and "第五十条" in text for text in first)


def test_the_four_questions_and_the_next_call_have_drop_down_and_check(book: Workbook) -> None:
    lists, days = book["回访联系表"].data_validations.dataValidation
    assert (lists.type, lists.formula1, str(lists.sqref)) == (
        "list", '"已落实,有困难,未到时间,未了解"', "K4:N5"
    )  # fmt: skip
    assert (days.type, days.operator, str(days.sqref)) == ("date", "greaterThan", "P4:P5")
    assert [cell.value for cell in book["回访联系表"][3][10:14]] == [
        "合同签订",
        "薪酬待遇",
        "保险接续",
        "户口落地",
    ]


def test_it_prints_on_a4_landscape_one_page_wide_with_the_head_on_each_page(book: Workbook) -> None:
    for sheet in book:
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$3:$3"


def test_every_row_is_high_enough_for_its_longest_text_and_to_write_by_hand(book: Workbook) -> None:
    calls = book["回访联系表"]
    assert calls.row_dimensions[4].height >= 15 * 5, "five lines of reasons"
    assert calls.row_dimensions[5].height >= 15 * 3
    assert all(book["全部义务"].row_dimensions[row].height for row in range(4, 17))


def test_a_fictional_campaign_says_so_on_every_sheet_and_page() -> None:
    for sheet in _book(fictional=True):
        assert "虚构示例" in str(sheet["A1"].value)
        assert "虚构示例" in sheet.oddHeader.right.text
    for sheet in _book(fictional=False):
        assert "虚构示例" not in str(sheet["A1"].value)
        assert not sheet.oddHeader.right.text


def test_the_note_counts_those_to_be_called_today(book: Workbook) -> None:
    assert "共 2 人，今天应联系 2 人" in str(book["回访联系表"]["A2"].value)


def test_the_same_input_gives_the_same_bytes() -> None:
    rows = [_row("S1", "sergeant")]
    assert call_sheet(rows, ON, CAMPAIGN, PEOPLE) == call_sheet(rows, ON, CAMPAIGN, PEOPLE)
