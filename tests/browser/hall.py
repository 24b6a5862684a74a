"""Four who look at one session, and what its operator does by keyboard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser import campaigns
from tests.browser.conftest import People
from tests.browser.looking import accessible, alt, picture, sideways

HEAD = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass(frozen=True)
class Screens:
    """The four who look at the same session."""

    control: Page
    projector: Page
    supervisor: Page
    phone: Page

    @property
    def all(self) -> tuple[Page, ...]:
        return self.control, self.projector, self.supervisor, self.phone

    def all_say(self, text: str) -> None:
        """Every screen shows it within moments, without anybody touching it."""
        for screen in self.all:
            expect(screen.get_by_role("main")).to_contain_text(text)

    def show_one_board(self) -> str:
        """The head of the log, which is the same on all four."""
        control = HEAD.search(self.control.get_by_role("main").inner_text())
        assert control
        self.all_say(control[0])
        return control[0]

    def are_looked_at(self, moment: str) -> None:
        for name, screen in vars(self).items():
            accessible(screen)
            assert sideways(screen) == []
            picture(screen, f"hall-{moment}-{name}")


def opened(people: People, who: str) -> Screens:
    return Screens(
        control=people.signed_in("host", "/hall/control"),
        projector=people.visitor("/hall/projector", width=1920),
        supervisor=people.signed_in("supervisor", "/hall/supervisor", width=1024),
        phone=people.visitor(f"/board?who={who}", width=360),
    )


def presses_enter(page: Page) -> None:
    """As a person does, who has read the page: it takes no Enter in its first moments."""
    while page.evaluate("performance.now()") < 350:
        page.wait_for_timeout(50)
    page.keyboard.press("Enter")


def calls(control: Page, candidate: str) -> None:
    expect(control.get_by_role("heading", name="下一位")).to_be_visible()
    alt(control, "c")
    expect(control.get_by_role("heading", name="正在选岗")).to_be_visible()
    expect(control.get_by_role("region", name="现在要做的")).to_contain_text(candidate)


def chooses(control: Page, position: str) -> None:
    """Typed, read back, confirmed."""
    expect(control.get_by_label("岗位编号或名称")).to_be_focused()
    control.keyboard.type(position.lower())
    presses_enter(control)
    expect(control.get_by_role("heading", name="请向本人复述")).to_be_visible()
    expect(control.get_by_role("button", name=f"确认选定 {position}")).to_be_focused()
    presses_enter(control)
    expect(control.get_by_role("heading", name="刚选定")).to_be_visible()
    expect(control.get_by_role("complementary", name="看板")).to_contain_text(position)


def is_missed(control: Page, reason: str) -> None:
    """Whoever was called does not choose: noted with the reason, and what follows is the rules'."""
    alt(control, "m")
    control.keyboard.press("Tab")
    while not control.get_by_label(reason).is_checked():
        control.keyboard.press("ArrowDown")
    control.keyboard.press("Tab")
    presses_enter(control)
    expect(control.get_by_role("heading", name="下一位")).to_be_visible()


def draws(control: Page, numbers: str, *witnesses: str) -> None:
    """Where the numbers cannot be typed the drawer is open already."""
    key = control.get_by_label("抽签结果", exact=True)
    if not key.is_visible():
        alt(control, "l")
    key.fill(numbers)
    control.get_by_role("button", name="先当众复述号码").click()
    for number, witness in enumerate(witnesses, 1):
        signs = control.get_by_role("group", name=f"见证人 {number}")
        signs.get_by_label("账号").fill(witness)
        signs.get_by_label("密码").fill(campaigns.PASSWORD)
    control.get_by_label("没有照片的，写明为什么").fill("现场未拍照")
    control.get_by_role("button", name="见证人确认，录入抽签结果").click()
    expect(control.get_by_role("button", name="见证人确认，录入抽签结果")).to_have_count(0)


def closes(control: Page) -> None:
    expect(control.get_by_role("heading", name="所有人都叫过号了")).to_be_visible()
    control.get_by_label("确定结束").focus()
    control.keyboard.press("Space")
    alt(control, "e")
    expect(control.get_by_role("heading", name="选岗会已经结束")).to_be_visible()
