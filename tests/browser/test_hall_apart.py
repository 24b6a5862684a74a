"""Screens that lose the network, whose clocks are wrong, or that hang far from the last row. Fictional."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from resettlement import translation
from resettlement.positions.model import Position
from resettlement.selection.session.board import KindSeats, UnitSeats
from resettlement.web.rendering import templates
from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.hall import calls, chooses
from tests.browser.looking import accessible, picture
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
    expect(phone.get_by_role("region", name="我的位置")).to_contain_text("S11 前面还有 3 人")


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


SIZES = ((1024, 768), (1280, 720), (1366, 768), (1440, 900), (1600, 1200), (1920, 1080), (3840, 2160))
KINDS = ("行政编制", "参照公务员法管理", "全额拨款事业单位", "国有企业")
SAID = """() => {
  const box = document.querySelector("[data-fitted]").getBoundingClientRect();
  const whole = one => { const at = one.getBoundingClientRect();
    return at.left >= box.left - 1 && at.right <= box.right + 1 && at.top >= box.top - 1
      && at.bottom <= box.bottom + 1; };
  const number = one => Number(one.textContent.match(/[0-9]+/)?.[0] ?? 0);
  return [...document.querySelectorAll(".seats__kind")].map(kind => {
    const rows = [...kind.querySelectorAll("li")].filter(one => one.checkVisibility());
    return {
      heading: number(kind.querySelector(".seats__count")),
      rows: rows.reduce((sum, one) => sum + (one.querySelector("b") ? number(one.querySelector("b")) : 0), 0),
      whole: [kind.querySelector("h3"), ...rows].every(whole),
      shown: rows.filter(one => one.dataset.left).map(one => one.textContent),
    };
  });
}"""
"""Each kind of posts as somebody in the hall reads and adds it up."""
CROWDED = """() => {
  const one = n => `<span class="queue__person"><b>S${n}</b> 欧阳*明 <small>请到备选区</small></span> `;
  const tied = `<li class="queue__tied">${one(14)}${one(15)}<small>同分</small></li>`;
  document.querySelector(".projector__who").innerHTML =
    `<span class="projector__name">S14 欧阳*明</span> <span class="projector__name">S15 欧阳*明</span>`;
  document.querySelector(".queue").innerHTML =
    [11, 12, 13, 16, 17].map(n => `<li>${one(n)}</li>`).join("") + tied;
  document.querySelector(".projector__stack").insertAdjacentHTML("beforeend",
    `<section class="projector__last"><h2>刚选定</h2>
     <p><b>S10 欧阳*明</b>　P12 运河区退役军人事务管理服务中心·综合管理</p></section>`);
}"""
"""Two of one score with four others behind them, somebody who has just chosen, and the roll call."""
TURN = """page => {
  Date.now = () => page * 8000;
  document.querySelector(".projector").dispatchEvent(new Event("shown"));
}"""
PAGES = "() => Number(document.querySelector('[data-page]').textContent.split('/')[1] || 1)"


def test_the_seats_on_the_big_screen_add_up_to_the_number_above_at_every_size(
    visit: Visit, hall: Path
) -> None:
    with visit(hall) as people:
        screen = people.visitor("/hall/projector", width=1920)
        for units in (6, 24, 60):
            kinds = offered(units)
            fill_seats(screen, kinds)
            screen.evaluate(CROWDED)
            for width, height in SIZES:
                screen.set_viewport_size({"width": width, "height": height})
                screen.evaluate("document.querySelector('.projector').dispatchEvent(new Event('shown'))")
                adds_up(screen, kinds)
                if units == 24:  # the left side is the same with any
                    is_whole(screen)


def adds_up(screen: Page, kinds: tuple[KindSeats, ...]) -> None:
    """On every page, and every unit that has a seat stands on one of them."""
    seen: set[str] = set()
    for page in range(screen.evaluate(PAGES)):
        screen.evaluate(TURN, page)
        said = screen.evaluate(SAID)
        assert [one["heading"] for one in said] == [kind.left for kind in kinds]
        assert [one["rows"] for one in said] == [kind.left for kind in kinds]
        assert all(one["whole"] for one in said)
        seen |= {text for one in said for text in one["shown"]}
    assert {unit.unit for kind in kinds for unit in kind.units if unit.left} <= {
        text.rsplit(" ", 1)[0].strip() for text in seen
    }


def offered(units: int) -> tuple[KindSeats, ...]:
    """So many units, every fourth one full, the last with twenty seats; the names as long as real ones."""
    made = [_unit(n, 20 if n == units else 2, n % 4 == 1) for n in range(1, units + 1)]
    each = -(-units // len(KINDS))
    return tuple(
        KindSeats(kind, tuple(made[n * each : (n + 1) * each]))
        for n, kind in enumerate(KINDS)
        if made[n * each : (n + 1) * each]
    )


def _unit(number: int, seats: int, full: bool) -> UnitSeats:
    name = f"运河区第{number}退役军人事务管理服务中心"
    post = Position(f"P{number}", name, "事业单位", "综合岗", "事业", seats, coordinated=False)
    return UnitSeats(name, ((post, 0 if full else seats),))


def fill_seats(screen: Page, kinds: tuple[KindSeats, ...]) -> None:
    """Put other seats on the screen, as the feed does."""
    made = templates().get_template("hall/seats.html").module.seats(kinds, fitted=True)
    fill = """([html]) => {
      document.querySelector("[data-fitted]").outerHTML = html;
      document.querySelector(".projector").dispatchEvent(new Event("shown"));
    }"""
    screen.evaluate(fill, [translation.voiced(str(made))])


HEARD = """window.heard = [];
window.AudioContext = class {
  currentTime = 0;
  createOscillator() {
    const wave = { frequency: {}, connect() {}, stop() {} };
    wave.start = () => window.heard.push(wave.frequency.value);
    return wave;
  }
  createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect() {} }; }
  close() {}
}"""
"""Tones are noted and not played."""
COUNTS = """(times) => times.forEach(([deadline, left]) => document.querySelector("[data-live]")
  .dispatchEvent(new CustomEvent("left", { detail: { deadline, left } })))"""


def test_the_big_screen_sounds_at_a_minute_five_seconds_and_zero_once_it_is_turned_on(
    visit: Visit, hall: Path
) -> None:
    whole = [["1", left] for left in (62, 61, 60, 60, 59, 6, 5, 5, 4, 1, 0, 0)]
    with visit(hall) as people:
        screen = people.visitor("/hall/projector", width=1024)
        screen.add_init_script(HEARD)
        screen.reload()
        screen.evaluate(COUNTS, whole)
        assert screen.evaluate("heard") == []
        screen.get_by_role("button", name="声音：关").click()
        expect(screen.get_by_role("button", name="声音：开")).to_be_visible()
        assert screen.evaluate("heard.splice(0)") == [880]  # that one hears how loud it is
        screen.evaluate(COUNTS, whole)
        assert screen.evaluate("heard.splice(0)") == [660, 880, 440]
        screen.evaluate(COUNTS, [["2", 300], ["3", 0]])  # another one's clock: nobody's time ran out
        assert screen.evaluate("heard.splice(0)") == []
        screen.get_by_role("button", name="声音：开").click()
        screen.evaluate(COUNTS, whole)
        assert screen.evaluate("heard") == []
        accessible(screen)
