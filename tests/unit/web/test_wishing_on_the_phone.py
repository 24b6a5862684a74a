"""Wishes on the phone: number and code, posts one may take, read back, filed, a receipt. All fictional."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from public_notices.verifier.chain import short_form
from resettlement import clock, database
from resettlement.campaign.service import campaign
from resettlement.journal.service import read
from resettlement.selection.barring import bar
from resettlement.selection.wishes.codes import LIMITS, codes, issue_codes
from resettlement.selection.wishes.service import commitments, filings, opened
from resettlement.standing.service import freeze, newest_standing
from resettlement.web import wish_fields
from tests.browsing import browsing
from tests.opening import open_unannounced
from tests.unit.web.office import OFFICE, Client, copied

ID = "yunhe-2021"
LOT = {"algorithm": "sha256", "source": "dice"}


@pytest.fixture(scope="module")
def ready(campaign_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The standing is frozen and everybody has a code."""
    engine = copied(campaign_files / "posted.db", tmp_path_factory.mktemp("frozen"))
    with database.transaction(engine) as db:
        newest = newest_standing(db, ID)
        assert newest
        freeze(db, newest, by="supervisor", at=clock.now())
        issue_codes(db, ID, ["S03", "S11"], by="clerk", at=clock.now())
    engine.dispose()
    return Path(str(engine.url.database))


@pytest.fixture
def engine(ready: Path, tmp_path: Path) -> Engine:
    return copied(ready, tmp_path)


@pytest.fixture
def phone(engine: Engine) -> Iterator[Client]:
    with browsing(engine, base_url=OFFICE) as client:
        yield client


def code_of(engine: Engine, candidate: str = "S03") -> str:
    with database.transaction(engine) as db:
        return next(code.text for code in codes(db, ID) if code.candidate == candidate)


def send(phone: Client, engine: Engine, step: str = "", path: str = "/wishes", **fields: str) -> Any:
    form = {"candidate": "S03", "code": code_of(engine), "step": step}
    return phone.post(path, data=form | fields)


def file(phone: Client, engine: Engine, *wishes: str, accepts_any: str = "no", **fields: str) -> Any:
    named = {f"wish{number}": wish for number, wish in enumerate(wishes, 1)}
    return send(phone, engine, "file", **named, accepts_any=accepts_any, **fields)


def offered(page: str, field: str = "wish1") -> list[str]:
    """The posts that a field offers."""
    select = re.search(rf'<select id="{field}".*?</select>', page, re.S)
    assert select, page
    return [value for value in re.findall(r'<option value="([^"]*)"', select[0]) if value]


def read_back(page: str) -> list[str]:
    """The numbers of the posts on the page, in their order."""
    listed = re.search(r'<div class="wish-list">.*?</div>', page, re.S)
    assert listed, page
    return re.findall(r"<li>(?:<span[^>]*>)?(P\d+)", listed[0])


def summary(page: str) -> str:
    found = re.search(r'<div class="error-summary".*?</div>', page, re.S)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else ""


def test_number_and_code_open_ones_own_page_with_the_posts_one_may_take_and_no_other(
    phone: Client, engine: Engine
) -> None:
    page = send(phone, engine)
    assert page.status_code == 200
    with database.transaction(engine) as db:
        may_take = [post.id for post in wish_fields.offered(db, ID, "S03").posts]
    assert offered(page.text) == may_take
    assert 0 < len(may_take) < 27
    assert "罗守义" not in page.text
    assert "罗*义" in page.text


def test_what_is_to_be_filed_is_read_back_first_and_nothing_is_filed_yet(
    phone: Client, engine: Engine
) -> None:
    """A field left empty between two is passed over."""
    posts = offered(send(phone, engine).text)
    page = send(phone, engine, "review", wish1=posts[3], wish3=posts[0], accepts_any="yes")
    assert read_back(page.text) == [posts[3], posts[0]]
    assert "还没有填报" in page.text
    with database.transaction(engine) as db:
        assert filings(db, ID) == {}


def test_the_receipt_shows_the_commitment_and_the_text_that_anybody_can_hash(
    phone: Client, engine: Engine
) -> None:
    page = file(phone, engine, "P08", "P09", accepts_any="yes").text
    with database.transaction(engine) as db:
        bound = commitments(db, ID)["S03"]
        entry = read(db, f"campaign/{ID}")[-1]
    whole, sealed = (html.unescape(one) for one in re.findall(r"<pre[^>]*><code>(.*?)</code>", page))
    assert whole == bound == sha256(sealed.encode()).hexdigest()
    assert f"<strong><code>{short_form(bound)}</code></strong>" in page
    assert entry.by == "public"
    assert entry.payload == {"candidate": "S03", "revision": 1, "how": "phone", "commitment": bound}
    assert short_form(bound) in phone.get("/log").text


def test_what_was_filed_last_stands_on_the_page_and_can_be_changed(phone: Client, engine: Engine) -> None:
    file(phone, engine, "P08", "P09")
    page = send(phone, engine).text
    assert read_back(page) == ["P08", "P09"]
    assert re.search(r'<option value="P09" selected', page)
    assert read_back(file(phone, engine, "P09").text) == ["P09"]
    with database.transaction(engine) as db:
        assert opened(db, ID, "S03")["wishes"] == ["P09"]
        assert len(filings(db, ID)["S03"]) == 2


def test_sending_the_same_page_twice_files_once(phone: Client, engine: Engine) -> None:
    assert [file(phone, engine, "P08").status_code for _ in range(2)] == [200, 200]
    with database.transaction(engine) as db:
        assert len(filings(db, ID)["S03"]) == 1


def test_going_back_keeps_what_was_chosen(phone: Client, engine: Engine) -> None:
    page = send(phone, engine, "change", wish1="P09", accepts_any="no").text
    assert re.search(r'<option value="P09" selected', page)


def test_a_post_that_is_not_his_is_refused_by_name_whatever_the_form_was_made_to_say(
    phone: Client, engine: Engine
) -> None:
    for post in ("P01", "P99", "<b>"):
        answer = file(phone, engine, "P08", post)
        assert answer.status_code == 422
        assert f"{html.escape(post.upper())} 不在可以选的岗位里" in summary(answer.text)
    with database.transaction(engine) as db:
        assert filings(db, ID) == {}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"wish1": "P08", "wish2": "P08", "accepts_any": "no"}, "P08 已经是第 1 志愿"),
        ({"wish1": "P08"}, "请选择是否服从调剂"),
        ({"accepts_any": "no"}, "至少选一个岗位"),
    ],
)
def test_every_fault_leads_to_its_field_before_anything_is_filed(
    phone: Client, engine: Engine, fields: dict[str, str], said: str
) -> None:
    for step in ("review", "file"):
        answer = send(phone, engine, step, **fields)
        assert answer.status_code == 422
        assert said in summary(answer.text)
        named = re.findall(r'<li><a href="#(\w+)">', answer.text)
        assert named
        assert all(f'id="{name}"' in answer.text for name in named)


def test_the_code_of_another_opens_nothing_and_the_answer_does_not_say_what_was_wrong(
    phone: Client, engine: Engine
) -> None:
    pages = [
        send(phone, engine, candidate=who, code=code)
        for who, code in (("S03", code_of(engine, "S11")), ("S99", code_of(engine)), ("S03", ""))
    ]
    assert {page.status_code for page in pages} == {422}
    assert len({summary(page.text) for page in pages}) == 1
    assert all("<h1>我的志愿" not in page.text for page in pages)


def test_a_code_works_for_every_step_and_no_step_goes_without(phone: Client, engine: Engine) -> None:
    for step in ("", "review", "change", "file"):
        answer = send(phone, engine, step, code="2222-2222", wish1="P08", accepts_any="no")
        assert answer.status_code == 422
    with database.transaction(engine) as db:
        assert filings(db, ID) == {}


def test_after_many_wrong_codes_the_answer_is_to_wait(phone: Client, engine: Engine) -> None:
    answers = [send(phone, engine, code="2222-2222").status_code for _ in range(LIMITS["both"] + 1)]
    assert answers == [422] * LIMITS["both"] + [429]
    assert "15 分钟后再试" in summary(send(phone, engine).text)


def test_nothing_of_it_is_kept_by_the_browser_set_as_a_cookie_or_written_in_an_address(
    phone: Client, engine: Engine
) -> None:
    pages = [phone.get("/wishes"), send(phone, engine), file(phone, engine, "P08")]
    pages.append(send(phone, engine, "review", wish1="P08", accepts_any="no"))
    for page in pages:
        assert page.headers["cache-control"] == "no-store"
        assert "set-cookie" not in page.headers
        assert not re.search(rf'(?:href|action)="[^"]*{code_of(engine)}', page.text)
        assert page.text.count('method="get"') == 0


def test_after_the_last_instant_it_is_refused_with_the_time_but_ones_own_can_still_be_seen(
    phone: Client, engine: Engine
) -> None:
    file(phone, engine, "P08")
    over = clock.now() - timedelta(minutes=1)
    with database.transaction(engine) as db:
        campaign(db, ID).wishes_close_at = clock.written(over)
    when = f"{over:%Y-%m-%d %H:%M}"
    refused = file(phone, engine, "P09")
    assert refused.status_code == 422
    assert f"{when} 截止" in summary(refused.text)
    assert f"{when} 截止" in phone.get("/wishes").text
    page = send(phone, engine).text
    assert read_back(page) == ["P08"]
    assert "<select" not in page


def test_the_opening_of_the_session_closes_filing(phone: Client, engine: Engine) -> None:
    file(phone, engine, "P08")
    with database.transaction(engine) as db:
        bound = commitments(db, ID)
        entry = open_unannounced(db, ID, clock.now().date(), LOT, at=clock.now())
    assert entry.payload["wish_commitments"] == bound
    assert "截止" in summary(file(phone, engine, "P09").text)
    assert file(phone, engine, "P09").status_code == 422


def test_before_the_standing_is_frozen_the_page_says_when_it_begins(posted: Engine) -> None:
    with browsing(posted, base_url=OFFICE) as client:
        page = client.get("/wishes")
    assert page.status_code == 200
    assert "还没有开始" in page.text
    assert "<form" not in page.text


def test_in_english_the_same_is_filed(phone: Client, engine: Engine) -> None:
    page = send(phone, engine, "file", "/en/wishes", wish1="P08", accepts_any="yes")
    assert "Wishes received" in page.text
    with database.transaction(engine) as db:
        assert opened(db, ID, "S03")["wishes"] == ["P08"]


def test_with_very_many_posts_their_numbers_are_typed(
    phone: Client, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wish_fields, "MOST_LISTED", 5)
    assert "<select" not in send(phone, engine).text
    assert read_back(send(phone, engine, "review", wish1=" ｐ08 ", accepts_any="no").text) == ["P08"]


def test_a_post_closed_after_filing_is_shown_with_why_and_is_filed_no_more(
    phone: Client, engine: Engine
) -> None:
    first, second, *_rest = offered(send(phone, engine).text)
    file(phone, engine, first, second)
    with database.transaction(engine) as db:
        bar(db, ID, "S03", first, "政审材料没有交齐", by="reviewer", at=clock.now())
    page = send(phone, engine).text
    assert "政审材料没有交齐" in page
    assert first not in offered(page)
    assert first in summary(file(phone, engine, first, second).text)
    assert file(phone, engine, second).status_code == 200
    with database.transaction(engine) as db:
        assert len(filings(db, ID)["S03"]) == 2


def test_while_the_session_is_on_ones_wishes_bear_the_seats_left(phone: Client, engine: Engine) -> None:
    file(phone, engine, "P08", "P09")
    sent = {"candidate": "S03", "code": code_of(engine)}
    assert "data-live" not in phone.post("/wishes", data=sent).text
    with database.transaction(engine) as db:
        open_unannounced(db, ID, clock.now().date(), LOT, at=clock.now())
    page = phone.post("/wishes", data=sent).text
    seats = re.findall(r'<b id="seats-(P\d+)" data-swap>余 (\d)</b>', page)
    assert [post for post, _left in seats] == ["P08", "P09"]
    board = phone.get("/board").text
    for post, left in seats:
        assert f'<b id="seats-{post}" data-swap>余 {left}</b>' in board
    assert f'data-session="{ID}"' in page
