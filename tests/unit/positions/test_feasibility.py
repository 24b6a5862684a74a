"""Capacity matching: who can be placed at once, who stands in whose way, whose loss a pick would be."""

from __future__ import annotations

import random

import pytest

from resettlement.positions.feasibility import (
    Audit,
    Shortage,
    audit,
    someone_loses,
)


def test_everyone_is_placed_where_it_takes_several_people_to_make_room() -> None:
    eligible = {"C1": {"P1", "P2"}, "C2": {"P2", "P3"}, "C3": {"P3", "P1"}, "C4": {"P1"}}
    assert audit(eligible, {"P1": 1, "P2": 1, "P3": 1}, eligible).placeable == 3
    assert audit(eligible, {"P1": 1, "P2": 2, "P3": 1}, eligible).placeable == 4


def test_without_a_list_of_the_eligible_everyone_may_take_everything() -> None:
    assert audit(["C1", "C2", "C3"], {"P1": 1, "P2": 1}, None).placeable == 2


def test_an_audit_with_nothing_wrong_says_so() -> None:
    eligible = {"C1": ["P1", "P2"], "C2": ["P1"], "C3": ["P1", "P2"]}
    assert audit(eligible, {"P1": 2, "P2": 1}, eligible) == Audit(3, 3, (), ())


def test_a_shortage_names_all_who_crowd_the_same_posts_and_only_them() -> None:
    eligible = {"C1": ["P1"], "C2": ["P1", "P2"], "C3": ["P2"], "C4": ["P2", "P3"], "C5": ["P3"]}
    found = audit(eligible, {"P1": 1, "P2": 1, "P3": 3}, eligible)
    assert found.shortages == (Shortage(("C1", "C2", "C3"), ("P1", "P2"), 2, 1),)


def test_shortages_that_share_no_post_are_told_apart() -> None:
    eligible = {"C4": ["P2"], "C3": ["P2"], "C2": ["P1"], "C1": ["P1"]}
    assert audit(eligible, {"P2": 1, "P1": 1}, eligible).shortages == (
        Shortage(("C1", "C2"), ("P1",), 1, 1),
        Shortage(("C3", "C4"), ("P2",), 1, 1),
    )


def test_posts_in_a_shortage_stand_in_posted_order_those_without_seats_included() -> None:
    eligible = {"C1": ["P1", "P2"], "C2": ["P0", "P1"]}
    seats = {"P2": 0, "P1": 1, "P0": 0}
    assert audit(eligible, seats, eligible).shortages == (Shortage(("C1", "C2"), ("P2", "P1", "P0"), 1, 1),)


def test_someone_who_fits_nothing_is_a_shortage_of_his_own() -> None:
    eligible: dict[str, list[str]] = {"C1": [], "C2": []}
    assert audit(eligible, {"P1": 1}, eligible).shortages == (
        Shortage(("C1",), (), 0, 1),
        Shortage(("C2",), (), 0, 1),
    )


def test_a_post_that_nobody_fits_is_named_even_without_seats() -> None:
    eligible = {"C1": ["P2"]}
    assert audit(eligible, {"P3": 0, "P1": 4, "P2": 1}, eligible).nobody_fits == ("P3", "P1")
    assert audit([], {"P1": 1}, None).nobody_fits == ("P1",)


def test_people_far_outnumbering_seats_leave_one_shortage() -> None:
    people = [f"C{number}" for number in range(5_000)]
    found = audit(people, {f"P{number}": 2 for number in range(500)}, None)
    assert (found.placeable, found.shortages[0].short, len(found.shortages)) == (1_000, 4_000, 1)


def test_a_chain_of_thousands_is_followed_to_its_end() -> None:
    people = {f"C{number:04}": [f"P{number:04}", f"P{number + 1:04}"] for number in range(3_000)}
    people["D"] = ["P0000"]
    seats = {f"P{number:04}": 1 for number in range(3_001)}
    assert audit(people, seats, people).placeable == 3_001


# --- A pick that leaves somebody with nothing ---

ELIGIBLE = {"C1": ["P1", "P2"], "C2": ["P1"], "C3": ["P2", "P3"]}
SEATS = {"P1": 1, "P2": 1, "P3": 1}


def test_a_pick_that_takes_someones_only_post_names_him_and_it() -> None:
    assert someone_loses(["C1", "C2", "C3"], SEATS, ELIGIBLE, "C1", "P1") == (
        Shortage(("C2",), ("P1",), 0, 1),
    )


def test_a_pick_that_the_others_can_move_around_is_harmless() -> None:
    assert someone_loses(["C2", "C3"], SEATS, ELIGIBLE, "C1", "P2") == ()


def test_whoever_waits_already_without_hope_is_not_held_against_the_pick() -> None:
    eligible = {"C1": ["P1", "P2"], "C2": ["P3"], "C3": ["P3"], "C4": []}
    assert someone_loses(eligible, {"P1": 1, "P2": 1, "P3": 1}, eligible, "C1", "P1") == ()


def test_a_pick_is_not_held_against_someone_who_has_no_harmless_choice() -> None:
    eligible = {"C1": ["P1", "P2"], "C2": ["P1"], "C3": ["P2"]}
    seats = {"P1": 1, "P2": 1}
    assert someone_loses(eligible, seats, eligible, "C1", "P1") == ()
    assert someone_loses(eligible, seats, {**eligible, "C1": ["P1"]}, "C1", "P1") == ()


def test_a_post_that_is_already_full_is_no_harmless_choice() -> None:
    eligible = {"C1": ["P1", "P2"], "C2": ["P1"]}
    assert someone_loses(eligible, {"P1": 1, "P2": 0}, eligible, "C1", "P1") == ()


def test_the_loss_is_told_of_a_whole_group_that_shares_the_posts() -> None:
    eligible = {"C1": ["P1", "P9"], "C2": ["P1", "P2"], "C3": ["P2", "P1"], "C4": ["P9"]}
    seats = {"P9": 2, "P2": 1, "P1": 1}
    assert someone_loses(eligible, seats, eligible, "C1", "P1") == (
        Shortage(("C2", "C3"), ("P2", "P1"), 1, 1),
    )


def test_everyone_fitting_everything_a_pick_can_never_be_worse_than_another() -> None:
    assert someone_loses(["C1", "C2"], {"P1": 1, "P2": 1}, None, "C1", "P1") == ()


@pytest.mark.parametrize("seed", range(60))
def test_a_loss_is_told_exactly_where_another_choice_would_place_more_of_the_others(seed: int) -> None:
    rng = random.Random(seed)
    posts = [f"P{number}" for number in range(4)]
    seats = {post: rng.randint(0, 2) for post in posts}
    people = [f"C{number}" for number in range(rng.randint(1, 6))]
    eligible = {person: [post for post in posts if rng.random() < 0.5] for person in people}
    chooser, others = people[0], people[1:]
    after = {
        post: audit(others, {**seats, post: seats[post] - 1}, eligible).placeable
        for post in eligible[chooser]
        if seats[post]
    }
    for post, number in after.items():
        lost = someone_loses(people, seats, eligible, chooser, post)
        assert bool(lost) == (number < max(after.values()))
        for shortage in lost:
            assert set(shortage.people) <= set(others)
            assert set(shortage.positions) == {p for person in shortage.people for p in eligible[person]}
            left = sum(seats[p] for p in shortage.positions) - 1
            assert (shortage.seats, shortage.short) == (left, len(shortage.people) - left)
            assert shortage.short > 0
