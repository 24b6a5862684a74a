"""The looking itself: what is wrong with a page is found and named."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import Watch, accessible, sideways
from tests.browser.walk import Content, kind_of

HEAD = '<!doctype html><html lang="zh-CN"><head><title>虚构</title></head><body><main>'


def test_what_breaks_a_rule_is_named_with_rule_and_element(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(f'{HEAD}<input id="nameless"></main>')
    with pytest.raises(AssertionError, match="label: #nameless"):
        accessible(page)
    page.set_content(f'{HEAD}<label>姓名 <input id="named"></label></main>')
    accessible(page)


def test_what_is_wider_than_the_screen_is_named(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 700})
    page.set_content(f'{HEAD}<p>窄</p><pre style="width: 500px">宽</pre></main>')
    assert sideways(page) == ['<pre style="width: 500px"></pre>']
    page.set_content(
        f'{HEAD}<div style="overflow-x: auto" id="box"><p style="width: 500px">宽</p></div></main>'
    )
    assert sideways(page) == ['<div style="overflow-x: auto" id="box"></div>']
    page.set_content(f"{HEAD}<p>窄</p></main>")
    assert sideways(page) == []


def test_a_complaint_a_broken_script_and_a_request_to_elsewhere_are_noted(chromium: Browser) -> None:
    context = chromium.new_context()
    watch = Watch({"127.0.0.1:1"})
    watch.over(context)
    page = context.new_page()
    page.route("**", lambda route: route.fulfill(status=404))
    page.set_content(f'{HEAD}<img src="http://elsewhere.test/a.png" alt=""></main><script>broken()</script>')
    page.evaluate("console.error('wrong')")
    said = "\n".join(watch.noted)
    for what in ("elsewhere.test/a.png", "broken is not defined", "wrong", "404"):
        assert what in said


def test_chinese_in_an_english_page_is_named_unless_it_says_that_it_is() -> None:
    names = '<b lang="zh-CN">张<i>三</i><br>李四</b><select><option>王五</select>'
    content = Content(f'<html lang="en"><a href="/a?b=1&amp;c">Score</a>{names}<p>总分</p></html>')
    assert content.links == ["/a?b=1&c"]
    assert content.untold == ["总分"]
    assert Content(f"{HEAD}<p>总分</p></main>").untold == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/people/S01.html", "/people/O12.html"),
        ("/log?page=2", "/log?page=3&sort=name"),
        ("/staff/accounts/clerk", "/staff/accounts/host-1"),
        ("/staff/campaign?key=notices.scores.title", "/staff/campaign?key=notices.result.title"),
    ],
)
def test_pages_that_differ_by_name_number_or_order_are_of_one_kind(one: str, other: str) -> None:
    assert kind_of(one) == kind_of(other)
    assert kind_of(one) not in {kind_of("/staff/accounts/new"), kind_of("/staff/campaign?key=notices.number")}
