"""Tie values in a row of the standing agree with the published sheet, as far as that tells them."""

from __future__ import annotations

from typing import Any

import pytest

from public_notices.verifier.check_people import row_differences
from public_notices.verifier.standing import tie_key_of_row

SHEET = {
    "candidate": "A", "name": "王*明", "category": "officer", "total": "12", "exempt": False,
    "service": {"years": 12, "months": 0, "days": 0}, "withheld": None,
    "facts": [
        {"index": 0, "kind": "post", "level": "正连职", "from": "2012-01-01"},
        {"index": 1, "kind": "post", "level": "正营职", "from": "2015-03-01"},
    ],
    "lines": [
        {"item": "m3", "chapter": "merit", "points": "4"},
        {"item": "post", "chapter": "post", "points": "8"},
    ],
}  # fmt: skip
TIE = {"points.merit": "4", "points.hard": "0", "earlier_appointed": "2015-03-01"}


def differences(tie: dict[str, str], **changed: Any) -> list[str]:
    columns = {"merit": "4", "post": "8"}
    row = {"candidate": "A", "name": "王*明", "total": "12", "exempt": False, "columns": columns, "tie": tie}
    return [one.sentence for one in row_differences(row, {**SHEET, **changed}, "officer")]


def test_tie_values_as_the_sheet_has_them_are_no_difference() -> None:
    assert differences(TIE) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("points.merit", "5"), ("points.hard", "1"), ("earlier_appointed", "2012-01-01")],
)
def test_a_tie_value_that_the_sheet_belies_is_named(key: str, value: str) -> None:
    (sentence,) = differences({**TIE, key: value})
    assert value in sentence


def test_points_of_a_chapter_that_may_hold_withheld_lines_are_taken_for_given() -> None:
    withheld = {"label": "其他各项", "points": "0", "count": 1}
    found = differences({**TIE, "points.merit": "5"}, withheld=withheld)
    assert [sentence for sentence in found if "points" in sentence] == []


def test_more_points_and_an_earlier_appointment_come_first() -> None:
    few, many = ({"points.merit": points, "earlier_appointed": "2012-01-01"} for points in ("4", "10"))
    assert tie_key_of_row("A", many)("points.merit") < tie_key_of_row("B", few)("points.merit")
    later = {"earlier_appointed": "2015-03-01"}
    assert tie_key_of_row("A", few)("earlier_appointed") < tie_key_of_row("B", later)("earlier_appointed")
