"""Nobody was admitted to a post that the campaign's log closed to them before the session (B3)."""

from __future__ import annotations

from typing import Any

import pytest

from public_notices.verifier.check_files import barred_differences

HEAD = "h4"


def entry(hash_: str, type_: str, candidate: str, position: str) -> dict[str, Any]:
    return {"hash": hash_, "type": type_, "payload": {"candidate": candidate, "position": position}}


LOG = [
    entry("h1", "position_barred", "A", "P01"),
    entry("h2", "position_barred", "B", "P02"),
    entry("h3", "position_unbarred", "B", "P02"),
    {"hash": HEAD, "type": "standing_frozen", "payload": {"version": 1}},
    entry("h5", "position_barred", "B", "P01"),
]


def found(**eligible: list[str]) -> list[str | None]:
    return [one.person for one in barred_differences(LOG, {"campaign_head": HEAD, "eligible": eligible})]


def test_what_is_closed_when_the_session_opens_is_in_nobodys_list() -> None:
    assert found(A=["P02"], B=["P01", "P02"]) == []


@pytest.mark.parametrize("eligible", [{"A": ["P01"], "B": []}, {"A": ["P02", "P01"], "B": ["P02"]}])
def test_who_is_admitted_to_a_post_closed_to_them_is_named(eligible: dict[str, list[str]]) -> None:
    assert found(**eligible) == ["A"]


def test_a_log_without_such_entries_closes_nothing() -> None:
    opening = {"campaign_head": HEAD, "eligible": {"A": ["P01"]}}
    assert barred_differences([LOG[3]], opening) == []
