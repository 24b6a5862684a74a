"""Invented figures for what the shipped packs do not know, and any fact there can be: for tests alone.

Every number here is made up so that records can be scored at all. None is law.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from scoring import Pack, load_pack, pack_from_text
from scoring.items.rule import Item
from scoring.kinds import KINDS, Attribute

HEAD = 'by = "某区（虚构）"\ndocument = "为测试而虚构的数字"\non = 2021-09-10\n'
NAMES = {
    "name": ["一级上士", "列兵", "维和", "抗震救灾", "演习"],
    "cause": ["甲", "乙"],
    "subject": ["笔试"],
    "evidence": ["证"],
}
DEDUCTED = ("sanctions", "deduct_file_fraud", "file_fraud", "lower_fraud")


def invented_overlay(pack: Pack, head: str = "") -> str:
    """An overlay that fills every unknown figure of a pack, and every value its tables lack."""
    rows = [f'[[items]]\nid = "{item.id}"\n{figures}' for item in pack.items if (figures := _figures(item))]
    return f'overlays = "{pack.id}"\n{HEAD}{head}\n' + "\n".join(rows)


def _figures(item: Item) -> str:
    known = item.raw.get("points")
    if item.rule is not None or item.lacks:
        if item.raw.get("at_years") == "unknown":
            return "at_years = 3\n"
        if not isinstance(known, dict) or item.rule_name == "tenure":
            return ""
        lacking = {value: points for value, points in _table(item).items() if value not in known}
        return f"points = {_inline(lacking)}\n" if lacking else ""
    match item.rule_name:
        case "service_years":
            first = '{ id = "a", label = "甲", through = 5, points = 2.5 }'
            parts = "under_six_months = 0.5\nexactly_six_months = 0.5\nover_six_months = 1\n"
            return f'brackets = [{first}, {{ id = "b", label = "乙", points = 1 }}]\n{parts}'
        case "composite":
            return "exam_weight = 0.3\narchive_weight = 0.7\narchive_best = 100\ndecimals = 2\n"
        case "per_fact" | "per_unit":
            return f"points = {'-3' if item.id in DEDUCTED else '0.25'}\n"
        case "per_month" if "attribute" in item.raw:
            return f"points = {_inline(_table(item))}\nunbroken_months = 6\nmonths_in_all = 8\n"
        case "per_month":
            return "points = 0.2\nmonths_in_all = 12\n"
        case _:
            return f"points = {_inline(_table(item))}\n"


def _table(item: Item) -> Mapping[str, object]:
    if item.rule_name == "sanctions":
        attributes = KINDS["sanction"].attributes
        names = [
            f"{who}.{grade}" for who in attributes["authority"].values for grade in attributes["grade"].values
        ]
        return {name: -1 - number / 2 for number, name in enumerate(names)}
    attribute = KINDS[item.patterns[0].kind].attributes[item.raw["attribute"]]
    values = attribute.values or NAMES[attribute.name]
    return {str(value): 1 + number / 4 for number, value in enumerate(values)}


def _inline(table: Mapping[str, object]) -> str:
    return (
        "{ "
        + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {one}" for key, one in table.items())
        + " }"
    )


START = date(2001, 1, 1)
days = st.integers(0, 6500).map(lambda number: str(START + timedelta(days=number)))


@cache  # a strategy looks itself over before its first example: once is enough
def any_fact(*left_out: str) -> st.SearchStrategy[dict[str, Any]]:
    """A fact of any kind but those left out, right by the contract."""
    return st.one_of([_fact(kind) for kind in KINDS if kind not in left_out])


def _fact(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    attributes = KINDS[kind].attributes
    must = {name: _value(one) for name, one in attributes.items() if not one.optional}
    may = {name: _value(one) for name, one in attributes.items() if one.optional and name != "evidence"}
    return st.fixed_dictionaries(must, optional=may).map(lambda found: {"kind": kind, **_in_order(found)})


def _value(attribute: Attribute) -> st.SearchStrategy[Any]:
    match attribute.form:
        case "day":
            return days
        case "whole":
            return st.integers(0, 400)
        case "mark":
            return st.sampled_from(["0", "60.5", "86.35", "100"])
        case "text":
            return st.sampled_from(NAMES[attribute.name])
        case _:
            return st.sampled_from(attribute.values)


def _in_order(values: dict[str, Any]) -> dict[str, Any]:
    if "from" in values and "to" in values:
        values["from"], values["to"] = sorted((values["from"], values["to"]))
    return values


EXAM = st.sampled_from(["71.5", "100", "100.01"]).map(
    lambda mark: {"kind": "exam", "subject": "笔试", "mark": mark}
)
POST = st.builds(
    lambda level, day: {"kind": "post", "level": level, "from": day},
    st.sampled_from(["正团职", "副团职", "正营职", "排职"]),
    st.sampled_from(["2012-05-01", "2018-12-01"]),
)
NEEDED = {"officers-zhangqiu-2011": ("exam", EXAM), "officers-heilongjiang-2019": ("post", POST)}
"""What everybody needs to be scored at all: an exam to be weighed, a post that says which table."""


def any_record(pack: Pack, *left_out: str) -> st.SearchStrategy[dict[str, Any]]:
    """A record inside the pack's dates and categories, without facts of the kinds left out."""
    leave = pack.discharged_from or date(2019, 3, 1)
    needed = NEEDED.get(pack.id) if pack.overlay or pack.tables else None
    facts = st.lists(any_fact(*left_out, needed[0] if needed else ""), max_size=9)
    few = st.lists(any_fact(*left_out, needed[0] if needed else ""), min_size=3, max_size=9)
    every = st.one_of(facts, few)
    return st.fixed_dictionaries(
        {
            "category": st.sampled_from(pack.categories),
            "born_on": st.sampled_from(["1985-01-01", "1986-01-01"]),
            "enlisted_on": st.sampled_from(["2003-09-01", "2005-12-01", "2009-02-28", "2010-01-31"]),
            "discharged_on": st.integers(0, 900).map(lambda number: str(leave + timedelta(days=number))),
            "facts": st.builds(lambda some, one: [one, *some], every, needed[1]) if needed else every,
        }
    )


def filled(pack_id: str, head: str = "") -> Pack:
    """A shipped pack with invented figures for all that it does not know."""
    pack = load_pack(pack_id)
    return pack_from_text(pack.text, invented_overlay(pack, head))
