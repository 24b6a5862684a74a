"""An overlay sets what the pack leaves open, says who did, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from scoring import Pack, PackError, load_pack, pack_from_text, parse_records, score

HEAD = """
overlays = "soldiers-2018"
by = "运河区退役军人事务局（虚构）"
document = "《运河区2021年度安置工作方案》第六条（虚构）"
on = 2021-09-10
"""
SOLDIERS = load_pack("soldiers-2018").text
MARTYR = {"kind": "child_of_martyr"}


def overlaid(rest: str = "", head: str = HEAD) -> Pack:
    return pack_from_text(SOLDIERS, head + rest)


def total(pack: Pack, person: Callable[..., dict[str, Any]], *facts: dict[str, Any], **fields: Any) -> str:
    records = parse_records({"records": [person(*facts, category="sergeant", **fields)]})
    return score(records, pack)[0].total


def refusal(rest: str = "", head: str = HEAD) -> str:
    with pytest.raises(PackError) as raised:
        overlaid(rest, head)
    assert all(fault.line for fault in raised.value.faults)
    return str(raised.value)


def test_an_overlay_sets_the_tie_chain_and_exactly_six_months(person: Callable[..., dict[str, Any]]) -> None:
    pack = overlaid('tie_chain = ["longer_service", "older"]\nexactly_six_months = 1')
    assert pack.tie_chain == ("longer_service", "older")
    assert total(pack, person, discharged_on="2022-06-01") == "40"


def test_a_confirmed_figure_scores_and_the_line_says_who_confirmed_it(
    person: Callable[..., dict[str, Any]],
) -> None:
    pack = overlaid('[[items]]\nid = "martyr_child"\npoints = 29.5')
    sheet = score(parse_records({"records": [person(MARTYR, MARTYR, category="sergeant")]}), pack)[0]
    line = sheet.lines[-1]
    assert (sheet.total, line.points, line.status) == ("65.5", "29.5", "confirmed")
    assert "运河区退役军人事务局" in line.note


def test_an_overlay_fills_a_value_a_table_lacks(person: Callable[..., dict[str, Any]]) -> None:
    pack = overlaid('[[items]]\nid = "disab_war"\npoints = { 4 = 60 }')
    assert total(pack, person, {"kind": "disability", "cause": "combat", "grade": 4}) == "96"
    assert total(pack, person, {"kind": "disability", "cause": "combat", "grade": 10}) == "41"


def test_an_overlay_fills_deductions_that_were_not_found(person: Callable[..., dict[str, Any]]) -> None:
    pack = overlaid('[[items]]\nid = "deduct_discipline"\npoints = { "military.warning" = -3 }')
    fact = {"kind": "sanction", "authority": "military", "grade": "warning", "on": "2012-01-01"}
    assert total(pack, person, fact) == "33"


def test_the_digest_is_over_the_packs_bytes_then_the_overlays() -> None:
    pack = overlaid()
    assert pack.digest == hashlib.sha256((SOLDIERS + HEAD).encode()).hexdigest()
    assert load_pack("soldiers-2018").digest == hashlib.sha256(SOLDIERS.encode()).hexdigest()
    assert (pack.overlay_text, pack.text) == (HEAD, SOLDIERS)


@pytest.mark.parametrize("key", ["overlays", "by", "document", "on"])
def test_an_overlay_says_for_which_pack_who_from_what_and_when(key: str) -> None:
    head = "\n".join(row for row in HEAD.splitlines() if not row.startswith(key + " ="))
    assert f"“{key}”" in refusal(head=head)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ('title = "别的"', "不能设定“title”"),
        ('tie_chain = ["taller"]', "taller"),
        ("exactly_six_months = 2", "exactly_six_months"),
        ('[[items]]\nid = "peace_m3"\npoints = 11', "已有出处，不能改"),
        ('[[items]]\nid = "disab_war"\npoints = { 5 = 51 }', "已有分值 50"),
        ('[[items]]\nid = "disab_war"\npoints = { 11 = 1 }', "没有“11”这个取值"),
        ('[[items]]\nid = "martyr_child"', "没有写分值"),
        ('[[items]]\nid = "martyr_child"\npoints = "30"', "不加引号"),
        ('[[items]]\nid = "martyr_child"\nlabel = "x"', "不能设定“label”"),
        ('[[items]]\nid = "martyr_child"\nfirst = 30', "只用一种"),
        ('[[items]]\nid = "skill"\npoints = 3', "不能设定“points”"),
        ('[[items]]\nid = "none"\npoints = 3', "不在规则包里"),
        (
            '[[items]]\nid = "martyr_child"\npoints = 3\n[[items]]\nid = "martyr_child"\npoints = 4',
            "写了两次",
        ),
    ],
)
def test_an_overlay_may_set_nothing_else(rest: str, said: str) -> None:
    assert said in refusal(rest)


def test_what_the_pack_does_not_leave_open_stays_shut() -> None:
    head = HEAD.replace("soldiers-2018", "officers-city-table") + "exactly_six_months = 0.5\n"
    with pytest.raises(PackError, match="没有放开"):
        pack_from_text(load_pack("officers-city-table").text, head)


def test_an_overlay_of_another_pack_is_refused() -> None:
    assert "officers-city-table" in refusal(head=HEAD.replace("soldiers-2018", "officers-city-table"))
