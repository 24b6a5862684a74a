"""The call sheet (回访联系表): a workbook to print or to fill in while telephoning, and all duties behind it.

It carries names and telephone numbers: for the callers alone, never for a notice or the bundle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from resettlement.campaign.tables import Campaign
from resettlement.follow_up.due import (
    ANSWER_LABELS,
    OUTCOME_LABELS,
    OWED_BY_LABELS,
    TOPIC_LABELS,
    CallRow,
    ContactLine,
    DutyLine,
)
from resettlement.follow_up.model import ASK_THE_BUREAU, QUESTIONS, Answer, DueState, Outcome
from resettlement.follow_up.rules import shipped

_CALLS = (
    ("编号", 6), ("姓名", 9), ("接收单位", 13), ("岗位", 11), ("电话", 13), ("今天为何联系", 19),
    ("下一项义务", 12), ("到期日", 11), ("超期天数", 6), ("上次联系", 17),
    *((TOPIC_LABELS[topic], 7) for topic in QUESTIONS), ("本次记录", 18), ("下次联系", 11),
)  # fmt: skip
_DUTIES = (
    ("编号", 6), ("姓名", 9), ("类别", 9), ("义务", 32), ("由谁履行", 9), ("要求", 30),
    ("到期日", 18), ("依据", 24), ("办结日期", 11),
)  # fmt: skip
_FONT = {"font_name": "宋体"}
_LINE = 15.0  # points
_ROOM_TO_WRITE = 3 * _LINE
_HEADER_ROW = 2
_FIRST_QUESTION = 10
_NEXT_CALL = 15


Value = str | int | date | None
"""What a cell holds."""


@dataclass(frozen=True)
class SheetPerson:
    """What the caller must see besides the code: full name, telephone, labels of unit and post."""

    name: str
    phone: str
    unit: str
    position: str


@dataclass(frozen=True)
class _Styles:
    title: Format
    note: Format
    head: Format
    text: Format
    day: Format
    count: Format
    late: Format
    unknown: Format


def call_sheet(
    rows: Sequence[CallRow], on: date, campaign: Campaign, people: Mapping[str, SheetPerson]
) -> bytes:
    """The workbook for a day, XLSX: a row a person, then every duty with its article. `people` by candidate.

    The same input gives the same bytes. Unknown figures are shown as unknown.
    """
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        title, made_at = _title(campaign), _midnight(on)
        book.set_properties({"title": title, "author": campaign.issuer, "created": made_at})
        styles = _styles(book)
        _write_calls(book.add_worksheet("回访联系表"), styles, rows, on, campaign, people)
        _write_duties(book.add_worksheet("全部义务"), styles, rows, on, campaign, people)
    return buffer.getvalue()


def _title(campaign: Campaign) -> str:
    return f"{campaign.title}回访联系表" + ("（虚构示例）" if campaign.fictional else "")


def _styles(book: Workbook) -> _Styles:
    cell = {**_FONT, "border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 11}
    number = {**cell, "num_format": "0", "align": "center"}
    return _Styles(
        title=book.add_format({**_FONT, "bold": True, "font_size": 15, "valign": "vcenter"}),
        note=book.add_format({**_FONT, "font_size": 10, "font_color": "#444444", "valign": "vcenter"}),
        head=book.add_format({**cell, "bold": True, "bg_color": "#E8EEF4", "align": "center"}),
        text=book.add_format(cell),
        day=book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"}),
        count=book.add_format(number),
        late=book.add_format(
            {**cell, "num_format": "0", "align": "center", "bold": True, "bg_color": "#F8D7DA"}
        ),
        unknown=book.add_format({**cell, "italic": True, "bg_color": "#FFF4CE"}),
    )


def _write_calls(
    sheet: Worksheet,
    styles: _Styles,
    rows: Sequence[CallRow],
    on: date,
    campaign: Campaign,
    people: Mapping[str, SheetPerson],
) -> None:
    calls = sum(bool(row.why) for row in rows)
    note = f"{on} 共 {len(rows)} 人，今天应联系 {calls} 人。含个人电话，仅供回访人员使用，不得外传。"
    _frame(sheet, styles, _CALLS, _title(campaign), note, campaign)
    for number, row in enumerate(rows, _HEADER_ROW + 1):
        _write_call(sheet, styles, number, row, people[row.candidate])
    last = _HEADER_ROW + max(len(rows), 1)
    first = _HEADER_ROW + 1
    sheet.data_validation(first, _FIRST_QUESTION, last, _FIRST_QUESTION + len(QUESTIONS) - 1, _choices())
    sheet.data_validation(first, _NEXT_CALL, last, _NEXT_CALL, _later_than(on))
    sheet.autofilter(_HEADER_ROW, 0, last, len(_CALLS) - 1)


def _write_call(sheet: Worksheet, styles: _Styles, number: int, row: CallRow, person: SheetPerson) -> None:
    duty = row.next_duty
    known = (row.candidate, person.name, person.unit, person.position, person.phone, "；".join(row.why))
    cells: list[tuple[Value, Format]] = [(text, styles.text) for text in known]
    cells += [
        (duty.label if duty else _without_date(row), styles.text if duty else styles.unknown),
        (duty.due_on if duty else None, styles.day),
        (row.overdue_days, styles.late if row.overdue_days else styles.count),
        (_said(row.last), styles.text),
        *((None, styles.text) for _ in (*QUESTIONS, "note")),
        (None, styles.day),
    ]
    _write_row(sheet, number, cells, _CALLS, _ROOM_TO_WRITE)


def _write_duties(
    sheet: Worksheet,
    styles: _Styles,
    rows: Sequence[CallRow],
    on: date,
    campaign: Campaign,
    people: Mapping[str, SheetPerson],
) -> None:
    note = f"截至 {on}。标为未知的，本软件没有依据，请向本局索取规定后办理，不得估计。"
    _frame(sheet, styles, _DUTIES, f"{_title(campaign)}：全部义务", note, campaign)
    number = _HEADER_ROW
    for row in sorted(rows, key=lambda row: row.candidate):
        for duty in row.duties:
            number += 1
            _write_duty(sheet, styles, number, duty, (row.candidate, people[row.candidate].name))
    sheet.autofilter(_HEADER_ROW, 0, max(number, _HEADER_ROW + 1), len(_DUTIES) - 1)
    used = {row.rules_id for row in rows}
    for file in (file for file in shipped() if file.id in used):
        number += 1
        sheet.write_string(number + 1, 0, f"规则：{file.title}（规则指纹 {file.digest[:16]}）", styles.note)
        for text, article in file.consequences:
            number += 1
            sheet.write_string(number + 1, 0, f"{text}（{article}）", styles.note)


def _write_duty(
    sheet: Worksheet, styles: _Styles, number: int, duty: DutyLine, person: tuple[str, str]
) -> None:
    unknown = duty.state is DueState.UNKNOWN
    style = styles.unknown if unknown else styles.text
    basis = f"《{duty.law}》{duty.article}" if duty.law else ASK_THE_BUREAU
    texts = (
        *person,
        TOPIC_LABELS[duty.topic],
        duty.label,
        OWED_BY_LABELS[duty.owed_by],
        duty.figure or "未知",
    )
    due: tuple[Value, Format] = ("未知" if unknown else duty.reason, style)
    cells: list[tuple[Value, Format]] = [
        *((text, style) for text in texts),
        (duty.due_on, styles.day) if duty.due_on else due,
        (basis, style),
        (duty.settled_on, styles.day),
    ]
    _write_row(sheet, number, cells, _DUTIES, _LINE)


def _write_row(
    sheet: Worksheet,
    number: int,
    cells: Sequence[tuple[Value, Format]],
    columns: Sequence[tuple[str, int]],
    at_least: float,
) -> None:
    """Write a row as high as its longest text needs: spreadsheets do not all work that out on opening."""
    for column, (value, style) in enumerate(cells):
        match value:
            case None:
                sheet.write_blank(number, column, None, style)
            case str():
                sheet.write_string(number, column, value, style)
            case int():
                sheet.write_number(number, column, value, style)
            case date():
                sheet.write_datetime(number, column, _midnight(value), style)
    widths = (width for _, width in columns)
    lines = (_lines(value, width) for (value, _), width in zip(cells, widths, strict=True))
    sheet.set_row(number, max(at_least, max(lines) * _LINE) + 4)


def _lines(value: Value, width: int) -> int:
    """Lines a text takes in a column: a Chinese character is two wide."""
    text = value if isinstance(value, str) else ""
    return max(1, ceil(sum(1 if character.isascii() else 2 for character in text) / (width - 1)))


def _frame(
    sheet: Worksheet,
    styles: _Styles,
    columns: Sequence[tuple[str, int]],
    title: str,
    note: str,
    campaign: Campaign,
) -> None:
    """Title, note, header row repeated on each printed page; A4 landscape, one page wide."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.freeze_panes(_HEADER_ROW + 1, 2)
    sheet.set_header("&R虚构示例，非真实人员" if campaign.fictional else "")
    sheet.set_footer("&L内部使用&R第 &P 页，共 &N 页")
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, title, styles.title)
    sheet.write_string(1, 0, note, styles.note)
    sheet.set_row(_HEADER_ROW, 2 * _LINE + 4)
    for column, (label, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEADER_ROW, column, label, styles.head)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the file format knows no offset


def _without_date(row: CallRow) -> str:
    open_ = [duty for duty in row.duties if duty.settled_on is None]
    waiting = [duty.reason for duty in open_ if duty.state is DueState.WAITING]
    unknown = [duty.reason for duty in open_ if duty.state is DueState.UNKNOWN]
    return next(iter(waiting + unknown), "没有带期限的未办事项")


def _said(last: ContactLine | None) -> str:
    if last is None:
        return "尚未联系"
    if last.outcome is not Outcome.REACHED:
        return f"{last.held_on} {OUTCOME_LABELS[last.outcome]}。{last.note}"
    told = [TOPIC_LABELS[t] + ANSWER_LABELS[a] for t, a in last.answers.items() if a is not Answer.OK]
    return f"{last.held_on} {'、'.join(told) or '四项均已落实'}。{last.note}"


def _choices() -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(ANSWER_LABELS.values()),
        "error_title": "请从列表中选择",
        "error_message": "、".join(ANSWER_LABELS.values()),
    }


def _later_than(on: date) -> dict[str, object]:
    return {
        "validate": "date",
        "criteria": ">",
        "value": on,
        "error_title": "请填日期",
        "error_message": f"下次联系日期应晚于 {on}，例如 {on.year}-12-31。",
    }
