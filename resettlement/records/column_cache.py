"""The cells of a column read once for each spelling, and put back together row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from resettlement.records.cells import CellError, Reader, is_blank

_FEW, _MANY = 20, 200  # cells


class Memory(dict[object, Any]):
    """What each spelling was read as: None where blank, the CellError where it cannot be read."""

    def __init__(self, read: Reader) -> None:
        self.read = read
        self.unreadable = False
        self.numbers = False

    def each(self, cells: Sequence[object]) -> list[Any]:
        """A column's cells, each spelling read once."""
        if len(cells) > _MANY and (values := self._all_different(cells)):
            return values
        values = list(map(self.__getitem__, cells))
        if 1.0 in self or 0.0 in self:  # True == 1.0: what was remembered of one is not so of the other
            values = [self.__missing__(cell) for cell in cells]
        return values

    def _all_different(self, cells: Sequence[object]) -> list[Any]:
        """A long column where no spelling comes twice is not remembered; [] where a cell is not sound."""
        if len(set(cells[:_FEW])) < _FEW or len(set(cells)) < len(cells) or set(map(type, cells)) != {str}:
            return []
        try:
            values = list(map(self.read, cells))
        except CellError:
            return []
        return [] if "" in values or not all(map(str.strip, cells)) else values  # type: ignore[arg-type]

    def __missing__(self, cell: object) -> Any:
        try:
            value = None if is_blank(cell) else self.read(cell)
        except CellError as error:
            value, self.unreadable = error, True
        if cell.__class__ is float:
            self.numbers = True
        self[cell] = value
        return value


def rows(names: Sequence[str], columns: Mapping[str, Sequence[Any]], count: int) -> Iterator[dict[str, Any]]:
    """Row by row, the values of those columns that say something there."""
    full = [named for named in names if None not in columns[named]]
    partly = [named for named in names if named not in full]
    gaps = list(zip(*(columns[named] for named in partly), strict=True))
    always = zip(*(columns[named] for named in full), strict=True) if full else repeat((), count)
    for index, values in enumerate(always):
        row = dict(zip(full, values, strict=True))
        if gaps:
            told = zip(partly, gaps[index], strict=True)
            row.update([(named, value) for named, value in told if value is not None])
        yield row
