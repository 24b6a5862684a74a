"""A rule pack with its overlay, and which fact belongs to which item (docs/rule-packs.md)."""

import hashlib
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .numbered import CannotComputeError, Json

UNKNOWN_STATUSES = ("not_found", "version_uncertain")
OPEN_KINDS = (
    "award",
    "citation",
    "talent_award",
    "state_allowance",
    "post",
    "military_rank",
    "research_award",
    "skill",
)
FIGURES = (
    "points",
    "first",
    "each_later",
    "by_count",
    "cap",
    "brackets",
    "under_six_months",
    "exactly_six_months",
    "over_six_months",
    "at_years",
    "per_year_before",
    "each_further",
    "how_many",
    "share_of_rest",
    "unbroken_months",
    "months_in_all",
    "month_from_days",
    "exam_weight",
    "archive_weight",
    "archive_best",
    "decimals",
)
WORDS = ("id", "article", "source", "labels")
"""What an overlay's item may say that computes nothing."""
LOCAL = ("tie_chain", "under_six_months", "exactly_six_months", "over_six_months")
DEFAULTS: Json = {"setting": "peacetime", "collective": False}


@dataclass(frozen=True)
class Pack:
    """One rule as it was used: `data` is the pack's TOML with what the overlay fills in."""

    id: str
    title: str
    digest: str
    data: Json
    items: list[Json]
    tie_chain: list[str]


def digest_of(pack_text: str, overlay_text: str | None) -> str:
    """SHA-256 of the pack file's bytes, then of the overlay's (CONTRACT)."""
    return hashlib.sha256((pack_text + (overlay_text or "")).encode()).hexdigest()


@lru_cache(maxsize=32)
def read_pack(pack_text: str, overlay_text: str | None) -> Pack:
    """A pack as it was used. It is read once, and nobody changes anything in it."""
    data = parse_toml(pack_text, "计分规则")
    if overlay_text is not None:
        apply_overlay(data, parse_toml(overlay_text, "地方补充规则"))
    items = data.get("items", [])
    digest = digest_of(pack_text, overlay_text)
    return Pack(data["id"], data.get("title", ""), digest, data, items, list(data.get("tie_chain", [])))


def packs_by_category(campaign: Json, rules: Json) -> dict[str, Json]:
    """Each category's own entry of rules.json; a category whose entry is not published is left out.

    Two categories may share a pack and differ in the figures their overlays enter, so an entry is named by
    its digest too; in format 1, whose categories name no digest, by the id alone.
    """
    found: dict[str, Json] = {}
    for category in campaign["categories"]:
        wanted = None if campaign["format"] == 1 else category["digest"]
        for pack in rules["packs"]:
            if pack["id"] == category["pack"] and wanted in (None, pack["digest"]):
                found[category["id"]] = pack
    return found


def parse_toml(text: str, what: str) -> Json:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, TypeError, AttributeError) as fault:
        raise CannotComputeError(f"{what}读不懂：{fault}") from None


def only_adds(earlier: Json, later: Json) -> bool:
    """Whether a pack's later overlay says all that its earlier one said: no figure is another since."""
    old, new = (parse_toml(one["overlay"] or "", "地方补充规则") for one in (earlier, later))
    items = {item["id"]: item for item in new.get("items", [])}
    pairs = [({key: old[key] for key in LOCAL if key in old}, new)]
    pairs += [(item, items.get(item["id"], {})) for item in old.get("items", [])]
    return all(
        stands(value, now.get(key)) for said, now in pairs for key, value in said.items() if key not in WORDS
    )


def stands(value: Any, now: Any) -> bool:
    """Whether a figure is still there; a table may have got further values."""
    if isinstance(value, dict) and isinstance(now, dict):
        return all(key in now and now[key] == one for key, one in value.items())
    return bool(value == now)


def apply_overlay(data: Json, overlay: Json) -> None:
    """Fills what the pack leaves open; anything else an overlay tries is refused."""
    if overlay.get("overlays") != data.get("id"):
        named = overlay.get("overlays")
        raise CannotComputeError(f"地方补充规则写明补充的是 {named}，规则却是 {data.get('id')}")
    for key in LOCAL:
        if key in overlay and key not in data.get("local", []):
            raise CannotComputeError(f"规则 {data['id']} 没有把 {key} 留给地方")
    if "tie_chain" in overlay:
        data["tie_chain"] = overlay["tie_chain"]
    for item in data["items"]:
        if item["rule"] == "service_years":
            item.update({key: overlay[key] for key in LOCAL[1:] if key in overlay})
    by_id = {item["id"]: item for item in data["items"]}
    for change in overlay.get("items", []):
        if change["id"] not in by_id:
            raise CannotComputeError(f"地方补充规则提到的计分项 {change['id']} 不在规则 {data['id']} 中")
        fill_item(by_id[change["id"]], change)


def fill_item(item: Json, change: Json) -> None:
    """Figures of an uncertain item are replaced as a whole; a known one only gets values its table lacks."""
    known = item.get("status") not in UNKNOWN_STATUSES
    if not known:
        for key in FIGURES:
            item.pop(key, None)
    for key, value in change.items():
        if key in WORDS:
            continue
        table = item.get(key)
        if isinstance(table, dict) and isinstance(value, dict):
            if known and set(value) & set(table):
                raise CannotComputeError(f"地方补充规则改动了计分项 {item['id']} 已有的分值")
            item[key] = {**table, **value}
        elif known and table != "unknown":
            raise CannotComputeError(f"地方补充规则改动了计分项 {item['id']} 的 {key}")
        else:
            item[key] = value
    item["status"] = "confirmed"


def for_person(pack: Pack, facts: dict[int, Json]) -> Pack:
    """The pack with the items of everybody and of the person's own table: the one their last post names."""
    tables = pack.data.get("tables", [])
    if not tables:
        return pack
    posts = [fact for fact in facts.values() if fact.get("kind") == "post"]
    last = max((str(post.get("from")) for post in posts), default="")
    levels = {post.get("level") for post in posts if str(post.get("from")) == last}
    own = [table["id"] for table in tables if levels & set(table["posts"])]
    if len(own) != 1:
        raise CannotComputeError(
            f"规则 {pack.id} 按最后的职务分表，{'、'.join(map(str, levels))}不能归入一张表"
        )
    items = [item for item in pack.items if item.get("table", own[0]) == own[0]]
    return replace(pack, items=items)


def fits(pattern: Json, fact: Json) -> bool:
    """Whether a fact has every attribute the pattern names, absent ones at their defaults."""
    for key, wanted in pattern.items():
        allowed = wanted if isinstance(wanted, list) else [wanted]
        if fact.get(key, DEFAULTS.get(key)) not in allowed:
            return False
    return True


def kinds_of(item: Json) -> set[str]:
    """Fact kinds an item's patterns name."""
    kinds: set[str] = set()
    for pattern in item.get("facts", []):
        wanted = pattern.get("kind")
        kinds.update(wanted if isinstance(wanted, list) else [wanted])
    return kinds


def owned_facts(items: list[Json], facts: dict[int, Json]) -> dict[str, list[int]]:
    """Item id → indexes of its facts: each in the first item it fits; items with `reads` see all that fit."""
    owned: dict[str, list[int]] = {item["id"]: [] for item in items}
    for index in sorted(facts):
        claimed = False
        for item in items:
            if not any(fits(pattern, facts[index]) for pattern in item.get("facts", [])):
                continue
            if item.get("reads"):
                owned[item["id"]].append(index)
            elif not claimed:
                owned[item["id"]].append(index)
                claimed = True
        if not claimed:
            kind: Any = facts[index].get("kind")
            raise CannotComputeError(f"第 {index + 1} 条事实（{kind}）不属于规则的任何计分项")
    return owned
