"""公开的评分表：哪些逐项列出，哪些只列合计，哪些只留封存码。"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from resettlement.journal.model import commitment
from resettlement.publication.masked import columns, masked_facts, split_lines, withheld, withheld_last
from scoring.points import plain

AWARD = {
    "kind": "award",
    "grade": "third_class_merit",
    "on": "2012-07-01",
    "cause": "flood",
    "evidence": "表",
}
DISABILITY = {"kind": "disability", "cause": "duty", "grade": 7}
LEFT_OUT = {"kind": "not_counted", "from": "2010-01-01", "to": "2010-06-01"}


SERVICE = {"years"}


def line(item: str, points: str, *facts: int) -> dict[str, object]:
    return {"item": item, "chapter": item, "points": points, "facts": list(facts)}


def salt(what: str) -> str:
    return f"{what}!".encode().hex()


def test_an_award_is_shown_without_day_evidence_and_cause() -> None:
    (shown,) = masked_facts("S1", [AWARD], salt)
    assert shown == {
        "index": 0,
        "kind": "award",
        "grade": "third_class_merit",
        "cause": commitment("flood", salt("cause/S1/flood")),
    }


def test_equal_causes_carry_equal_commitments_and_others_do_not() -> None:
    first, second, third = masked_facts("S1", [AWARD, AWARD, {**AWARD, "cause": "fire"}], salt)
    assert first["cause"] == second["cause"] != third["cause"]


def test_a_disability_stands_as_a_commitment_that_its_owner_can_open() -> None:
    (shown,) = masked_facts("S1", [DISABILITY], salt)
    assert shown == {"index": 0, "commitment": commitment(DISABILITY, salt("fact/S1/0"))}


def test_the_place_of_a_withheld_fact_in_the_archives_is_not_told() -> None:
    records = [[DISABILITY, AWARD, LEFT_OUT, AWARD], [AWARD, LEFT_OUT, AWARD, DISABILITY]]
    for facts in records:
        awards = [index for index, fact in enumerate(facts) if fact is AWARD]
        masked, lines = withheld_last(masked_facts("S1", facts, salt), [line("m3", "10", *awards)])
        assert [fact["index"] for fact in masked] == [0, 1, 2, 3]
        assert ["commitment" in fact for fact in masked] == [False, False, True, True]
        assert masked[2]["commitment"] < masked[3]["commitment"]
        assert lines[0]["facts"] == [0, 1]


def test_lines_of_withheld_facts_become_one_sum() -> None:
    lines = [line("years", "36"), line("awards", "10", 0), line("disability", "20", 1)]
    shown, hidden = split_lines(lines, [AWARD, DISABILITY], SERVICE)
    assert [entry["points"] for entry in shown] == ["36", "10"]
    assert withheld(hidden) == {"label": "其他各项", "points": "20", "count": 1}
    assert columns(shown, hidden) == {"years": "36", "awards": "10", "other": "20"}


def test_years_of_service_are_shown_without_the_time_that_was_left_out() -> None:
    shown, hidden = split_lines([line("years", "33", 0)], [LEFT_OUT], SERVICE)
    assert [(entry["facts"], entry["points"]) for entry in shown] == [([], "33")]
    assert withheld(hidden) == {"label": "其他各项", "points": "0", "count": 1}


def test_where_service_earns_nothing_time_left_out_is_withheld() -> None:
    shown, hidden = split_lines([line("others", "0", 0)], [LEFT_OUT], set())
    assert (shown, len(hidden)) == ([], 1)


def test_a_chapter_called_other_is_part_of_the_one_column_for_the_rest() -> None:
    shown, hidden = [line("other", "3", 0)], [line("disability", "20", 1)]
    assert columns(shown, hidden) == {"other": "23"}
    assert columns(shown, []) == {"other": "3"}


def test_nothing_withheld_is_none() -> None:
    assert withheld([]) is None


@given(st.decimals(min_value=-1000, max_value=1000, places=2))
def test_a_decimal_is_written_without_exponent_or_trailing_zeros(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))
