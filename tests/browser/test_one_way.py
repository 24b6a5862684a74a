"""From an empty database to a published bundle and a logged call, touching no command but `serve`.

Four days of October 2021, to which the server's clock is set, as a fictional campaign permits. Whoever has
work signs in with an account that the administrator made. Everybody here is fictional (虚构).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from resettlement.campaign.demonstration import MOVED
from tests.browser.conftest import People
from tests.browser.site import Site
from tests.browser.test_records_path import comes_the_day, freezes
from tests.browser.way_to_the_call import (
    everybody_chooses,
    gets_a_letter,
    is_called,
    is_certified_and_recorded,
    is_published_and_verified,
    is_ruled_and_carried_out,
    somebody_files_wishes,
    somebody_objects,
)
from tests.browser.way_to_the_wall import (
    HALL,
    a_campaign_is_opened,
    imports,
    is_set_up,
    posts,
    records_become_a_standing,
)

OFFICE = ("clerk", "reviewer", "staffing", "supervisor", "host", "caller")
BEGUN, AFTER, LATER = date(2021, 10, 18), date(2021, 10, 21), date(2021, 10, 26)


@pytest.fixture
def people(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[People]:
    """Nobody yet, at a server over a database that is not there."""
    comes_the_day(BEGUN, monkeypatch)
    monkeypatch.setenv(MOVED, str(tmp_path / "moved"))
    site = Site(tmp_path / "site.db")
    site.start()
    people = People(chromium, site)
    try:
        yield people
    finally:
        people.go_home()
        site.stop()
    assert people.watch.noted == []
    assert "Traceback" not in site.log, site.log


def test_an_empty_database_becomes_a_published_bundle_and_a_logged_call(
    people: People, tmp_path: Path
) -> None:
    is_set_up(people, tmp_path / "publication", OFFICE)
    desks = {role: people.signed_in(role) for role in OFFICE}
    clerk, reviewer, staffing, supervisor = (desks[role] for role in OFFICE[:4])
    a_campaign_is_opened(staffing)
    records_become_a_standing(clerk, reviewer)
    imports(staffing, "positions")
    for kind in ("scores", "positions"):
        posts(clerk, kind)
    somebody_objects(people)
    is_ruled_and_carried_out(clerk, reviewer, supervisor)
    posts(clerk, "correction", reason="第1号异议成立，补录三等功一次")

    days_pass(clerk, BEGUN, AFTER)
    freezes(supervisor)
    posts(clerk, "announcement")
    somebody_files_wishes(people, clerk)

    days_pass(clerk, AFTER, HALL)
    everybody_chooses(desks["host"])
    is_certified_and_recorded(supervisor)
    posts(clerk, "result")
    is_published_and_verified(clerk, people.visitor(), tmp_path / "taken")

    days_pass(clerk, HALL, LATER)
    gets_a_letter(staffing, LATER)
    is_called(desks["caller"])


def days_pass(page: Page, since: date, until: date) -> None:
    """By the button of the demonstration, which moves the clock for everybody at once."""
    page.goto("/staff/objections")
    for _ in range((until - since).days):
        with page.expect_navigation():
            page.get_by_role("button", name="演示时钟往前一天").click()
