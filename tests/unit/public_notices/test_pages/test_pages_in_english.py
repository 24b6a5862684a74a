"""What the English pages say, and what stays Chinese whoever works on it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from public_notices import wording
from public_notices.documents import notice_body_html
from public_notices.pages import PAGES, render_pages
from public_notices.typesetting import printed_value
from resettlement.translation import gettext, speaking

Data = dict[str, dict[str, Any]]


def text_of(html: str) -> str:
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", main)))


def test_every_event_of_the_hall_is_told_in_english(data: Data) -> None:
    log = text_of(render_pages(data)["en/log.html"])
    for sentence in (
        "S05 孙*国: absent; by the rules, moved to the end of the group.",
        "A proxy chooses for S07 周*; checked: 委托书, 双方身份证.",
        "Paused, clock stopped. Reason: 会场扩音故障.",
        "Lot drawn: 4.8.15.16.23.42./, witnessed by Supervisor, Notary.",
        "S10 冯*涛, S11 陈* are equal; settled by their sealed wishes. Order of the lot: S11 陈*, S10 冯*涛.",
        "Confirmed by two: Host and Supervisor.",
        "Scored (version 1); the second program agrees.",
        "Objection 1 answered: upheld and corrected.",
        "Scores confirmed by signature (19 people).",
    ):
        assert sentence in log


def test_days_service_and_numbers_are_told_in_english(data: Data) -> None:
    pages = render_pages(data)
    assert "Counted service: 16 years 3 months 12 days." in text_of(pages["en/people/S02.html"])
    assert "Equal totals; compared in turn: service 12 years 5 months (the longer first)." in text_of(
        pages["en/people/S07.html"]
    )
    assert "22 November 2021" in text_of(pages["en/index.html"])


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_ours_stands_in_chinese_on_an_english_page(data: Data, name: str) -> None:
    """What is left in Chinese is data: titles, names, posts, rules, what people typed."""
    html = render_pages(data)[f"en/{name}.html"]
    left = set(re.findall(r"[\u4e00-\u9fff]+", re.sub(r"<[^>]+>", "\n", html.partition("<main")[2])))
    assert {text for text in left if text not in repr(data)} == set()


def test_each_name_in_the_navigation_is_known_in_english() -> None:
    with speaking("en"):
        assert [label for label in PAGES.values() if gettext(label) == label] == []


def test_the_day_on_paper_is_chinese_and_the_day_on_a_page_is_the_readers() -> None:
    assert wording.day("2021-11-22") == wording.shown_day("2021-11-22") == "2021年11月22日"
    with speaking("en"):
        assert wording.day("2021-11-22") == "2021年11月22日"
        assert wording.shown_day("2021-11-22T09:00:00+08:00") == "22 November 2021"


def test_a_paper_is_the_same_whoever_makes_it(data: Data) -> None:
    contents = [
        notice["content"] for notice in data["notices"]["notices"] if "paragraphs" in notice["content"]
    ]
    assert contents
    chinese = [notice_body_html(content) for content in contents]
    with speaking("en"):
        assert [notice_body_html(content) for content in contents] == chinese
        assert printed_value("甲,乙") == "甲，乙"


def test_labels_that_papers_and_data_use_are_chinese_in_any_language() -> None:
    with speaking("en"):
        assert wording.BASES["live"] == "现场选岗"
        assert wording.TIE_KEYS["older"] == "出生日期"
        assert wording.NOTICE_KINDS["scores"] == "评分公示"
        assert wording.known(wording.BASES, "live") == "Chosen in the hall"
