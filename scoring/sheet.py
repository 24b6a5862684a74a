"""Score sheets: a score explains itself by lines of item, facts, quantity, article and points."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

NOT_SCORED = "not_scored"
"""The id of the line for what an exempt or barred person has besides; no item may have it."""


@dataclass(frozen=True, slots=True)
class LineHead:
    """What a line says about its item; the same for everybody, so it is made once for a pack.

    `item` is the id of the item, or of the bracket for years of service; `unit` is what the quantity counts;
    `article` is None where not known; `status` is seen, inferred or confirmed; `value` is the value of a
    table that the line stands for (a class, a grade), None for other rules.
    """

    item: str
    label: str
    chapter: str
    unit: str
    article: str | None
    source: str
    status: str
    value: str | None = None
    basis: str = ""


class ScoreLine(NamedTuple):
    """One line of a sheet. `quantity` and `points` are exact decimals as text; `facts` count from 0.

    `parts` are the lines of the archive where a pack weights exam and archive; they are not summed again.
    """

    head: LineHead
    quantity: str
    points: str
    facts: tuple[int, ...]
    note: str = ""
    parts: tuple[ScoreLine, ...] = ()

    @property
    def item(self) -> str:
        return self.head.item

    @property
    def label(self) -> str:
        return self.head.label

    @property
    def chapter(self) -> str:
        return self.head.chapter

    @property
    def article(self) -> str | None:
        return self.head.article

    @property
    def status(self) -> str:
        return self.head.status

    @property
    def value(self) -> str | None:
        return self.head.value

    def to_json(self) -> dict[str, Any]:
        """The line as the contract writes it."""
        head = self.head
        shown: dict[str, Any] = {
            "item": head.item, "label": head.label, "chapter": head.chapter, "quantity": self.quantity,
            "unit": head.unit, "points": self.points, "article": head.article, "source": head.source,
            "status": head.status, "value": head.value, "facts": list(self.facts), "note": self.note,
        }  # fmt: skip
        if self.parts:
            shown["parts"] = [line.to_json() for line in self.parts]
        return shown


class ScoreSheet(NamedTuple):
    """One person's score. `standing` counts from 1 in the batch; None for a person who is barred."""

    candidate: str
    total: str
    standing: int | None
    exempt: bool
    barred: bool
    lines: tuple[ScoreLine, ...]

    def to_json(self) -> dict[str, Any]:
        """The sheet as the contract writes it."""
        return {
            "candidate": self.candidate, "total": self.total, "standing": self.standing,
            "exempt": self.exempt, "barred": self.barred, "lines": [line.to_json() for line in self.lines],
        }  # fmt: skip


class Outcome(NamedTuple):
    """What became of one record, before its standing; `total` in the pack's smallest unit."""

    total: int
    lines: tuple[ScoreLine, ...]
    exempt: bool = False
    barred: bool = False


def joined(notes: Iterable[str]) -> str:
    """Notes in one sentence row, empty ones left out."""
    return "；".join(filter(None, notes))


def result_text(pack: Mapping[str, Any], sheets: Sequence[ScoreSheet]) -> str:
    """The answer of the command as the contract writes it: the pack (`Pack.to_json`), then a sheet a row.

    What many lines have in common is written once.
    """
    write = _LineTexts().line
    rows = [
        f'{{"candidate":{_quoted(one.candidate)},"total":"{one.total}","standing":{_null(one.standing)},'
        f'"exempt":{_flag(one.exempt)},"barred":{_flag(one.barred)},'
        f'"lines":[{",".join([write(line) for line in one.lines])}]}}'
        for one in sheets
    ]
    head = _quoted(pack)
    return "".join(['{"pack":', head, ',\n"sheets":[\n', ",\n".join(rows), "\n]}"])


_quoted = json.JSONEncoder(ensure_ascii=False).encode


def _null(value: int | None) -> str:
    return "null" if value is None else str(value)


def _flag(value: bool) -> str:
    return "true" if value else "false"


class _LineTexts:
    """JSON texts of lines; the scorers hand out the same line for many people, so each is made once.

    Lines and heads are told apart by identity, which is safe while the sheets that hold them are written.
    """

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}
        self.heads: dict[int, tuple[str, str, str]] = {}

    def line(self, line: ScoreLine) -> str:
        text = self.lines.get(id(line))
        if text is None:
            text = self.lines[id(line)] = self._text(line)
        return text

    def _text(self, line: ScoreLine) -> str:
        before, between, after = self.heads.get(id(line.head)) or self._head(line.head)
        facts = ",".join(map(str, line.facts))
        parts = f',"parts":[{",".join(map(self.line, line.parts))}]' if line.parts else ""
        return (
            f"{before}{line.quantity}{between}{line.points}{after}"
            f'[{facts}],"note":{_quoted(line.note)}{parts}}}'
        )

    def _head(self, head: LineHead) -> tuple[str, str, str]:
        item, label, chapter, unit = map(_quoted, (head.item, head.label, head.chapter, head.unit))
        law = {"article": head.article, "source": head.source, "status": head.status, "value": head.value}
        found = (
            f'{{"item":{item},"label":{label},"chapter":{chapter},"quantity":"',
            f'","unit":{unit},"points":"',
            f'",{_quoted(law)[1:-1]},"facts":',
        )
        self.heads[id(head)] = found
        return found
