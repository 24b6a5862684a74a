"""Every fault of a pack, with line, reason and remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import pack_shapes as shapes
from .errors import Fault
from .kinds import CATEGORIES, KINDS, Attribute
from .pack import STATUSES, TIE_KEYS, UNKNOWN_STATUSES
from .pack_coverage import coverage_faults
from .pack_shapes import RULE_SHAPES, Check
from .toml_text import Path, TomlText

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
_OUTCOMES = ("total", "refused", "exempt", "barred")
RESERVED = "not_scored"


def check_pack(source: TomlText, place: str = "规则包") -> list[Fault]:
    """All faults of a parsed pack; an empty list means that it can be used."""
    checking = _Checking(source, place)
    checking.head()
    checking.items()
    checking.groups()
    checking.examples()
    if not checking.faults:
        checking.faults.extend(coverage_faults(source.data["items"], checking.fault))
    return sorted(checking.faults, key=lambda fault: fault.line or 0)


def known(allowed: Sequence[str]) -> str:
    return "可用：" + "、".join(allowed)


@dataclass
class _Checking:
    source: TomlText
    place: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, path: Path, problem: str, remedy: str) -> Fault:
        line = self.source.line(path)
        return Fault(f"pack.{code}", f"{self.place}第 {line} 行", problem, remedy, line=line)

    def wrong(self, code: str, path: Path, problem: str, remedy: str) -> None:
        self.faults.append(self.fault(code, path, problem, remedy))

    def keys(self, path: Path, table: Mapping[str, Any], allowed: Sequence[str], must: Sequence[str]) -> None:
        for key in table:
            if key not in allowed:
                self.wrong("unknown_key", (*path, key), f"{self.name(path)}没有“{key}”这一键", known(allowed))
        for key in must:
            if key not in table:
                self.wrong("missing_key", path, f"{self.name(path)}缺少“{key}”", f"请补上 {key} = …")

    def values(self, path: Path, table: Mapping[str, Any], checks: Mapping[str, Check]) -> None:
        for key, check in checks.items():
            if key in table and (remedy := check(table[key])):
                self.wrong("value", (*path, key), f"{self.name(path)}的“{key}”写法不对", remedy)

    def name(self, path: Path) -> str:
        match path:
            case ("items", int(number), *_):
                return f"计分项 {self.source.data['items'][number].get('id', number + 1)} "
            case ("examples", int(number), *_):
                return f"第 {number + 1} 个算例"
            case (str(table), *_):
                return f"[{table}] "
        return "文件开头"

    # head

    def head(self) -> None:
        data = self.source.data
        self.keys((), data, (*_HEAD, *_LISTS, *_TABLES), (*_HEAD, "chapters", "items"))
        self.values((), data, _HEAD)
        self.listed("categories", tuple(CATEGORIES))
        self.listed("local", _LOCAL)
        self.listed("tie_chain", tuple(TIE_KEYS))
        self.applies(data.get("applies", {}))
        if remedy := shapes.text_table(data.get("chapters", {})):
            self.wrong("value", ("chapters",), "[chapters] 写法不对", remedy)

    def listed(self, key: str, allowed: Sequence[str]) -> None:
        value = self.source.data.get(key, [])
        if not isinstance(value, list):
            self.wrong("value", (key,), f"“{key}”写法不对", "应为列表，如 [\"…\"]，没有则写 []")
            return
        for one in value:
            if one not in allowed:
                self.wrong("value", (key,), f"“{key}”里的“{one}”不认识", known(allowed))
        if len({str(one) for one in value}) < len(value):
            self.wrong("double", (key,), f"“{key}”里有重复", "每个只写一次")

    def applies(self, table: Any) -> None:
        if not isinstance(table, dict):
            self.wrong("value", ("applies",), "[applies] 写法不对", "应为一张表")
            return
        self.keys(("applies",), table, tuple(_APPLIES), ())
        before = len(self.faults)
        self.values(("applies",), table, _APPLIES)
        first, last = table.get("discharged_from"), table.get("discharged_before")
        if len(self.faults) == before and first and last and last <= first:
            problem = "discharged_before 不晚于 discharged_from，没有人能适用"
            self.wrong("value", ("applies", "discharged_before"), problem, "请核对两个日期")

    # items

    def rows(self, name: str) -> list[dict[str, Any]]:
        rows = self.source.data.get(name, [])
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            return rows
        self.wrong("value", (name,), f"“{name}”写法不对", f"每一条用 [[{name}]] 开头")
        return []

    def items(self) -> None:
        rows = self.rows("items")
        for number, row in enumerate(rows):
            self.item(("items", number), row)
        self.double_ids(rows)
        if sum(row.get("rule") == "service_years" for row in rows) > 1:
            self.wrong("double", ("items",), "有两个 service_years 计分项", "服役年限只能有一项，用 brackets 分段")

    def double_ids(self, rows: Sequence[Mapping[str, Any]]) -> None:
        seen = {RESERVED}
        for number, row in enumerate(rows):
            parts = row.get("brackets", [])
            inner = [one.get("id") for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []
            for one in {str(row.get("id"))} | set(map(str, inner)):
                if one in seen:
                    problem = f"编号“{one}”已用过（{RESERVED} 是保留编号）"
                    self.wrong("double", ("items", number, "id"), problem, "每个计分项、每个分段各用一个编号")
                seen.add(one)

    def item(self, path: Path, row: Mapping[str, Any]) -> None:
        shape = RULE_SHAPES.get(str(row.get("rule")))
        special = {**shape.structure, **shape.figures} if shape else {}
        if shape is None:
            special = {key: lambda _: "" for key in row}
        self.keys(path, row, (*shapes.COMMON_KEYS, "facts", *special), shapes.COMMON_REQUIRED)
        self.values(path, row, {**shapes.COMMON_KEYS, **special})
        self.status(path, row)
        if row.get("chapter", "") not in self.source.data.get("chapters", {}) and "chapter" in row:
            self.wrong("chapter", (*path, "chapter"), f"[chapters] 里没有“{row['chapter']}”", "请先在 [chapters] 写上")
        kinds = self.facts(path, row.get("facts", []))
        if shape is not None:
            self.complete(path, row)
            self.fits(path, row, kinds)

    def status(self, path: Path, row: Mapping[str, Any]) -> None:
        status = row.get("status")
        if "status" in row and status not in STATUSES:
            remedy = known(STATUSES) + "；confirmed 只能由补充文件得到"
            self.wrong("status", (*path, "status"), f"{self.name(path)}的状态“{status}”不认识", remedy)
        if status in UNKNOWN_STATUSES and row.get("rule") in ("exempt", "bar", "nothing"):
            problem = f"{self.name(path)}没有数字可查，状态不能是 {status}"
            self.wrong("status", (*path, "status"), problem, "填 seen 或 inferred")

    def complete(self, path: Path, row: Mapping[str, Any]) -> None:
        """Figures may be missing only while the item's status says so."""
        rule, unknown = row["rule"], row.get("status") in UNKNOWN_STATUSES
        shape = RULE_SHAPES[rule]
        must = [key for key in shape.required if not (unknown and key in shape.figures)]
        for key in must:
            if key not in row:
                remedy = f"请补上 {key} = …；查不到就把 status 写成 not_found"
                self.wrong("missing_key", path, f"{self.name(path)}缺少“{key}”（{rule} 必须有）", remedy)
        if rule == "per_fact":
            self.per_fact(path, row, unknown)

    def per_fact(self, path: Path, row: Mapping[str, Any], unknown: bool) -> None:
        ways = [way for way in (("points",), ("first", "each_later"), ("by_count",)) if set(way) & set(row)]
        if len(ways) > 1 or (not ways and not unknown) or (ways and not set(ways[0]) <= set(row)):
            problem = f"{self.name(path)}的分值写法不完整或写了两种"
            self.wrong("missing_key", path, problem, "只用一种：points；或 first 和 each_later；或 by_count")

    def facts(self, path: Path, patterns: Any) -> list[str]:
        if not isinstance(patterns, list) or not patterns or not all(isinstance(one, dict) for one in patterns):
            remedy = "例如 facts = [{kind = \"award\", grade = \"third_class_merit\"}]"
            self.wrong("facts", (*path, "facts"), f"{self.name(path)}的 facts 应为至少一个模式的列表", remedy)
            return []
        return [kind for one in patterns if (kind := self.pattern((*path, "facts"), one))]

    def pattern(self, path: Path, pattern: Mapping[str, Any]) -> str:
        kind = KINDS.get(str(pattern.get("kind")))
        if kind is None:
            self.wrong("kind", path, f"{self.name(path)}的事实种类“{pattern.get('kind')}”不认识", known(tuple(KINDS)))
            return ""
        usable = {name: one for name, one in kind.attributes.items() if one.countable or one.form == "text"}
        usable.pop("evidence")
        for name, value in pattern.items():
            if name == "kind":
                continue
            if name not in usable:
                problem = f"{self.name(path)}：{kind.id} 不能按“{name}”区分"
                self.wrong("attribute", path, problem, known(tuple(usable)) if usable else "只写 kind")
            else:
                self.allowed(path, usable[name], value)
        return kind.id

    def allowed(self, path: Path, attribute: Attribute, value: Any) -> None:
        for one in value if isinstance(value, list) else [value]:
            right = isinstance(one, str) if attribute.form == "text" else _same(one, attribute.values)
            if not right:
                problem = f"{self.name(path)}：{attribute.name} 没有“{one}”这个取值"
                self.wrong("attribute", path, problem, known(tuple(map(str, attribute.values)) or ("文字",)))
        if value == []:
            self.wrong("attribute", path, f"{self.name(path)}：{attribute.name} 的列表是空的", "至少写一个取值")

    def fits(self, path: Path, row: Mapping[str, Any], kinds: Sequence[str]) -> None:
        """Whether the rule can work on the kinds of fact the item names."""
        rule = row["rule"]
        wants = _WANTS.get(rule if row.get("choose") != "last" else "last")
        for kind in kinds:
            if wants and not wants[0](kind):
                self.wrong("kind", (*path, "facts"), f"{self.name(path)}：{rule} 不能用于 {kind}", wants[1])
        if "attribute" in row:
            self.attribute(path, row, kinds)
        elif isinstance(row.get("points"), dict) and rule == "per_month":
            self.wrong("missing_key", path, f"{self.name(path)}按取值给分，缺少“attribute”", "请补上 attribute = …")
        elif isinstance(row.get("points"), dict) and rule == "sanctions":
            self.table(path, row["points"], _sanction_keys())

    def attribute(self, path: Path, row: Mapping[str, Any], kinds: Sequence[str]) -> None:
        name, whole = row["attribute"], row["rule"] == "per_unit"
        points = row["points"] if isinstance(row.get("points"), dict) else {}
        values: set[str] = set()
        for kind in kinds:
            attribute = KINDS[kind].attributes.get(str(name))
            form = attribute.form if attribute else None
            if attribute is None or form not in (("whole",) if whole else ("choice", "text")):
                problem = f"{self.name(path)}：不能按 {kind} 的“{name}”计分"
                self.wrong("attribute", (*path, "attribute"), problem, f"请换成 {kind} 有的属性")
                return
            values |= set(map(str, attribute.values)) if form == "choice" else set(points)
        if points and not whole:
            self.table(path, points, values)

    def table(self, path: Path, points: Mapping[str, Any], values: set[str]) -> None:
        for key in points:
            if key not in values:
                problem = f"{self.name(path)}的 points 里没有“{key}”这个取值"
                self.wrong("attribute", (*path, "points", key), problem, known(sorted(values)))

    # groups and examples

    def groups(self) -> None:
        rules = {row.get("id"): row for row in self.rows("items")}
        for name, fits in _GROUP_FITS.items():
            used: set[Any] = set()
            for number, row in enumerate(self.rows(name)):
                path: Path = (name, number)
                self.keys(path, row, ("items", "note"), ("items",))
                self.values(path, row, {"items": shapes.texts, "note": shapes.text})
                for one in row.get("items", []) if not shapes.texts(row.get("items")) else []:
                    self.member((*path, "items"), name, one, rules.get(one), fits)
                    if one in used and name != "may_not_overlap":
                        self.wrong("group", (*path, "items"), f"计分项“{one}”写了两次", "每项只能在一组里写一次")
                    used.add(one)

    def member(self, path: Path, group: str, one: str, row: Any, fits: tuple[Any, str]) -> None:
        if row is None:
            self.wrong("group", path, f"[[{group}]] 里的“{one}”不是计分项的编号", "请核对编号")
        elif not fits[0](row):
            self.wrong("group", path, f"[[{group}]] 不能包括“{one}”", fits[1])

    def examples(self) -> None:
        for number, row in enumerate(self.rows("examples")):
            path: Path = ("examples", number)
            self.keys(path, row, ("name", "overlay", "record", "points", *_OUTCOMES), ("name", "record"))
            self.values(path, row, {"name": shapes.text, "total": shapes.number, "refused": shapes.text})
            self.outcome(path, row)

    def outcome(self, path: Path, row: Mapping[str, Any]) -> None:
        given = [key for key in _OUTCOMES if key in row]
        if len(given) != 1 or ("points" in row) != (given == ["total"]):
            problem = f"{self.name(path)}应当恰好写一种结果"
            self.wrong("example", path, problem, "写 total 和 points；或 refused；或 exempt = true；或 barred = true")
        for key in ("exempt", "barred"):
            if row.get(key, True) is not True:
                self.wrong("value", (*path, key), f"{self.name(path)}的“{key}”写法不对", f"写 {key} = true")
        if "points" in row and (remedy := shapes.number_table(row["points"])):
            self.wrong("value", (*path, "points"), f"{self.name(path)}的 points 写法不对", remedy)
        if not isinstance(row.get("record", {}), dict):
            self.wrong("value", (*path, "record"), f"{self.name(path)}的 record 写法不对", "应为一张表")
        self.example_overlay(path, row.get("overlay", {}))

    def example_overlay(self, path: Path, overlay: Any) -> None:
        allowed = self.source.data.get("local", [])
        if not isinstance(overlay, dict) or not set(overlay) <= set(allowed):
            remedy = f"这里只能写 local 里放开的：{'、'.join(map(str, allowed)) or '无'}"
            self.wrong("example", (*path, "overlay"), f"{self.name(path)}的 overlay 写法不对", remedy)


def _same(value: Any, allowed: Sequence[Any]) -> bool:
    return any(value.__class__ is one.__class__ and value == one for one in allowed)


def _sanction_keys() -> set[str]:
    attributes = KINDS["sanction"].attributes
    return {f"{who}.{grade}" for who in attributes["authority"].values for grade in attributes["grade"].values}


def _periods(row: Mapping[str, Any]) -> bool:
    facts = row.get("facts")
    kinds = [one.get("kind") for one in facts if isinstance(one, dict)] if isinstance(facts, list) else []
    return all(kind in KINDS and KINDS[kind].has_period for kind in kinds)


_WITH_PERIOD = (lambda kind: KINDS[kind].has_period, "只能用于有起止日期（from、to）的事实")
_WANTS: Mapping[str, tuple[Any, str]] = {
    "service_years": (lambda kind: kind == "not_counted", "facts 只写 [{kind = \"not_counted\"}]"),
    "per_month": _WITH_PERIOD,
    "milestone_years": _WITH_PERIOD,
    "sanctions": (lambda kind: kind == "sanction", "facts 只写 kind = \"sanction\" 的模式"),
    "last": (lambda kind: "from" in KINDS[kind].attributes, "choose = \"last\" 只能用于有 from 的事实"),
}
_GROUP_FITS: Mapping[str, tuple[Any, str]] = {
    "one_per_cause": (lambda row: row.get("rule") == "per_fact", "只能包括 per_fact 计分项"),
    "may_not_overlap": (_periods, "只能包括事实都有起止日期的计分项"),
    "only_highest": (
        lambda row: row.get("rule") == "by_value" and row.get("choose") in ("highest", "last"),
        "只能包括 choose 为 highest 或 last 的 by_value 计分项",
    ),
}
