"""docs/rule-packs.md teaches by a pack that runs, and leaves out no rule and no key."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from public_notices.verifier import compare_scores
from scoring import Pack, pack_from_text, parse_records, score
from scoring.examples import record_of, run_examples
from scoring.items import RULES
from scoring.items.check import COMMON_KEYS
from scoring.kinds import KINDS
from scoring.pack.shape import LOCAL_KEYS, TIE_KEYS

DOCUMENT = (Path(__file__).parents[3] / "docs" / "rule-packs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.fixture(scope="module")
def city() -> Pack:
    (text,) = (block for block in BLOCKS if 'id = "officers-qingjiang-2021"' in block)
    return pack_from_text(text)


def test_the_city_worked_through_is_a_pack_without_fault_whose_examples_hold(city: Pack) -> None:
    outcomes = run_examples(city)
    assert len(outcomes) == 5
    assert [one.problem for one in outcomes if one.problem] == []


def test_both_paths_score_a_batch_of_the_city_alike(city: Pack) -> None:
    base = {
        "category": "officer", "enlisted_on": "2009-02-10", "discharged_on": "2021-09-01",
        "facts": [
            {"kind": "exam", "subject": "笔试", "mark": "71.5"},
            {"kind": "post", "level": "副营职", "from": "2019-01-01"},
        ],
    }  # fmt: skip
    hardship = {"kind": "area", "area": "hardship", "class": "4", "from": "2012-01-01", "to": "2015-07-16"}
    warned = {
        "kind": "sanction",
        "authority": "military",
        "grade": "demerit",
        "on": "2014-01-01",
        "cause": "甲",
    }
    again = {**warned, "authority": "party", "grade": "warning"}
    rows = [
        {**base, "candidate": "甲", "facts": [*base["facts"], hardship]},
        {**base, "candidate": "乙", "facts": [*base["facts"], warned, again]},
        {**base, "candidate": "丙"},
    ]
    sheets = [sheet.to_json() for sheet in score(parse_records({"records": rows}), city)]
    assert [sheet["standing"] for sheet in sheets] == [1, 3, 2]
    archive = [Decimal(sheet["lines"][1]["quantity"]) for sheet in sheets]
    assert archive == [Decimal("26.2"), Decimal(18), Decimal(22)]  # 13 + 9, and 42 months × 0.1, and −4
    assert compare_scores(rows, city.text, None, sheets) == []


def test_the_examples_of_the_city_are_records_as_the_contract_has_them(city: Pack) -> None:
    assert all(record_of(row, "例").category == "officer" for row in city.examples)


@pytest.mark.parametrize("rule", RULES)
def test_the_document_names_every_rule_and_its_keys(rule: str) -> None:
    form = RULES[rule]
    missing = [key for key in (rule, *form.structure, *form.figures) if f"`{key}" not in DOCUMENT]
    assert missing == []


def test_the_document_names_every_common_key_and_every_key_of_the_tie_chain() -> None:
    names = (*COMMON_KEYS, *LOCAL_KEYS, *TIE_KEYS, "points.CHAPTER", "chapter_caps", "tables", "evidence")
    assert [name for name in names if not re.search(rf"[`\[\"]{re.escape(name)}", DOCUMENT)] == []


def test_the_city_says_something_about_every_kind_of_fact(city: Pack) -> None:
    assert {pattern.kind for item in city.items for pattern in item.patterns} == set(KINDS)
