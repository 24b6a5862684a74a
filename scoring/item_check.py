"""The items of a pack checked: keys, figures, patterns, and whether a rule can work on its facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import pack_shapes as shapes
from .checking import Checking, known
from .composite import ARCHIVE
from .kinds import KINDS, Attribute
from .pack import STATUSES, UNKNOWN_STATUSES
from .pack_shapes import RULE_SHAPES, UNKNOWN
from .sheet import NOT_SCORED
from .toml_text import Path

RESERVED = (NOT_SCORED, ARCHIVE)
PER_PERIOD = ("per_day", "per_month", "per_year")
_WITH_PERIOD = (lambda kind: KINDS[kind].has_period, "只能用于有起止日期（from、to）的事实")
_WANTS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "service_years": (lambda kind: kind == "not_counted", 'facts 只写 [{kind = "not_counted"}]'),
    **dict.fromkeys(PER_PERIOD, _WITH_PERIOD),
    "milestone_years": _WITH_PERIOD,
    "sanctions": (lambda kind: kind == "sanction", 'facts 只写 kind = "sanction" 的模式'),
    "last": (lambda kind: "from" in KINDS[kind].attributes, 'choose = "last" 只能用于有 from 的事实'),
    "tenure": (lambda kind: kind in ("post", "military_rank"), "只能用于 post 或 military_rank"),
    "composite": (lambda kind: kind == "exam", 'facts 只写 kind = "exam" 的模式'),
}


def check_items(on: Checking) -> None:
    """Faults of all [[items]] and of the ids among them."""
    rows = on.rows("items")
    for number, row in enumerate(rows):
        _item(on, ("items", number), row)
    _double_ids(on, rows)
    _only_one(on, rows, "service_years", "服役年限只能有一项，用 brackets 分段")
    _only_one(on, rows, "composite", "综合成绩只能有一项，并且不属于任何分表")


def _only_one(on: Checking, rows: Sequence[Mapping[str, Any]], rule: str, remedy: str) -> None:
    """One item of the rule for any person: one for everybody, or one in each table."""
    seen: list[Any] = []
    for number, row in enumerate(rows):
        if row.get("rule") != rule:
            continue
        table = row.get("table")
        if table in seen or (seen and None in (table, *seen)):
            on.wrong("double", ("items", number), f"有两个 {rule} 计分项", remedy)
        elif rule == "composite" and table is not None:
            on.wrong("double", ("items", number), f"{rule} 计分项写了 table", remedy)
        seen.append(table)


def _double_ids(on: Checking, rows: Sequence[Mapping[str, Any]]) -> None:
    seen = set(RESERVED)
    for number, row in enumerate(rows):
        parts = row.get("brackets", [])
        inner = [one.get("id") for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []
        for one in {str(row.get("id"))} | set(map(str, inner)):
            if one in seen:
                problem = f"编号“{one}”已用过（{'、'.join(RESERVED)} 是保留编号）"
                on.wrong("double", ("items", number, "id"), problem, "每个计分项、每个分段各用一个编号")
            seen.add(one)


def _item(on: Checking, path: Path, row: Mapping[str, Any]) -> None:
    shape = RULE_SHAPES.get(str(row.get("rule")))
    special = {**shape.structure, **shape.figures} if shape else {}
    allowed = (*shapes.COMMON_KEYS, "facts", *special) if shape else tuple(row)
    on.keys(path, row, allowed, shapes.COMMON_REQUIRED)
    gaps = set(shape.figures if shape else ()) & {key for key in row if row[key] == UNKNOWN}
    special = {key: check for key, check in special.items() if key not in gaps}
    written_right = on.values(path, row, {**shapes.COMMON_KEYS, **special})
    kinds = _facts(on, path, row.get("facts"))
    if written_right and shape is not None:
        _chapter(on, path, row)
        _table_named(on, path, row)
        _status(on, path, row)
        _complete(on, path, row)
        _fits(on, path, row, kinds)


def _chapter(on: Checking, path: Path, row: Mapping[str, Any]) -> None:
    chapters = on.source.data.get("chapters")
    if "chapter" in row and isinstance(chapters, dict) and row["chapter"] not in chapters:
        problem = f"{on.name(path)}：[chapters] 里没有“{row['chapter']}”"
        on.wrong("chapter", (*path, "chapter"), problem, "请先在 [chapters] 写上这一章")


def _table_named(on: Checking, path: Path, row: Mapping[str, Any]) -> None:
    tables = [one.get("id") for one in on.rows("tables")]
    if "table" in row and row["table"] not in tables:
        problem = f"{on.name(path)}：没有叫“{row['table']}”的 [[tables]]"
        on.wrong("table", (*path, "table"), problem, "请先写这张分表，或删去 table")


def _status(on: Checking, path: Path, row: Mapping[str, Any]) -> None:
    status = row.get("status")
    if "status" in row and status not in STATUSES:
        remedy = known(STATUSES) + "；confirmed 只能由补充文件得到"
        on.wrong("status", (*path, "status"), f"{on.name(path)}的状态“{status}”不认识", remedy)
    if status in UNKNOWN_STATUSES and row.get("rule") in ("exempt", "bar", "nothing"):
        problem = f"{on.name(path)}没有数字可查，状态不能是 {status}"
        on.wrong("status", (*path, "status"), problem, "填 seen 或 inferred")


def _complete(on: Checking, path: Path, row: Mapping[str, Any]) -> None:
    """Figures may be missing only while the item's status says so."""
    rule, unknown = row["rule"], row.get("status") in UNKNOWN_STATUSES
    shape = RULE_SHAPES[rule]
    must = [key for key in shape.required if not (unknown and key in shape.figures)]
    for key in must:
        if key not in row:
            remedy = f"请补上 {key} = …；查不到就把 status 写成 not_found"
            on.wrong("missing_key", path, f"{on.name(path)}缺少“{key}”（{rule} 必须有）", remedy)
    if rule == "per_fact":
        _per_fact(on, path, row, unknown)


def _per_fact(on: Checking, path: Path, row: Mapping[str, Any], unknown: bool) -> None:
    ways = [way for way in (("points",), ("first", "each_later"), ("by_count",)) if set(way) & set(row)]
    if len(ways) > 1 or (not ways and not unknown) or (ways and not set(ways[0]) <= set(row)):
        problem = f"{on.name(path)}的分值写法不完整或写了两种"
        on.wrong("missing_key", path, problem, "只用一种：points；或 first 和 each_later；或 by_count")


def _facts(on: Checking, path: Path, patterns: Any) -> list[str]:
    if patterns is None:
        return []  # a missing key is named with the others
    if not isinstance(patterns, list) or not patterns or not all(isinstance(one, dict) for one in patterns):
        remedy = '例如 facts = [{kind = "award", grade = "third_class_merit"}]'
        on.wrong("facts", (*path, "facts"), f"{on.name(path)}的 facts 应为至少一个模式的列表", remedy)
        return []
    return [kind for one in patterns if (kind := _pattern(on, (*path, "facts"), one))]


def _pattern(on: Checking, path: Path, pattern: Mapping[str, Any]) -> str:
    kind = KINDS.get(str(pattern.get("kind")))
    if kind is None:
        on.wrong("kind", path, f"{on.name(path)}的事实种类“{pattern.get('kind')}”不认识", known(tuple(KINDS)))
        return ""
    usable = {name: one for name, one in kind.attributes.items() if one.countable or one.form == "text"}
    usable.pop("evidence")
    for name, value in pattern.items():
        if name == "kind":
            continue
        if name not in usable:
            problem = f"{on.name(path)}：{kind.id} 不能按“{name}”区分"
            on.wrong("attribute", path, problem, known(tuple(usable)) if usable else "只写 kind")
        else:
            _allowed(on, path, usable[name], value)
    return kind.id


def _allowed(on: Checking, path: Path, attribute: Attribute, value: Any) -> None:
    for one in value if isinstance(value, list) else [value]:
        right = isinstance(one, str) if attribute.form == "text" else _same(one, attribute.values)
        if not right:
            problem = f"{on.name(path)}：{attribute.name} 没有“{one}”这个取值"
            on.wrong("attribute", path, problem, known(tuple(map(str, attribute.values)) or ("文字",)))
    if value == []:
        on.wrong("attribute", path, f"{on.name(path)}：{attribute.name} 的列表是空的", "至少写一个取值")


def _fits(on: Checking, path: Path, row: Mapping[str, Any], kinds: Sequence[str]) -> None:
    """Whether the rule can work on the kinds of fact the item names."""
    rule = row["rule"]
    wants = _WANTS.get(rule if row.get("choose") != "last" else "last")
    for kind in kinds:
        if wants and not wants[0](kind):
            on.wrong("kind", (*path, "facts"), f"{on.name(path)}：{rule} 不能用于 {kind}", wants[1])
    if {"how_many", "share_of_rest"} & set(row) and row.get("choose") != "highest":
        remedy = '请写 choose = "highest"，或删去这两个键'
        on.wrong("choose", path, f"{on.name(path)}：how_many、share_of_rest 只能与 highest 同用", remedy)
    if "attribute" in row:
        _attribute(on, path, row, kinds)
    elif isinstance(row.get("points"), dict) and rule in PER_PERIOD:
        on.wrong("missing_key", path, f"{on.name(path)}按取值给分，缺少“attribute”", "请补上 attribute = …")
    elif isinstance(row.get("points"), dict) and rule == "sanctions":
        _table(on, path, row["points"], _sanction_keys())


def _attribute(on: Checking, path: Path, row: Mapping[str, Any], kinds: Sequence[str]) -> None:
    name, whole = row["attribute"], row["rule"] == "per_unit"
    points = row["points"] if isinstance(row.get("points"), dict) else {}
    values: set[str] = set()
    for kind in kinds:
        attribute = KINDS[kind].attributes.get(str(name))
        form = attribute.form if attribute else None
        if attribute is None or form not in (("whole",) if whole else ("choice", "text")):
            problem = f"{on.name(path)}：不能按 {kind} 的“{name}”计分"
            on.wrong("attribute", (*path, "attribute"), problem, f"请换成 {kind} 有的属性")
            return
        values |= set(map(str, attribute.values)) if form == "choice" else set(points)
    if points and not whole:
        _table(on, path, points, values)


def _table(on: Checking, path: Path, points: Mapping[str, Any], values: set[str]) -> None:
    for key in points:
        if key not in values:
            problem = f"{on.name(path)}的 points 里没有“{key}”这个取值"
            on.wrong("attribute", (*path, "points", key), problem, known(sorted(values)))


def _same(value: Any, allowed: Sequence[Any]) -> bool:
    return any(value.__class__ is one.__class__ and value == one for one in allowed)


def _sanction_keys() -> set[str]:
    attributes = KINDS["sanction"].attributes
    return {
        f"{who}.{grade}" for who in attributes["authority"].values for grade in attributes["grade"].values
    }
