"""A correction without a new standing tells of a lifted freeze, and the second path holds it to that."""

from __future__ import annotations

from typing import Any, cast

import pytest

from public_notices.verifier.bundle import Bundle
from public_notices.verifier.check_contents import correction_differences
from public_notices.verifier.check_people import posted_differences

Json = dict[str, Any]
POSTED = ("notice_posted", {"number": "1号", "kind": "scores"})
FROZEN = ("standing_frozen", {"standing": 1})
LIFTED = ("standing_unfrozen", {"standing": 1, "reason": "专业登记有误"})
CORRECTED = ("notice_posted", {"number": "2号", "kind": "correction"})
CONTENT: Json = {
    "kind": "correction", "number": "2号", "standing_version": None, "reason": "专业登记有误；已更正",
    "changed": [], "moved": [], "unchanged_count": 2,
}  # fmt: skip
ROWS = [{"candidate": one, "standing": place, "total": "50"} for place, one in ((1, "S01"), (2, "S02"))]
VERSION: Json = {"version": 1, "notice": "1号", "groups": [{"category": "sergeant", "rows": ROWS}]}


def bundle(content: Json, *log: tuple[str, Json]) -> Bundle:
    entries = [{"type": type_, "payload": payload} for type_, payload in log]
    notices = [{"number": "2号", "kind": "correction", "content": content}]
    made = {
        "standing": {"versions": [VERSION]},
        "log": {"campaign": entries},
        "notices": {"notices": notices},
    }
    return cast(Bundle, made)


def found(content: Json, *log: tuple[str, Json]) -> list[str]:
    return [one.sentence for one in correction_differences(bundle(content, *log), content)]


def test_a_lifted_freeze_that_changed_no_score_is_accepted() -> None:
    assert found(CONTENT, POSTED, FROZEN, LIFTED, CORRECTED) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"changed": [{"candidate": "S02"}]}, "S02"),
        ({"moved": [{"candidate": "S01"}]}, "S01"),
        ({"joined": ["S03"]}, "S03"),
        ({"left": ["S02"]}, "S02"),
        ({"unchanged_count": 1}, "不变的人数"),
        ({"reason": "已更正"}, "解除冻结的理由"),
    ],
)
def test_one_that_claims_rows_miscounts_or_hides_why_is_told(change: Json, said: str) -> None:
    (sentence,) = found(CONTENT | change, POSTED, FROZEN, LIFTED, CORRECTED)
    assert said in sentence


EARLIER = ("notice_posted", {"number": "3号", "kind": "correction"})


@pytest.mark.parametrize(
    "log",
    [
        (POSTED, FROZEN, CORRECTED),
        (POSTED, FROZEN, CORRECTED, LIFTED),
        (POSTED, FROZEN, LIFTED, FROZEN, CORRECTED),
        (POSTED, FROZEN, LIFTED, EARLIER, CORRECTED),
        (FROZEN, LIFTED, CORRECTED),
    ],
)
def test_without_a_freeze_lifted_since_the_last_correction_it_corrects_nothing(
    log: tuple[tuple[str, Json], ...],
) -> None:
    (sentence,) = found(CONTENT, *log)
    assert "没有解除冻结" in sentence


def test_a_standing_posted_with_a_correction_that_shows_none_is_told() -> None:
    hidden = VERSION | {"version": 2, "notice": "2号"}
    (difference,) = posted_differences(bundle(CONTENT, POSTED), hidden)
    assert "名次表的版次" in difference.sentence
