"""Every fault of a pack, with line, reason and remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring import checks
from scoring.checks import Check, Checking, known
from scoring.errors import Fault
from scoring.items.check import check_items
from scoring.items.groups import check_groups
from scoring.kinds import CATEGORIES, KINDS, POST_LEVELS
from scoring.toml_text import Path, TomlText

from .claims import coverage_faults
from .shape import LOCAL_KEYS, POINTS_KEY, TIE_KEYS

_OUTCOMES = ("total", "refused", "exempt", "barred")
_HEAD: Mapping[str, Check] = {
    "id": checks.text, "title": checks.text, "issuers": checks.texts, "source": checks.text,
    "categories": checks.texts,
}  # fmt: skip
_LISTS = ("local", "tie_chain")
_TABLES = (
    "applies", "chapters", "tables", "evidence", "one_per_cause", "may_not_overlap", "only_highest",
    "chapter_caps", "items", "examples",
)  # fmt: skip
_APPLIES: Mapping[str, Check] = {
    "discharged_from": checks.day, "discharged_before": checks.day,
    "status": checks.one_of("seen", "inferred"), "note": checks.text,
}  # fmt: skip


def check_pack(source: TomlText, place: str = "规则包") -> list[Fault]:
    """All faults of a parsed pack; an empty list means that it can be used."""
    on = Checking(source, place)
    _head(on)
    check_items(on)
    check_groups(on)
    _examples(on)
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
        if remedy := checks.text_table(data.get(name, {})):
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
        on.values(path, row, {"id": checks.text, "label": checks.text, "posts": checks.texts})
        own = [str(row.get("id"))]
        for post in row["posts"] if not checks.texts(row.get("posts")) else ():
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
        on.values(path, row, {"chapter": checks.text, "points": checks.not_zero, "note": checks.text})
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


def _examples(on: Checking) -> None:
    """Faults in how the worked examples are written; whether they are right is for `rules test`."""
    for number, row in enumerate(on.rows("examples")):
        path: Path = ("examples", number)
        on.keys(path, row, ("name", "overlay", "record", "points", *_OUTCOMES), ("name", "record"))
        on.values(path, row, {"name": checks.text, "total": checks.number, "refused": checks.text})
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
    if "points" in row and (remedy := checks.number_table(row["points"])):
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
