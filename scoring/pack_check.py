"""Every fault of a pack, with line, reason and remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import pack_shapes as shapes
from .checking import Checking, known
from .errors import Fault
from .group_check import check_examples, check_groups
from .item_check import check_items
from .kinds import CATEGORIES
from .pack import TIE_KEYS
from .pack_coverage import coverage_faults
from .pack_shapes import Check
from .toml_text import TomlText

_HEAD: Mapping[str, Check] = {
    "id": shapes.text, "title": shapes.text, "issuers": shapes.texts, "source": shapes.text,
    "categories": shapes.texts,
}  # fmt: skip
_LISTS = ("local", "tie_chain")
_TABLES = ("applies", "chapters", "one_per_cause", "may_not_overlap", "only_highest", "items", "examples")
_LOCAL = ("tie_chain", "exactly_six_months")
_APPLIES: Mapping[str, Check] = {
    "discharged_from": shapes.day, "discharged_before": shapes.day,
    "status": shapes.one_of("seen", "inferred"), "note": shapes.text,
}  # fmt: skip


def check_pack(source: TomlText, place: str = "规则包") -> list[Fault]:
    """All faults of a parsed pack; an empty list means that it can be used."""
    on = Checking(source, place)
    _head(on)
    check_items(on)
    check_groups(on)
    check_examples(on)
    if not on.faults:
        on.faults.extend(coverage_faults(source.data["items"], on.fault))
    return sorted(on.faults, key=lambda fault: fault.line or 0)


def _head(on: Checking) -> None:
    data = on.source.data
    on.keys((), data, (*_HEAD, *_LISTS, *_TABLES), (*_HEAD, "chapters", "items"))
    on.values((), data, _HEAD)
    _listed(on, "categories", tuple(CATEGORIES))
    _listed(on, "local", _LOCAL)
    _listed(on, "tie_chain", tuple(TIE_KEYS))
    _applies(on, data.get("applies", {}))
    if remedy := shapes.text_table(data.get("chapters", {})):
        on.wrong("value", ("chapters",), "[chapters] 写法不对", remedy)


def _listed(on: Checking, key: str, allowed: Sequence[str]) -> None:
    value = on.source.data.get(key, [])
    if not isinstance(value, list):
        on.wrong("value", (key,), f"“{key}”写法不对", '应为列表，如 ["…"]，没有则写 []')
        return
    for one in value:
        if one not in allowed:
            on.wrong("value", (key,), f"“{key}”里的“{one}”不认识", known(allowed))
    if len({str(one) for one in value}) < len(value):
        on.wrong("double", (key,), f"“{key}”里有重复", "每个只写一次")


def _applies(on: Checking, table: Any) -> None:
    if not isinstance(table, dict):
        on.wrong("value", ("applies",), "[applies] 写法不对", "应为一张表")
        return
    on.keys(("applies",), table, tuple(_APPLIES), ())
    before = len(on.faults)
    on.values(("applies",), table, _APPLIES)
    first, last = table.get("discharged_from"), table.get("discharged_before")
    if len(on.faults) == before and first and last and last <= first:
        problem = "discharged_before 不晚于 discharged_from，没有人能适用"
        on.wrong("value", ("applies", "discharged_before"), problem, "请核对两个日期")
