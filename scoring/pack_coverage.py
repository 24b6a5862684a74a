"""Whether a pack says something about every fact there can be, and whether every item can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from .errors import Fault
from .kinds import KINDS, Attribute, Kind

MakeFault = Callable[[str, tuple[str | int, ...], str, str], Fault]
Items = Mapping[int, Mapping[str, Any]]
_OTHER = "（其他）"
_ABSENT = "（未填）"


def coverage_faults(data: Mapping[str, Any], fault: MakeFault) -> Iterator[Fault]:
    """Kinds of fact no item claims, and items that items above them leave nothing to.

    A pack with tables is looked at table by table: each with the items of its own and those of everybody.
    """
    items: Sequence[Mapping[str, Any]] = data["items"]
    tables = [table["id"] for table in data.get("tables", ())] or [None]
    mine = {
        table: {n: item for n, item in enumerate(items) if item.get("table") in (None, table)}
        for table in tables
    }
    reached: set[int] = set()
    for kind in KINDS.values():
        silent = {table: _silent_cases(kind, mine[table], reached) for table in tables}
        everywhere = all(cases == silent[tables[0]] for cases in silent.values())
        for table, cases in [(None, silent[tables[0]])] if everywhere else silent.items():
            if cases:
                yield _silence(kind, cases, table, fault)
    for number, item in enumerate(items):
        if number not in reached and not item.get("reads"):
            problem = f"计分项 {item['id']} 的事实已全部归上面的计分项"
            yield fault("unreachable", ("items", number), problem, "把它移到上面，或改写 facts")


def _silent_cases(kind: Kind, items: Items, reached: set[int]) -> list[Mapping[str, str]]:
    silent = []
    for case in _cases(kind, items):
        owner = _owner(kind, case, items)
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


def _cases(kind: Kind, items: Items) -> Iterator[Mapping[str, str]]:
    """Every combination of values of the attributes that some pattern names."""
    named: dict[str, set[str]] = {}
    for pattern in _patterns(kind, items):
        for name, value in pattern.items():
            if name != "kind":
                named.setdefault(name, set()).update(allowed_values(value))
    names = sorted(named)
    for values in product(*(_domain(kind.attributes[name], named[name]) for name in names)):
        yield dict(zip(names, values, strict=True))


def _domain(attribute: Attribute, named: set[str]) -> Sequence[str]:
    values = [plain_value(value) for value in attribute.values] or [*sorted(named), _OTHER]
    absent = attribute.optional and attribute.default is None
    return [*values, _ABSENT] if absent else values


def _owner(kind: Kind, case: Mapping[str, str], items: Items) -> int | None:
    for number, item in items.items():
        if item.get("reads"):
            continue
        for pattern in item["facts"]:
            if pattern["kind"] == kind.id and _fits(pattern, case):
                return number
    return None


def _fits(pattern: Mapping[str, Any], case: Mapping[str, str]) -> bool:
    return all(name == "kind" or case[name] in allowed_values(value) for name, value in pattern.items())


def _patterns(kind: Kind, items: Items) -> Iterator[Mapping[str, Any]]:
    for item in items.values():
        if not item.get("reads"):
            yield from (pattern for pattern in item["facts"] if pattern["kind"] == kind.id)


def allowed_values(value: Any) -> frozenset[str]:
    """The values a pattern allows for one attribute, as text."""
    return frozenset(map(plain_value, value if isinstance(value, list) else [value]))


def plain_value(value: object) -> str:
    """A value as the packs' tables write it: 5 is "5", true is "true"."""
    return str(value).lower() if isinstance(value, bool) else str(value)
