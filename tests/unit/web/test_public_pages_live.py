"""The public pages of a campaign under way: what was posted and nothing else, as ready bytes, no cookie."""

from __future__ import annotations

import json
import re
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from public_notices.page_views import BundleView
from public_notices.pages import PAGES, render_page, render_person
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.tables import AccountRow
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Campaign
from resettlement.journal.model import Draft
from resettlement.journal.service import append
from resettlement.notices import contents
from resettlement.notices.posting import prepare
from resettlement.publication import public_documents
from resettlement.publication.public_documents import released
from resettlement.records.service import people
from resettlement.translation import speaking
from resettlement.web.rendering import LiveLinks, read_campaign
from tests.browsing import browsing
from tests.unit.web.office import OFFICE, Client, enter, new_database

URLS = ["/" if name == "index" else f"/{name}" for name in PAGES]


def open_site(engine: Engine) -> AbstractContextManager[Client]:
    return browsing(engine, base_url=OFFICE, raise_server_exceptions=False)


def campaign_of(engine: Engine) -> Campaign:
    found = read_campaign(engine)
    assert found
    return found


def document(client: Client, name: str) -> Any:
    return json.loads(client.get(f"/data/{name}.json").content)


def test_without_a_campaign_the_start_says_so(tmp_path: Any) -> None:
    engine = new_database(tmp_path)
    with database.transaction(engine) as db:
        db.add(AccountRow(id="clerk", name="clerk", role="clerk", password_hash="-"))
    with open_site(engine) as client:
        assert "还没有安置批次" in client.get("/").text
        assert client.get("/standing").status_code == 404


def test_what_was_worked_out_but_not_posted_is_nowhere(scored: Engine) -> None:
    with open_site(scored) as client:
        assert document(client, "standing") == {"versions": []}
        assert document(client, "sheets") == {"sheets": []}
        assert document(client, "positions") == {"positions": []}
        for url in URLS:
            page = client.get(url)
            assert page.status_code == 200, url
            assert "S01" not in page.text, url


def test_what_was_posted_is_there_at_once(scored: Engine, posted: Engine) -> None:
    with open_site(posted) as client:
        assert len(document(client, "standing")["versions"]) == 1
        assert document(client, "positions")["positions"]
        for number in (notice["number"] for notice in document(client, "notices")["notices"]):
            assert number in client.get("/notices").text
            assert client.get(f"/notices/{number}.html").status_code == 200
            assert client.get(f"/notices/{number}.pdf").content.startswith(b"%PDF")


def test_a_result_is_public_only_after_the_session(posted: Engine) -> None:
    with open_site(posted) as client:
        assert client.get("/data/result.json").status_code == 404
        assert client.get("/bundle.zip").status_code == 404
        assert "选岗会尚未结束" in client.get("/result").text


def test_a_live_page_is_the_page_of_the_bundle_with_live_addresses(posted: Engine) -> None:
    with database.transaction(posted) as db:
        view = BundleView(released(db, campaign_of(posted).id))
    with open_site(posted) as client:
        for name, url in zip(PAGES, URLS, strict=True):
            assert client.get(url).text == render_page(name, view, LiveLinks())


def test_the_english_page_stands_under_en_with_the_same_rows(posted: Engine) -> None:
    with database.transaction(posted) as db:
        data = released(db, campaign_of(posted).id)
    with open_site(posted) as client, speaking("en"):
        view = BundleView(data)
        for name, url in zip(PAGES, URLS, strict=True):
            text = client.get(f"/en{url}".removesuffix("/")).text
            assert text == render_page(name, view, LiveLinks("en"))
            assert '<html lang="en">' in text


def test_each_persons_page_is_the_page_of_the_bundle_with_live_addresses(posted: Engine) -> None:
    with database.transaction(posted) as db:
        data = released(db, campaign_of(posted).id)
    with open_site(posted) as client:
        for language, prefix in (("zh", ""), ("en", "/en")):
            with speaking(language):
                view = BundleView(data)
                for who in ("O01", "S02", "S11"):
                    text = client.get(f"{prefix}/people/{who}.html").text
                    assert text == render_person(who, view, LiveLinks(language))
        assert client.get("/people/S99.html").status_code == 404
        assert client.get("/standing/1-1.html").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_find_box_leads_to_the_person_or_lists_those_who_fit(posted: Engine, prefix: str) -> None:
    with open_site(posted) as client:
        one = client.get(f"{prefix}/find?who=%20s07", follow_redirects=False)
        assert (one.status_code, one.headers["location"]) == (303, f"{prefix}/people/S07.html")
        several = client.get(f"{prefix}/find?who=S0").text
        assert re.findall(r'href="([^"]+)">S\d\d</a>', several) == [
            f"{prefix}/people/S0{n}.html" for n in range(1, 10)
        ]
        nobody = client.get(f"{prefix}/find", params={"who": "<b>"})
        assert 'role="alert"' in nobody.text
        assert "<b>" not in nobody.text.partition("<main")[2]
        assert "set-cookie" not in nobody.headers


def test_nobody_is_found_before_he_was_posted(scored: Engine) -> None:
    with open_site(scored) as client:
        assert client.get("/find?who=S01", follow_redirects=False).status_code == 200
        assert client.get("/people/S01.html").status_code == 404


def test_a_notice_made_by_somebody_who_reads_english_has_the_same_bytes(scored: Engine) -> None:
    campaign = campaign_of(scored).id
    with database.transaction(scored) as db:
        documents = public_documents.drafted(db, campaign)
        names = [person.name for person in people(db, campaign)]
    period = {"from": "2021-10-18", "to": "2021-10-25", "workdays": 5}
    heading = contents.Heading("运退公〔2021〕1号", "公示", date(2021, 10, 18), period, ("现予公示。",))
    chinese = prepare(contents.scores(heading, documents), full_names=names)
    with speaking("en"):
        english = prepare(contents.scores(heading, documents), full_names=names)
    assert english == chinese


def test_the_home_page_has_three_doors_for_families_and_three_for_staff(posted: Engine) -> None:
    with open_site(posted) as client:
        for address, prefix in (("/", ""), ("/en", "/en")):
            doors = re.findall(
                r'<li class="door"><svg.*?</svg>\s*<h3><a href="([^"]+)">', client.get(address).text, re.S
            )
            assert doors == [
                *(f"{prefix}/{name}" for name in ("standing", "positions", "how")),
                *("/staff", "/hall/control", "/callers"),
            ]


def test_a_page_changes_as_soon_as_somebody_writes(posted: Engine) -> None:
    with open_site(posted) as client:
        before = client.get("/log")
        with database.transaction(posted) as db:
            draft = Draft("standing_frozen", {"version": 1})
            append(db, stream_of(campaign_of(posted).id), [draft], by="supervisor", at=clock.now())
        after = client.get("/log", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.text != before.text


@pytest.mark.parametrize("url", [*URLS, "/object", "/assets/style.css", "/verify.py"])
def test_a_public_page_sets_no_cookie_and_is_the_same_for_who_has_one(posted: Engine, url: str) -> None:
    with open_site(posted) as client:
        plain = client.get(url)
        enter(client, posted, Role.ADMINISTRATOR)
        signed_in = client.get(url)
    assert plain.status_code == 200
    assert "set-cookie" not in plain.headers
    assert plain.content == signed_in.content
    assert plain.headers.get("vary", "accept-encoding") == "accept-encoding"


@pytest.mark.parametrize("url", [*URLS, "/assets/style.css"])
def test_what_the_reader_has_already_is_not_sent_again(posted: Engine, url: str) -> None:
    with open_site(posted) as client:
        first = client.get(url)
        again = client.get(url, headers={"if-none-match": first.headers["etag"]})
        head = client.head(url)
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert (head.content, head.headers["etag"]) == (b"", first.headers["etag"])


@pytest.mark.parametrize("url", [*URLS, "/data/campaign.json", "/verify.py", "/assets/style.css"])
def test_a_public_page_is_sent_packed_to_whoever_accepts_that(posted: Engine, url: str) -> None:
    with open_site(posted) as client:
        packed = client.get(url, headers={"accept-encoding": "gzip"})
        plain = client.get(url, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert (packed.content, packed.headers["vary"]) == (plain.content, plain.headers["vary"])
    assert packed.headers["etag"] != plain.headers["etag"]


def test_a_pdf_is_packed_by_itself_and_sent_as_it_was_posted(posted: Engine) -> None:
    with open_site(posted) as client:
        number = document(client, "notices")["notices"][0]["number"]
        sent = client.get(f"/notices/{number}.pdf", headers={"accept-encoding": "gzip"})
        assert "content-encoding" not in sent.headers
        assert "vary" not in sent.headers
        assert client.get(f"/notices/{number}.txt").status_code == 404
        assert client.get("/notices/nothing.pdf").status_code == 404


def test_every_address_on_a_public_page_leads_somewhere_on_this_site(posted: Engine) -> None:
    with open_site(posted) as client:
        found = {link for url in URLS for link in re.findall(r'(?:href|src)="([^"#]+)', client.get(url).text)}
        assert not [link for link in found if not link.startswith("/")]
        wrong = {link: client.get(link, follow_redirects=False).status_code for link in found}
    signed_in_only = {"/staff", "/hall/control", "/callers"}
    assert {link: code for link, code in wrong.items() if code != 200 and link not in signed_in_only} == {}


def test_a_page_that_would_show_a_full_name_is_held_back(posted: Engine) -> None:
    row = campaign_of(posted)
    with database.transaction(posted) as db:
        name = people(db, row.id)[0].name
        db.get_one(Campaign, row.id).objection_guide = f"请找{name}"
    with open_site(posted) as client:
        page = client.get("/notices")
        assert page.status_code == 503
        assert name not in page.text
        assert client.get("/standing").status_code == 200


def test_no_hidden_file_and_nothing_beside_the_assets_can_be_had(posted: Engine) -> None:
    with open_site(posted) as client:
        for path in (
            "/assets/..%2fpublic%2findex.html",
            "/assets/.x",
            "/assets/nothing.css",
            "/data/other.json",
        ):
            assert client.get(path).status_code == 404, path
