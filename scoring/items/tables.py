"""Figures by the value of an attribute, as several rules have them: written, checked, in words, for facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from scoring.checks import known
from scoring.kinds import KINDS
from scoring.points import Scale, plain
from scoring.sheet import LineHead

from .rule import Case, Item, Raw, WrittenItem

Table = Mapping[str, tuple[LineHead, int]]
Found = dict[str, tuple[int, ...]]
"""The facts of an item by their value; the empty value is the single figure of a whole item."""


def points_by_value(points: Any) -> Mapping[str, Decimal]:
    """The figures of a table as written, or a single one under the empty value."""
    table = points if isinstance(points, dict) else {"": points}
    return {key: Decimal(one) for key, one in table.items()}


def points_in_words(item: Item, points: Mapping[str, Decimal]) -> str:
    """The figures of a table, each value in words."""
    return "，".join(f"{item.labels.get(value, value)} {plain(one)}".strip() for value, one in points.items())


def check_attribute(item: WrittenItem, forms: Sequence[str] = ("choice", "text")) -> None:
    """Every kind of fact has the attribute in one of the forms, and a table names values that it can have."""
    if "attribute" not in item.row:
        return
    name, points = item.row["attribute"], item.row.get("points")
    table = points if isinstance(points, dict) else {}
    values: set[str] = set()
    for kind in item.kinds:
        attribute = KINDS[kind].attributes.get(name)
        if attribute is None or attribute.form not in forms:
            problem = f"：不能按 {kind} 的“{name}”计分"
            item.wrong("attribute", ("attribute",), problem, f"请换成 {kind} 有的属性")
            return
        values |= set(map(str, attribute.values)) if attribute.form == "choice" else set(table)
    check_table(item, table, values)


def check_table(item: WrittenItem, points: Raw, values: set[str]) -> None:
    """Every key of the table is a value that there is."""
    for key in points:
        if key not in values:
            problem = f"的 points 里没有“{key}”这个取值"
            item.wrong("attribute", ("points", key), problem, known(sorted(values)))


def heads_and_points(item: Item, points: Mapping[str, Decimal], scale: Scale) -> Table:
    """A line's head and the points for each value."""
    return {value: (item.head(value or None), scale.whole(one)) for value, one in points.items()}


def found_values(case: Case, attribute: str | None, mine: tuple[int, ...]) -> Found:
    """The facts by their value of the attribute."""
    if attribute is None:
        return {"": mine}
    facts = case.facts
    found: dict[str, list[int]] = {}
    for index in mine:
        found.setdefault(_value_text(facts[index].values, attribute), []).append(index)
    return {value: tuple(indexes) for value, indexes in found.items()}


def only_value(case: Case, attribute: str | None, mine: tuple[int, ...]) -> str:
    """The value of a single fact: by far the most common case, and so with a short way of its own."""
    return "" if attribute is None else _value_text(case.facts[mine[0]].values, attribute)


def all_known(case: Case, item: Item, attribute: str | None, found: Found, table: Table) -> bool:
    """Whether every value has its figure; those that have none refuse the record."""
    if found.keys() <= table.keys():
        return True
    for value, mine in found.items():
        if value in table:
            continue
        if value:
            case.need_figure(item, f"没有 {attribute} 为“{value}”的分值", mine[0])
        else:
            why = f"按 {attribute} 计分，而这一项没有填"
            case.refuse("value_left_out", item, why, f"请在这项事实里填上 {attribute}", mine[0])
    return False


def in_order(found: Found, table: Table) -> Sequence[str]:
    """The values found in the order of the table."""
    return tuple(found) if len(found) == 1 else [value for value in table if value in found]


def last_facts(case: Case, item: Item, attribute: str, mine: tuple[int, ...]) -> tuple[int, ...]:
    """The facts with the greatest `from`; none, and a refusal, if they have different values."""
    if len(mine) < 2:
        return mine
    day = max(case.facts[index].values["from"] for index in mine)
    last = tuple(index for index in mine if case.facts[index].values["from"] == day)
    if len(found_values(case, attribute, last)) > 1:
        why = f"只计最后一项，而从 {day} 起有两种不同的 {attribute}"
        case.refuse("last_unclear", item, why, "请核对档案，更正其中一项的起始日期", last[-1])
        return ()
    return last


def _value_text(values: Mapping[str, object], attribute: str) -> str:
    """An attribute's value as the packs' tables write it; "" if it is left out."""
    value = values.get(attribute)
    return "" if value is None else str(value)
