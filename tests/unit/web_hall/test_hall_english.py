"""会场的页面说中文或英文；纸面和日志只说中文，不管谁用哪种语言操作。"""

from __future__ import annotations

import pytest

from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import Desk


@pytest.fixture
def english(host: Desk) -> Desk:
    host.client.cookies.set("language", "en")
    return host


def test_the_desks_follow_the_cookie(english: Desk) -> None:
    english.do("call")
    page = english.get("/hall/control").text
    assert "Choosing now" in page
    assert "Number or name of a post" in page
    assert '<html lang="en">' in page


def test_the_board_follows_its_address_alone(english: Desk) -> None:
    assert "Live board" in english.get("/en/board").text
    assert "现场看板" in english.get("/board").text
    assert '<form class="ask-self" method="get" action="/en/board">' in english.get("/en/board?who=O01").text
    assert "people are before S11" in english.get("/en/board?who=s11").text


def test_the_address_for_phones_is_that_of_the_language_of_the_screen(english: Desk) -> None:
    assert f"http://127.0.0.1:8000/c/{ID}/en/board" in english.get("/hall/projector").text


def test_a_refusal_is_said_in_the_language_of_the_page(english: Desk) -> None:
    english.do("call")
    answer = english.send("/hall/control/choose", {"candidate": "O01", "position": "P99"})
    assert "There is no post P99 on the list" in answer.text


@pytest.mark.parametrize("path", ["/hall/slip/3", "/hall/agreement/3", "/hall/papers/3"])
def test_papers_stay_chinese(host: Desk, path: str) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    papers = []
    for language in ("zh", "en"):
        host.client.cookies.set("language", language)
        page = host.get(path).text
        papers.append(page[page.index("<article") : page.index("</article>")])
    assert papers[0] == papers[1]
    assert "选岗" in papers[0]


def test_the_log_stays_chinese(english: Desk) -> None:
    english.do("call")
    english.do(
        "proxy",
        candidate="O01",
        **{"paper-1": "盖章委托书", "paper-2": "本人身份证", "paper-3": "受托人身份证"},
    )
    assert english.log[-1].payload["papers"] == ["盖章委托书", "本人身份证", "受托人身份证"]
