"""Who comes onto a list or leaves it between two versions is named by a numbered correction."""

from __future__ import annotations

from typing import Any, cast

import pytest

from public_notices.verifier.bundle import Bundle
from public_notices.verifier.check_people import change_differences, completeness_differences


def version(number: int, *people: str) -> dict[str, Any]:
    rows = [{"candidate": one, "standing": place, "total": "50"} for place, one in enumerate(people, 1)]
    return {"version": number, "notice": f"{number}号", "groups": [{"category": "sergeant", "rows": rows}]}


def differing(
    before: dict[str, Any], after: dict[str, Any], unchanged: int, **named: list[str]
) -> set[str | None]:
    content = {
        "kind": "correction",
        "number": "2号",
        "moved": [],
        "changed": [],
        "unchanged_count": unchanged,
    }
    bundle = {"notices": {"notices": [{"number": "2号", "content": content | named}]}}
    return {one.person for one in change_differences(cast(Bundle, bundle), before, after)}


@pytest.mark.parametrize(
    ("named", "persons"),
    [
        ({"joined": ["S03"]}, set()),
        ({}, {"S03"}),
        ({"joined": ["S03", "S04"]}, {"S04"}),
        ({"left": ["S03"]}, {"S03"}),
    ],
)
def test_whoever_joins_is_named(named: dict[str, list[str]], persons: set[str]) -> None:
    assert differing(version(1, "S01", "S02"), version(2, "S01", "S02", "S03"), 2, **named) == persons


@pytest.mark.parametrize(("named", "persons"), [({"left": ["S02"]}, set()), ({}, {"S02"})])
def test_whoever_leaves_is_named(named: dict[str, list[str]], persons: set[str]) -> None:
    assert differing(version(1, "S01", "S02"), version(2, "S01"), 1, **named) == persons


def complete(sheets: list[str], *versions: dict[str, Any]) -> set[str | None]:
    """Whom the last version lacks, or has too often, of those with a sheet."""
    data = {"sheets": {"sheets": [{"candidate": one, "version": 1} for one in sheets]}}
    return {one.person for one in completeness_differences(cast(Bundle, data), list(versions))}


def with_sheets(made: dict[str, Any]) -> dict[str, Any]:
    for row in made["groups"][0]["rows"]:
        row["sheet_version"] = 1
    return made


def test_whoever_left_the_list_by_a_correction_is_not_missed_and_whoever_was_never_on_it_is() -> None:
    both, one = with_sheets(version(1, "S01", "S02")), with_sheets(version(3, "S01"))
    assert complete(["S01", "S02"], both, one) == set()
    assert complete(["S01", "S02"], one) == {"S02"}
    assert complete(["S01", "S02", "S03"], both, one) == {"S03"}
    assert complete(["S01"], both) == {"S02"}
