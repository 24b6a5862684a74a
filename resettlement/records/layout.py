"""Where things stand in an office's sheet: its header row, which column is which, and what spans cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from resettlement.records.cells import Reader, is_blank, label

HEADER_WITHIN = 20  # rows; above the header stand titles, the issuer, a remark
NOT_READ = ""  # what a mapping gives to a column that is to be left out
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]|[*＊:：]")
_LIKE = 0.5  # how near a header must be to a known name to be suggested (difflib's ratio)

Grid = list[list[object]]
ColumnMap = Mapping[str, Mapping[str, str]]
"""Corrected by hand: sheet → column letters → the form's label, or NOT_READ."""


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
    """One sheet of a workbook. The first column holds the number that names the row.

    `telling` is the field by which a sheet of any name is known to be this one.
    """

    sheet: str
    columns: tuple[Column, ...]
    telling: str = ""

    def column(self, named: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == named)

    @cached_property
    def required(self) -> tuple[Column, ...]:
        """The columns that no row may leave blank."""
        return tuple(column for column in self.columns if column.required)


@dataclass(frozen=True)
class SeenColumn:
    """A column of the office's sheet: what stands above it, the label it is read as (None: not read).

    `suggestion` is the label that its header most looks like, where it was not understood.
    """

    letter: str
    title: str
    read_as: str | None
    suggestion: str | None = None


@dataclass(frozen=True)
class Layout:
    """How a sheet was understood; somebody may correct it by a column map."""

    sheet: str
    header: int
    columns: tuple[SeenColumn, ...]


def title(cell: object) -> str:
    """A header without remarks in brackets, stars, colons, blanks and line breaks."""
    return _BRACKETS.sub("", label(cell)) if isinstance(cell, str) else ""


def labels(form: Form) -> dict[str, str]:
    """Every spelling of a column's name → its field; the name itself goes before what others call it."""
    known = {title(alias): column.field for column in form.columns[::-1] for alias in column.aliases}
    return known | {title(column.label): column.field for column in form.columns}


def meant(form: Form, written: str, taken: Iterable[str]) -> str | None:
    """The field that a header names: by its own name, else the first not taken of those it may stand for."""
    named = labels(form).get(written)
    if named is None or named not in taken or written == title(form.column(named).label):
        return named
    others = [one.field for one in form.columns if written in map(title, one.aliases)]
    return next((other for other in others if other not in taken), named)


def recognised(form: Form, grid: Sequence[Sequence[object]], by_hand: Mapping[str, str]) -> int:
    """How many of the form's columns the best row of a sheet names; 0 where the telling one is missing."""
    known, best = labels(form), 0
    hand = {known.get(title(name)) for name in by_hand.values()}
    for row in grid[:HEADER_WITHIN]:
        named = {known.get(title(cell)) for cell in row} | hand
        if form.telling in named:
            best = max(best, len(named - {None}))
    return best


def header_row(
    form: Form, grid: Sequence[Sequence[object]], by_hand: Mapping[str, str] | None = None
) -> int | None:
    """The row (from 0) that names most of the form's columns; two at least.

    With columns named by hand: the first row that says something in each of them, where no names are known.
    """
    known = labels(form)
    counts = [len({known.get(title(cell)) for cell in row} - {None}) for row in grid[:HEADER_WITHIN]]
    if counts and max(counts) >= 2:
        return counts.index(max(counts))
    places = [index_of(at) for at in by_hand or ()]
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        if places and all(place < len(row) and isinstance(row[place], str) for place in places):
            return number
    return None


def suggestion(form: Form, written: str, taken: Mapping[str, str]) -> str | None:
    """The label of a column not yet found that a header most looks like."""
    free = {name: field for name, field in labels(form).items() if field not in taken}
    like = get_close_matches(title(written), free, n=1, cutoff=_LIKE)
    return form.column(free[like[0]]).label if like else None


def fill_down(grid: Grid, top: int, bottom: int, column: int) -> None:
    """A cell merged over several rows of one column says the same of each of them."""
    for row in range(top + 1, min(bottom + 1, len(grid))):
        if column < len(grid[row]) and is_blank(grid[row][column]):
            grid[row][column] = grid[top][column]


def letter(index: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def index_of(letters: str) -> int:
    """The column counted from 0: A is 0, AA is 26."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1
