"""A list names the rules as they were when it was posted; figures added since change none of them."""

from __future__ import annotations

from copy import deepcopy
from typing import cast

import pytest

from public_notices.verifier.bundle import Bundle
from public_notices.verifier.check_contents import score_table_differences
from public_notices.verifier.packs import only_adds
from tests.unit.verifier.building import Json
from tests.unit.verifier.people import text_sha
from tests.unit.verifier.sample import Sample

HEAD = 'overlays = "p"\non = 2021-09-10\ndocument = "甲"\n'
ONE = '[[items]]\nid = "m"\nsource = "甲"\npoints = { "party.warning" = -1 }\n'
TWO = '[[items]]\nid = "m"\nsource = "甲；乙"\npoints = { "party.warning" = -1, "military.warning" = -2 }\n'


def overlay(text: str | None) -> Json:
    return {"overlay": text}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (None, HEAD + ONE),
        (HEAD + ONE, HEAD.replace("甲", "甲；乙").replace("09-10", "10-20") + TWO),
        (HEAD, HEAD + "exactly_six_months = 1\n"),
    ],
)
def test_a_later_text_may_say_more(earlier: str | None, later: str) -> None:
    assert only_adds(overlay(earlier), overlay(later))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (HEAD + ONE, HEAD),
        (HEAD + ONE, HEAD + ONE.replace("-1", "-3")),
        (HEAD + TWO, HEAD + ONE),
        (HEAD + "exactly_six_months = 1\n", HEAD + "exactly_six_months = 0.5\n"),
        (HEAD + 'tie_chain = ["older"]\n', HEAD + 'tie_chain = ["longer_service"]\n'),
        (HEAD + '[[items]]\nid = "m"\npoints = 3\n', HEAD + '[[items]]\nid = "m"\npoints = 4\n'),
    ],
)
def test_a_later_text_may_change_nothing_that_was_said(earlier: str, later: str) -> None:
    assert not only_adds(overlay(earlier), overlay(later))


def named_by_the_list(overlay_then: str, **changed: str) -> list[str]:
    """What is found where the posted list names the sergeants' pack with another published overlay."""
    data = Sample().data()
    own = next(one for one in data["rules"]["packs"] if one["id"] == "test-sergeants")
    then = deepcopy(own) | {"overlay": overlay_then, "digest": text_sha(own["pack"] + overlay_then)} | changed
    data["rules"]["packs"].append(then)
    content = next(one for one in data["notices"]["notices"] if one["kind"] == "scores")["content"]
    group = next(one for one in content["groups"] if one["category"] == "sergeant")
    group["pack"]["digest"] = then["digest"]
    return [one.sentence for one in score_table_differences(cast(Bundle, data), content)]


def test_a_list_may_name_the_text_to_which_figures_were_added_since() -> None:
    earlier = 'overlays = "test-sergeants"\nby = "测试区"\ndocument = "另一份"\non = 2021-09-09\n'
    assert named_by_the_list(earlier) == []


@pytest.mark.parametrize("changed", [{}, {"pack": "", "overlay": ""}])
def test_a_list_may_not_name_rules_that_say_otherwise(changed: dict[str, str]) -> None:
    earlier = 'overlays = "test-sergeants"\nby = "测试区"\ndocument = "另一份"\non = 2021-09-09\n'
    said = named_by_the_list(earlier + 'tie_chain = ["older"]\n', **changed)
    assert any("sergeant" in one for one in said)
