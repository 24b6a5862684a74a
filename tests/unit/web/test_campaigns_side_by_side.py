"""Two campaigns in one database, with the same candidate numbers in both: each address is of one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.campaign.service import open_campaign
from resettlement.campaign.tables import Campaign, Category
from resettlement.journal.model import Draft
from resettlement.journal.service import append
from resettlement.records.service import review
from resettlement.records.tables import Candidate
from resettlement.web.app import create_app
from resettlement.web.static_site import folder_of
from tests.storage.building import ROOT
from tests.unit.records.campaigns import OPENED
from tests.unit.web.office import OFFICE, enter, new_database, signed_in

SPRING, AUTUMN = "2021-spring", "2021-autumn"
TITLES = {SPRING: "虚构区春季军官安置", AUTUMN: "虚构区秋季军士安置"}
SHARED = (
    "/assets/",
    "/sign-in",
    "/sign-out",
    "/accounts",
    "/callers",
    "/language",
    "/campaigns",
    "/en/camp",
    "/verify.py",
)
PACK = (ROOT / "scoring/rules/soldiers-2023.toml").read_text()
SESSION_RULES = (ROOT / "resettlement/selection/rules/default.toml").read_text()
DESK_PAGES = (
    "/staff", "/staff/records", "/staff/records/S1", "/staff/rules", "/staff/standing", "/staff/positions",
    "/staff/notices", "/staff/objections", "/staff/wishes", "/staff/log", "/hall/standby",
)  # fmt: skip
OLD = ("/log", "/standing", "/verify", "/board", "/data/log.json", "/en/standing", "/bundle.zip")
PEOPLE = {SPRING: {"S1": "虚构春一", "S2": "虚构春二"}, AUTUMN: {"S1": "虚构秋一", "S9": "虚构秋九"}}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = new_database(tmp_path_factory.mktemp("office"))
    with database.transaction(engine) as db:
        for campaign_id in (SPRING, AUTUMN):
            _open(db, campaign_id)
    return engine


def _open(db: Session, campaign_id: str) -> None:
    """Both on the same day."""
    row = Campaign(
        id=campaign_id, title=TITLES[campaign_id], district="虚构区", year=2021, issuer="虚构局",
        fictional=True, opened_on=OPENED.date(), contact_office="安置科", contact_phone="0000-0000000",
        contact_address="虚构路0号", objection_guide="书面提出", session_rules=SESSION_RULES,
        salt_key="5a" * 32,
    )  # fmt: skip
    category = Category(campaign_id=campaign_id, id="sergeant", label="军士", place=0, pack_text=PACK)
    open_campaign(db, row, [category], by="staffing", at=OPENED)
    for number, (code, name) in enumerate(PEOPLE[campaign_id].items()):
        db.add(_person(campaign_id, code, name, number))


def _person(campaign_id: str, code: str, name: str, number: int) -> Candidate:
    return Candidate(
        campaign_id=campaign_id, code=code, name=name, category="sergeant", sex="男",
        id_number=f"110101199001010{number}1X", born_on=date(1990, 1, 1), enlisted_on=date(2008, 12, 1),
        discharged_on=date(2020, 12, 1), education="大专", major="", political_status="群众",
        certificates="[]", avoid_units="[]", phone="", entered_by="clerk",
    )  # fmt: skip


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient[Litestar]]:
    with TestClient(create_app(engine), base_url=OFFICE, raise_server_exceptions=False) as client:
        yield client


def leads(client: TestClient[Litestar], path: str, method: str = "GET") -> tuple[int, str]:
    answer = client.request(method, path, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize("campaign_id", [SPRING, AUTUMN])
def test_every_page_of_a_campaign_is_its_own_and_leads_nowhere_else(
    client: TestClient[Litestar], campaign_id: str
) -> None:
    other = TITLES[AUTUMN if campaign_id == SPRING else SPRING]
    for path in ("/", "/how", "/standing", "/positions", "/notices", "/log", "/object", "/verify", "/board"):
        for prefix in ("", "/en"):
            address = f"/c/{campaign_id}{prefix}{path}".rstrip("/")
            page = client.get(address)
            assert page.status_code == 200, address
            assert TITLES[campaign_id] in page.text, address
            assert other not in page.text, address
            assert {link for link in _links(page.text) if _astray(link, campaign_id)} == set(), address


def _links(html: str) -> set[str]:
    return set(re.findall(r'(?:href|action|src|hx-get|hx-post|data-feed|data-home)="(/[^"]*)"', html))


def _astray(link: str, campaign_id: str) -> bool:
    return not link.startswith((f"/c/{campaign_id}/", *SHARED)) and link != f"/c/{campaign_id}"


@pytest.mark.parametrize("campaign_id", [SPRING, AUTUMN])
def test_a_desk_shows_the_people_of_its_campaign_alone_though_numbers_are_the_same(
    client: TestClient[Litestar], engine: Engine, campaign_id: str
) -> None:
    enter(client, engine, Role.CLERK)
    other = AUTUMN if campaign_id == SPRING else SPRING
    for path in DESK_PAGES:
        page = client.get(f"/c/{campaign_id}{path}")
        assert page.status_code == 200, path
        assert not any(name in page.text for name in PEOPLE[other].values()), path
        switch = f"/c/{other}" + ("/hall/standby" if "hall" in path else "/staff")
        assert {link for link in _links(page.text) if _astray(link, campaign_id)} == {switch}, path
    assert PEOPLE[campaign_id]["S1"] in client.get(f"/c/{campaign_id}/staff/records/S1").text


def test_the_documents_of_each_are_its_own(client: TestClient[Litestar]) -> None:
    for campaign_id in (SPRING, AUTUMN):
        document = json.loads(client.get(f"/c/{campaign_id}/data/campaign.json").content)
        assert document["title"] == TITLES[campaign_id]


def test_a_step_is_done_in_the_campaign_of_its_address_and_leads_back_there(
    client: TestClient[Litestar], engine: Engine
) -> None:
    enter(client, engine, Role.REVIEWER)
    token = _token(client.get(f"/c/{SPRING}/staff/records/S1").text)
    answer = client.post(
        f"/c/{SPRING}/staff/records/S1/review", data={"csrf_token": token}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/c/{SPRING}/staff/records/S1?done=reviewed",
    )
    with database.reading(engine) as db:
        assert [db.get_one(Candidate, (one, "S1")).reviewed_by for one in (SPRING, AUTUMN)] == [
            "reviewer",
            None,
        ]


def _token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found
    return found[1]


def test_what_is_kept_of_one_is_never_shown_at_the_other(
    client: TestClient[Litestar], engine: Engine
) -> None:
    before = [client.get(f"/c/{one}/log").text for one in (SPRING, AUTUMN)]
    with database.transaction(engine) as db:
        append(db, f"campaign/{SPRING}", [Draft("noted", {})], by="clerk", at=clock.now())
    after = [client.get(f"/c/{one}/log").text for one in (SPRING, AUTUMN)]
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_there_is_no_campaign_of_a_wrong_id(client: TestClient[Litestar]) -> None:
    for path in ("/c/2020-nothing/", "/c/2020-nothing/staff", "/c/2020-nothing/data/log.json", "/c/", "/c"):
        assert client.get(path, follow_redirects=False).status_code == 404, path


@pytest.mark.parametrize(
    "path", ["/log", "/standing", "/verify", "/board", "/data/log.json", "/en/standing", "/bundle.zip"]
)
def test_an_old_address_leads_to_the_newest_where_none_is_in_session(
    client: TestClient[Litestar], path: str
) -> None:
    newest = max(SPRING, AUTUMN)  # opened on the same day
    assert leads(client, path) == (303, f"/c/{newest}{path}")


@pytest.mark.parametrize(
    ("path", "campaign_id"),
    [("/people/S2.html", SPRING), ("/people/S9.html", AUTUMN), ("/en/people/s9.html", AUTUMN),
     ("/object?candidate=S9", AUTUMN), ("/find?who=S9", AUTUMN), ("/people/S1.html", SPRING)],
)  # fmt: skip
def test_a_persons_number_leads_to_the_one_campaign_that_has_it(
    client: TestClient[Litestar], path: str, campaign_id: str
) -> None:
    assert leads(client, path) == (303, f"/c/{campaign_id}{path}")


def test_a_form_sent_to_an_old_address_goes_on_with_all_that_was_typed(client: TestClient[Litestar]) -> None:
    assert leads(client, "/object?candidate=S9", "POST") == (307, f"/c/{AUTUMN}/object?candidate=S9")


def test_what_all_campaigns_share_stays_where_it_is(client: TestClient[Litestar]) -> None:
    for path in ("/sign-in", "/healthz", "/verify.py", "/assets/style.css", "/campaigns"):
        assert leads(client, path) == (200, ""), path


def test_a_desks_old_address_asks_for_the_sign_in_first_then_leads_where_work_waits(
    client: TestClient[Litestar], engine: Engine
) -> None:
    html = {"accept": "text/html"}
    asked = client.get("/staff/records", headers=html, follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?to=/staff/records")
    enter(client, engine, Role.REVIEWER)
    assert leads(client, "/staff/records")[0] == 303


def test_who_must_sign_in_first_comes_back_to_the_campaign_they_were_at(client: TestClient[Litestar]) -> None:
    page = client.get(f"/c/{AUTUMN}/staff/log?q=a", headers={"accept": "text/html"}, follow_redirects=False)
    assert page.headers["location"] == f"/sign-in?to=/c/{AUTUMN}/staff/log%3Fq%3Da"


@pytest.mark.parametrize("home", ["/", "/en", "/campaigns"])
def test_the_home_page_lists_every_campaign(client: TestClient[Litestar], home: str) -> None:
    page = client.get(home)
    assert page.status_code == 200
    for campaign_id, title in TITLES.items():
        assert title in page.text
        assert re.search(f'href="/c/{campaign_id}/(en/)?"', page.text)


def test_with_one_campaign_the_home_page_is_its_own(tmp_path: Path) -> None:
    engine = new_database(tmp_path)
    with database.transaction(engine) as db:
        _open(db, SPRING)
    with TestClient(create_app(engine), base_url=OFFICE) as client:
        assert leads(client, "/") == (303, f"/c/{SPRING}/")
        assert leads(client, "/en") == (303, f"/c/{SPRING}/en")


def test_the_desk_in_another_language_is_the_desk_of_the_same_campaign(
    client: TestClient[Litestar], engine: Engine
) -> None:
    client.cookies.set("__Host-session", signed_in(engine, Role.CLERK))
    page = client.get(f"/c/{AUTUMN}/staff/records").text
    back = re.search(r'name="back" value="([^"]+)"', page)
    assert back
    sent = {"back": back[1], "to": "en"}
    answer = client.post("/language", data=sent, follow_redirects=False)
    assert answer.headers["location"] == f"/c/{AUTUMN}/staff/records"


def test_every_page_that_asks_for_the_sign_in_has_a_link_that_leads_back(
    client: TestClient[Litestar],
) -> None:
    refused = client.get(f"/c/{AUTUMN}/staff/records", headers={"accept": "*/*"})
    assert refused.status_code == 401
    assert f'href="/sign-in?to=/c/{AUTUMN}/staff/records"' in refused.text
    page = f"{OFFICE}/c/{AUTUMN}/staff/import/records"
    upload = client.post(page, files={"file": ("a.xlsx", b"x")}, headers={"referer": page})
    assert upload.status_code == 401
    assert f'href="/sign-in?to=/c/{AUTUMN}/staff/import/records"' in upload.text


def test_a_desks_form_sent_after_the_sign_in_had_ended_waits_for_it_in_its_campaign(
    client: TestClient[Litestar],
) -> None:
    address = f"/c/{AUTUMN}/staff/records/S1/return"
    late = client.post(address, data={"reason": "材料不全", "password": "secret"})
    assert late.status_code == 401
    assert f'name="to" value="{address}"' in late.text
    assert "%E6%9D%90%E6%96%99" in late.text
    assert "secret" not in late.text


def test_a_bundle_never_goes_over_that_of_another_campaign(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    assert folder_of(site, SPRING) == site
    (site / "data").mkdir(parents=True)
    (site / "data" / "campaign.json").write_text(json.dumps({"id": SPRING}))
    assert folder_of(site, SPRING) == site
    assert folder_of(site, AUTUMN) == tmp_path / f"site-{AUTUMN}"


def test_each_campaign_serves_its_own_published_files(engine: Engine, tmp_path: Path) -> None:
    for folder, campaign_id in ((tmp_path / "site", SPRING), (tmp_path / f"site-{AUTUMN}", AUTUMN)):
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "campaign.json").write_text(json.dumps({"id": campaign_id}))
        (folder / "mine.txt").write_text(campaign_id)
    with TestClient(create_app(engine, tmp_path / "site"), base_url=OFFICE) as client:
        for campaign_id in (SPRING, AUTUMN):
            assert client.get(f"/c/{campaign_id}/mine.txt").text == campaign_id


def test_a_desks_old_address_opens_the_campaign_where_the_work_of_the_role_waits(tmp_path: Path) -> None:
    engine = new_database(tmp_path)
    with database.transaction(engine) as db:
        for campaign_id in (SPRING, AUTUMN):
            _open(db, campaign_id)
        review(db, SPRING, by="reviewer", at=clock.now())
    with TestClient(create_app(engine), base_url=OFFICE) as client:
        enter(client, engine, Role.REVIEWER)
        assert leads(client, "/staff") == (303, f"/c/{AUTUMN}/staff"), "there records wait"
        enter(client, engine, Role.CLERK)
        assert leads(client, "/staff") == (303, f"/c/{SPRING}/staff"), "there scores wait"


@pytest.mark.parametrize("farther_on", [SPRING, AUTUMN])
def test_where_nothing_waits_yet_the_campaign_opens_that_comes_to_the_role_soonest(
    tmp_path: Path, farther_on: str
) -> None:
    engine = new_database(tmp_path)
    with database.transaction(engine) as db:
        for campaign_id in (SPRING, AUTUMN):
            _open(db, campaign_id)
        review(db, farther_on, by="reviewer", at=clock.now())
    with TestClient(create_app(engine), base_url=OFFICE) as client:
        enter(client, engine, Role.HOST)
        assert leads(client, "/hall/control") == (303, f"/c/{farther_on}/hall/control")
