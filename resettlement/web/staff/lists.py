"""Every list of the office: searched by `q`, sorted by `sort`, paged by `page`, exported as a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import xlsxwriter  # type: ignore[import-untyped]

from resettlement.translation import in_chinese, looked_up
from resettlement.web.desk import Desk

PAGE_SIZE = 50
_NEAR = 2
_UNBROKEN = 12
_DIGITS = re.compile(r"(\d+)")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: key of the row, label, and how it is shown; `link` as `/staff/records/{code}`.

    `said`: the cells hold words of the program, which the catalogues know, and no names.
    """

    name: str
    label: str
    number: bool = False
    link: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    said: bool = False

    def text(self, row: Row) -> str:
        """The cell's text as it is kept and exported; nothing for None."""
        value = row[self.name]
        return "" if value is None else str(value)

    def shown(self, row: Row) -> str:
        """The cell's text in the language spoken; several words are separated by 、."""
        text = self.text(row)
        return "、".join(map(looked_up, text.split("、"))) if self.said else text

    def short(self, row: Row) -> bool:
        """Whether the cell must not be broken: a day, a code, a word of a few characters."""
        shown = self.shown(row)
        return len(shown) < (_UNBROKEN if shown.isascii() else _UNBROKEN // 2)

    def href(self, row: Row) -> str:
        """Where the cell leads."""
        return self.link.format(**{name: quote(str(value), safe="") for name, value in row.items()})


@dataclass(frozen=True)
class Listing:
    """One page of a list, and everything one may ask of it."""

    title: str
    path: str
    columns: tuple[Column, ...]
    matching: tuple[Row, ...]
    total: int
    q: str
    sort: str
    page: int
    exported_at: str

    @property
    def found(self) -> int:
        return len(self.matching)

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE_SIZE))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of this page."""
        first = (self.page - 1) * PAGE_SIZE
        return self.matching[first : first + PAGE_SIZE]

    @property
    def near(self) -> list[int | None]:
        """The pages to name: first, last, and those around this one; None for a gap."""
        named = {1, self.pages, *range(self.page - _NEAR, self.page + _NEAR + 1)}
        shown: list[int | None] = []
        for number in sorted(one for one in named if 1 <= one <= self.pages):
            if shown and number - (shown[-1] or 0) > 1:
                shown.append(None)
            shown.append(number)
        return shown

    @property
    def export(self) -> str:
        """The address of the whole list as a workbook, searched and sorted as it is now."""
        return self._address(self.exported_at, q=self.q, sort=self.sort)

    def url(self, page: int) -> str:
        """The address of another page of the same list."""
        return self._address(self.path, q=self.q, sort=self.sort, page=page if page > 1 else "")

    def sort_url(self, column: Column) -> str:
        """The address that sorts by a column; by the same once more: the other way round."""
        turned = f"-{column.name}" if self.sort == column.name else column.name
        return self._address(self.path, q=self.q, sort=turned)

    def order(self, column: Column) -> str:
        """What `aria-sort` says of a column."""
        return {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "none")

    @staticmethod
    def _address(path: str, **query: object) -> str:
        given = {name: value for name, value in query.items() if value not in ("", None)}
        return f"{path}?{urlencode(given)}" if given else path


def listing(
    desk: Desk,
    title: str,
    path: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    export: str = "",
) -> Listing:
    """The list as the address asks for it; what the address says wrong is left aside.

    `export` is the address of the workbook where that is not the list's own with `.xlsx` behind it.
    """
    q, sort = desk.query("q").strip(), desk.query("sort")
    sort = sort if sort.removeprefix("-") in {column.name for column in columns} else ""
    matching = [row for row in rows if matches(row, columns, q)]
    if sort:
        by = next(column for column in columns if column.name == sort.removeprefix("-"))
        matching.sort(key=lambda row: _key(by.text(row)), reverse=sort.startswith("-"))
    asked = desk.query("page") or "1"
    last = max(1, -(-len(matching) // PAGE_SIZE))
    page = min(max(int(asked), 1), last) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
    return Listing(
        title, path, tuple(columns), tuple(matching), len(rows), q, sort, page, export or f"{path}.xlsx"
    )


def matches(row: Row, columns: Sequence[Column], q: str) -> bool:
    """Whether every word of `q` stands in some column of the row, as it is kept or as it is shown."""
    words = q.casefold().split()
    cells = [f"{column.text(row)}\n{column.shown(row)}".casefold() for column in columns]
    return all(any(word in cell for cell in cells) for word in words)


def _key(text: str) -> tuple[bool, bool, Decimal, list[tuple[str, int]]]:
    """Numbers as numbers, `S2` before `S10`, nothing last."""
    try:
        return not text, False, Decimal(text), []
    except InvalidOperation:
        parts = _DIGITS.split(text)
        natural = [(part, int(number)) for part, number in zip(parts[::2], [*parts[1::2], "0"], strict=True)]
        return not text, True, Decimal(0), natural


@in_chinese
def workbook(of: Listing) -> bytes:
    """The whole list, searched and sorted, as an .xlsx file; text stays text, so that no formula gets in."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(of.title[:31])
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F4EFE5"})
        for index, column in enumerate(of.columns):
            widest = max([len(column.label), *(len(column.text(row)) for row in of.matching)])
            sheet.set_column(index, index, min(6 + 1.6 * widest, 60))
            sheet.write_string(0, index, column.label, head)
            for place, row in enumerate(of.matching, 1):
                _write(sheet, place, index, column, row)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(of.matching), 1), len(of.columns) - 1)
    return target.getvalue()


def _write(sheet: Any, place: int, index: int, column: Column, row: Row) -> None:
    text = column.text(row)
    try:
        number = float(Decimal(text)) if column.number and text else None
    except InvalidOperation:
        number = None
    if number is None:
        sheet.write_string(place, index, text)
    else:
        sheet.write_number(place, index, number)
