"""Session rules of a place, read from TOML (docs/session-log.md, "Session rules"). Places differ by file."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from resettlement.errors import BadInputError, RefusedError
from resettlement.selection.allocation.case import GUARANTEES
from resettlement.translation import gettext as _

REASONS = ("absent", "late", "over_time", "left_room", "refused")
TIE_METHODS = ("wishes", "lot")
AHEAD_CLOCKS = ("called", "first")
LISTS = ("shared", "separate")
FREED_POSTS = ("highest_waiting", "kept")
RESTARTS = ("top", "after_last")
LEFT_BY = ("gave_up", "missed", "passed", "waived")
"""How the turn of somebody without a post may have ended."""
RULES = Path(__file__).parents[1] / "rules"
UNKNOWN = "unknown"
"""What a pack says where no text is known: an overlay must say it before a session opens."""
HEAD = ("id", "title", "source", "not_supported")

_CONSEQUENCE = re.compile(r"last_of_list|what_is_left|given_up|first_free_wish|after:[1-9][0-9]*")
_OPTIONAL = (
    *("not_supported", "batches", "days_ahead", "seconds_warning"),
    *("standby", "call_ahead", "lists", "freed_post", "second_round", "opens", "assigned_by_office"),
)
Check = Callable[[Any], bool]


@dataclass(frozen=True)
class SessionRules:
    """A place's rules: the values as `session_opened` carries them, the file's text, and its SHA-256.

    `not_supported`: what the place's text demands and the software cannot do, in sentences.
    """

    id: str
    title: str
    source: str
    settings: Mapping[str, Any]
    text: str
    digest: str
    not_supported: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """The settings that nobody has said yet, dotted as in the file: `missed.late.first`."""
        return tuple(path for path, value in leaves(self.settings) if value == UNKNOWN)


def shipped_rules() -> tuple[str, ...]:
    """The ids of the packs that come with the software."""
    return tuple(sorted(path.stem for path in RULES.glob("*.toml")))


def load_rules(name: str) -> SessionRules:
    """Shipped rules by id, or any TOML file by path."""
    shipped = RULES / f"{name}.toml"
    path = shipped if shipped.exists() else Path(name)
    try:
        content = path.read_bytes()
    except OSError as error:
        known = "、".join(shipped_rules())
        raise BadInputError(
            _(
                "找不到选岗会规则“%(name)s”。自带的规则有：%(known)s；也可以给出文件路径。",
                name=name,
                known=known,
            )
        ) from error
    return parse_rules(content, str(path))


def parse_rules(content: bytes, name: str) -> SessionRules:
    """Rules from a file's bytes; every key must be there and none besides, a value may be unknown."""
    table = read_toml(content, name)
    faults = list(_faults(table))
    if faults:
        raise BadInputError(_("规则文件 %(file)s：%(faults)s。", file=name, faults="；".join(faults)))
    settings = {key: value for key, value in table.items() if key not in HEAD}
    digest = hashlib.sha256(content).hexdigest()
    lacking = tuple(table.get("not_supported", ()))
    return SessionRules(
        table["id"], table["title"], table["source"], settings, content.decode(), digest, lacking
    )


def read_toml(content: bytes, name: str) -> dict[str, Any]:
    """The table of a TOML file. Raises BadInputError naming it."""
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(
            _("%(file)s：不是有效的 TOML（UTF-8）文件：%(error)s", file=name, error=error)
        ) from error


def settled(rules: SessionRules) -> Mapping[str, Any]:
    """The settings a session may open with. RefusedError naming each that is unknown, and what to do."""
    if not rules.unknown:
        return rules.settings
    missing = "、".join(rules.unknown)
    raise RefusedError(
        "selection.rules_unknown",
        _(
            "选岗会规则“%(id)s”还有待定的项，不能开场：%(missing)s。请按当地方案写一份补充文件（TOML），"
            "写明 author（谁定的）、document（依据哪份文件）和这些项的值，"
            "在批次方案里用 session_overlay 指明。",
            id=rules.id,
            missing=missing,
        ),
    )


def leaves(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its dotted path; a list counts as one value."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _faults(table: Mapping[str, Any]) -> list[str]:
    unknown = [_("不认识的项“%(key)s”，请删去或改正", key=key) for key in table if key not in _CHECKS]
    missing = [
        _("缺少“%(key)s”，请对照 default.toml 填写", key=key)
        for key in _CHECKS
        if key not in table and key not in _OPTIONAL
    ]
    wrong = [
        _("“%(key)s”的值不合要求，请对照 default.toml 填写", key=key)
        for key, ok in _CHECKS.items()
        if key in table and not ok(table[key])
    ]
    return unknown + missing + wrong


def _has(value: object, parts: Mapping[str, Check]) -> bool:
    return (
        isinstance(value, dict)
        and set(value) <= set(parts)
        and all(ok(value[key]) if key in value else key in _OPTIONAL for key, ok in parts.items())
    )


def _or_unknown(check: Check) -> Check:
    return lambda value: value == UNKNOWN or check(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text for text in value)


def _is_consequence(value: object) -> bool:
    return isinstance(value, str) and _CONSEQUENCE.fullmatch(value) is not None


def _is_instant(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_batches(value: object) -> bool:
    batch = {"category": _is_text, "from": lambda v: _is_count(v) and v > 0, "at": _is_instant}
    if not isinstance(value, list) or not all(_has(one, batch) for one in value):
        return False
    return len({(one["category"], one["from"]) for one in value}) == len(value)


def _is_some_of(value: object, known: tuple[str, ...]) -> bool:
    return _is_texts(value) and isinstance(value, list) and value != [] and set(value) <= set(known)


_PAIR = dict.fromkeys(("first", "again"), _or_unknown(_is_consequence))
_CHECKS: Mapping[str, Check] = {
    **dict.fromkeys(("id", "title", "source"), _is_text),
    "not_supported": _is_texts,
    "minutes_to_choose": _or_unknown(lambda v: type(v) is int and v > 0),
    "guarantee": _or_unknown(lambda v: v in GUARANTEES),
    "tie_method": _or_unknown(lambda v: v in TIE_METHODS),
    "missed": lambda v: _has(v, dict.fromkeys(REASONS, lambda pair: _has(pair, _PAIR))),
    "passed": lambda v: _has(v, {"times": _or_unknown(_is_count), "then": _or_unknown(_is_consequence)}),
    "proxy": lambda v: _has(
        v,
        {
            "allowed": _or_unknown(lambda a: type(a) is bool),
            "papers": _or_unknown(_is_texts),
            "days_ahead": _or_unknown(_is_count),
        },
    ),
    "batches": _or_unknown(_is_batches),
    "seconds_warning": _or_unknown(_is_count),
    "standby": lambda v: _has(
        v, {"roll_call": _or_unknown(_is_count), "check": _or_unknown(lambda c: type(c) is bool)}
    ),
    "call_ahead": lambda v: _has(
        v,
        {
            "people": _or_unknown(lambda n: _is_count(n) and n > 0),
            "minutes": _or_unknown(_is_count),
            "clock": _or_unknown(lambda c: c in AHEAD_CLOCKS),
        },
    ),
    "lists": _or_unknown(lambda v: v in LISTS),
    "freed_post": _or_unknown(lambda v: v in FREED_POSTS),
    "assigned_by_office": _or_unknown(lambda v: type(v) is bool),
    "second_round": lambda v: _has(
        v,
        {
            "who": _or_unknown(lambda who: _is_some_of(who, LEFT_BY)),
            "restart": _or_unknown(lambda r: r in RESTARTS),
            "opens": lambda v: v == "coordinated",
        },
    ),
}
