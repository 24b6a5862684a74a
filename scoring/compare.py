"""What changes if: one batch under two packs, or two versions of one: who moves, and by which lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from .engine import score
from .errors import RecordsError
from .pack.shape import Pack
from .points import plain
from .records import Record
from .sheet import ScoreLine, ScoreSheet


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line whose points differ; `before` or `after` is None where there is no such line."""

    item: str
    label: str
    value: str | None
    before: str | None
    after: str | None

    def to_json(self) -> dict[str, Any]:
        """The change with points as decimal strings."""
        return {
            "item": self.item, "label": self.label, "value": self.value,
            "before": self.before, "after": self.after,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody whose total, standing or lines differ."""

    candidate: str
    before: ScoreSheet
    after: ScoreSheet
    lines: tuple[LineChange, ...]

    @property
    def moved(self) -> bool:
        """Whether the standing differs."""
        return self.before.standing != self.after.standing

    def to_json(self) -> dict[str, Any]:
        """Totals and standings before and after, and the lines by which they differ."""
        return {
            "candidate": self.candidate,
            "moved": self.moved,
            "before": _result(self.before),
            "after": _result(self.after),
            "lines": [line.to_json() for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody whom one of the packs cannot score; then no standing counts them, under either."""

    candidate: str
    pack: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer: everybody who differs in order of the new standing, how many do not, who is left out."""

    before: Pack
    after: Pack
    changed: tuple[Changed, ...]
    unchanged: int
    left_out: tuple[LeftOut, ...]

    def to_json(self) -> dict[str, Any]:
        """The comparison as `resettlement rules compare` prints it."""
        return {
            "before": _pack(self.before),
            "after": _pack(self.after),
            "changed": [one.to_json() for one in self.changed],
            "unchanged": self.unchanged,
            "left_out": [
                {"candidate": one.candidate, "pack": one.pack, "reasons": list(one.reasons)}
                for one in self.left_out
            ],
        }


def compare(records: Sequence[Record], before: Pack, after: Pack) -> Comparison:
    """Score a batch under both packs. Dates of application are set aside: the question is what would be."""
    left_out: dict[str, LeftOut] = {}
    for pack in (before, after):
        left_out |= _refused([one for one in records if one.candidate not in left_out], _timeless(pack))
    scored = [record for record in records if record.candidate not in left_out]
    pairs = zip(score(scored, _timeless(before)), score(scored, _timeless(after)), strict=True)
    changes = [Changed(old.candidate, old, new, _differences(old, new)) for old, new in pairs]
    changed = [one for one in changes if one.moved or one.lines or _result(one.before) != _result(one.after)]
    changed.sort(key=lambda one: (one.after.standing is None, one.after.standing or 0, one.candidate))
    unchanged = len(changes) - len(changed)
    return Comparison(before, after, tuple(changed), unchanged, tuple(left_out.values()))


def _timeless(pack: Pack) -> Pack:
    return replace(pack, discharged_from=None, discharged_before=None)


def _refused(records: Sequence[Record], pack: Pack) -> dict[str, LeftOut]:
    """Everybody the pack refuses; those who lack a value of the tie chain show only once others are out."""
    reasons: dict[str, list[str]] = {}
    while True:
        try:
            score([one for one in records if one.candidate not in reasons], pack)
        except RecordsError as error:
            for fault in error.faults:
                reasons.setdefault(str(fault.record), []).append(f"{fault.problem}。{fault.remedy}。")
        else:
            return {who: LeftOut(who, pack.id, tuple(said)) for who, said in reasons.items()}


def _differences(old: ScoreSheet, new: ScoreSheet) -> tuple[LineChange, ...]:
    one, other = _by_value(old.lines), _by_value(new.lines)
    labels = {key: label for points in (one, other) for key, (label, _) in points.items()}
    found = []
    for (item, value), label in labels.items():
        before, after = (
            plain(points[item, value][1]) if (item, value) in points else None for points in (one, other)
        )
        if Decimal(before or 0) != Decimal(after or 0):
            found.append(LineChange(item, label, value, before, after))
    return tuple(found)


def _by_value(lines: Sequence[ScoreLine]) -> Mapping[tuple[str, str | None], tuple[str, Decimal]]:
    found: dict[tuple[str, str | None], tuple[str, Decimal]] = {}
    for line in lines:
        for one in (line, *line.parts):
            key = (one.item, one.value)
            found[key] = (one.label, found.get(key, ("", Decimal(0)))[1] + Decimal(one.points))
    return found


def _result(sheet: ScoreSheet) -> dict[str, Any]:
    return {
        "total": sheet.total, "standing": sheet.standing, "exempt": sheet.exempt, "barred": sheet.barred,
    }  # fmt: skip


def _pack(pack: Pack) -> dict[str, str]:
    return {"id": pack.id, "title": pack.title, "digest": pack.digest}
