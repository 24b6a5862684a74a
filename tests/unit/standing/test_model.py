"""名次：同分比较到哪一项为止，就只公开到哪一项。"""

from __future__ import annotations

from resettlement.standing.model import StandingRow, classes, tie_keys_needed

CHAIN = ("longer_service", "older")


def row(candidate: str, standing: int | None) -> StandingRow:
    return StandingRow(candidate, standing, "10", False, 1, None)


def test_who_is_told_apart_by_the_first_key_shows_no_second() -> None:
    values = {"A": ("16-00-00", "1985-01-01"), "B": ("14-00-00", "1984-01-01")}
    shown = tie_keys_needed(["A", "B"], CHAIN, values)
    assert shown == {"A": {"longer_service": "16-00-00"}, "B": {"longer_service": "14-00-00"}}


def test_only_those_still_equal_show_the_next_key() -> None:
    values = {
        "A": ("16-00-00", "1985-01-01"),
        "B": ("16-00-00", "1984-01-01"),
        "C": ("12-00-00", "1990-01-01"),
    }
    shown = tie_keys_needed(["A", "B", "C"], CHAIN, values)
    assert shown["A"] == {"longer_service": "16-00-00", "older": "1985-01-01"}
    assert shown["C"] == {"longer_service": "12-00-00"}


def test_somebody_alone_with_his_total_shows_nothing() -> None:
    assert tie_keys_needed(["A"], CHAIN, {"A": ("16-00-00", "1985-01-01")}) == {"A": {}}


def test_equals_stand_in_one_class_in_order_of_standing_and_the_barred_in_none() -> None:
    rows = [row("C", 2), row("D", None), row("B", 2), row("A", 1), row("E", 4)]
    assert classes(rows) == (("A",), ("B", "C"), ("E",))
