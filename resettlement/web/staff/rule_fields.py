"""The form in which an item's figures or a local setting are entered: its fields, and what was typed as TOML.

A field left empty sets nothing. Whether the figures are right for the rule, the scoring room says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from resettlement.campaign.overlay import Opening, bracket, read_toml
from resettlement.records.vocabulary import KINDS
from resettlement.translation import looked_up
from resettlement.web.sent_form import SentForm
from scoring import Pack
from scoring.checks import up_to_31, up_to_six, whole
from scoring.items import RULES
from scoring.pack.shape import LOCAL_KEYS, POINTS_KEY

LABELS = {
    "points": "分值",
    "first": "第一次",
    "each_later": "以后每次",
    "by_count": "按次数合计",
    "cap": "最多",
    "brackets": "各段每年的分值",
    "how_many": "计最高的几项",
    "share_of_rest": "其余各项按几倍计",
    "unbroken_months": "须连续满几个月",
    "months_in_all": "或者累计满几个月",
    "month_from_days": "零头满几天算一个月",
    "at_years": "满几年",
    "per_year_before": "不满的每年",
    "each_further": "以后每年",
    "exam_weight": "考试成绩的权重",
    "archive_weight": "考核成绩的权重",
    "archive_best": "考核最高者折算为",
    "decimals": "保留几位小数",
    "under_six_months": "不满六个月按几年",
    "exactly_six_months": "恰好六个月按几年",
    "over_six_months": "超过六个月按几年",
    "tie_chain": "同分比较",
}
HINTS = {
    "by_count": "一次、两次、三次……各多少分，如 5、8、10；最后一个数用于更多次",
    "cap": "至多得多少分；减分写负数，或写“重一档”（不超过重一档）",
    "brackets": "一行一段：到第几年为止、每年几分，如 12 3；最后一行写 以后 4",
    "points": "一行一个：取值、分值，如 一级上士 5",
    "tie_chain": "总分相同的，依次比哪几项；后面的可以不选",
}
TIES = {
    "longer_service": "服役时间长的在前", "older": "年龄大的在前", "earlier_enlisted": "入伍早的在前",
    "earlier_appointed": "任现职早的在前",
}  # fmt: skip
TIE_PLACES = ("tie_1", "tie_2", "tie_3", "tie_4")
_NEXT_HEAVIER = ("重一档", "next_heavier")
_LAST = ("以后", "later")
_WHOLE = (whole, up_to_31, up_to_six)
_PARTS = re.compile(r"[、，,;；\s]+")
_WORDS = {
    (kind.name, attribute.name, str(value)): word
    for kind in KINDS
    for attribute in kind.attributes
    for word, value in (attribute.words or {}).items()
}


@dataclass(frozen=True)
class Field:
    """One field: `label` says what is set, `value` which value of a table; `type` as form_field has it."""

    name: str
    label: str
    value: str = ""
    type: str = "text"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def fields_of(opening: Opening, pack: Pack, prefix: str = "") -> list[Field]:
    """What may be typed for one opening; `prefix` parts several openings in one form."""
    return [replace(field, name=f"{prefix}{field.name}") for field in _fields_of(opening, pack)]


def _fields_of(opening: Opening, pack: Pack) -> list[Field]:
    if opening.id == "tie_chain":
        chapters = [(f"{POINTS_KEY}{id_}", label) for id_, label in pack.chapters.items()]
        ties = [(key, looked_up(label)) for key, label in TIES.items()]
        choices = (("", ""), *ties, *chapters)
        return [Field(name, "", type="select", choices=choices) for name in TIE_PLACES]
    return [field for key in opening.keys for field in _fields(key, opening)]


def _fields(key: str, opening: Opening) -> list[Field]:
    if key == "points" and opening.values:
        return [Field(f"points.{one}", "", _word(opening, one)) for one in opening.values]
    if key == "brackets" or (key == "points" and opening.values == ()):
        return [Field(key, LABELS[key], type="textarea", hint=HINTS[key])]
    return [Field(key, LABELS[key], hint=HINTS.get(key, "") if key != "points" else "")]


def _word(opening: Opening, value: str) -> str:
    """What the office's workbook calls a value of a table."""
    assert opening.item is not None
    if value in opening.item.labels:
        return str(opening.item.labels[value])
    if opening.item.rule_name == "sanctions":
        authority, grade = value.split(".")
        return _WORDS["sanction", "authority", authority] + _WORDS["sanction", "grade", grade]
    name = opening.item.raw["attribute"]
    found = (_WORDS.get((pattern.kind, name, value)) for pattern in opening.item.patterns)
    return next(filter(None, found), value)


def figures_from(form: SentForm, opening: Opening, pack: Pack, prefix: str = "") -> dict[str, Any]:
    """What was typed, by key of the overlay, with a table's values in words.

    `form.problems` gets what cannot be read.
    """
    if opening.id == "tie_chain":
        chain = [chosen for name in TIE_PLACES if (chosen := form.text(f"{prefix}{name}"))]
        return {"tie_chain": chain} if chain else {}
    figures: dict[str, Any] = {}
    for field in _fields_of(opening, pack):
        said = unicodedata.normalize("NFKC", form.text(f"{prefix}{field.name}"))
        if not said:
            continue
        key, _, value = field.name.partition(".")
        try:
            read = _read(key, said, opening)
        except (ValueError, InvalidOperation):
            form.problems[f"{prefix}{field.name}"] = "没有读懂。请照说明填写，数写成 0.5 或 30"
            continue
        if value:
            figures.setdefault(key, {})[value] = read
        else:
            figures[key] = read
    return figures | _labels(opening, figures.get("points"))


def _labels(opening: Opening, points: Any) -> dict[str, dict[str, str]]:
    """The values of a table in words, where the pack has none: lines read 三等功, not third_class_merit."""
    if opening.item is None or not opening.values or not isinstance(points, dict):
        return {}
    lacking = {value: _word(opening, value) for value in points if value not in opening.item.labels}
    words = {value: word for value, word in lacking.items() if word != value}
    return {"labels": words} if words else {}


def _read(key: str, said: str, opening: Opening) -> Any:
    match key:
        case "brackets":
            return [_bracket(line) for line in said.splitlines() if line.strip()]
        case "by_count":
            return [_number(one) for one in _PARTS.split(said) if one]
        case "points" if opening.values == ():
            return dict(_row(line) for line in said.splitlines() if line.strip())
        case "cap" if said in _NEXT_HEAVIER:
            return "next_heavier"
        case _:
            return int(said) if _is_whole(key, opening) else _number(said)


def _is_whole(key: str, opening: Opening) -> bool:
    return opening.item is not None and RULES[opening.item.rule_name].figures[key] in _WHOLE


def _number(said: str) -> Decimal:
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", said):
        raise ValueError(said)
    return Decimal(said)


def _row(line: str) -> tuple[str, Decimal]:
    value, points = line.rsplit(None, 1)
    return value.strip(" :="), _number(points)


def _bracket(line: str) -> dict[str, Any]:
    end, points = line.split()
    return bracket(None if end in _LAST else int(end), _number(points))


def typed_from(opening: Opening, overlay_text: str | None) -> dict[str, str]:
    """What the overlay says now, as it would be typed."""
    data = read_toml(overlay_text or "")
    rows = {row["id"]: row for row in data.get("items", [])}
    held = data if opening.id in LOCAL_KEYS else rows.get(opening.id, {})
    if opening.id == "tie_chain":
        return dict(zip(TIE_PLACES, map(str, held.get("tie_chain", ())), strict=False))
    typed: dict[str, str] = {}
    for key in opening.keys:
        typed |= _typed(key, held.get(key), opening)
    return typed


def _typed(key: str, value: Any, opening: Opening) -> Mapping[str, str]:
    match value:
        case None:
            return {}
        case dict() if opening.values:
            return {f"{key}.{one}": str(points) for one, points in value.items()}
        case dict():
            return {key: "\n".join(f"{one} {points}" for one, points in value.items())}
        case list() if key == "brackets":
            return {key: "\n".join(f"{one.get('through', _LAST[0])} {one['points']}" for one in value)}
        case list():
            return {key: "、".join(map(str, value))}
        case "next_heavier":
            return {key: _NEXT_HEAVIER[0]}
        case _:
            return {key: str(value)}
