"""`[records]` of a campaign's plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from resettlement.errors import BadInputError
from resettlement.records.policy import Policy, policy_of


def test_a_plan_that_says_nothing_demands_one_review_and_no_confirmation() -> None:
    assert policy_of({}) == Policy(1, False, Decimal(10))


def test_three_reviews_and_one_confirmation() -> None:
    assert policy_of({"reviews": 3, "confirmation": True, "outlier": 6.5}) == Policy(3, True, Decimal("6.5"))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"reviews": 0}, "复审次数"),
        ({"reviews": 4}, "1 至 3"),
        ({"reviews": True}, "复审次数"),
        ({"confirmation": 1}, "true 或 false"),
        ({"outlier": 0}, "大于 0"),
        ({"outlier": "很多"}, "大于 0"),
        ({"outlier": True}, "大于 0"),
        ({"review": 3}, "没有 review"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_key(table: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        policy_of(table)
