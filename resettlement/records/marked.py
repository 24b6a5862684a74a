"""The problems of a workbook given back in the workbook: cells marked, each with a comment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import is_zipfile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from resettlement.records.model import Problem

_PROBLEM, _HINT = (PatternFill("solid", fgColor=colour) for colour in ("FFC7CE", "FFEB9C"))
_WIDTH, _LINE = 320, 22  # of a comment, in pixels
_LIST = "问题一览"
_HEAD = ("", "工作表", "单元格", "编号", "列", "问题", "应当")


def marked(content: bytes, findings: Sequence[Problem]) -> bytes:
    """The workbook with every finding in its cell: problems red, hints yellow; and all of them in a list.

    Formats, drop-downs and the office's own comments stay. An .xls or .ods comes back as .xlsx, values only.
    """
    book = _opened(content)
    sheets = {sheet.title.strip(): sheet for sheet in book.worksheets}
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for finding in findings:
        by_cell.setdefault((finding.sheet, finding.cell), []).append(finding)
    for (name, at), told in by_cell.items():
        if name in sheets:
            _mark(sheets[name], at, told)
    _list(book, findings)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _opened(content: bytes) -> Workbook:
    if is_zipfile(BytesIO(content)):
        try:
            return load_workbook(BytesIO(content))
        except (InvalidFileException, KeyError, ValueError):
            pass  # an .ods or .xlsb is a zip file too
    return _copied(content)


def _copied(content: bytes) -> Workbook:
    """The cells alone, as calamine reads them; rows and columns keep their places."""
    source = CalamineWorkbook.from_filelike(BytesIO(content))
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for name in source.sheet_names:
        page = book.create_sheet(name)
        for row in source.get_sheet_by_name(name).to_python(skip_empty_area=False):
            page.append([_plain(cell) for cell in row])
    return book


def _plain(cell: Any) -> Any:
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def _mark(sheet: Worksheet, at: str, told: Sequence[Problem]) -> None:
    cell: Cell | MergedCell = sheet[at]
    for spread in sheet.merged_cells.ranges:
        if at in spread:
            cell = sheet.cell(spread.min_row, spread.min_col)  # the one that is shown
    cell.fill = _HINT if all(one.hint for one in told) else _PROBLEM
    lines = [
        f"{one.field}：{one.wrong}。{one.right}。" if one.field else f"{one.wrong}。{one.right}。"
        for one in told
    ]
    said = [str(cell.comment.text)] if cell.comment else []
    cell.comment = Comment("\n".join([*said, *lines]), "", height=_LINE * (2 + 2 * len(lines)), width=_WIDTH)


def _list(book: Workbook, findings: Iterable[Problem]) -> None:
    """A sheet in front with every finding on a line, problems first."""
    name = _LIST
    while name in book.sheetnames:
        name += "1"
    sheet = book.create_sheet(name, 0)
    sheet.append(_HEAD)
    for one in sorted(findings, key=lambda one: one.hint):
        sort = "提示" if one.hint else "问题"
        sheet.append(
            [
                _plain(part)
                for part in (sort, one.sheet, one.cell, one.record, one.field, one.wrong, one.right)
            ]
        )
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    book.active = 0


_WIDTHS: Mapping[str, int] = {"A": 6, "B": 10, "C": 9, "D": 9, "E": 12, "F": 48, "G": 48}
