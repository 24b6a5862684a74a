"""The engine and the second path, held against each other on any record under every pack there is."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from public_notices.verifier import compare_scores
from public_notices.verifier.masked import masked_differences
from public_notices.verifier.numbered import CannotComputeError
from public_notices.verifier.packs import read_pack
from public_notices.verifier.scores import score as second_score
from scoring import (
    Pack,
    RecordsError,
    ScoreSheet,
    load_pack,
    pack_from_text,
    parse_records,
    score,
    shipped_packs,
)
from scoring.facts import right_fact
from scoring.records import parse_record
from scoring.sheet import result_text
from tests.properties.scoring_invented import any_fact, any_record, filled
from tests.properties.test_verifier_masked import published

CHAIN = 'tie_chain = ["longer_service", "older"]\n'
EVERY_RULE = pack_from_text((Path(__file__).parent / "scoring_every_rule.toml").read_text(encoding="utf-8"))
FILLED = {pack_id: filled(pack_id, CHAIN) for pack_id in shipped_packs()}
BARE = {f"{pack_id} bare": load_pack(pack_id) for pack_id in shipped_packs()}
PACKS = {**FILLED, **BARE, "every-rule": EVERY_RULE}


def scored(people: list[dict[str, Any]], pack: Pack) -> tuple[ScoreSheet, ...] | None:
    """The sheets, or None where the pack refuses somebody."""
    rows = [{"candidate": f"P{number}", **one} for number, one in enumerate(people)]
    try:
        return score(parse_records({"records": rows}), pack)
    except RecordsError:
        return None


@pytest.mark.parametrize("pack_id", PACKS)
@given(data=st.data())
def test_both_score_a_record_or_both_refuse_it(pack_id: str, data: st.DataObject) -> None:
    pack = PACKS[pack_id]
    record = {"candidate": "P0", **data.draw(any_record(pack))}
    sheets = scored([record], pack)
    if sheets is None:
        with pytest.raises(CannotComputeError):
            second_score(record, read_pack(pack.text, pack.overlay_text))
    else:
        rows = [sheet.to_json() for sheet in sheets]
        assert compare_scores([record], pack.text, pack.overlay_text, rows) == []


@pytest.mark.parametrize("pack_id", [*FILLED, "every-rule"])
@settings(max_examples=40)
@given(data=st.data())
def test_both_put_a_batch_in_the_same_order(pack_id: str, data: st.DataObject) -> None:
    pack = PACKS[pack_id]
    some = [data.draw(any_record(pack, "sanction")) for _ in range(data.draw(st.integers(2, 5)))]
    people = [{"candidate": f"P{number}", **one} for number, one in enumerate(some) if scored([one], pack)]
    sheets = scored(people, pack)
    if sheets is None:  # tied with somebody, and without the post the chain compares
        assert pack is EVERY_RULE
        return
    rows = [sheet.to_json() for sheet in sheets]
    assert compare_scores(people, pack.text, pack.overlay_text, rows) == []


@given(st.data())
def test_the_total_is_the_sum_of_its_lines_and_every_fact_stands_in_one(data: st.DataObject) -> None:
    pack_id = data.draw(st.sampled_from([*FILLED, "every-rule"]))
    pack = PACKS[pack_id]
    record = data.draw(any_record(pack))
    sheets = scored([record], pack)
    if sheets is None:
        return
    (sheet,) = sheets
    assert Decimal(sheet.total) == sum((Decimal(line.points) for line in sheet.lines), Decimal(0))
    assert {index for line in sheet.lines for index in line.facts} == set(range(len(record["facts"])))
    for line in sheet.lines:
        if line.parts:
            assert Decimal(line.quantity) == sum((Decimal(part.points) for part in line.parts), Decimal(0))


@given(st.data())
def test_a_chapter_gives_no_more_and_takes_no_more_than_its_caps(data: st.DataObject) -> None:
    sheets = scored([data.draw(any_record(EVERY_RULE))], EVERY_RULE)
    if sheets is None:
        return
    (sheet,) = sheets
    for chapter, least, most in (("merit", 0, 21), ("minus", Decimal("-9.5"), 0)):
        assert least <= sum(Decimal(one.points) for one in sheet.lines if one.chapter == chapter) <= most


@pytest.mark.parametrize("pack_id", [*FILLED, "every-rule"])
@settings(max_examples=40)
@given(data=st.data())
def test_a_masked_sheet_comes_out_again_under_every_pack(pack_id: str, data: st.DataObject) -> None:
    pack = PACKS[pack_id]
    sheet = published(data.draw(any_record(pack)), pack)
    assert masked_differences(sheet, read_pack(pack.text, pack.overlay_text)) == []


@given(st.data())
def test_the_answer_written_piece_by_piece_is_the_answer(data: st.DataObject) -> None:
    pack = PACKS[data.draw(st.sampled_from([*FILLED, "every-rule"]))]
    sheets = scored([data.draw(any_record(pack)) for _ in range(2)], pack) or ()
    found = json.loads(result_text(pack.to_json(), sheets))
    assert found == {"pack": pack.to_json(), "sheets": [sheet.to_json() for sheet in sheets]}


@given(
    any_fact(),
    st.sampled_from(
        ["kind", "grade", "on", "from", "to", "mark", "days", "level", "collective", "cause", "x"]
    ),
    st.none() | st.booleans() | st.integers(-1, 12) | st.floats() | st.text(max_size=3) | st.just([1]),
)
def test_a_fact_is_read_or_its_fault_is_named(fact: dict[str, Any], name: str, value: object) -> None:
    row = {**fact, name: value}
    record = {
        "category": "officer",
        "enlisted_on": "2003-09-01",
        "discharged_on": "2021-09-01",
        "facts": [row],
    }
    if right_fact(row) is not None:
        assert parse_record(record, "P").facts == (right_fact(row),)
        return
    with pytest.raises(RecordsError) as refused:
        parse_record(record, "P")
    assert {fault.fact for fault in refused.value.faults} == {0}
