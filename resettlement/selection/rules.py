"""Session rules of a place, read from TOML (docs/session-log.md, "Session rules"). Places differ by file."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resettlement.errors import BadInputError
from resettlement.selection.case import GUARANTEES

REASONS = ("absent", "late", "over_time", "left_room", "refused")
TIE_METHODS = ("wishes", "lot")
RULES = Path(__file__).parent / "rules"

_CONSEQUENCE = re.compile(r"last_of_list|given_up|first_free_wish|after:[1-9][0-9]*")
_HEAD = ("id", "title", "source")


@dataclass(frozen=True)
class SessionRules:
    """A place's rules: the values as `session_opened` carries them, the file's text, and its SHA-256."""

    id: str
    title: str
    source: str
    settings: Mapping[str, Any]
    text: str
    digest: str


def load_rules(name: str) -> SessionRules:
    """Shipped rules by id, or any TOML file by path."""
    shipped = RULES / f"{name}.toml"
    path = shipped if shipped.exists() else Path(name)
    try:
        content = path.read_bytes()
    except OSError as error:
        known = "、".join(sorted(p.stem for p in RULES.glob("*.toml")))
        raise BadInputError(
            f"找不到选岗会规则“{name}”。自带的规则有：{known}；也可以给出文件路径。"
        ) from error
    return parse_rules(content, str(path))


def parse_rules(content: bytes, name: str) -> SessionRules:
    """Rules from a file's bytes; every key must be there and none besides."""
    try:
        table = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(f"{name}：不是有效的 TOML（UTF-8）文件：{error}") from error
    faults = list(_faults(table))
    if faults:
        raise BadInputError(f"{name}：{'；'.join(faults)}。")
    settings = {key: value for key, value in table.items() if key not in _HEAD}
    digest = hashlib.sha256(content).hexdigest()
    return SessionRules(table["id"], table["title"], table["source"], settings, content.decode(), digest)


def _faults(table: Mapping[str, Any]) -> list[str]:
    checks: dict[str, Any] = {
        **dict.fromkeys(_HEAD, lambda v: isinstance(v, str) and v != ""),
        "minutes_to_choose": lambda v: type(v) is int and v > 0,
        "guarantee": lambda v: v in GUARANTEES,
        "tie_method": lambda v: v in TIE_METHODS,
        "missed": _is_missed,
        "passed": lambda v: _has(v, {"times": _is_count, "then": _is_consequence}),
        "proxy": lambda v: _has(v, {"allowed": lambda a: type(a) is bool, "papers": _is_texts}),
    }
    remedy = "请对照 default.toml 填写"
    unknown = [f"不认识的项“{key}”，请删去或改正" for key in table if key not in checks]
    missing = [f"缺少“{key}”，{remedy}" for key in checks if key not in table]
    wrong = [
        f"“{key}”的值不合要求，{remedy}" for key, ok in checks.items() if key in table and not ok(table[key])
    ]
    return unknown + missing + wrong


def _has(value: object, parts: Mapping[str, Any]) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == set(parts)
        and all(ok(value[key]) for key, ok in parts.items())
    )


def _is_missed(value: object) -> bool:
    pair = {"first": _is_consequence, "again": _is_consequence}
    return _has(value, dict.fromkeys(REASONS, lambda v: _has(v, pair)))


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text for text in value)


def _is_consequence(value: object) -> bool:
    return isinstance(value, str) and _CONSEQUENCE.fullmatch(value) is not None
