"""Items settled together: one cause once, periods that may not overlap, only the highest, and caps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring import checks
from scoring.checks import Checking
from scoring.dates import Period
from scoring.kinds import KINDS
from scoring.sheet import joined
from scoring.toml_text import Path

from .rule import Case, Earned, Item, Raw

Fits = tuple[Callable[[Raw], bool], str]
"""Whether an item may stand in a list, and what to say where it may not."""


@dataclass(frozen=True, slots=True)
class Group:
    """Items that are settled together, and why."""

    items: tuple[str, ...]
    note: str = ""

    def members(self, items: Mapping[int, Item]) -> dict[int, Item]:
        """The items in the group's order, those of other tables left out."""
        number = {item.id: n for n, item in items.items()}
        return {number[one]: items[number[one]] for one in self.items if one in number}


@dataclass(frozen=True, slots=True)
class ChapterCap:
    """What the items of a chapter may earn together (or, below 0, take away)."""

    chapter: str
    points: Decimal
    note: str = ""


def silence_same_cause(case: Case, group: Mapping[int, Item]) -> None:
    """Of facts with one cause only that of the item named first counts, within one item the first fact."""
    best: dict[str, tuple[str, int]] = {}
    for number, item in group.items():
        for index in case.mine.get(number, ()):
            cause = case.facts[index].values["cause"]
            if cause is not None and best.setdefault(cause, (item.label, index))[1] != index:
                case.silenced[index] = best[cause][0]


def refuse_overlaps(case: Case, items: Mapping[int, Item], note: str) -> None:
    """Facts of different items whose periods share a day refuse the record."""
    present = [number for number in items if number in case.mine]
    if len(present) < 2:
        return
    stays = sorted([(case.period(index), number, index) for number in present for index in case.mine[number]])
    if all(one.to <= other.start for (one, _, _), (other, _, _) in pairwise(stays)):
        return
    open_until: dict[int, tuple[Period, int]] = {}
    for period, number, index in stays:
        if period.start == period.to:
            continue
        for other, (earlier, earlier_index) in open_until.items():
            if other != number and period.start < earlier.to:
                span = f"{earlier.start} 至 {earlier.to}"
                why = f"与计分项 {items[other].id} 的 facts[{earlier_index}]（{span}）时间重叠"
                remedy = f"{note or '规则没有说明重叠的时间怎样计算'}，请核对档案后只保留一项"
                case.refuse("overlap", items[number], why, remedy, index)
        longest = open_until.get(number)
        if longest is None or longest[0].to < period.to:
            open_until[number] = (period, index)


def keep_highest(by_item: dict[int, Sequence[Earned]], group: Mapping[int, Item]) -> None:
    """Of the items of a group only the one with the most points keeps them."""
    rivals = [number for number in group if by_item.get(number)]
    if len(rivals) > 1:
        best = max(rivals, key=lambda number: by_item[number][0][0])
        for number in rivals:
            if number != best:
                by_item[number] = [_outdone(line, group[best].label) for line in by_item[number]]


def _outdone(earned: Earned, better: str) -> Earned:
    _, line = earned
    note = joined((f"与“{better}”只计一项，取高者", line.note))
    return 0, line._replace(quantity="0", points="0", note=note)


def within(earned: Sequence[Earned], cap: int, write: Callable[[int], str], what: str) -> Sequence[Earned]:
    """The lines so that those above 0 (with a negative cap: below 0) make no more than the cap.

    Lines take what is left of the cap in their order; `what` is said before the sum in the note.
    """
    sign = 1 if cap > 0 else -1
    total = sum([points for points, _ in earned if points * sign > 0])
    if total * sign <= cap * sign:
        return earned
    limit = f"按上限 {write(cap)} 计" if cap > 0 else f"最多减 {write(-cap)}"
    note = f"{what}合计 {write(total)}，{limit}"
    left, result = cap, []
    for points, line in earned:
        if points * sign > 0 and abs(points) > abs(left):
            points = left
            line = line._replace(points=write(left), note=joined((line.note, note)))
        left -= points if points * sign > 0 else 0
        result.append((points, line))
    return result


def _periods(row: Raw) -> bool:
    facts = row.get("facts")
    kinds = [one.get("kind") for one in facts if isinstance(one, dict)] if isinstance(facts, list) else []
    return all(isinstance(kind, str) and kind in KINDS and KINDS[kind].has_period for kind in kinds)


_GROUP_FITS: Mapping[str, Fits] = {
    "one_per_cause": (lambda row: row.get("rule") == "per_fact", "只能包括 per_fact 计分项"),
    "may_not_overlap": (_periods, "只能包括事实都有起止日期的计分项"),
    "only_highest": (
        lambda row: (
            row.get("rule") == "by_value"
            and row.get("choose") in ("highest", "last")
            and not {"how_many", "share_of_rest"} & set(row)
        ),
        "只能包括 choose 为 highest 或 last、只计一项的 by_value 计分项",
    ),
}


def check_groups(on: Checking) -> None:
    """Faults of the lists of items that are settled together."""
    rules = {str(row.get("id")): row for row in on.rows("items")}
    for name, fits in _GROUP_FITS.items():
        used: set[Any] = set()
        for number, row in enumerate(on.rows(name)):
            path: Path = (name, number)
            on.keys(path, row, ("items", "note"), ("items",))
            on.values(path, row, {"items": checks.texts, "note": checks.text})
            for one in row.get("items", []) if not checks.texts(row.get("items")) else []:
                _member(on, (*path, "items"), name, one, rules.get(one), fits)
                if one in used and name != "may_not_overlap":
                    on.wrong("group", (*path, "items"), f"计分项“{one}”写了两次", "每项只能在一组里写一次")
                used.add(one)


def _member(on: Checking, path: Path, group: str, one: str, row: Any, fits: Fits) -> None:
    if row is None:
        on.wrong("group", path, f"[[{group}]] 里的“{one}”不是计分项的编号", "请核对编号")
    elif not fits[0](row):
        on.wrong("group", path, f"[[{group}]] 不能包括“{one}”", fits[1])
