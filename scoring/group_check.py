"""Lists of items settled together, and the worked examples, checked for how they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import pack_shapes as shapes
from .checking import Checking
from .kinds import KINDS
from .toml_text import Path

Fits = tuple[Callable[[Mapping[str, Any]], bool], str]
"""Whether an item may stand in a list, and what to say where it may not."""

_OUTCOMES = ("total", "refused", "exempt", "barred")


def _periods(row: Mapping[str, Any]) -> bool:
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
            on.values(path, row, {"items": shapes.texts, "note": shapes.text})
            for one in row.get("items", []) if not shapes.texts(row.get("items")) else []:
                _member(on, (*path, "items"), name, one, rules.get(one), fits)
                if one in used and name != "may_not_overlap":
                    on.wrong("group", (*path, "items"), f"计分项“{one}”写了两次", "每项只能在一组里写一次")
                used.add(one)


def _member(on: Checking, path: Path, group: str, one: str, row: Any, fits: Fits) -> None:
    if row is None:
        on.wrong("group", path, f"[[{group}]] 里的“{one}”不是计分项的编号", "请核对编号")
    elif not fits[0](row):
        on.wrong("group", path, f"[[{group}]] 不能包括“{one}”", fits[1])


def check_examples(on: Checking) -> None:
    """Faults in how the worked examples are written; whether they are right is for `rules test`."""
    for number, row in enumerate(on.rows("examples")):
        path: Path = ("examples", number)
        on.keys(path, row, ("name", "overlay", "record", "points", *_OUTCOMES), ("name", "record"))
        on.values(path, row, {"name": shapes.text, "total": shapes.number, "refused": shapes.text})
        _outcome(on, path, row)


def _outcome(on: Checking, path: Path, row: Mapping[str, Any]) -> None:
    given = [key for key in _OUTCOMES if key in row]
    if len(given) != 1 or ("points" in row) != (given == ["total"]):
        problem = f"{on.name(path)}应当恰好写一种结果"
        on.wrong(
            "example", path, problem, "写 total 和 points；或 refused；或 exempt = true；或 barred = true"
        )
    for key in ("exempt", "barred"):
        if row.get(key, True) is not True:
            on.wrong("value", (*path, key), f"{on.name(path)}的“{key}”写法不对", f"写 {key} = true")
    if "points" in row and (remedy := shapes.number_table(row["points"])):
        on.wrong("value", (*path, "points"), f"{on.name(path)}的 points 写法不对", remedy)
    if not isinstance(row.get("record", {}), dict):
        on.wrong("value", (*path, "record"), f"{on.name(path)}的 record 写法不对", "应为一张表")
    _example_overlay(on, path, row.get("overlay", {}))


def _example_overlay(on: Checking, path: Path, overlay: Any) -> None:
    given = on.source.data.get("local", [])
    allowed = given if isinstance(given, list) else []
    if not isinstance(overlay, dict) or not set(overlay) <= set(allowed):
        remedy = f"这里只能写 local 里放开的：{'、'.join(map(str, allowed)) or '无'}"
        on.wrong("example", (*path, "overlay"), f"{on.name(path)}的 overlay 写法不对", remedy)
