"""At the demo the session is over; one button opens a rehearsal that four screens follow. All fictional."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import campaigns
from tests.browser.conftest import Visit
from tests.browser.looking import accessible, picture, sideways

KEYS = 4
"""Call, figure of the post, read back, confirm: so many keys a pick takes, and no mouse."""


@pytest.fixture(scope="module")
def over(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return campaigns.after_the_session(finished, tmp_path_factory.mktemp("rehearsal"))


def press(page: Page, *keys: str) -> int:
    """Press keys as a person does who has read the page; how many."""
    for key in keys:
        while page.evaluate("performance.now()") < 350:
            page.wait_for_timeout(50)
        page.keyboard.press(key)
    return len(keys)


def test_one_button_opens_a_rehearsal_on_four_screens_and_another_ends_it(visit: Visit, over: Path) -> None:
    with visit(over) as people:
        control = people.signed_in("host", "/hall/control")
        screens = {
            "projector": people.visitor("/hall/projector", width=1920),
            "supervisor": people.signed_in("supervisor", "/hall/supervisor", width=1024),
            "phone": people.visitor("/rehearsal", width=360),
        }
        expect(control.get_by_role("heading", name="选岗会已经结束")).to_be_visible()
        expect(control.get_by_role("button", name="开一场演练")).to_be_focused()
        press(control, "Enter")
        expect(control.get_by_role("heading", name="下一位")).to_be_visible()
        screens["control"] = control
        expect(screens["phone"].get_by_role("heading", name="没有这一页")).to_be_visible()
        screens["phone"].reload()
        assert picks_by_keyboard(control) == KEYS
        for name, screen in screens.items():
            expect(screen.get_by_role("main")).to_contain_text("R01")
            expect(screen.get_by_text("演练 REHEARSAL").first).to_be_visible()
            accessible(screen)
            assert sideways(screen) == []
            picture(screen, f"rehearsal-{name}")
        control.get_by_role("button", name="结束演练").click()
        for screen in screens.values():
            expect(screen.get_by_text("演练 REHEARSAL")).to_have_count(0)
            expect(screen.get_by_role("main")).not_to_contain_text("R02")


def picks_by_keyboard(control: Page) -> int:
    pressed = press(control, "Enter")
    expect(control.get_by_role("heading", name="正在选岗")).to_be_visible()
    pressed += press(control, "1", "Enter")
    expect(control.get_by_role("heading", name="请向本人复述")).to_be_visible()
    pressed += press(control, "Enter")
    expect(control.get_by_role("link", name="打印回执和协议")).to_be_focused()
    return pressed
