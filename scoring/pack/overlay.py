"""Overlays: what a bureau may set in a pack, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from scoring import checks
from scoring.checks import Check, known
from scoring.errors import Fault, PackError
from scoring.items import RULES
from scoring.items.rule import UNKNOWN, UNKNOWN_STATUSES
from scoring.items.service_years import PART_YEARS
from scoring.toml_text import Path, TomlText

from .check import check_pack, tie_keys
from .shape import Overlay

PLACE = "补充文件"
_MUST: Mapping[str, Check] = {
    "overlays": checks.text, "by": checks.text, "document": checks.text, "on": checks.day,
}  # fmt: skip
_WORDS: Mapping[str, Check] = {"article": checks.text, "source": checks.text, "labels": checks.text_table}
"""What an item of an overlay may say besides its figures: where they stand, and values in words."""
_LOCAL: Mapping[str, Check] = {
    "tie_chain": checks.texts, **dict.fromkeys(PART_YEARS, checks.part_of_year),
}  # fmt: skip


def apply_overlay(pack: TomlText, overlay: TomlText) -> tuple[Mapping[str, Any], Overlay]:
    """The pack's data with the overlay's figures in it, and who set them.

    Raises PackError with all faults.
    """
    if "overlays" not in overlay.data and "chapters" in overlay.data:
        remedy = "请在 --overlay 写补充文件的路径；规则包写在 --rules"
        raise PackError([Fault("overlay.is_pack", PLACE, "这是一份规则包，不是补充文件", remedy)])
    applying = _Applying(overlay, deepcopy(dict(pack.data)))
    applying.head()
    applying.items()
    if not applying.faults:
        applying.check_whole(pack.text)
    if applying.faults:
        raise PackError(applying.faults)
    data = overlay.data
    digest = hashlib.sha256(overlay.text.encode()).hexdigest()
    return applying.result, Overlay(data["by"], data["document"], data["on"], digest)


@dataclass
class _Applying:
    overlay: TomlText
    result: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, code: str, path: Path, problem: str, remedy: str) -> None:
        line = self.overlay.line(path)
        self.faults.append(Fault(f"overlay.{code}", f"{PLACE}第 {line} 行", problem, remedy, line=line))

    def head(self) -> None:
        data = self.overlay.data
        for key in data:
            if key not in (*_MUST, *_LOCAL, "items"):
                self.wrong("unknown_key", (key,), f"不能设定“{key}”", known((*_MUST, *_LOCAL, "[[items]]")))
        for key, check in _MUST.items():
            if key not in data:
                remedy = "请写明 overlays、by（谁）、document（依据）、on（日期）"
                self.wrong("missing_key", (key,), f"缺少“{key}”", remedy)
            elif remedy := check(data[key]):
                self.wrong("value", (key,), f"“{key}”写法不对", remedy)
        if data.get("overlays", self.result["id"]) != self.result["id"]:
            problem = f"这份文件补充的是 {data['overlays']}，不是 {self.result['id']}"
            self.wrong("other_pack", ("overlays",), problem, "请换用对应的规则包或补充文件")
        for key, check in _LOCAL.items():
            if key in data:
                self.local(key, data[key], check)

    def local(self, key: str, value: Any, check: Check) -> None:
        if key not in self.result.get("local", []):
            self.wrong("not_local", (key,), f"规则包没有放开“{key}”", "请删去，或核对规则包的 local")
        elif remedy := check(value):
            self.wrong("value", (key,), f"“{key}”写法不对", remedy)
        elif key == "tie_chain":
            self.tie_chain(value)
        else:
            for row in self.result["items"]:
                if key in RULES[row["rule"]].figures:
                    row[key] = value

    def tie_chain(self, value: list[str]) -> None:
        keys = tie_keys(self.result["chapters"])
        for one in value:
            if one not in keys or value.count(one) > 1:
                self.wrong("value", ("tie_chain",), f"同分比较项“{one}”不认识或重复", known(keys))
        self.result["tie_chain"] = value

    def items(self) -> None:
        rows = self.overlay.data.get("items", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.wrong("value", ("items",), "“items”写法不对", "每一条用 [[items]] 开头")
            return
        targets = {row["id"]: row for row in self.result["items"]}
        seen: set[str] = set()
        for number, row in enumerate(rows):
            name = str(row.get("id"))
            if name not in targets or name in seen:
                problem = f"计分项“{name}”不在规则包里，或写了两次"
                self.wrong("item", ("items", number, "id"), problem, known(tuple(targets)))
                continue
            seen.add(name)
            self.item(("items", number), row, targets[name])

    def item(self, path: Path, row: Mapping[str, Any], target: dict[str, Any]) -> None:
        figures = RULES[target["rule"]].figures
        given = {key: value for key, value in row.items() if key not in ("id", *_WORDS)}
        words = {key: row[key] for key in _WORDS if key in row}
        before = len(self.faults)
        for key, value in given.items():
            if key not in figures:
                problem = f"计分项 {row['id']} 不能设定“{key}”"
                self.wrong("not_local", (*path, key), problem, known(("id", *figures, *_WORDS)))
            elif value == UNKNOWN and key in PART_YEARS:
                continue
            elif remedy := figures[key](value):
                self.wrong("value", (*path, key), f"计分项 {row['id']} 的“{key}”写法不对", remedy)
        for key, value in words.items():
            if remedy := _WORDS[key](value):
                self.wrong("value", (*path, key), f"计分项 {row['id']} 的“{key}”写法不对", remedy)
        if not given:
            self.wrong("missing_key", path, f"计分项 {row['id']} 没有写分值", "请照所依据的文件写上分值")
        if len(self.faults) == before:
            self.fill(path, given, words, target)

    def fill(
        self, path: Path, given: Mapping[str, Any], words: Mapping[str, Any], target: dict[str, Any]
    ) -> None:
        unknown = target["status"] in UNKNOWN_STATUSES
        if unknown:
            for key in RULES[target["rule"]].figures:
                target.pop(key, None)  # an uncertain figure falls away; what counts is what the overlay says
            target.update(given)
        elif all(target.get(key) == UNKNOWN for key in given):
            target.update(given)
        elif not self.adds_keys_only(path, given, target):
            return
        if unknown:  # a known item keeps its own: only values of its table were added
            target.update({key: words[key] for key in ("article", "source") if key in words})
        target["labels"] = {**words.get("labels", {}), **target.get("labels", {})}
        data = self.overlay.data
        own = f"{words['source']}{words.get('article', '')}" if "source" in words else ""
        ground = own or data.get("document")
        target["status"] = "confirmed"
        target["confirmed_by"] = f"{data.get('by')}依{ground}确认（{data.get('on')}）"

    def adds_keys_only(self, path: Path, given: Mapping[str, Any], target: dict[str, Any]) -> bool:
        new, old = given.get("points"), target.get("points")
        if set(given) != {"points"} or not isinstance(new, dict) or not isinstance(old, dict):
            problem = f"计分项 {target['id']} 的分值已有出处，不能改"
            self.wrong("known_figure", path, problem, "只能为 points 表补上缺少的取值")
            return False
        for key in new:
            if key in old:
                problem = f"计分项 {target['id']} 的“{key}”已有分值 {old[key]}，不能改"
                self.wrong("known_figure", (*path, "points", key), problem, "请删去这一个取值")
        target["points"] = {**old, **{key: value for key, value in new.items() if key not in old}}
        return True

    def check_whole(self, text: str) -> None:
        """With its figures in, the pack must be complete and right like any other."""
        whole = {**self.result, "items": [_as_seen(row) for row in self.result["items"]]}
        numbers = {row["id"]: number for number, row in enumerate(self.overlay.data.get("items", []))}
        for fault in check_pack(TomlText(whole, {}, text)):
            number = next((n for name, n in numbers.items() if f"计分项 {name} " in fault.problem), None)
            path: Path = ("items", number) if number is not None else ()
            self.wrong("incomplete", path, fault.problem, fault.remedy)


def _as_seen(row: Mapping[str, Any]) -> dict[str, Any]:
    status = "seen" if row["status"] == "confirmed" else row["status"]
    return {**{key: value for key, value in row.items() if key != "confirmed_by"}, "status": status}
