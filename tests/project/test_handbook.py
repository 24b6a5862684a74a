"""The handbook says what the system says, shows what a browser test has seen, and every part is reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from resettlement.web import handbook
from resettlement.web.help_parts import PARTS, part_of

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "handbook.zh.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"!\[[^]]+]\((pictures/handbook/([\w-]+)\.png)\)", TEXT)
WIDEST, LARGEST = 1000, 80_000
ANCHORS = re.findall(r'<a id="(\w+)"></a>', TEXT)


@pytest.fixture(scope="module")
def spoken() -> str:
    """Everything that the application can say, with sentences written in two pieces put together."""
    sources = [*(ROOT / "resettlement").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    said = "".join(path.read_text(encoding="utf-8") for path in sources)
    return re.sub(r'"\s*\n\s*f?"', "", said)


def test_the_handbook_quotes_sentences_that_the_system_says(spoken: str) -> None:
    quoted = re.findall(r"「(.+?)」", TEXT)
    assert len(quoted) > 40
    assert [sentence for sentence in quoted if sentence not in spoken] == []


def test_what_the_handbook_calls_buttons_and_sections_stands_so_on_the_screen(spoken: str) -> None:
    named = set(re.findall(r"“(.+?)”", TEXT))
    assert len(named) > 30
    assert [name for name in named if not re.search(f'[">]{re.escape(name)}["<]', spoken)] == []


def test_every_part_has_one_anchor_that_some_page_leads_to() -> None:
    assert len(ANCHORS) == len(set(ANCHORS)) == TEXT.count("\n## ")
    assert {part for _path, part in PARTS} | {part_of("/staff")} == set(ANCHORS)


def test_the_page_shows_what_the_file_says_and_nothing_of_how_it_is_written() -> None:
    html = str(handbook.article())
    assert re.findall(r'<h2 id="(\w+)">', html) == ANCHORS
    assert html.count("<table") == TEXT.count("\n|---")
    assert len(re.findall(r'<img src="/help/[\w-]+\.png"', html)) == len(SHOWN)
    assert not re.search(r"\*\*|`|!\[|%\(|^\|", html, re.MULTILINE)


def test_every_picture_is_small_and_made_by_a_browser_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "browser").glob("*.py"))
    for path, name in SHOWN:
        file = ROOT / "docs" / path
        assert f', "{name}")' in tests, name
        assert file.stat().st_size < LARGEST, name
        with Image.open(file) as picture:
            assert picture.width <= WIDEST, name
    kept = {file.stem for file in (ROOT / "docs" / "pictures" / "handbook").iterdir()}
    assert kept == {name for _path, name in SHOWN}
