"""Lots against the RFC's and the standard's own vectors; tied classes against trying out everything."""

from __future__ import annotations

import hashlib

import pytest

from public_notices.verifier.lot import lot_order, sm3
from public_notices.verifier.numbered import CannotComputeError
from public_notices.verifier.placing import Placement, too_few_seats
from public_notices.verifier.ties import settle

RFC_KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"


def test_the_lot_is_the_one_of_the_rfcs_example() -> None:
    pool = [f"{number:02}" for number in range(1, 26)]
    drawn = lot_order(pool, RFC_KEY, "md5")
    assert drawn[:10] == ["17", "07", "02", "16", "25", "23", "08", "24", "19", "13"]
    assert sorted(drawn) == pool


def test_the_order_of_the_members_as_given_plays_no_part() -> None:
    for algorithm in ("md5", "sha256", "sm3"):
        assert lot_order(["C", "A", "B"], "k", algorithm) == lot_order(["A", "B", "C"], "k", algorithm)


def test_an_unknown_algorithm_is_refused() -> None:
    with pytest.raises(CannotComputeError, match="crc32"):
        lot_order(["A"], "k", "crc32")


def test_sm3_gives_the_values_of_the_standard() -> None:
    # GB/T 32905-2016, appendix A
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000])
def test_sm3_agrees_with_openssl_at_every_padding(size: int) -> None:
    data = bytes(index % 251 for index in range(size))
    assert sm3(data) == hashlib.new("sm3", data).digest()


def test_the_first_of_the_lot_has_the_better_wish() -> None:
    answer = settle(("B", "A"), (("P1", "P2"), ("P1", "P2")), (("P1", 1), ("P2", 1)))
    assert answer.assignment == {"B": "P1", "A": "P2"}
    assert answer.mattered


def test_the_most_people_placed_go_before_everything() -> None:
    answer = settle(("A", "B"), (("P1", "P2"), ("P1",)), (("P1", 1), ("P2", 1)))
    assert answer.assignment == {"A": "P2", "B": "P1"}
    assert not answer.mattered


def test_the_least_sum_of_wishes_goes_before_the_lot() -> None:
    answer = settle(("A", "B"), (("P1", "P2"), ("P1", "P3", "P4", "P2")), (("P1", 1), ("P2", 1)))
    assert answer.assignment == {"A": "P2", "B": "P1"}


def test_who_gets_nothing_may_be_for_the_lot_to_say() -> None:
    answer = settle(("B", "A"), (("P1",), ("P1",)), (("P1", 1),))
    assert answer.assignment == {"B": "P1", "A": None}
    assert answer.mattered


def test_under_enforce_places_are_kept_for_later_people() -> None:
    seats = (("P1", 1), ("P2", 1))
    assert settle(("A",), (("P1", "P2"),), seats).assignment == {"A": "P1"}
    assert settle(("A",), (("P1", "P2"),), seats, (("P1",),)).assignment == {"A": "P2"}


def test_later_people_who_could_sit_elsewhere_do_not_make_the_lot_matter() -> None:
    seats = (("P1", 1), ("P2", 1), ("P3", 1))
    assert not settle(("A",), (("P1",),), seats, (("P2", "P3"),)).mattered


def test_a_class_of_two_hundred_with_equal_wishes_is_settled_in_the_order_of_the_lot() -> None:
    posts = tuple(f"P{number:03}" for number in range(200))
    members = tuple(f"C{number:03}" for number in range(200))
    answer = settle(members, (posts,) * 200, tuple((post, 1) for post in posts))
    assert list(answer.assignment.values()) == list(posts)
    assert answer.mattered


def test_a_largest_placement_moves_people_where_needed() -> None:
    eligible = {"A": ["P1", "P2"], "B": ["P1"], "C": ["P2", "P3"]}
    placement = Placement(eligible)
    placement.renew(["A", "B", "C"], {"P1": 1, "P2": 1, "P3": 1})
    assert placement.at == {"A": "P2", "B": "P1", "C": "P3"}
    assert not placement.can_spare("P3")
    placement.renew(["A", "B"], {"P1": 1, "P2": 1, "P3": 1})
    assert placement.can_spare("P3")
    assert not placement.can_spare("P1")


def test_people_compete_for_too_few_seats_when_they_are_more_than_the_seats_they_fit() -> None:
    eligible = {"A": ["P1"], "B": ["P1", "P2"], "C": ["P1"]}
    left = {"P1": 1, "P2": 1}
    assert too_few_seats(["A", "C"], eligible, left)
    assert not too_few_seats(["A", "B"], eligible, left)
    assert too_few_seats(["A", "B", "C"], eligible, left)
