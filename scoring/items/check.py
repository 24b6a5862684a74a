"""The items of a pack checked for what they have in common: keys, ids, status, the facts they claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scoring import checks
from scoring.checks import Check, Checking, known
from scoring.kinds import KINDS, Attribute
from scoring.sheet import NOT_SCORED
from scoring.toml_text import Path

from . import RULES
from .composite import ARCHIVE
from .rule import STATUSES, UNKNOWN, UNKNOWN_STATUSES, Raw, RuleForm, WrittenItem

RESERVED = (NOT_SCORED, ARCHIVE)
COMMON_KEYS: Mapping[str, Check] = {
    "id": checks.text, "label": checks.text, "chapter": checks.text, "rule": checks.one_of(*RULES),
    "status": checks.text, "article": checks.text, "section": checks.text, "source": checks.text,
    "unit": checks.text, "note": checks.text, "labels": checks.text_table, "reads": checks.flag,
    "table": checks.text,
}  # fmt: skip
COMMON_REQUIRED = ("id", "label", "chapter", "rule", "facts", "status")


def check_items(on: Checking) -> None:
    """Faults of all [[items]] and of the ids among them."""
    rows = on.rows("items")
    for number, row in enumerate(rows):
        _item(on, ("items", number), row)
    _double_ids(on, rows)
    for form in RULES.values():
        if form.only_one:
            _only_one(on, rows, form)


def _only_one(on: Checking, rows: Sequence[Raw], form: RuleForm) -> None:
    """One item of the rule for any person: one for everybody, or one in each table."""
    seen: list[Any] = []
    for number, row in enumerate(rows):
        if row.get("rule") != form.name:
            continue
        table = row.get("table")
        if table in seen or (seen and None in (table, *seen)):
            on.wrong("double", ("items", number), f"有两个 {form.name} 计分项", form.only_one)
        elif form.for_everybody and table is not None:
            on.wrong("double", ("items", number), f"{form.name} 计分项写了 table", form.only_one)
        seen.append(table)


def _double_ids(on: Checking, rows: Sequence[Raw]) -> None:
    seen = set(RESERVED)
    for number, row in enumerate(rows):
        parts = row.get("brackets", [])
        inner = [one.get("id") for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []
        for one in {str(row.get("id"))} | set(map(str, inner)):
            if one in seen:
                problem = f"编号“{one}”已用过（{'、'.join(RESERVED)} 是保留编号）"
                on.wrong("double", ("items", number, "id"), problem, "每个计分项、每个分段各用一个编号")
            seen.add(one)


def _item(on: Checking, path: Path, row: Raw) -> None:
    form = RULES.get(str(row.get("rule")))
    special: dict[str, Check] = {**form.structure, **form.figures} if form else {}
    on.keys(path, row, (*COMMON_KEYS, "facts", *special) if form else tuple(row), COMMON_REQUIRED)
    gaps = set(form.figures if form else ()) & {key for key in row if row[key] == UNKNOWN}
    special = {key: check for key, check in special.items() if key not in gaps}
    written_right = on.values(path, row, {**COMMON_KEYS, **special})
    item = WrittenItem(on, path, row)
    item = replace(item, kinds=_kinds(item))
    if written_right and form is not None:
        _chapter(item)
        _table_named(item)
        _status(item, form)
        _complete(item, form)
        if form.only_for:
            item.only_for(*form.only_for)
        form.check(item)


def _chapter(item: WrittenItem) -> None:
    chapters, chapter = item.on.source.data.get("chapters"), item.row.get("chapter")
    if chapter is not None and isinstance(chapters, dict) and chapter not in chapters:
        item.wrong("chapter", ("chapter",), f"：[chapters] 里没有“{chapter}”", "请先在 [chapters] 写上这一章")


def _table_named(item: WrittenItem) -> None:
    tables, table = [one.get("id") for one in item.on.rows("tables")], item.row.get("table")
    if table is not None and table not in tables:
        item.wrong("table", ("table",), f"：没有叫“{table}”的 [[tables]]", "请先写这张分表，或删去 table")


def _status(item: WrittenItem, form: RuleForm) -> None:
    status = item.row.get("status")
    if status is not None and status not in STATUSES:
        remedy = known(STATUSES) + "；confirmed 只能由补充文件得到"
        item.wrong("status", ("status",), f"的状态“{status}”不认识", remedy)
    if status in UNKNOWN_STATUSES and not form.figures:
        item.wrong("status", ("status",), f"没有数字可查，状态不能是 {status}", "填 seen 或 inferred")


def _complete(item: WrittenItem, form: RuleForm) -> None:
    """Figures may be missing only while the item's status says so."""
    unknown = item.row.get("status") in UNKNOWN_STATUSES
    for key in form.required:
        if key not in item.row and not (unknown and key in form.figures):
            remedy = f"请补上 {key} = …；查不到就把 status 写成 not_found"
            item.wrong("missing_key", (), f"缺少“{key}”（{form.name} 必须有）", remedy)


def _kinds(item: WrittenItem) -> list[str]:
    """The kinds of fact that the item's patterns name, each pattern checked."""
    patterns = item.row.get("facts")
    if patterns is None:
        return []  # a missing key is named with the others
    if not isinstance(patterns, list) or not patterns or not all(isinstance(one, dict) for one in patterns):
        remedy = '例如 facts = [{kind = "award", grade = "third_class_merit"}]'
        item.wrong("facts", ("facts",), "的 facts 应为至少一个模式的列表", remedy)
        return []
    return [kind for one in patterns if (kind := _pattern(item, one))]


def _pattern(item: WrittenItem, pattern: Raw) -> str:
    kind = KINDS.get(str(pattern.get("kind")))
    if kind is None:
        item.wrong("kind", ("facts",), f"的事实种类“{pattern.get('kind')}”不认识", known(tuple(KINDS)))
        return ""
    usable = {name: one for name, one in kind.attributes.items() if one.countable or one.form == "text"}
    usable.pop("evidence")
    for name, value in pattern.items():
        if name == "kind":
            continue
        if name not in usable:
            remedy = known(tuple(usable)) if usable else "只写 kind"
            item.wrong("attribute", ("facts",), f"：{kind.id} 不能按“{name}”区分", remedy)
        else:
            _allowed(item, usable[name], value)
    return kind.id


def _allowed(item: WrittenItem, attribute: Attribute, value: Any) -> None:
    for one in value if isinstance(value, list) else [value]:
        right = isinstance(one, str) if attribute.form == "text" else _same(one, attribute.values)
        if not right:
            remedy = known(tuple(map(str, attribute.values)) or ("文字",))
            item.wrong("attribute", ("facts",), f"：{attribute.name} 没有“{one}”这个取值", remedy)
    if value == []:
        item.wrong("attribute", ("facts",), f"：{attribute.name} 的列表是空的", "至少写一个取值")


def _same(value: Any, allowed: Sequence[Any]) -> bool:
    return any(value.__class__ is one.__class__ and value == one for one in allowed)
