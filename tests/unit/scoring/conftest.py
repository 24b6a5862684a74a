"""Small invented packs and people for tests of one rule at a time. Nobody here is real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scoring import Pack, Record, ScoreSheet, pack_from_text, parse_records, score
from scoring.kinds import KINDS

HEAD = """
id = "invented"
title = "虚构评分表"
issuers = ["某市（虚构）"]
source = "《虚构评分表》"
categories = ["officer", "sergeant"]
local = ["tie_chain", "exactly_six_months"]
[chapters]
all = "全部"
"""

PackOf = Callable[..., Pack]
ScoreOf = Callable[..., ScoreSheet]


def whole_text(items: str) -> str:
    rest = ", ".join(f'{{ kind = "{kind}" }}' for kind in KINDS)
    claimed = [row for row in items.splitlines() if row.startswith("facts")]
    free = [kind for kind in KINDS if f'[{{ kind = "{kind}" }}]' not in " ".join(claimed)]
    rest = ", ".join(f'{{ kind = "{kind}" }}' for kind in free)
    other = f"""
[[items]]
id = "rest"
label = "其他"
chapter = "all"
rule = "nothing"
reason = "表中未列"
status = "inferred"
facts = [{rest}]
"""
    return HEAD + items + other


@pytest.fixture
def pack_of() -> PackOf:
    """A pack of the items given; kinds of fact they do not claim whole earn nothing."""

    def make(items: str, overlay: str | None = None) -> Pack:
        return pack_from_text(whole_text(items), overlay)

    return make


@pytest.fixture
def person() -> Callable[..., dict[str, Any]]:
    def make(*facts: dict[str, Any], **fields: Any) -> dict[str, Any]:
        base = {
            "candidate": "P1",
            "category": "officer",
            "enlisted_on": "2009-12-01",
            "discharged_on": "2021-12-01",
            "facts": list(facts),
        }
        return {**base, **fields}

    return make


@pytest.fixture
def score_of(pack_of: PackOf, person: Callable[..., dict[str, Any]]) -> ScoreOf:
    """The sheet of one person with these facts, under a pack of these items."""

    def run(items: str, *facts: dict[str, Any], **fields: Any) -> ScoreSheet:
        records: tuple[Record, ...] = parse_records({"records": [person(*facts, **fields)]})
        return score(records, pack_of(items))[0]

    return run
