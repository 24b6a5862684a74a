"""Screens that lose the network, whose clocks are wrong, or that hang far from the last row. Fictional."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.hall import calls, chooses
from tests.browser.looking import picture
from tests.browser.relay import Relay

DRIFT_MS = 500
ASTRAY_MS = (0, 7 * 60_000, -3_600_000)
"""How far the clocks of three laptops are out."""

ITS_OWN_CLOCK = """(() => {
  const right = Date.now.bind(Date), seen = {};
  Date.now = () => right() + %d;
  window.seen = seen;
  setInterval(() => {
    const shown = document.querySelector("[data-time]")?.textContent;
    if (shown) seen[shown] ??= right();
  }, 10);
})()"""
"""The page's clock is out; `seen` notes by the right one when each second was first on the screen."""

CUT = """() => [...document.querySelectorAll("main *")].filter(one => {
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  if (!box.width || one.closest("svg")) return false;
  const outside = box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1;
  const hides = style.overflow !== "visible"
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
  return outside || hides;
}).map(one => one.outerHTML.slice(0, 120))"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll("main *")].filter(
  one => [...one.childNodes].some(text => text.nodeType === 3 && text.data.trim()) && one.checkVisibility()
).map(one => parseFloat(getComputedStyle(one).fontSize))) / innerHeight"""
LAST_ROW = 1 / 60
"""The least part of the screen's height that letters may have."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return campaigns.in_session(campaigns.planned(tmp_path_factory.mktemp("apart")))


@pytest.fixture
def relayed(visit: Visit, hall: Path) -> Iterator[tuple[People, Relay]]:
    """People at a site, and a second way to it."""
    with visit(hall) as people:
        relay = Relay(people.site.port)
        people.watch.hosts.add(relay.host)
        yield people, relay
        people.go_home()
        relay.close()


@pytest.mark.parametrize("more_seconds", [0, pytest.param(60, marks=pytest.mark.faults)])
def test_screens_that_lose_the_network_say_so_and_catch_up_by_themselves(
    relayed: tuple[People, Relay], more_seconds: int
) -> None:
    """Nobody touches them; the phone is not even loaded anew."""
    people, relay = relayed
    deputy, projector = people.signed_in("administrator", "/hall/control"), people.visitor("/hall/projector")
    control = people.signed_in("host", "/hall/control", at=relay.address)
    phone = people.visitor("/board?who=S11", width=360, at=relay.address)
    phone.evaluate("window.sameDocument = true")
    with relay.gone():
        calls(deputy, "O01")
        chooses(deputy, "P01")
        expect(projector.get_by_role("heading", name="刚选定")).to_be_visible()
        for screen in (control, phone):
            expect(screen.get_by_text("正在重连")).to_be_visible(timeout=25_000)
            expect(screen.get_by_role("main")).not_to_contain_text("刚选定")
        phone.wait_for_timeout(more_seconds * 1000)
        picture(phone, "hall-without-network-phone")
    for screen in (control, phone):
        expect(screen.get_by_text("正在重连")).to_be_hidden(timeout=25_000)
        expect(screen.get_by_role("main")).to_contain_text("刚选定")
    assert phone.evaluate("window.sameDocument")
    calls(control, "O03")
    expect(phone.get_by_role("main")).to_contain_text("S11 前面还有 3 人")


def test_clocks_that_are_wrong_show_the_servers_time_within_half_a_second(visit: Visit, hall: Path) -> None:
    with visit(hall) as people:
        screens = [people.visitor("/hall/projector", width=1024) for _ in ASTRAY_MS]
        for screen, astray in zip(screens, ASTRAY_MS, strict=True):
            screen.add_init_script(ITS_OWN_CLOCK % astray)
            screen.reload()
        screens[0].wait_for_timeout(4000)
        seen = [screen.evaluate("window.seen") for screen in screens]
        seconds = sorted(set.intersection(*map(set, seen)))[1:]  # the first was half over when it was noted
        assert len(seconds) >= 2
        for second in seconds:
            first, *_, last = sorted(one[second] for one in seen)
            assert last - first < DRIFT_MS


@pytest.mark.parametrize("width", [1024, 1920])
def test_the_big_screen_is_whole_and_can_be_read_from_the_last_row(
    visit: Visit, hall: Path, width: int
) -> None:
    with visit(hall) as people:
        projector = people.visitor("/hall/projector", width=width)
        control = people.signed_in("host", "/hall/control")
        is_whole(projector)
        calls(control, "O01")
        expect(projector.get_by_role("heading", name="正在选岗")).to_be_visible()
        is_whole(projector)
        chooses(control, "P01")
        expect(projector.get_by_role("heading", name="刚选定")).to_be_visible()
        is_whole(projector)
        picture(projector, "hall-last-row")


def is_whole(projector: Page) -> None:
    assert projector.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert projector.evaluate(CUT) == []
    assert projector.evaluate(SMALLEST) >= LAST_ROW
