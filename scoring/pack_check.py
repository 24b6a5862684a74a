"""Every fault of a pack, with line, reason and remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import pack_shapes as shapes
from .checking import Checking, known
from .errors import Fault
from .group_check import check_examples, check_groups
from .item_check import check_items
from .kinds import CATEGORIES, KINDS, POST_LEVELS
from .pack import LOCAL_KEYS, POINTS_KEY, TIE_KEYS
from .pack_coverage import coverage_faults
from .pack_shapes import Check
from .toml_text import TomlText

_HEAD: Mapping[str, Check] = {
    "id": shapes.text, "title": shapes.text, "issuers": shapes.texts, "source": shapes.text,
    "categories": shapes.texts,
}  # fmt: skip
_LISTS = ("local", "tie_chain")
_TABLES = (
    "applies", "chapters", "tables", "evidence", "one_per_cause", "may_not_overlap", "only_highest",
    "chapter_caps", "items", "examples",
)  # fmt: skip
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
        on.faults.extend(coverage_faults(source.data, on.fault))
    return sorted(on.faults, key=lambda fault: fault.line or 0)


def _head(on: Checking) -> None:
    data = on.source.data
    on.keys((), data, (*_HEAD, *_LISTS, *_TABLES), (*_HEAD, "chapters", "items"))
    on.values((), data, _HEAD)
    _listed(on, "categories", tuple(CATEGORIES))
    _listed(on, "local", LOCAL_KEYS)
    _applies(on, data.get("applies", {}))
    for name in ("chapters", "evidence"):
        if remedy := shapes.text_table(data.get(name, {})):
            on.wrong("value", (name,), f"[{name}] 写法不对", remedy)
    chapters = data.get("chapters")
    _listed(on, "tie_chain", tie_keys(chapters if isinstance(chapters, dict) else {}))
    _evidence(on, data.get("evidence", {}))
    _tables(on)
    _chapter_caps(on)


def tie_keys(chapters: Mapping[str, Any]) -> tuple[str, ...]:
    """What may stand in a tie chain of a pack with these chapters."""
    return (*TIE_KEYS, *(POINTS_KEY + chapter for chapter in chapters))


def _evidence(on: Checking, table: Any) -> None:
    for kind in table if isinstance(table, dict) else ():
        if kind not in KINDS:
            problem = f"[evidence] 里的“{kind}”不是事实种类"
            on.wrong("kind", ("evidence", kind), problem, known(tuple(KINDS)))


def _tables(on: Checking) -> None:
    used: set[str] = set()
    for number, row in enumerate(on.rows("tables")):
        path = ("tables", number)
        on.keys(path, row, ("id", "label", "posts"), ("id", "label", "posts"))
        on.values(path, row, {"id": shapes.text, "label": shapes.text, "posts": shapes.texts})
        own = [str(row.get("id"))]
        for post in row["posts"] if not shapes.texts(row.get("posts")) else ():
            own.append(post)
            if post not in POST_LEVELS:
                problem = f"[[tables]] 里的“{post}”不是职务层级"
                on.wrong("table", (*path, "posts"), problem, known(POST_LEVELS))
        if used & set(own) or len(set(own)) < len(own):
            problem = "[[tables]] 里有写了两次的编号或职务"
            on.wrong("double", path, problem, "每张分表一个编号，每个职务只归一张表")
        used |= set(own)


def _chapter_caps(on: Checking) -> None:
    chapters = on.source.data.get("chapters")
    seen = set()
    for number, row in enumerate(on.rows("chapter_caps")):
        path = ("chapter_caps", number)
        on.keys(path, row, ("chapter", "points", "note"), ("chapter", "points"))
        on.values(path, row, {"chapter": shapes.text, "points": shapes.not_zero, "note": shapes.text})
        chapter = row.get("chapter")
        if isinstance(chapters, dict) and isinstance(chapter, str) and chapter not in chapters:
            problem = f"[chapters] 里没有“{chapter}”"
            on.wrong("chapter", (*path, "chapter"), problem, "请先在 [chapters] 写上这一章")
        one = (chapter, str(row.get("points")).startswith("-"))
        if one in seen:
            on.wrong("double", path, f"“{chapter}”的上限写了两次", "每章最多一个加分上限、一个减分上限")
        seen.add(one)


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
