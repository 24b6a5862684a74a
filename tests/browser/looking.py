"""What is asked of every page: readable by everybody, as wide as its screen, quiet, and on its own."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from math import inf
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

SCREENSHOTS = Path(__file__).parent / "screenshots"
HANDBOOK = Path(__file__).parents[2] / "docs" / "pictures" / "handbook"
ASKED = "RESETTLEMENT_PICTURES"
"""Where it is set, the pictures of the handbook are made anew."""

UNLIKE_AN_OFFICE = """() => {
  scrollTo(0, 0);
  document.querySelector('form[action="/demonstration/forward"]')?.remove();  // no office has this button
}"""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
WIDTHS = (1440, 1024, 360)
HEIGHTS = {1920: 1080, 1440: 900, 1024: 768, 360: 740}
REFUSALS = re.compile(r"status of (401|409|422) ")
"""A form that is refused comes back with what is wrong: the browser notes it, but nothing is amiss."""

REHEARSAL_OVER = re.compile(r"/rehearsal .*status of 404 ")
"""The phone page of a rehearsal is not there while none runs; whoever holds it open is told so."""

SIDEWAYS = """() => {
  const page = document.documentElement, all = [...document.body.querySelectorAll("*")];
  const outside = one => one.getBoundingClientRect().right > page.clientWidth + 1
    && one.parentElement.getBoundingClientRect().right <= page.clientWidth + 1;
  const scrolls = one => /auto|scroll/.test(getComputedStyle(one).overflowX)
    && one.scrollWidth > one.clientWidth + 1
    && one.tabIndex < 0;  // a wide table or a command to copy may, where the keyboard can scroll it
  const found = page.scrollWidth > page.clientWidth ? all.filter(outside) : [];
  return [...found, ...all.filter(scrolls)].map(one => one.cloneNode(false).outerHTML.slice(0, 120));
}"""


@dataclass
class Watch:
    """Notes whatever a browser complains of, and every request that leaves the site."""

    hosts: set[str]
    noted: list[str] = field(default_factory=list)
    _away: list[tuple[float, float]] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context from now on."""
        context.on("console", self._said)
        context.on("weberror", lambda error: self.noted.append(f"{error.page.url}: {error.error}"))
        context.on("request", lambda request: self._asked(request.url))

    @contextmanager
    def while_away(self) -> Iterator[None]:
        """While the server is away, that it cannot be reached is no fault of the page.

        The browser's own time of the complaint counts: it may be heard of later.
        """
        since = time.time()
        self._away.append((since, inf))
        yield
        self._away[-1] = since, time.time()

    def _said(self, message: ConsoleMessage) -> None:
        at = message.timestamp / 1000
        unreachable = "net::ERR_" in message.text and any(gone <= at <= back for gone, back in self._away)
        over = REHEARSAL_OVER.search(f"{message.location['url']} {message.text}")
        refused = REFUSALS.search(message.text)
        if message.type == "error" and not (unreachable or over or refused):
            self.noted.append(f"{message.location['url']}: {message.text}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc not in self.hosts:
            self.noted.append(f"a request to elsewhere: {url}")


def accessible(page: Page) -> None:
    """WCAG 2.0 to 2.2, A and AA; what breaks a rule is named with rule and element."""
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    faults = [
        f"{page.url}: {rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not faults, "\n".join(faults)


def sideways(page: Page) -> list[str]:
    """The elements that make the page, or a part of it, scroll sideways at its present width."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def alt(page: Page, key: str) -> None:
    """Press Alt and a letter as a keyboard does.

    Playwright's own press does not say which letter it would be without Alt, and access keys want that.
    """
    keyboard = page.context.new_cdp_session(page)
    letter = key.upper()
    pressed = {"modifiers": 1, "key": key, "code": f"Key{letter}", "windowsVirtualKeyCode": ord(letter)}
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "unmodifiedText": key, **pressed})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})
    keyboard.detach()


def picture(page: Page, name: str) -> None:
    """Keep a screenshot of the whole page, and of the projector what it shows at once."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(
        path=SCREENSHOTS / f"{name}-{width}.jpg",
        type="jpeg",  # half the time of a PNG
        quality=75,
        full_page=width != 1920,
        animations="disabled",
    )


def for_handbook(page: Page, name: str) -> None:
    """What the handbook shows of a page: its beginning, at most 1000 wide, in few colours."""
    if ASKED not in os.environ:
        return
    HANDBOOK.mkdir(parents=True, exist_ok=True)
    page.evaluate(UNLIKE_AN_OFFICE)
    shown = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    shown.thumbnail((1000, 1000))
    shown.quantize(16).save(HANDBOOK / f"{name}.png", optimize=True)
