"""Reading a sheet of an office's workbook: header found by name, cells read, every problem named by cell.

A `Form` says which columns a sheet has; the same form writes the empty template (`forms.py`), so that what is
handed out and what is read back cannot drift apart.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from resettlement.errors import BadInputError
from resettlement.records.cells import CellError, Reader, is_blank, label
from resettlement.records.model import Problem
from scoring.errors import why_unreadable

EXAMPLE = "示例"
HEADER_WITHIN = 20  # rows; above the header stand titles, the issuer, a remark
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]|[*＊:：]")


@dataclass(frozen=True)
class Column:
    """One column of a form: its label, how a cell is read, and what the template says about it."""

    label: str
    field: str
    read: Reader
    required: bool = False
    note: str = ""
    choices: tuple[str, ...] = ()
    width: int = 12
    as_text: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """One sheet of a workbook. The first column holds the number that names the row."""

    sheet: str
    columns: tuple[Column, ...]

    def column(self, named: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == named)


@dataclass(frozen=True)
class FilledRow:
    """One row as read. What was blank or unreadable has no value; `sound`: nothing wrong or missing."""

    form: Form
    number: int
    letters: Mapping[str, str]
    values: Mapping[str, Any]
    sound: bool

    def where(self, named: str) -> str:
        """The cell of a field: "C7". Where the sheet has no such column, the row's first cell."""
        return f"{self.letters.get(named, 'A')}{self.number}"

    def problem(self, named: str, wrong: str, right: str, *, hint: bool = False) -> Problem:
        """A problem in the cell of a field of this row."""
        shown = self.form.column(named).label
        record = str(self.values.get(self.form.columns[0].field, ""))
        return Problem(self.form.sheet, self.where(named), shown, wrong, right, record, hint)


@dataclass
class Workbook:
    """An opened workbook, and what was found wrong in it so far."""

    name: str
    digest: str
    book: CalamineWorkbook
    findings: list[Problem] = field(default_factory=list)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of its sheets, without blanks."""
        return tuple(name.strip() for name in self.book.sheet_names)

    def rows(self, form: Form) -> list[FilledRow]:
        """Every filled row of a sheet; problems go to `findings`."""
        if form.sheet not in self.sheets:
            shown = "、".join(self.sheets)
            self.findings.append(
                Problem(form.sheet, "A1", "", f"没有“{form.sheet}”这张表（现有：{shown}）", "用模板中的表名")
            )
            return []
        sheet = self.book.get_sheet_by_index(self.sheets.index(form.sheet))
        grid = sheet.to_python(skip_empty_area=False)
        header = self._header(form, grid)
        if header is None:
            return []
        self._merged(form, sheet, header)
        letters = self._columns(form, grid[header], header + 1)
        return list(self._filled(form, grid, header, letters))

    def _header(self, form: Form, grid: Sequence[Sequence[object]]) -> int | None:
        """The row that names most of the form's columns; two at least."""
        known = _labels(form)
        counts = [len({known.get(_title(cell)) for cell in row} - {None}) for row in grid[:HEADER_WITHIN]]
        if not counts or max(counts) < 2:
            wanted = "、".join(column.label for column in form.columns[:5])
            self.findings.append(
                Problem(
                    form.sheet, "A1", "", f"前 {HEADER_WITHIN} 行里找不到表头", f"表头一行应有：{wanted}……"
                )
            )
            return None
        return counts.index(max(counts))

    def _merged(self, form: Form, sheet: CalamineSheet, header: int) -> None:
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
            if bottom >= header:
                spread = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
                self.findings.append(
                    Problem(
                        form.sheet, f"{letter(left)}{top + 1}", "",
                        f"{spread} 是合并单元格，只有第一格有内容",
                        "取消合并，每一格分别填写",
                    )
                )  # fmt: skip

    def _columns(self, form: Form, titles: Sequence[object], row: int) -> dict[str, str]:
        """Field to column letter. Missing and doubled columns are problems, unknown ones a hint."""
        known, letters = _labels(form), dict[str, str]()
        for index, cell in enumerate(titles):
            at, named = f"{letter(index)}{row}", known.get(_title(cell))
            if named is None and not is_blank(cell):
                self._found(
                    form, at, label(cell), "不认识这一列，没有读取", "如需读取，改用模板中的列名", hint=True
                )
            elif named in letters:
                self._found(
                    form, at, label(cell), f"这一列出现了两次（另一处在 {letters[named]} 列）", "只保留一列"
                )
            elif named is not None:
                letters[named] = letter(index)
        for column in form.columns:
            if column.required and column.field not in letters:
                self._found(form, f"A{row}", column.label, f"缺少“{column.label}”这一列", "照模板补上这一列")
        return letters

    def _found(self, form: Form, cell: str, shown: str, wrong: str, right: str, hint: bool = False) -> None:
        self.findings.append(Problem(form.sheet, cell, shown, wrong, right, hint=hint))

    def _filled(
        self, form: Form, grid: Sequence[Sequence[object]], header: int, letters: Mapping[str, str]
    ) -> Iterator[FilledRow]:
        places = [(form.column(named), _index(at)) for named, at in letters.items()]
        first = form.columns[0]
        for number, cells in enumerate(grid[header + 1 :], header + 2):
            if all(map(is_blank, cells)):
                continue
            at = letters.get(first.field)
            if at and label(cells[_index(at)]) == EXAMPLE:
                self._found(form, f"{at}{number}", first.label, "示例行，没有读取", "可以删去", hint=True)
                continue
            yield self._row(form, number, letters, [(column, cells[index]) for column, index in places])

    def _row(
        self, form: Form, number: int, letters: Mapping[str, str], cells: Sequence[tuple[Column, object]]
    ) -> FilledRow:
        values: dict[str, Any] = {}
        faults: list[tuple[str, str, str]] = []
        for column, cell in cells:
            try:
                if not is_blank(cell):
                    values[column.field] = column.read(cell)
                elif column.required:
                    faults.append((column.field, "没有填写", column.note or "此列必填"))
            except CellError as error:
                faults.append((column.field, error.wrong, error.right))
        sound = not faults and all(one.field in values for one in form.columns if one.required)
        row = FilledRow(form, number, letters, values, sound)
        self.findings += [row.problem(*fault) for fault in faults]
        return row


def open_workbook(source: Path | bytes) -> Workbook:
    """Open a workbook. Raises BadInputError when it is missing, locked or no workbook at all."""
    name = (source.name or str(source)) if isinstance(source, Path) else "工作簿"
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except OSError as error:
        why = f"无法读取（{why_unreadable(error)}）。请核对路径，并确认文件没有被移动。"
        raise BadInputError(f"{name}：{why}") from error
    except PasswordError as error:
        raise BadInputError(f"{name}：文件有打开密码。请在 Excel 中取消密码后另存。") from error
    except (CalamineError, ValueError) as error:
        raise BadInputError(f"{name}：不是 Excel 工作簿。请用 Excel 另存为 .xlsx 后再导入。") from error
    return Workbook(name, hashlib.sha256(content).hexdigest(), book)


def letter(index: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _index(letters: str) -> int:
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1


def _title(cell: object) -> str:
    return _BRACKETS.sub("", label(cell)) if isinstance(cell, str) else ""


def _labels(form: Form) -> dict[str, str]:
    return {
        _title(spelling): column.field
        for column in form.columns
        for spelling in (column.label, *column.aliases)
    }
