"""Collects the faults of a pack and says where in its text each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .errors import Fault
from .pack_shapes import Check
from .toml_text import Path, TomlText


def known(allowed: Sequence[str]) -> str:
    """What may be written, as a remedy."""
    return "可用：" + "、".join(allowed)


@dataclass
class Checking:
    """The text checked, what to call it, and the faults found so far."""

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

    def values(self, path: Path, table: Mapping[str, Any], checks: Mapping[str, Check]) -> bool:
        """Whether all values are written right; those that are not become faults."""
        before = len(self.faults)
        for key, check in checks.items():
            if key in table and (remedy := check(table[key])):
                self.wrong("value", (*path, key), f"{self.name(path)}的“{key}”写法不对", remedy)
        return len(self.faults) == before

    def name(self, path: Path) -> str:
        match path:
            case ("items", int(number), *_):
                return f"计分项 {self.source.data['items'][number].get('id', number + 1)} "
            case ("examples", int(number), *_):
                return f"第 {number + 1} 个算例"
            case (str(table), *_):
                return f"[{table}] "
            case _:
                return "文件开头"

    def rows(self, name: str) -> list[dict[str, Any]]:
        rows = self.source.data.get(name, [])
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            return rows
        self.wrong("value", (name,), f"“{name}”写法不对", f"每一条用 [[{name}]] 开头")
        return []
