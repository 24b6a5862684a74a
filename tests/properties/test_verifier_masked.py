"""A sheet masked for the public still comes out again, whatever the record; a planted line does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from public_notices.verifier.masked import masked_differences
from resettlement.publication.masked import masked_facts, service_items, split_lines, withheld, withheld_last
from scoring import parse_records
from tests.properties.test_scoring_properties import SECOND, cases, scored


def salt(what: str) -> str:
    return what.encode().hex()


def published(person: dict[str, Any], pack: Any) -> dict[str, Any]:
    """The sheet as the bundle shows it; records that the pack refuses are no case."""
    sheets = scored([person], pack)
    assume(sheets is not None)
    assert sheets is not None
    sheet = sheets[0].to_json()
    months, days = parse_records({"records": [{"candidate": "P0", **person}]})[0].counted_service()
    lines, hidden = split_lines(sheet["lines"], person["facts"], service_items(pack))
    facts, shown = withheld_last(masked_facts("P0", person["facts"], salt), lines)
    return {
        "candidate": "P0",
        "version": 1,
        "total": sheet["total"],
        "exempt": sheet["exempt"],
        "barred": sheet["barred"],
        "service": {"years": months // 12, "months": months % 12, "days": days},
        "facts": facts,
        "lines": [dict(line) for line in shown],
        "withheld": withheld(hidden),
    }


@given(cases)
def test_a_masked_sheet_comes_out_again(case: Any) -> None:
    person, pack = case
    assert masked_differences(published(person, pack), SECOND[pack.id]) == []


@given(cases, st.data())
def test_an_open_line_with_other_points_is_found_though_the_total_fits(
    case: Any, data: st.DataObject
) -> None:
    person, pack = case
    sheet = published(person, pack)
    assume(sheet["lines"])
    line = data.draw(st.sampled_from(sheet["lines"]))
    more = data.draw(st.sampled_from(["0.5", "-1", "10"]))
    line["points"] = str(Decimal(line["points"]) + Decimal(more))
    sheet["total"] = str(Decimal(sheet["total"]) + Decimal(more))
    assert any(one.person == "P0" for one in masked_differences(sheet, SECOND[pack.id]))


@given(cases)
def test_a_total_that_is_not_the_sum_is_found(case: Any) -> None:
    person, pack = case
    sheet = published(person, pack)
    sheet["total"] = str(Decimal(sheet["total"]) + 1)
    assert masked_differences(sheet, SECOND[pack.id])


@given(cases)
def test_an_open_fact_left_out_is_found_where_it_earned(case: Any) -> None:
    person, pack = case
    sheet = published(person, pack)
    earning = {index for line in sheet["lines"] for index in line["facts"] if "kind" in sheet["facts"][index]}
    assume(earning)
    at = min(earning)
    sheet["facts"][at] = {"index": at, "commitment": "0" * 64}
    assert masked_differences(sheet, SECOND[pack.id])
