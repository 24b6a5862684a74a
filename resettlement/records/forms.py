"""Writing workbooks from forms: the empty template, and filled ones. The same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from resettlement.records.sheet import Column, Form, letter

# A fixed instant in the file's properties, so that its bytes stay the same.
CREATED = datetime(2021, 9, 1)  # noqa: DTZ001
_ROOM = 2000  # rows that carry drop-downs below the header
_CHOICES = "选项"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Filled:
    """A form with its rows, each by field; `titles` stand above the header."""

    form: Form
    rows: Sequence[Row] = ()
    titles: Sequence[str] = ()


def workbook_bytes(sheets: Sequence[Filled]) -> bytes:
    """An .xlsx file: frozen header, notes, drop-downs, text format where digits must not be lost."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED, "author": "", "title": sheets[0].form.sheet})
        styles = _Styles.of(book)
        written = [(filled, book.add_worksheet(filled.form.sheet)) for filled in sheets]
        choices = book.add_worksheet(_CHOICES)
        choices.hide()
        used = 0
        for filled, sheet in written:
            _write(filled, sheet, styles)
            used = _drop_downs(filled, sheet, choices, used)
    return target.getvalue()


@dataclass(frozen=True)
class _Styles:
    title: Format
    header: Format
    optional: Format
    text: Format
    day: Format
    plain: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> _Styles:
        head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
        return cls(
            title=book.add_format({"bold": True, "font_size": 12}),
            header=book.add_format({**head, "bg_color": "#F4CCCC"}),
            optional=book.add_format({**head, "bg_color": "#E7EEF7"}),
            text=book.add_format({"num_format": "@"}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            plain=book.add_format(),
        )


def _write(filled: Filled, sheet: Worksheet, styles: _Styles) -> None:
    header = len(filled.titles)
    sheet.set_default_row(18)
    for row, title in enumerate(filled.titles):
        sheet.write_string(row, 0, title, styles.title)
    for index, column in enumerate(filled.form.columns):
        sheet.set_column(index, index, column.width, styles.text if column.as_text else styles.plain)
        sheet.write_string(header, index, column.label, styles.header if column.required else styles.optional)
        sheet.write_comment(header, index, _note(column), {"author": "", "x_scale": 1.6, "y_scale": 0.8})
        for place, values in enumerate(filled.rows, header + 1):
            _put(sheet, place, index, values.get(column.field), column, styles)
    sheet.freeze_panes(header + 1, 2)
    _printable(sheet, header)


def _printable(sheet: Worksheet, header: int) -> None:
    """A4 across, all columns on one page, the header on every page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)


def _note(column: Column) -> str:
    return f"{'必填' if column.required else '没有可不填'}。{column.note}".rstrip("。") + "。"


def _put(sheet: Worksheet, row: int, index: int, value: Any, column: Column, styles: _Styles) -> None:
    style = styles.text if column.as_text else styles.plain
    match value:
        case None:
            pass
        case datetime():
            raise TypeError("write instants as text: Excel has no time zones")
        case str():
            sheet.write_string(row, index, value, style)
        case int():
            sheet.write_number(row, index, value, style)
        case _:
            sheet.write_datetime(row, index, value, styles.day)


def _drop_downs(filled: Filled, sheet: Worksheet, choices: Worksheet, used: int) -> int:
    """Lists of words, kept on a hidden sheet since a list inside the cell may hold 255 characters only."""
    first = len(filled.titles) + 1
    for index, column in enumerate(filled.form.columns):
        if not column.choices:
            continue
        choices.write_column(0, used, column.choices)
        at = f"{_CHOICES}!${letter(used)}$1:${letter(used)}${len(column.choices)}"
        # A warning, not a refusal: some columns take several words, and the import knows further spellings.
        options = {
            "validate": "list",
            "source": f"={at}",
            "error_type": "warning",
            "error_title": column.label,
            "error_message": column.note[:200],
        }
        sheet.data_validation(first, index, first + _ROOM, index, options)
        used += 1
    return used
