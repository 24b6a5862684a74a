"""The numbered properties: the same words in code and documents, each broken in some test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from public_notices.verifier import PROPERTIES, TITLES
from public_notices.verifier.checking import CHECKS

ROOT = Path(__file__).parents[3]
TESTS = [*ROOT.glob("tests/unit/verifier/test_*.py"), *ROOT.glob("tests/notices/test_verifier*.py")]


def test_the_page_of_properties_has_the_words_of_the_code() -> None:
    page = (ROOT / "docs" / "properties.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \*\*([BS]\d+)\*\* \| (.+?) \| (.+?) \|$", page, flags=re.MULTILINE)
    assert {number: words for number, _, words in rows} == PROPERTIES
    assert {number: title for number, title, _ in rows} == TITLES
    assert [number for number, _, _ in rows] == list(PROPERTIES)


@pytest.mark.parametrize("number", [one for one in PROPERTIES if one.startswith("B")])
def test_the_page_of_the_bundle_has_the_words_of_the_code(number: str) -> None:
    page = (ROOT / "docs" / "bundle.md").read_text(encoding="utf-8")
    assert f"**{number}** {PROPERTIES[number]}" in page


def test_every_property_of_the_bundle_is_checked_in_order() -> None:
    assert [number for number, _ in CHECKS] == [one for one in PROPERTIES if one.startswith("B")]


@pytest.mark.parametrize("number", PROPERTIES)
def test_every_property_is_broken_in_some_test(number: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in TESTS if path != Path(__file__)]
    assert any(f'"{number}"' in text for text in texts)
