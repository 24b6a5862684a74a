"""At the demo the session is over; one button opens a rehearsal that four screens follow. All fictional."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from resettlement import database
from resettlement.journal.model import short
from resettlement.selection.rehearsal.faults import Practice
from resettlement.web.rendering import read_campaign
from tests.browser import campaigns
from tests.browser.conftest import Visit
from tests.browser.looking import HEIGHTS, WIDTHS, accessible, picture, sideways
from tests.main_job.rehearsal_team import MARK, Team

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
        begin = control.get_by_role("button", name="开一场演练")
        expect(begin).not_to_be_focused()  # no Enter may begin it by chance
        begin.focus()
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
        expect(control.get_by_role("heading", name="演练报告")).to_be_visible()
        control.goto("/hall/control")
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


TELLS = {
    "power_cut": ("control", "supervisor", "projector", "projector-small"),
    "wrong_click": ("control",),
    "printer_jam": ("papers", "supervisor"),
    "network_gone": ("control",),
}
"""The screens that tell of a fault, where they are not the two desks."""


class Pictured(Team):
    """Deals with each fault once every screen of the hall that tells of it has been looked at."""

    screens: dict[str, Page]

    def deal_with(self, fault: Practice) -> None:
        jam = fault.came.payload["version"] if fault.came and fault.fault == "printer_jam" else None
        own = self.screens["control"].context.new_page()  # where the operator's own step brings him
        own.goto(f"/hall/papers/{jam}" if jam else "/hall/control")
        others = {name: screen for name, screen in self.screens.items() if name != "control"}
        looked_at = {**others, "papers" if jam else "control": own}
        for name, screen in looked_at.items():
            lost, told = screen.locator("[data-offline]"), screen.locator(".fault")
            if name != "papers":
                expect(lost).to_be_visible(visible=fault.fault == "network_gone")
            if name in TELLS.get(fault.fault, ("control", "supervisor")):
                expect(told).to_be_visible()
            expect(screen.get_by_text(MARK).first).to_be_visible()
            accessible(screen)
            assert sideways(screen) == []
            picture(screen, f"rehearsal-{fault.fault}-{name}")
        own.close()
        super().deal_with(fault)


def test_six_faults_as_the_hall_sees_them_and_the_report(visit: Visit, over: Path) -> None:
    with visit(over) as people, ExitStack() as stack:
        engine = database.connect(people.site.database_url)
        stack.callback(engine.dispose)
        campaign = read_campaign(engine)
        assert campaign
        browsers = [stack.enter_context(httpx.Client(base_url=people.site.address, timeout=30)) for _ in "12"]
        accounts = "host-1", "supervisor-1"
        team = Pictured(people.site, engine, campaign.id, *browsers, accounts=accounts, witness="notary-1")
        team.away = people.watch.while_away
        host = people.signed_in("host", "/hall/control")
        picture(host, "rehearsal-start")
        host.get_by_role("button", name="开一场演练").click()
        team.screens = {
            "control": host,
            "supervisor": people.signed_in("supervisor", "/hall/supervisor", width=1024),
            "projector": people.visitor("/hall/projector", width=1920),
            "projector-small": people.visitor("/hall/projector", width=1024),
            "phone": people.visitor("/rehearsal", width=360),
        }
        team.until_all_have_come()
        head = short(team.logs[0][-1].hash)
        expect(team.screens["projector"].get_by_role("main")).to_contain_text(head)
        expect(team.screens["projector"].locator("[data-offline]")).to_be_hidden()
        host.get_by_role("button", name="结束演练").click()
        for width in WIDTHS:
            host.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            expect(host.get_by_text(MARK).first).to_be_visible()
            accessible(host)
            assert sideways(host) == []
            picture(host, "rehearsal-report")
        host.emulate_media(media="print")
        host.set_viewport_size({"width": 1024, "height": 768})
        expect(host.get_by_role("button", name="打印")).to_be_hidden()
        expect(host.get_by_text(MARK).first).to_be_visible()
        picture(host, "rehearsal-report-printed")
