"""Standing: 1, 1, 3; exempt people first; the tie chain asked only as far as needed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from public_notices.verifier.numbered import CannotComputeError
from public_notices.verifier.standing import Entrant, standing_of, tie_key_of_row

CHAIN = ["longer_service", "older"]


def entrant(
    name: str, total: str, tie: dict[str, str] | None = None, exempt: bool = False, barred: bool = False
) -> Entrant:
    return Entrant(name, Decimal(total), exempt, barred, tie_key_of_row(name, tie))


def test_more_points_stand_before_fewer_and_equal_ones_share_their_place() -> None:
    people = [entrant("A", "9.5"), entrant("B", "10"), entrant("C", "10.0"), entrant("D", "-1")]
    assert standing_of(people, []) == {"B": 1, "C": 1, "A": 3, "D": 4}


def test_exempt_people_stand_before_all_others_and_barred_ones_nowhere() -> None:
    people = [entrant("A", "99"), entrant("B", "0", exempt=True), entrant("C", "0", barred=True)]
    assert standing_of(people, CHAIN) == {"B": 1, "A": 2, "C": None}


def test_the_chain_parts_equal_totals_key_after_key() -> None:
    people = [
        entrant("A", "5", {"longer_service": "12-00-00", "older": "1990-01-01"}),
        entrant("B", "5", {"longer_service": "12-00-00", "older": "1989-01-01"}),
        entrant("C", "5", {"longer_service": "12-00-01"}),
        entrant("D", "5", {"longer_service": "9-11-30"}),
    ]
    assert standing_of(people, CHAIN) == {"C": 1, "B": 2, "A": 3, "D": 4}


def test_equal_after_the_whole_chain_is_equal() -> None:
    tie = {"longer_service": "12-00-00", "older": "1990-01-01"}
    people = [entrant("A", "5", tie), entrant("B", "5", tie), entrant("C", "4")]
    assert standing_of(people, CHAIN) == {"A": 1, "B": 1, "C": 3}


def test_a_value_that_is_needed_and_missing_is_said() -> None:
    people = [
        entrant("A", "5", {"longer_service": "12-00-00"}),
        entrant("B", "5", {"longer_service": "12-00-00"}),
    ]
    with pytest.raises(CannotComputeError, match="older"):
        standing_of(people, CHAIN)


def test_several_exempt_people_are_parted_by_the_chain_alone() -> None:
    people = [
        entrant("A", "0", {"longer_service": "12-00-00"}, exempt=True),
        entrant("B", "0", {"longer_service": "13-00-00"}, exempt=True),
    ]
    assert standing_of(people, CHAIN) == {"B": 1, "A": 2}
