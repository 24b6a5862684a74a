"""Reads the duties' rule files (`rules/*.toml`); unknown keys and missing figures are errors."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from resettlement.errors import BadInputError
from resettlement.follow_up.model import (
    NO_RULES,
    Direction,
    DutyRule,
    DutyRules,
    OwedBy,
    Topic,
    Trigger,
)

_FILE = {"id", "title", "categories"}
_FILE_OPTIONAL = {"placed_from", "placed_before", "duty", "unknown", "consequence"}
_UNKNOWN = {"key", "topic", "owed_by", "label"}
_DUTY = _UNKNOWN | {"figure", "direction", "law", "article"}
_DUTY_OPTIONAL = {"trigger", "months", "days", "residence", "fulfilled_by"}
_KINDS: Mapping[str, type[StrEnum]] = {
    "topic": Topic,
    "owed_by": OwedBy,
    "direction": Direction,
    "trigger": Trigger,
    "fulfilled_by": Trigger,
}
_PERIODS = ({"trigger", "months"}, {"trigger", "days"})


@cache
def shipped() -> tuple[DutyRules, ...]:
    """The rule files that come with the application, by id."""
    return tuple(read(path) for path in sorted((Path(__file__).parent / "rules").glob("*.toml")))


def read(path: Path) -> DutyRules:
    """One rule file. Raises BadInputError naming file, duty and field."""
    content = path.read_bytes()
    try:
        return _file(tomllib.loads(content.decode()), hashlib.sha256(content).hexdigest())
    except (ValueError, TypeError) as error:
        raise BadInputError(f"回访规则 {path.name}：{error}", file=path.name) from error


def named(rules_id: str) -> DutyRules:
    """A shipped file by its id; NO_RULES for "", where nobody knows the rules of somebody followed up."""
    return next((file for file in shipped() if file.id == rules_id), NO_RULES)


def _file(table: Mapping[str, Any], digest: str) -> DutyRules:
    _keys("文件", table, _FILE, _FILE_OPTIONAL)
    duties = [_duty(row) for row in table.get("duty", [])] + [
        _unknown(row) for row in table.get("unknown", [])
    ]
    keys = [duty.key for duty in duties]
    if len(set(keys)) != len(keys):
        raise ValueError("key 有重复，每项义务的 key 应各不相同")
    return DutyRules(
        id=table["id"],
        title=table["title"],
        digest=digest,
        categories=frozenset(table["categories"]),
        placed_from=_day(table, "placed_from"),
        placed_before=_day(table, "placed_before"),
        duties=tuple(duties),
        consequences=tuple((row["text"], row["article"]) for row in table.get("consequence", [])),
    )


def _duty(row: Mapping[str, Any]) -> DutyRule:
    where = f"[[duty]] {row.get('key', '?')}"
    _keys(where, row, _DUTY, _DUTY_OPTIONAL)
    rule = DutyRule(**{**row, **_kinds(where, row)})
    period = row.keys() & {"trigger", "months", "days"}
    if rule.direction is Direction.LATEST_BY and period not in _PERIODS:
        raise ValueError(f"{where} 有最后期限，应写明 trigger 以及 months 或 days 其中之一")
    if rule.direction is not Direction.LATEST_BY and period:
        raise ValueError(f"{where} 没有最后期限，不应写 trigger、months 或 days")
    return rule


def _unknown(row: Mapping[str, Any]) -> DutyRule:
    where = f"[[unknown]] {row.get('key', '?')}"
    _keys(where, row, _UNKNOWN, set())
    nothing = dict.fromkeys(("figure", "direction", "law", "article"))
    return DutyRule(**{**row, **nothing, **_kinds(where, row)})


def _kinds(where: str, row: Mapping[str, Any]) -> dict[str, StrEnum]:
    found = {}
    for key, kind in _KINDS.items():
        if key in row and row[key] not in list(kind):
            raise ValueError(f"{where} 的 {key} 写的是“{row[key]}”，应为 {'、'.join(kind)} 之一")
        if key in row:
            found[key] = kind(row[key])
    return found


def _keys(where: str, table: Mapping[str, Any], required: set[str], optional: set[str]) -> None:
    if missing := sorted(required - table.keys()):
        raise ValueError(f"{where} 缺少 {'、'.join(missing)}")
    if unknown := sorted(table.keys() - required - optional):
        raise ValueError(f"{where} 有不认识的项 {'、'.join(unknown)}，请检查拼写")


def _day(table: Mapping[str, Any], key: str) -> date | None:
    day = table.get(key)
    if day is not None and type(day) is not date:
        raise ValueError(f"{key} 应为日期，例如 2024-09-01")
    return day
