"""Callers follow up people of earlier campaigns while a new one runs. Everybody here is fictional (虚构)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from resettlement import clock
from resettlement.campaign.tables import Campaign, Category
from resettlement.database import transaction
from resettlement.follow_up.service import Placement, contacts, open_follow_up
from resettlement.follow_up.unit_issues import issues
from resettlement.positions.tables import Position, ReceivingUnit
from resettlement.records.tables import Candidate
from tests.storage.building import CAMPAIGN
from tests.unit.web_callers.browsing import PEOPLE, UNIT, Browser, today

EARLIER = "2019-test"
NEWER = "2022-test"
EARLIER_PEOPLE = f"/callers/people/{EARLIER}"
SETTLED = {"outcome": "reached", "rest": "ok"}


def copied(db: Session, campaign_id: str, year: int) -> None:
    """The campaign once more, of another year, with the same numbers and posts."""
    for table in (Campaign, Category, ReceivingUnit, Position, Candidate):
        column = Campaign.id if table is Campaign else table.campaign_id  # type: ignore[union-attr]
        for row in db.exec(select(table).where(column == CAMPAIGN)).all():
            db.add(_another(row, campaign_id, year))
        db.flush()


def _another(row: SQLModel, campaign_id: str, year: int) -> SQLModel:
    told = row.model_dump()
    if isinstance(row, Campaign):
        titled = {"title": f"虚构区{year}年度安置", "year": year, "opened_on": date(year, 9, 1)}
        return Campaign(**told | titled | {"id": campaign_id})
    return type(row)(**told | {"campaign_id": campaign_id})


@pytest.fixture
def two(engine: Engine) -> Engine:
    """S1 of an earlier campaign was placed a year ago; a newer campaign has not come to follow-up yet."""
    with transaction(engine) as db:
        copied(db, EARLIER, 2019)
        copied(db, NEWER, 2022)
        person = db.get_one(Candidate, (EARLIER, "S1"))
        person.name, person.phone = "虚构前辈", "13800000001"
        db.add(person)
        placement = Placement("S1", "sergeant", "P1", UNIT)
        open_follow_up(db, EARLIER, [placement], today() - timedelta(days=365), by="staffing", at=clock.now())
    return engine


@pytest.mark.usefixtures("two")
def test_the_list_has_people_of_every_campaign_and_says_which(caller: Browser) -> None:
    page = caller.get("/callers").text
    waiting = re.search(r'<section aria-labelledby="waiting">.*?</section>', page, re.S)
    assert waiting
    rows = re.findall(r'<a href="([^"]+)">(虚构\w+)</a>.*?<span class="tag tag--plain">(\d+年度)', waiting[0])
    assert rows == [
        (f"{EARLIER_PEOPLE}/S1", "虚构前辈", "2019年度"),
        (f"{PEOPLE}/S2", "虚构S2", "2021年度"),
        (f"{PEOPLE}/S1", "虚构S1", "2021年度"),
        (f"{PEOPLE}/O1", "虚构O1", "2021年度"),
    ]


def test_where_one_campaign_is_followed_up_no_page_speaks_of_campaigns(caller: Browser) -> None:
    for path in ("/callers", f"{PEOPLE}/S1", f"/callers/units/{UNIT}"):
        assert "2021年度</span>" not in caller.get(path).text


def test_a_call_is_logged_to_the_person_of_its_own_campaign(caller: Browser, two: Engine) -> None:
    answer = caller.send(f"{EARLIER_PEOPLE}/S1", **SETTLED)
    assert answer.headers["location"] == f"{PEOPLE}/S2?saved={EARLIER}%2FS1"
    assert "已记录 S1 虚构前辈" in caller.get(answer.headers["location"]).text
    with transaction(two) as db:
        assert len(contacts(db, EARLIER, "S1")) == 1
        assert len(contacts(db, CAMPAIGN, "S1")) == 0


@pytest.mark.usefixtures("two")
def test_the_list_can_be_narrowed_to_a_campaign(caller: Browser) -> None:
    page = caller.get(f"/callers?campaign={EARLIER}").text
    assert "虚构前辈" in page
    assert "虚构S2" not in page


@pytest.mark.usefixtures("two")
def test_a_persons_page_is_headed_by_his_own_campaign(caller: Browser) -> None:
    assert "虚构区2019年度安置</title>" in caller.get(f"{EARLIER_PEOPLE}/S1").text
    assert "虚构区2021年度安置</title>" in caller.get(f"{PEOPLE}/S1").text


def test_an_issue_with_a_unit_belongs_to_the_campaign_it_concerns(caller: Browser, two: Engine) -> None:
    unit = f"/callers/units/{UNIT}"
    asked = {"topic": "pay", "what": "三年前的工资还没有补", "demanded_by_on": str(today())}
    assert caller.send(unit, **asked, candidate=f"{EARLIER}/S1").status_code == 303
    assert caller.send(unit, **asked, candidate=f"{CAMPAIGN}/").status_code == 303
    assert caller.send(unit, **asked, candidate=f"{NEWER}/S1").status_code == 422
    assert caller.send(unit, **asked).status_code == 422, "which campaign's people is not said"
    with transaction(two) as db:
        assert [issue.candidate for issue in issues(db, EARLIER)] == ["S1"]
        assert [issue.candidate for issue in issues(db, CAMPAIGN)] == [None]
    assert caller.get(f"/callers/issues/{EARLIER}/1").status_code == 200
    page = caller.get(unit).text
    assert f"/callers/issues/{EARLIER}/1" in page
    assert f"/callers/issues/{CAMPAIGN}/1" in page
    assert "其中 0 个" in caller.get("/callers/units").text


@pytest.mark.usefixtures("two")
def test_each_campaign_has_a_call_sheet_of_its_own(caller: Browser) -> None:
    for campaign, codes in ((EARLIER, ["S1"]), (CAMPAIGN, ["S2", "S1", "O1"])):
        answer = caller.get(f"/callers/sheet.xlsx?campaign={campaign}")
        sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
        assert [row[0] for row in sheet.iter_rows(min_row=4, values_only=True)] == codes
    assert caller.get("/callers/sheet.xlsx?campaign=nobody").status_code == 404
