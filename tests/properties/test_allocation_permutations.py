"""What has no meaning changes nothing: order within classes, of keys, of `eligible` and `accepts_any`."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from resettlement.selection.allocation.allocate import allocate
from resettlement.selection.allocation.case import parse_case

KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"


def crowded(seed: int, guarantee: str, with_lists: bool) -> dict[str, Any]:
    """A document with ties that matter: everyone wants much the same few posts. All people are invented."""
    rng = random.Random(seed)
    posts = [f"P{number}" for number in range(12)]
    people = [f"C{number:02}" for number in range(60)]
    classes, start = [], 0
    while start < len(people):
        size = rng.choice((1, 2, 5, 30))
        classes.append(people[start : start + size])
        start += size
    able = {person: rng.sample(posts, rng.randint(4, 12)) if with_lists else posts for person in people}
    wishes = {
        person: sorted(able[person], key=lambda post: rng.random() + int(post[1:]) // 4)[: rng.randint(0, 9)]
        for person in people
    }
    document = {
        "positions": [{"id": post, "seats": rng.randint(0, 7)} for post in posts],
        "classes": classes,
        "wishes": wishes,
        "accepts_any": rng.sample(people, 20),
        "lot": {"key": KEY},
        "guarantee": guarantee,
    }
    return {**document, "eligible": able} if with_lists else document


def permuted(document: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    def keys_shuffled(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        keys = list(value)
        rng.shuffle(keys)
        return {key: keys_shuffled(value[key]) for key in keys}

    turned = keys_shuffled(document)
    turned["classes"] = [rng.sample(members, len(members)) for members in document["classes"]]
    turned["accepts_any"] = rng.sample(document["accepts_any"], len(document["accepts_any"]))
    turned["positions"] = [keys_shuffled(post) for post in document["positions"]]
    if "eligible" in document:
        turned["eligible"] = {p: rng.sample(posts, len(posts)) for p, posts in turned["eligible"].items()}
    return turned


def answer(document: dict[str, Any]) -> str:
    return json.dumps(allocate(parse_case(document, lot_needed=True)).to_json())


def assert_unmoved(seeds: range) -> None:
    for seed in seeds:
        rng = random.Random(seed)
        document = crowded(seed // 10, rng.choice(("off", "enforce")), rng.random() < 0.7)
        assert answer(permuted(document, rng)) == answer(document), seed


def test_the_answer_is_the_same_to_the_letter_after_50_permutations() -> None:
    assert_unmoved(range(50))


@pytest.mark.faults
def test_the_answer_is_the_same_to_the_letter_after_1000_permutations() -> None:
    assert_unmoved(range(1_000))


def test_the_crowded_cases_do_hold_lots_that_matter_and_people_left_over() -> None:
    results = [allocate(parse_case(crowded(seed, "off", True), lot_needed=True)) for seed in range(5)]
    assert sum(lot.mattered for result in results for lot in result.lots) > 5
    assert any(result.unplaced for result in results)
    assert all(check.ok for result in results for check in result.checks)


@pytest.mark.parametrize("field", ["positions", "classes", "wishes"])
def test_the_order_of_posts_classes_and_wishes_is_meaning(field: str) -> None:
    document: dict[str, Any] = {
        "positions": [{"id": "P1", "seats": 1}, {"id": "P2", "seats": 1}],
        "classes": [["C1"], ["C2"]],
        "wishes": {"C1": [], "C2": ["P1", "P2"]},
        "accepts_any": ["C1"],
    }
    before = answer(document)
    if field == "wishes":
        document["wishes"] = {"C1": ["P2", "P1"], "C2": ["P1", "P2"]}
    else:
        document[field] = document[field][::-1]
    assert answer(document) != before
