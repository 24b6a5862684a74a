"""Which item a fact belongs to: the first with a pattern that it fits; and whether a pack leaves a fact to no
item, or no fact to an item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from operator import itemgetter
from typing import Any

from scoring.errors import Fault
from scoring.items.rule import Item, Pattern, Raw
from scoring.kinds import KINDS, Attribute, Kind
from scoring.toml_text import Path

Patterns = Mapping[int, Sequence[Pattern]]
"""The patterns of items that claim facts, by the number of the item; those that only read claim none."""
MakeFault = Callable[[str, Path, str, str], Fault]
_OTHER = "（其他）"
_ABSENT = "（未填）"


def patterns_of(row: Raw) -> tuple[Pattern, ...]:
    """The patterns of an item as it is written."""
    return tuple(
        Pattern(one["kind"], {name: _allowed(value) for name, value in one.items() if name != "kind"})
        for one in row["facts"]
    )


def _allowed(value: Any) -> frozenset[str]:
    return frozenset(map(_text, value if isinstance(value, list) else [value]))


def _text(value: object) -> str:
    """A value as patterns hold it: 5 is "5", true is "true"."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Claim:
    """Which item a fact of one kind belongs to; each combination of values is looked up once."""

    def __init__(self, kind: str, items: Mapping[int, Item]) -> None:
        self.patterns = [
            (number, pattern)
            for number, item in items.items()
            if not item.reads
            for pattern in item.patterns
            if pattern.kind == kind
        ]
        self.names = sorted({name for _, pattern in self.patterns for name in pattern.allowed})
        self.key = itemgetter(*self.names) if self.names else _no_key
        self.known: dict[Any, int] = {}

    def find(self, values: Mapping[str, Any]) -> int:
        """The item's number, remembered in `known` for the next fact with the same values."""
        number = next(n for n, pattern in self.patterns if _fits(pattern, values))
        if len(self.known) < 10_000:
            self.known[self.key(values)] = number
        return number


def _no_key(values: Mapping[str, Any]) -> None:
    return None


def _fits(pattern: Pattern, values: Mapping[str, Any]) -> bool:
    return all(
        values[name] is not None and _text(values[name]) in allowed
        for name, allowed in pattern.allowed.items()
    )


def any_fits(patterns: Sequence[Pattern], kind: str, values: Mapping[str, Any]) -> bool:
    """Whether a fact fits one of the patterns, in any item."""
    return any(pattern.kind == kind and _fits(pattern, values) for pattern in patterns)


def coverage_faults(data: Raw, fault: MakeFault) -> Iterator[Fault]:
    """Kinds of fact no item claims, and items that items above them leave nothing to.

    A pack with tables is looked at table by table: each with the items of its own and those of everybody.
    """
    rows: Sequence[Raw] = data["items"]
    claiming = {n: patterns_of(row) for n, row in enumerate(rows) if not row.get("reads")}
    tables = [table["id"] for table in data.get("tables", ())] or [None]
    mine = {
        table: {n: one for n, one in claiming.items() if rows[n].get("table") in (None, table)}
        for table in tables
    }
    reached: set[int] = set()
    for kind in KINDS.values():
        silent = {table: _silent_cases(kind, mine[table], reached) for table in tables}
        everywhere = all(cases == silent[tables[0]] for cases in silent.values())
        for table, cases in [(None, silent[tables[0]])] if everywhere else silent.items():
            if cases:
                yield _silence(kind, cases, table, fault)
    for number in sorted(claiming.keys() - reached):
        problem = f"计分项 {rows[number]['id']} 的事实已全部归上面的计分项"
        yield fault("unreachable", ("items", number), problem, "把它移到上面，或改写 facts")


def _silent_cases(kind: Kind, items: Patterns, reached: set[int]) -> list[Mapping[str, str]]:
    silent = []
    for case in _cases(kind, items):
        owner = next((n for n, patterns in items.items() if any_fits(patterns, kind.id, case)), None)
        if owner is None:
            silent.append(case)
        else:
            reached.add(owner)
    return silent


def _silence(kind: Kind, silent: Sequence[Mapping[str, str]], table: str | None, fault: MakeFault) -> Fault:
    shown = "；".join("，".join(f"{name}={value}" for name, value in case.items()) for case in silent[:3])
    which = f"（如 {shown}）" if shown else ""
    where = f"分表 {table} 里" if table else ""
    problem = f"{where}没有计分项认领 {kind.id}（{kind.label}）{which}"
    remedy = '为它写一个计分项：计分、nothing（写明理由）或 status = "not_found"'
    return fault("silent", ("items", 0), problem, remedy)


def _cases(kind: Kind, items: Patterns) -> Iterator[Mapping[str, str]]:
    """Every combination of values of the attributes that some pattern names."""
    named: dict[str, set[str]] = {}
    for pattern in (one for patterns in items.values() for one in patterns if one.kind == kind.id):
        for name, allowed in pattern.allowed.items():
            named.setdefault(name, set()).update(allowed)
    names = sorted(named)
    for values in product(*(_domain(kind.attributes[name], named[name]) for name in names)):
        yield dict(zip(names, values, strict=True))


def _domain(attribute: Attribute, named: set[str]) -> Sequence[str]:
    values = [_text(value) for value in attribute.values] or [*sorted(named), _OTHER]
    absent = attribute.optional and attribute.default is None
    return [*values, _ABSENT] if absent else values
