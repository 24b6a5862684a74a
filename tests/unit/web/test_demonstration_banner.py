"""Where a demonstration's clock runs, every page of the sample says so. All fictional (虚构)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
from tests.browsing import browsing
from tests.unit.web.office import OFFICE, enter

MORNING = datetime(2021, 12, 2, 9, tzinfo=clock.CHINA)


@pytest.fixture
def winter() -> Iterator[None]:
    clock.set_back(datetime.now(clock.CHINA) - MORNING)
    yield
    clock.set_back(timedelta())


@pytest.mark.usefixtures("winter")
def test_every_page_of_the_sample_says_which_day_its_clock_shows(posted: Engine) -> None:
    with browsing(posted, base_url=OFFICE) as client:
        enter(client, posted, Role.ADMINISTRATOR)
        for path in ("/", "/standing", "/sign-in", "/callers"):
            assert "演示时钟：今天是2021年12月2日" in client.get(path).text, path
        for path in ("/en", "/en/standing"):
            assert "2 December 2021" in client.get(path).text, path
        clock.set_back(datetime.now(clock.CHINA) - MORNING, lambda: timedelta(days=1))
        for path in ("/", "/standing", "/sign-in"):
            assert "演示时钟：今天是2021年12月3日" in client.get(path).text, path


@pytest.mark.usefixtures("winter")
def test_a_real_campaign_opened_beside_a_running_demonstration_stops_its_desks(posted: Engine) -> None:
    with browsing(posted, base_url=OFFICE) as client:
        enter(client, posted, Role.CLERK)
        assert client.get("/staff").status_code == 200
        with database.transaction(posted) as db:
            db.exec(update(Campaign).values(fictional=False))
        answer = client.get("/staff")
        assert answer.status_code == 503
        assert "演示时钟只用于虚构的示例" in answer.text


def test_without_a_demonstration_no_page_speaks_of_a_clock(posted: Engine) -> None:
    with browsing(posted, base_url=OFFICE) as client:
        assert "虚构示例" in client.get("/").text
        assert "演示时钟" not in client.get("/").text


@pytest.mark.usefixtures("winter")
def test_the_demonstration_names_its_accounts_to_whoever_sits_at_the_machine_and_to_nobody_else(
    posted: Engine,
) -> None:
    enter_as = Role.HOST.value
    with browsing(posted, base_url="http://127.0.0.1:8000") as here:
        enter(here, posted, Role.HOST)  # makes the account
        assert f"<dt>{enter_as}</dt>" in here.get("/sign-in").text
    with browsing(posted, base_url=OFFICE) as elsewhere:
        assert "示例账号" not in elsewhere.get("/sign-in").text


def test_a_real_site_names_no_account(posted: Engine) -> None:
    with browsing(posted, base_url="http://127.0.0.1:8000") as here:
        enter(here, posted, Role.HOST)
        assert "示例账号" not in here.get("/sign-in").text
