"""Wishes sealed at the opening are the last that each person filed before it (B3)."""

from __future__ import annotations

from typing import Any

import pytest

from public_notices.verifier.check_files import sealed_differences

HEAD = "h3"


def entry(hash_: str, type_: str, **payload: Any) -> dict[str, Any]:
    return {"hash": hash_, "type": type_, "payload": payload}


LOG = [
    entry("h1", "wishes_filed", people=2, commitments={"A": "a1", "B": "b1"}),
    entry("h2", "wish_filed", candidate="A", revision=2, how="phone", commitment="a2"),
    entry(HEAD, "standing_frozen", version=1),
    entry("h4", "wish_filed", candidate="B", revision=2, how="phone", commitment="b2"),
]


def found(**sealed: str) -> list[str | None]:
    opening = {"wish_commitments": sealed, "campaign_head": HEAD, "eligible": {"A": [], "B": [], "C": []}}
    return [one.person for one in sealed_differences(LOG, opening)]


def test_the_last_filing_before_the_opening_is_the_one_that_is_sealed() -> None:
    assert found(A="a2", B="b1") == []


@pytest.mark.parametrize(
    ("sealed", "person"),
    [
        ({"A": "a1", "B": "b1"}, "A"),
        ({"A": "a2", "B": "b2"}, "B"),
        ({"A": "a2"}, "B"),
        ({"A": "a2", "B": "b1", "C": "c1"}, "C"),
    ],
    ids=["an earlier filing", "a filing after the opening", "a filing left out", "wishes nobody filed"],
)
def test_anything_else_is_named_with_the_person(sealed: dict[str, str], person: str) -> None:
    assert found(**sealed) == [person]
