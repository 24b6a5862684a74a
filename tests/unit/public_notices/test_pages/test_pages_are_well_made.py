"""What every public page must be, whatever it says: complete, self-contained, readable without seeing it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from public_notices.bundle import DATA_FILES
from public_notices.pages import PAGES, assets, render_pages

VOID = {"meta", "link", "br", "input", "img", "hr"}
SVG = {"svg", "path", "circle", "rect", "title"}


@dataclass
class Page(HTMLParser):
    """What the tests ask of a page, gathered in one reading."""

    path: str
    html: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.unbalanced += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID | SVG:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in SVG:
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def values(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute)) is not None]

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture
def pages(data: dict[str, dict[str, Any]]) -> dict[str, Page]:
    return {path: Page(path, html) for path, html in render_pages(data).items()}


def test_every_page_of_the_bundle_and_of_every_notice_is_made(
    pages: dict[str, Page], data: dict[str, dict[str, Any]]
) -> None:
    notices = {notice["html"] for notice in data["notices"]["notices"]}
    people = {f"people/{sheet['candidate']}.html" for sheet in data["sheets"]["sheets"]}
    chinese = {f"{name}.html" for name in PAGES} | notices | people
    assert set(pages) == chinese | {f"en/{path}" for path in chinese}


def test_every_tag_is_closed_in_order(pages: dict[str, Page]) -> None:
    assert {path: page.unbalanced for path, page in pages.items() if page.unbalanced} == {}


def test_no_id_stands_twice_on_a_page(pages: dict[str, Page]) -> None:
    doubled = {
        path: [i for i, n in Counter(page.values("id")).items() if n > 1] for path, page in pages.items()
    }
    assert {path: ids for path, ids in doubled.items() if ids} == {}


def test_every_link_leads_to_a_file_of_the_bundle_and_to_a_place_on_it(
    pages: dict[str, Page], data: dict[str, dict[str, Any]]
) -> None:
    others = {f"data/{name}.json" for name in DATA_FILES} | set(assets()) | {"verify.py", "manifest.json"}
    others |= {notice["pdf"] for notice in data["notices"]["notices"]}
    broken = []
    for page in pages.values():
        for address in page.values("href") + page.values("src"):
            place, _, fragment = unquote(address).partition("#")
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(page.path), place))
                if place
                else page.path
            )
            found = target in others or (
                target in pages and (not fragment or fragment in pages[target].values("id"))
            )
            if not found:
                broken.append((page.path, address))
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, Page]) -> None:
    addresses = [a for page in pages.values() for a in page.values("href") + page.values("src")]
    assert [a for a in addresses if urlsplit(a).scheme or a.startswith("/")] == []
    style = assets()["assets/style.css"].decode()
    assert not re.search(r"url\(|@import|https?:", style)
    assert not re.search(rb"https?:|fetch|XMLHttp|import", assets()["assets/find.js"])


def test_a_policy_without_unsafe_inline_breaks_nothing(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert not page.values("style"), page.path
        assert not page.named("style"), page.path
        assert all(script.get("src") for script in page.named("script")), page.path
        handlers = [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
        assert not handlers, page.path


def test_every_page_has_its_language_title_and_landmarks(pages: dict[str, Page]) -> None:
    for page in pages.values():
        language = "en" if page.path.startswith("en/") else "zh-CN"
        assert page.named("html") == [{"lang": language}], page.path
        head = page.html.partition("</head>")[0]
        assert head.count("<title>") == len(page.named("main")) == len(page.named("h1")) == 1, page.path
        assert page.named("nav")[0]["aria-label"], page.path
        assert next(attrs for tag, attrs in page.tags if tag == "a")["href"] == "#main", page.path


def test_headings_never_skip_a_level(pages: dict[str, Page]) -> None:
    for page in pages.values():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, page.path
        assert all(after - before <= 1 for before, after in pairwise(levels)), page.path


def test_every_table_says_what_it_is_and_what_its_heads_stand_for(pages: dict[str, Page]) -> None:
    for page in pages.values():
        ours = [attrs for attrs in page.named("table") if "table" in (attrs.get("class") or "").split()]
        assert len(page.named("caption")) == len(ours), page.path
        assert all(attrs.get("scope") in ("col", "row") for attrs in page.named("th")), page.path
        cards = [attrs for attrs in ours if {"cards", "lined"} & set((attrs.get("class") or "").split())]
        roles = Counter(page.values("role"))
        if cards:
            assert roles["table"] == len(cards), page.path
            assert roles["columnheader"] + roles["rowheader"] == len(
                [a for a in page.named("th") if a.get("role")]
            ), page.path


def test_every_cell_that_becomes_a_line_on_a_phone_names_its_column(pages: dict[str, Page]) -> None:
    heads = {"名额", "条件", "面向", "选定的人"}
    labels = {attrs.get("data-label") for attrs in pages["positions.html"].named("td")} - {None}
    assert labels == heads


def test_pages_stay_small(pages: dict[str, Page]) -> None:
    assert {
        page.path: len(page.html.encode()) for page in pages.values() if len(page.html.encode()) > 100_000
    } == {}


def test_the_page_one_is_on_is_marked_in_the_navigation(pages: dict[str, Page]) -> None:
    for name in PAGES:
        current = [attrs for attrs in pages[f"{name}.html"].named("a") if attrs.get("aria-current") == "page"]
        assert [attrs["href"] for attrs in current] == [f"{name}.html"] * 2  # folded, and in the open


def test_the_same_data_give_the_same_pages(data: dict[str, dict[str, Any]]) -> None:
    assert render_pages(data) == render_pages(data)


def test_text_from_the_data_is_never_read_as_markup(data: dict[str, dict[str, Any]]) -> None:
    data["positions"]["positions"][0]["unit"] = "<script>alert(1)</script>"
    assert "<script>alert" not in "".join(render_pages(data).values())
