"""A caller's morning by keyboard: a call, a visit, an issue with the unit. All fictional (虚构)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from resettlement import clock
from tests.browser import campaigns
from tests.browser.conftest import Visit
from tests.browser.looking import accessible, alt, picture

SAID = "工资还没有定，人事科说下周答复。"
MET = "在单位门口见到本人，工资已按时发。"
LACKING = "试用期约定超过六个月。"


@pytest.fixture(scope="module")
def placed(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return campaigns.after_the_session(finished, tmp_path_factory.mktemp("placed"))


def test_a_morning_of_a_call_a_visit_and_an_issue_is_logged_by_keyboard_and_there_after_a_reload(
    visit: Visit, placed: Path
) -> None:
    with visit(placed) as people:
        caller = people.signed_in("caller")
        expect(caller.get_by_role("heading", name="今天的回访")).to_be_visible()
        picture(caller, "caller-today")
        alt(caller, "n")
        first = caller.get_by_role("heading", level=1)
        expect(first).not_to_contain_text("今天的回访")
        name = first.inner_text().split()[0]
        person = caller.url
        logs_a_call(caller, name)
        caller.goto(person)
        logs_a_visit(caller, name)
        caller.goto(person)
        opens_an_issue(caller)
        caller.goto(person)
        caller.reload()
        for written in (SAID, MET, LACKING, "薪酬待遇 有困难"):
            assert written in caller.inner_text("main")
        caller.goto("/callers")
        done = caller.get_by_role("table", name="今天已联系").get_by_role("row", name=name)
        expect(done).to_contain_text(MET)
        picture(caller, "caller-afterwards")


def test_a_call_is_three_keys_or_taps_and_nothing_typed_is_lost(visit: Visit, placed: Path) -> None:
    with visit(placed) as people:
        caller = people.signed_in("caller")
        alt(caller, "n")
        expect(caller.get_by_label("接通了")).to_be_focused()
        for key in ("1", "0", "Enter"):
            caller.keyboard.press(key)
        expect(caller.get_by_role("status").filter(has_text="已保存")).to_be_visible()
        expect(caller.get_by_label("接通了")).to_be_focused()
        person = caller.url.partition("?")[0]
        caller.locator("#note").fill(SAID)
        caller.reload()
        expect(caller.locator("#note")).to_have_value(SAID)
        caller.context.clear_cookies()
        alt(caller, "s")
        caller.get_by_label("账号").fill("caller-1")
        caller.get_by_label("密码").fill(campaigns.PASSWORD)
        caller.get_by_role("button", name="登录").click()
        accessible(caller)
        picture(caller, "caller-carry-on")
        caller.get_by_role("button", name="回到刚才的表").click()
        expect(caller.locator("#note")).to_have_value(SAID)
        handheld = people.signed_in("caller", person.removeprefix(people.site.address), width=360)
        handheld.get_by_label("接通了").tap()
        handheld.get_by_label("都已落实").tap()
        handheld.get_by_role("button", name="保存，下一位").tap()
        expect(handheld.get_by_role("status").filter(has_text="已保存")).to_be_visible()
        picture(handheld, "caller-next")


def logs_a_call(caller: Page, name: str) -> None:
    """Reached; contract, insurance and household are settled, pay is in trouble; again in a week."""
    expect(caller.get_by_label("接通了")).to_be_focused()
    caller.keyboard.press("1")
    caller.get_by_role("group", name="合同签订").get_by_role("radio").first.focus()
    for digit in "12113":
        caller.keyboard.press(digit)
    expect(caller.get_by_role("radio", name=re.compile("一周 "))).to_be_checked()
    caller.keyboard.press("Tab")
    expect(caller.locator("#note")).to_be_focused()
    caller.keyboard.type(SAID)
    expect(caller.locator("#note")).to_have_value(SAID)
    accessible(caller)
    picture(caller, "caller-call")
    alt(caller, "s")
    expect(caller.get_by_role("status").filter(has_text=name)).to_be_visible()


def logs_a_visit(caller: Page, name: str) -> None:
    """All four are settled now: one choice says so."""
    caller.get_by_role("link", name="走访").focus()
    caller.keyboard.press("Enter")
    expect(caller.get_by_label("见到了")).to_be_focused()
    caller.keyboard.press("1")
    caller.get_by_label("都已落实").focus()
    caller.keyboard.press("Space")
    caller.locator("#note").focus()
    caller.keyboard.type(MET)
    accessible(caller)
    picture(caller, "caller-visit")
    alt(caller, "s")
    expect(caller.get_by_role("status").filter(has_text=name)).to_be_visible()


def opens_an_issue(caller: Page) -> None:
    """With the unit, about the contract of whoever it was."""
    caller.get_by_role("link", name="开一个问题").focus()
    caller.keyboard.press("Enter")
    form = caller.get_by_role("form", name="开一个问题")
    form.get_by_label("合同签订").focus()
    caller.keyboard.press("Space")
    form.get_by_label("单位哪里没有做到").focus()
    caller.keyboard.type(LACKING)
    form.get_by_label("要求什么时候前办到").fill((clock.now().date() + timedelta(days=7)).isoformat())
    alt(caller, "s")
    caller.get_by_role("link", name=LACKING).click()
    expect(caller.get_by_role("heading", level=1)).to_contain_text(LACKING)
    accessible(caller)
    picture(caller, "caller-issue")
