"""Real Chromium on a real server: people with their own browsers, each watched for whatever goes wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import campaigns
from tests.browser.looking import HEIGHTS, Watch
from tests.browser.site import Site, serving
from tests.main_job.conftest import finished  # noqa: F401 - made once for all who look at it

ARGUMENTS = [
    "--no-sandbox",  # tests may be run by root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, the shell without windows where it is there: it takes a third of the time.

    For one file: other tests of this process want a loop of their own.
    """
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert program, "Chromium is missing: make test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


class People:
    """Everybody who opens a browser at a site."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self.watch = Watch({site.host})
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def visitor(self, path: str = "/", *, width: int = 1440, at: str = "") -> Page:
        """Somebody who is not known; at 360 with a phone in his hand. `at`: another address of the site."""
        size = {"width": width, "height": HEIGHTS[width]}
        context = self._browser.new_context(
            base_url=at or self.site.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=size,
            screen=size,
            has_touch=width == 360,
        )
        self._contexts.append(context)
        context.set_default_timeout(10_000)
        self.watch.over(context)
        page = context.new_page()
        page.goto(path)
        return page

    def signed_in(self, role: str, path: str = "", *, width: int = 1440, at: str = "") -> Page:
        """Somebody of the office, signed in by the form, where that leads him or at `path`."""
        page = self.visitor("/sign-in", width=width, at=at)
        page.get_by_role("textbox", name="账号").fill(f"{role}-1")
        page.get_by_label("密码").fill(campaigns.PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("button", name="退出登录").wait_for()
        if path:
            page.goto(path)
        return page

    def go_home(self) -> None:
        """Everybody closes his browser: only then may the server stop, for an open page asks at any time."""
        while self._contexts:
            self._contexts.pop().close()


Visit = Callable[[Path], AbstractContextManager[People]]


@pytest.fixture(scope="module")
def visit(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """People at a site over a copy of a database; at the end no browser has complained."""

    @contextmanager
    def at(file: Path) -> Iterator[People]:
        with serving(file, tmp_path_factory.mktemp("site")) as site:
            people = People(chromium, site)
            try:
                yield people
            finally:
                people.go_home()
        assert people.watch.noted == []

    return at
