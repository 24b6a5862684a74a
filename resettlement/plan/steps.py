"""A plan's form in steps: which keys each step asks for, and what was typed put into the table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import scoring
from resettlement.errors import BadInputError
from resettlement.plan.checks import said
from resettlement.plan.keys import KEYS, Key, Until
from resettlement.plan.values import duties_of, read_as, written
from resettlement.records.model import CATEGORY_LABELS
from resettlement.selection.session.rules import shipped_rules
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later

NAMES, RULES, NOTICES, SESSION, CHECK = "names", "rules", "notices", "session", "check"
STEPS = {
    NAMES: later("名称与联系方式"),
    RULES: later("类别与规则"),
    NOTICES: later("公告"),
    SESSION: later("选岗会、志愿与介绍信"),
    CHECK: later("核对并建立"),
}
_ID_HINT = later("网址的一部分：小写字母、数字、连字符，如 yunhe-2021；建立之后不能改")
_OWN: Mapping[str, Key] = {
    "id": Key(later("批次编号"), "text", Until.FIRST_NOTICE, NAMES, hint=_ID_HINT),
    "year": Key(later("年度"), "count", Until.FIRST_NOTICE, NAMES, hint=later("如 2021")),
    "district": Key(later("区县"), "text", Until.FIRST_NOTICE, NAMES, hint=later("如 运河区")),
    "fictional": Key(
        later("是不是虚构的练习"), "yes_no", Until.FIRST_NOTICE, NAMES,
        hint=later("虚构的批次每一页、每一份文件都印“示例”"),
    ),
    "session_rules": Key(later("选岗会按哪里的规则"), "rules", Until.FIRST_NOTICE, RULES),
    "session_overlay": Key(
        later("选岗会规则的补充文件"), "file", Until.FIRST_NOTICE, RULES, required=False,
        hint=later("规则里有待定的项时，须由本单位写明"),
    ),
}  # fmt: skip
FIELDS: Mapping[str, Key] = {**_OWN, **KEYS}
_NAMED = ("id", "year", "title", "district", "issuer", "fictional")
_STEP_OF = {"session": SESSION, "notices": NOTICES, "records": RULES, "duties": RULES, "letters": SESSION}
CATEGORY_FIELDS = ("label", "pack", "overlay")


def keys_of(step: str) -> tuple[str, ...]:
    """The keys that a step asks for, in order."""
    if step == NAMES:
        return (*_NAMED, *(key for key in KEYS if key.split(".")[0] in ("contact", "objections")))
    further = {RULES: ("session_rules", "session_overlay"), SESSION: ("wishes_close_at",)}.get(step, ())
    return (*further, *(key for key in KEYS if _STEP_OF.get(key.split(".")[0]) == step))


def choices_of(key: str, files: Mapping[str, str]) -> tuple[str, ...] | None:
    """What a key may be; None where it is typed."""
    match FIELDS[key].kind:
        case "rules":
            return (*shipped_rules(), *files)
        case "file":
            return ("", *files)
        case "duties":
            return ("", *duties_of(key.split(".")[1]))
        case "yes_no":
            return ("", "true", "false")
        case "choice":
            return ("", *FIELDS[key].choices)
        case _:
            return None


def packs_of(category: str, files: Mapping[str, str]) -> tuple[str, ...]:
    """The packs that a category may be scored by: the shipped ones for it, and the files of the draft."""
    fit = [id_ for id_ in scoring.shipped_packs() if category in scoring.load_pack(id_).categories]
    return (*fit, *files)


def shown(table: Mapping[str, Any], step: str) -> dict[str, str]:
    """A step's fields as they stand in the table."""
    typed = {key: written(key, said(table, key)) for key in keys_of(step)}
    for one in table.get("categories", ()) if step == RULES else ():
        typed |= {f"{one['id']}.{name}": str(one.get(name, "")) for name in CATEGORY_FIELDS}
        typed[f"{one['id']}.used"] = "1"
    return typed


def filled(
    table: Mapping[str, Any], step: str, typed: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The table with what was typed in it, and what is wrong by key. A draft may leave anything empty."""
    made, wrong = deepcopy(dict(table)), dict[str, str]()
    for key in keys_of(step):
        text = typed.get(key, "").strip()
        try:
            _put(made, key, _as_in_a_plan(key, text) if text else None)
        except BadInputError as error:
            wrong[key] = error.message
    if step == RULES:
        made["categories"] = _categories(table, typed)
    return made, wrong


def _as_in_a_plan(key: str, text: str) -> Any:
    """The value as TOML has it: a day is a date there, and what is kept of a campaign writes it out."""
    value = read_as(key, FIELDS[key], text)
    return date.fromisoformat(value) if FIELDS[key].kind == "day" else value


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    *path, last = key.split(".")
    for part in path:
        table = table.setdefault(part, {})
    if value is None or value == []:
        table.pop(last, None)
    else:
        table[last] = value


def _categories(table: Mapping[str, Any], typed: Mapping[str, str]) -> list[dict[str, str]]:
    """Those that are ticked, in the order they had; further ones in the usual order."""
    known = [one["id"] for one in table.get("categories", ()) if one.get("id") in CATEGORY_LABELS]
    order = [*known, *(one for one in CATEGORY_LABELS if one not in known)]
    found = []
    for id_ in order:
        if typed.get(f"{id_}.used"):
            told = {name: typed.get(f"{id_}.{name}", "").strip() for name in CATEGORY_FIELDS}
            told["label"] = told["label"] or CATEGORY_LABELS[id_]
            found.append({"id": id_, **{name: text for name, text in told.items() if text}})
    return found


def step_of(key: str) -> str:
    """Where a key that lacks something is typed."""
    if key.startswith("categories"):
        return RULES
    return next((step for step in STEPS if key in keys_of(step)), NAMES)


def name_of(key: str) -> str:
    """A key in words."""
    if key.startswith("categories"):
        return _("类别")
    return _(FIELDS[key].label) if key in FIELDS else key
