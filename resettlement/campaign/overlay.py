"""What a rule pack leaves to the office, and an overlay's text with one thing more set in it. Pure.

docs/rule-packs.md, "Overlays", says what an overlay may set; scoring refuses everything else.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any

from scoring import Pack
from scoring.items import RULES, sanctions
from scoring.items.rule import UNKNOWN, UNKNOWN_STATUSES, Item
from scoring.kinds import KINDS
from scoring.pack.shape import LOCAL_KEYS

_HEAD = ("overlays", "by", "document", "on")


@dataclass(frozen=True)
class Opening:
    """One thing a pack leaves open: a local setting (`item` is None) or figures of an item.

    `keys` are the figures; `values` those of a table of points that have none yet, () where the attribute
    takes any text; None where the points are no table.
    """

    id: str
    keys: tuple[str, ...]
    item: Item | None = None
    values: tuple[str, ...] | None = None

    @property
    def unknown(self) -> bool:
        """A record that needs it is refused; otherwise the pack merely lacks values of a table."""
        return self.item is None or self.item.rule is None or self.keys != ("points",)


@dataclass(frozen=True)
class Setting:
    """What is set: an item's figures or a local setting as TOML, from which document; `office` says so, by
    the accounts of two people.
    """

    what: str
    figures: str
    document: str
    office: str
    entered_by: str
    confirmed_by: str
    on: date

    @property
    def words(self) -> dict[str, str]:
        """Where the figures stand, as an item of an overlay says it: `《…》（…号）` and the article in it."""
        source, article = parted(self.document)
        return {"source": source, **({"article": article} if article else {})}

    @property
    def ground(self) -> str:
        """Who takes it from where, in one line."""
        return f"依据{self.document}；{self.entered_by}录入，{self.confirmed_by}核对，{self.on}"


def openings(pack: Pack) -> dict[str, Opening]:
    """Everything that an overlay may set in a pack as it was issued, by id."""
    found = [Opening(key, (key,)) for key in pack.local]
    found += [one for item in pack.items if (one := _opening(item, pack.local)) is not None]
    return {one.id: one for one in found}


def _opening(item: Item, local: tuple[str, ...]) -> Opening | None:
    figures, points = RULES[item.rule_name].figures, item.raw.get("points")
    values = _values(item)
    if item.status in UNKNOWN_STATUSES:
        return Opening(item.id, tuple(figures), item, values) if figures else None
    if unknown := tuple(key for key in figures if item.raw.get(key) == UNKNOWN and key not in local):
        return Opening(item.id, unknown, item, values)
    lacking = tuple(one for one in values or () if isinstance(points, dict) and one not in points)
    return Opening(item.id, ("points",), item, lacking) if lacking else None


def _values(item: Item) -> tuple[str, ...] | None:
    """What a table of points may be by, as its keys are written."""
    if item.rule_name == "sanctions":
        return sanctions.NAMES
    name = item.raw.get("attribute")
    if name is None or item.rule_name in ("per_unit", "tenure"):
        return None
    found: list[str] = []
    for pattern in item.patterns:
        values = map(str, KINDS[pattern.kind].attributes[name].values)
        found += [one for one in values if one in pattern.allowed.get(name, {one}) and one not in found]
    return tuple(found)


def read_toml(text: str) -> dict[str, Any]:
    """TOML with its numbers exact. Raises ValueError where it is none."""
    return tomllib.loads(text, parse_float=Decimal)


def toml(figures: Mapping[str, Any]) -> str:
    """`key = value`, a line each, as docs/rule-packs.md writes them."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in figures.items())


def _value(value: Any) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return "{ " + ", ".join(f"{_value(key)} = {_value(one)}" for key, one in value.items()) + " }"
        case _:
            return str(value)


def bracket(through: int | None, points: Decimal) -> dict[str, Any]:
    """Years of service up to `through` (None: all further ones) at so many points a year."""
    if through is None:
        return {"id": "later", "label": "以后各年", "points": points}
    return {"id": f"to_{through}", "label": f"{through}年以内", "through": through, "points": points}


def with_setting(overlay_text: str | None, pack_id: str, earlier: Iterable[Setting], setting: Setting) -> str:
    """The overlay's text with the setting in it, in the place of what it said of the same.

    Whoever spoke before stays, and its remarks on top; the ground of this and of `earlier` settings stands
    above each, and each item has its own source and article.
    """
    data = read_toml(overlay_text or "")
    head = {
        "overlays": data.get("overlays", pack_id),
        "by": _with(data.get("by"), setting.office),
        "document": _with(data.get("document"), parted(setting.document)[0]),
        "on": setting.on,
    }
    notes = {one.what: one.ground for one in (*earlier, setting)}
    local = {key: value for key, value in data.items() if key not in (*_HEAD, "items")}
    items = {row["id"]: {k: v for k, v in row.items() if k != "id"} for row in data.get("items", [])}
    (local if setting.what in LOCAL_KEYS else items).update(_set(setting))
    remarks = "".join(takewhile(lambda line: line.startswith("#"), (overlay_text or "").splitlines(True)))
    return remarks + toml(head) + "".join(_written(local, items, notes))


def _set(setting: Setting) -> dict[str, Any]:
    figures = read_toml(setting.figures)
    return figures if setting.what in LOCAL_KEYS else {setting.what: {**figures, **setting.words}}


def parted(document: str) -> tuple[str, str]:
    """`《title》（number）article` as the document and the place in it; else all of it and nothing."""
    matched = re.fullmatch(r"(《.*》(?:（[^（）]*）)?)(.*)", document)
    return (matched[1], matched[2]) if matched else (document, "")


def _written(
    local: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]], notes: Mapping[str, str]
) -> Iterable[str]:
    for key, value in local.items():
        yield _note(notes, key) + toml({key: value})
    for name, figures in items.items():
        yield f"\n{_note(notes, name)}[[items]]\n" + toml({"id": name, **figures})


def _note(notes: Mapping[str, str], what: str) -> str:
    return f"# {notes[what]}\n" if what in notes else ""


def _with(said: str | None, more: str) -> str:
    """One more of those who speak, or of the documents, unless it is named already."""
    return "；".join(dict.fromkeys([*(said.split("；") if said else []), more]))
