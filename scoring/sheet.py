"""Score sheets: a score explains itself by lines of item, facts, quantity, article and points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

NOT_SCORED = "not_scored"
"""The id of the line for what an exempt or barred person has besides; no item may have it."""


@dataclass(frozen=True, slots=True)
class LineHead:
    """What a line says about its item; the same for everybody, so it is made once for a pack.

    `value` is the value of a table the line stands for (a class, a grade), None for other rules.
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
        """Id of the item, or of the bracket for years of service."""
        return self.head.item

    @property
    def label(self) -> str:
        """What the item is called."""
        return self.head.label

    @property
    def chapter(self) -> str:
        """Id of the chapter the item stands in."""
        return self.head.chapter

    @property
    def unit(self) -> str:
        """What the quantity counts."""
        return self.head.unit

    @property
    def article(self) -> str | None:
        """Article of the rule, None where not known."""
        return self.head.article

    @property
    def source(self) -> str:
        """Title of the document."""
        return self.head.source

    @property
    def status(self) -> str:
        """seen, inferred or confirmed."""
        return self.head.status

    @property
    def value(self) -> str | None:
        """The value of a table that the line stands for."""
        return self.head.value

    def to_json(self) -> dict[str, Any]:
        """The line as the contract writes it."""
        head = self.head
        shown: dict[str, Any] = {
            "item": head.item,
            "label": head.label,
            "chapter": head.chapter,
            "quantity": self.quantity,
            "unit": head.unit,
            "points": self.points,
            "article": head.article,
            "source": head.source,
            "status": head.status,
            "value": head.value,
            "facts": list(self.facts),
            "note": self.note,
        }
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
            "candidate": self.candidate,
            "total": self.total,
            "standing": self.standing,
            "exempt": self.exempt,
            "barred": self.barred,
            "lines": [line.to_json() for line in self.lines],
        }


def joined(notes: Iterable[str]) -> str:
    """Notes in one sentence row, empty ones left out."""
    return "；".join(filter(None, notes))
