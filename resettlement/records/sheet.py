"""Reading a sheet of an office's workbook: header found by name, cells read, every problem named by cell.

A `Form` says which columns a sheet has; the same form writes the empty template (`forms.py`), so that what is
handed out and what is read back cannot drift apart. Cells are read column by column, each spelling once: an
office's ten thousand rows say the same few things.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple, cast
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from resettlement.errors import BadInputError
from resettlement.records.cells import CellError, Reader, code, code_note, day, is_blank, label, serial_day
from resettlement.records.column_cache import Memory
from resettlement.records.column_cache import rows as rows_of
from resettlement.records.layout import (
    HEADER_WITHIN,
    NOT_READ,
    Column,
    ColumnMap,
    Form,
    Grid,
    Layout,
    SeenColumn,
    fill_down,
    header_row,
    index_of,
    labels,
    letter,
    meant,
    recognised,
    suggestion,
    title,
)
from resettlement.records.model import Problem
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from scoring.errors import why_unreadable

__all__ = ["Column", "FilledRow", "Form", "Workbook", "letter", "open_workbook"]

EXAMPLE = "示例"
_SINCE_1904 = re.compile(rb'date1904="(?:1|true)"')


def _says(cell: object) -> bool:
    return cell.__class__ is str and bool(cell.strip())


class FilledRow(NamedTuple):
    """One row as read. What was blank or unreadable has no value; `sound`: nothing wrong or missing.

    `bad` are the fields whose cells could not be read.
    """

    form: Form
    number: int
    letters: Mapping[str, str]
    values: Mapping[str, Any]
    sound: bool = True
    bad: tuple[str, ...] = ()

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
    """An opened workbook, what was found wrong in it so far, and how its sheets were understood."""

    name: str
    digest: str
    book: CalamineWorkbook
    since_1904: bool = False
    columns_by_hand: ColumnMap = field(default_factory=dict)
    findings: list[Problem] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    _memories: dict[Reader, Memory] = field(default_factory=dict)
    _grids: dict[str, tuple[Grid, CalamineSheet]] = field(default_factory=dict)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of its sheets, without blanks."""
        return tuple(name.strip() for name in self.book.sheet_names)

    def find(self, form: Form, besides: str = "") -> Form | None:
        """The form under the name its sheet has here: its own, else that of the sheet most like it.

        A sheet is like it that has the telling column and names half of the required ones.
        """
        if form.sheet in self.sheets:
            return form
        least = (sum(column.required for column in form.columns) + 1) // 2
        counted = [(self._recognised(form, name), name) for name in self.sheets if name != besides]
        best, name = max(counted, default=(0, ""), key=lambda pair: pair[0])
        return replace(form, sheet=name) if best >= max(least, 2) else None

    def has(self, sheet: str, form: Form) -> bool:
        """Whether a sheet has the columns of a form beside those of another."""
        return self._recognised(form, sheet) >= 2

    def _recognised(self, form: Form, sheet: str) -> int:
        return recognised(form, self._grid(sheet)[0], self.columns_by_hand.get(sheet, {}))

    def rows(self, form: Form) -> list[FilledRow]:
        """Every filled row of a sheet; problems go to `findings`."""
        if form.sheet not in self.sheets:
            shown = "、".join(self.sheets)
            wrong = _("没有“%(sheet)s”这张表（现有：%(sheets)s）", sheet=form.sheet, sheets=shown)
            self._found(form, "A1", "", wrong, _("用模板中的表名"))
            return []
        grid, sheet = self._grid(form.sheet)
        by_hand = self.columns_by_hand.get(form.sheet, {})
        header = header_row(form, grid, by_hand)
        if header is None:
            wanted = "、".join(column.label for column in form.columns[:5])
            wrong = _("前 %(n)s 行里找不到表头", n=HEADER_WITHIN)
            self._found(form, "A1", "", wrong, _("表头一行应有：%(wanted)s……", wanted=wanted))
            return []
        letters = self._columns(form, grid[header], header + 1, by_hand)
        self._merged(form, sheet, header, letters)
        return list(self._filled(form, grid, header, letters))

    def _grid(self, name: str) -> tuple[Grid, CalamineSheet]:
        """The cells of a sheet, read once; what is merged over several rows stands in each of them."""
        if name not in self._grids:
            sheet = self.book.get_sheet_by_index(self.sheets.index(name))
            grid = cast(Grid, sheet.to_python(skip_empty_area=False))
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
                if left == right and top < len(grid) and left < len(grid[top]):
                    fill_down(grid, top, bottom, left)
            self._grids[name] = grid, sheet
        return self._grids[name]

    def _merged(self, form: Form, sheet: CalamineSheet, header: int, letters: Mapping[str, str]) -> None:
        """Over rows a merged cell is read in each, and that is said; over columns it cannot be read."""
        named = {at: form.column(field).label for field, at in letters.items()}
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
            at = letter(left)
            if bottom <= header and left == right:
                continue
            if bottom >= header and left != right:
                spread = f"{at}{top + 1}:{letter(right)}{bottom + 1}"
                wrong = _("%(cells)s 是横跨几列的合并单元格，只有第一格有内容", cells=spread)
                self._found(form, f"{at}{top + 1}", "", wrong, _("取消合并，每一格分别填写"))
            elif bottom > header and at in named:
                wrong, right_ = _("合并单元格，其中各行都按第一格读取"), _("核对各行是否确实相同")
                self._found(form, f"{at}{top + 1}", named[at], wrong, right_, hint=True)

    def _columns(
        self, form: Form, titles: Sequence[object], row: int, by_hand: Mapping[str, str]
    ) -> dict[str, str]:
        """Field to column letter. Missing and doubled columns are problems, unknown ones a hint."""
        letters, seen = _by_hand(form, by_hand), list[SeenColumn]()
        exact = {title(column.label): column.field for column in form.columns}
        named_exactly = {exact[title(cell)] for cell in titles if title(cell) in exact}
        for index, cell in enumerate(titles):
            at = letter(index)
            known = meant(form, title(cell), letters if title(cell) in exact else {*letters, *named_exactly})
            if at in by_hand:
                seen.append(SeenColumn(at, label(cell), by_hand[at] or None))
                continue
            if known in named_exactly and title(cell) not in exact:
                known = None  # another column bears the field's own name
            if known is not None and known in letters:
                wrong = _("这一列出现了两次（另一处在 %(at)s 列）", at=letters[known])
                self._found(form, f"{at}{row}", label(cell), wrong, _("只保留一列，或写明哪一列不读"))
            elif known is not None:
                letters[known] = at
            if known is not None or not is_blank(cell):
                seen.append(SeenColumn(at, label(cell), form.column(known).label if known else None))
        return self._understood(form, row, seen, letters)

    def _understood(
        self, form: Form, row: int, seen: Sequence[SeenColumn], letters: dict[str, str]
    ) -> dict[str, str]:
        """Say which columns are not read or missing, and what an unknown one might be."""
        shown = []
        for one in seen:
            if one.read_as is None and one.letter not in self.columns_by_hand.get(form.sheet, {}):
                one = replace(one, suggestion=suggestion(form, one.title, letters))
                right = _("如需读取，改用模板中的列名，或写明这一列是什么")
                if one.suggestion:
                    right = _("是不是“%(name)s”？是的话写明对应，或改用这个列名", name=one.suggestion)
                wrong = _("不认识这一列，没有读取")
                self._found(form, f"{one.letter}{row}", one.title, wrong, right, hint=True)
            shown.append(one)
        self.layouts.append(Layout(form.sheet, row, tuple(shown)))
        for column in form.columns:
            if column.required and column.field not in letters:
                like = [one.letter for one in shown if one.suggestion == column.label]
                right = _("%(at)s 列也许就是，写明对应即可", at=like[0]) if like else _("照模板补上这一列")
                wrong = _("缺少“%(column)s”这一列", column=column.label)
                self._found(form, f"A{row}", column.label, wrong, right)
        return letters

    def _found(self, form: Form, cell: str, shown: str, wrong: str, right: str, hint: bool = False) -> None:
        self.findings.append(Problem(form.sheet, cell, shown, wrong, right, hint=hint))

    def _filled(self, form: Form, grid: Grid, header: int, letters: Mapping[str, str]) -> Iterator[FilledRow]:
        below = grid[header + 1 :]
        filled = [_says(row[0]) or not all(map(is_blank, row)) for row in below]
        numbers = list(compress(range(header + 2, header + 2 + len(below)), filled))
        cells = list(zip(*compress(below, filled), strict=True))
        if (first := letters.get(form.columns[0].field)) and cells:
            numbers, cells = self._without_examples(form, first, numbers, cells)
        read = {named: self._read(form, named, at, cells[index_of(at)], numbers)
                for named, at in letters.items()} if cells else {}  # fmt: skip
        names = tuple(named for named, column in read.items() if column.count(None) < len(column))
        whole = not any(self._memory(form.column(named)).unreadable for named in names) and all(
            one.field in names and None not in read[one.field] for one in form.required
        )
        for number, row in zip(numbers, rows_of(names, read, len(numbers)), strict=True):
            yield FilledRow(form, number, letters, row) if whole else self._told(form, number, letters, row)

    def _without_examples(
        self, form: Form, first: str, numbers: list[int], cells: list[tuple[object, ...]]
    ) -> tuple[list[int], list[tuple[object, ...]]]:
        first_cells = zip(numbers, cells[index_of(first)], strict=True)
        examples = [n for n, cell in first_cells if cell.__class__ is str and label(cell) == EXAMPLE]
        if not examples:
            return numbers, cells
        for number in examples:
            wrong = _("示例行，没有读取")
            self._found(form, f"{first}{number}", form.columns[0].label, wrong, _("可以删去"), hint=True)
        kept = [number not in examples for number in numbers]
        return list(compress(numbers, kept)), [tuple(compress(column, kept)) for column in cells]

    def _read(
        self, form: Form, named: str, at: str, cells: Sequence[object], numbers: Sequence[int]
    ) -> list[Any]:
        """A column's values, None where blank, the CellError where unreadable; serials are pointed out."""
        column = form.column(named)
        memory = self._memory(column)
        values = memory.each(cells)
        if column.read is code:
            self._notes_on_codes(form, column, at, zip(numbers, cells, values, strict=True))
        if column.read is day and memory.numbers:
            for number, cell, value in zip(numbers, cells, values, strict=True):
                if isinstance(value, date) and (note := self.serial_note(cell)):
                    self._found(form, f"{at}{number}", column.label, *note, hint=not self.since_1904)
        return values

    def _notes_on_codes(
        self, form: Form, column: Column, at: str, rows: Iterable[tuple[int, object, Any]]
    ) -> None:
        """A number that was not read as it stands is pointed out."""
        self.findings += [
            Problem(form.sheet, f"{at}{number}", column.label, *note, value, hint=True)
            for number, cell, value in rows
            if isinstance(value, str) and (note := code_note(cell))
        ]

    def _memory(self, column: Column) -> Memory:
        return self._memories.setdefault(column.read, Memory(column.read))

    def serial_note(self, cell: object) -> tuple[str, str] | None:
        """What to say of a bare number read as a day; in a workbook that counts from 1904 it is wrong."""
        on = serial_day(cell)
        if on is None:
            return None
        if self.since_1904:
            wrong = _("%(cell)s 是日期序号，而此工作簿从 1904 年起算", cell=label(cell))
            return wrong, _("把这一列设为日期格式，或写成文字")
        wrong = _("数字 %(cell)s 按 Excel 日期读作 %(day)s", cell=label(cell), day=on)
        return wrong, _("核对这一天；把这一列设为日期格式更清楚")

    def _told(
        self, form: Form, number: int, letters: Mapping[str, str], read: Mapping[str, Any]
    ) -> FilledRow:
        """A row of a sheet in which not everything is as it should be."""
        bad = {named: read[named] for named in letters if read.get(named).__class__ is CellError}
        values = {named: value for named, value in read.items() if named not in bad}
        row = FilledRow(form, number, letters, values, not bad, tuple(bad))
        self.findings += [row.problem(named, error.wrong, error.right) for named, error in bad.items()]
        return self.completed(row)

    def completed(self, row: FilledRow) -> FilledRow:
        """A row, after telling which of its required cells are blank."""
        missing = [one for one in row.form.required if one.field not in row.values]
        if not missing:
            return row
        for one in missing:
            if one.field not in row.bad and one.field in row.letters:
                right = looked_up(one.note) or _("此列必填")
                self.findings.append(row.problem(one.field, _("没有填写"), right))
        return row._replace(sound=False)


def _by_hand(form: Form, by_hand: Mapping[str, str]) -> dict[str, str]:
    """Field to letter as somebody wrote it down. Raises BadInputError for a label that the form lacks."""
    fields = {title(column.label): column.field for column in form.columns}
    letters: dict[str, str] = {}
    for at, named in by_hand.items():
        if named == NOT_READ:
            continue
        found = labels(form).get(title(named))
        if found is None:
            known = "、".join(fields)
            raise BadInputError(
                _("“%(sheet)s”表 %(at)s 列：没有“%(name)s”这一项。可写：%(known)s；不读的留空。",
                  sheet=form.sheet, at=at, name=named, known=known)
            )  # fmt: skip
        if found in letters:
            raise BadInputError(
                _("“%(sheet)s”表：%(first)s 列和 %(at)s 列都写成“%(name)s”，只能有一列。",
                  sheet=form.sheet, first=letters[found], at=at, name=named)
            )  # fmt: skip
        letters[found] = at
    return letters


def open_workbook(source: Path | bytes, columns_by_hand: ColumnMap | None = None) -> Workbook:
    """Open a workbook. Raises BadInputError when it is missing, locked or no workbook at all."""
    name = (source.name or str(source)) if isinstance(source, Path) else _("工作簿")
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except OSError as error:
        raise BadInputError(
            _("%(file)s：无法读取（%(why)s）。请核对路径，并确认文件没有被移动。",
              file=name, why=why_unreadable(error))
        ) from error  # fmt: skip
    except PasswordError as error:
        raise BadInputError(
            _("%(file)s：文件有打开密码。请在 Excel 中取消密码后另存。", file=name)
        ) from error
    except (CalamineError, ValueError) as error:
        raise BadInputError(
            _("%(file)s：不是 Excel 工作簿。请用 Excel 另存为 .xlsx 后再导入。", file=name)
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    return Workbook(name, digest, book, _since_1904(content), columns_by_hand or {})


def _since_1904(content: bytes) -> bool:
    """Whether an .xlsx counts its days from 1904, as old Macintosh workbooks do."""
    try:
        with ZipFile(BytesIO(content)) as package:
            return bool(_SINCE_1904.search(package.read("xl/workbook.xml")))
    except (BadZipFile, KeyError):
        return False
