"""The public form for an objection: who may, when, about what, and what comes of it. All fictional."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from resettlement import clock, database
from resettlement.accounts import attempts
from resettlement.campaign.service import stream_of
from resettlement.journal.model import commitment
from resettlement.journal.service import read
from resettlement.notices import contents
from resettlement.notices.posting import post, prepare
from resettlement.objections.tables import Objection
from resettlement.publication import public_documents
from resettlement.records.service import people
from resettlement.web.rendering import read_campaign
from tests.browsing import browsing
from tests.unit.web.office import OFFICE, Client, copied

NUMBER = "运退公〔2021〕9号"
CLAIM = "三等功没有计入。\r\n证书在我手里。"
FILED = "三等功没有计入。\n证书在我手里。\n提出人：江小虹（虚构）\n联系电话：0000-0009999"


@pytest.fixture(scope="module")
def with_period(campaign_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The positions are posted once more, today, so that a period is open today."""
    engine = copied(campaign_files / "posted.db", tmp_path_factory.mktemp("period"))
    today, campaign = clock.now().date(), campaign_id(engine)
    period = {"from": today.isoformat(), "to": (today + timedelta(days=7)).isoformat(), "workdays": 5}
    with database.transaction(engine) as db:
        documents = public_documents.drafted(db, campaign)
        names = [person.name for person in people(db, campaign)]
    heading = contents.Heading(NUMBER, "关于岗位的公示", today, period, ("现予公示。",))
    prepared = prepare(contents.positions(heading, documents), full_names=names)
    with database.transaction(engine) as db:
        post(db, campaign, prepared, by="clerk", at=clock.now())
    engine.dispose()
    return Path(str(engine.url.database))


@pytest.fixture
def open_period(with_period: Path, tmp_path: Path) -> Engine:
    return copied(with_period, tmp_path)


@pytest.fixture
def client(open_period: Engine) -> Iterator[Client]:
    with browsing(open_period, base_url=OFFICE) as client:
        yield client


def campaign_id(engine: Engine) -> str:
    found = read_campaign(engine)
    assert found
    return found.id


def filed(engine: Engine) -> list[Objection]:
    with database.transaction(engine) as db:
        return list(db.exec(select(Objection)))


def send(client: Client, **changed: str) -> Any:
    form = {"notice": NUMBER, "candidate": "S01", "filed_by": "self", "item": "评分表", "text": CLAIM}
    form |= {"name": "江小虹（虚构）", "phone": "0000-0009999"}
    return client.post("/object", data=form | changed)


def test_an_objection_within_the_period_is_filed_and_its_number_told(
    client: Client, open_period: Engine
) -> None:
    answer = send(client, candidate=" s01 ")
    assert answer.status_code == 201
    assert "第 1 号" in answer.text
    (row,) = filed(open_period)
    assert (row.number, row.candidate, row.item, row.filed_by) == (1, "S01", "评分表", "self")
    assert row.text == FILED
    assert row.source == "online"
    assert row.filed_on == clock.now().date()
    assert "set-cookie" not in answer.headers


def test_the_form_of_an_open_period_offers_its_notice_and_an_empty_one_is_told_what_is_missing(
    client: Client, open_period: Engine
) -> None:
    page = client.get("/object")
    assert page.status_code == 200
    assert f'value="{NUMBER}" checked' in page.text
    assert client.post("/object", data={}).status_code == 422
    assert client.post("/object", data={"candidate": "S01"}).status_code == 422
    assert filed(open_period) == []


def test_the_number_on_a_persons_page_is_filled_in_and_his_lines_are_offered(client: Client) -> None:
    assert "/object?candidate=S02" in client.get("/people/S02.html").text
    page = client.get("/object?candidate=S02").text
    assert 'value="S02"' in page
    assert '<option value="平时三等功">' in page
    assert "评分表的哪一行" not in client.get("/object?candidate=S99").text


def test_the_line_that_is_meant_stands_before_the_text(client: Client, open_period: Engine) -> None:
    send(client, candidate="S02", line="平时三等功")
    (row,) = filed(open_period)
    assert row.text == f"所指的行：平时三等功\n{FILED}"


def test_an_objection_filed_on_the_english_page_is_kept_in_chinese(
    client: Client, open_period: Engine
) -> None:
    form = {"notice": NUMBER, "candidate": "S01", "filed_by": "self", "item": "评分表", "text": CLAIM}
    answer = client.post("/en/object", data=form | {"name": "江小虹（虚构）", "phone": "0000-0009999"})
    assert "Objection received" in answer.text
    (row,) = filed(open_period)
    assert row.text == FILED


def test_every_fault_is_told_at_once_each_leading_to_its_field(client: Client) -> None:
    page = client.post("/object", data={"notice": NUMBER, "item": "评分表"}).text
    told = re.findall(r'<li><a href="#(\w+)">', page.partition('class="error-summary"')[2])
    assert told == ["candidate", "filed_by", "text", "name", "phone"]
    assert all(f'id="{name}"' in page for name in told)


def test_the_receipt_opens_the_commitment_that_the_journal_holds(client: Client, open_period: Engine) -> None:
    salt = re.search(r"<code>([0-9a-f]{64})</code>", send(client).text)
    with database.transaction(open_period) as db:
        entry = read(db, stream_of(campaign_id(open_period)))[-1]
    assert salt
    assert entry.type == "objection_filed"
    assert entry.by == "public"
    assert CLAIM[:5] not in str(entry.payload)
    assert entry.payload["text"] == commitment(FILED, salt[1])


def test_sending_the_page_twice_files_one_objection(client: Client, open_period: Engine) -> None:
    assert "第 1 号" in send(client).text
    assert "第 1 号" in send(client).text
    assert len(filed(open_period)) == 1
    assert "第 2 号" in send(client, text="另有一事。").text


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"candidate": "S99"}, "candidate", "没有这个编号"),
        ({"candidate": ""}, "candidate", "没有这个编号"),
        ({"filed_by": ""}, "filed_by", "本人还是其他人"),
        ({"item": "随便"}, "item", "哪一部分"),
        ({"text": " \n "}, "text", "写明异议的内容"),
        ({"name": " "}, "name", "填写您的姓名"),
        ({"name": "字" * 41}, "name", "姓名太长"),
        ({"phone": ""}, "phone", "电话号码"),
        ({"phone": "明天打"}, "phone", "电话号码"),
        ({"line": "没有的行"}, "line", "没有这一行"),
        ({"text": "字" * 2001}, "text", "超过 2000 字"),
        ({"notice": "运退公〔2021〕1号"}, "notice", "不在公示期内"),
        ({"notice": ""}, "notice", "不在公示期内"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, open_period: Engine, changed: dict[str, str], field: str, said: str
) -> None:
    answer = send(client, **changed)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert said in answer.text
    if "text" not in changed:
        assert "三等功没有计入。" in answer.text
    assert filed(open_period) == []


def test_what_people_type_is_shown_as_text(client: Client) -> None:
    assert "<script>alert" not in send(client, text="<script>alert(1)</script>").text
    assert "<script>alert" not in send(client, candidate="<script>alert(1)</script>").text


def test_outside_every_period_there_is_no_form_but_where_to_turn(posted: Engine) -> None:
    with browsing(posted, base_url=OFFICE) as client:
        page = client.get("/object")
        assert "<form" not in page.text
        assert "网上暂不接收异议" in page.text
        assert "0000-0002021" in page.text
        assert send(client, notice="运退公〔2021〕1号").status_code == 422
    assert filed(posted) == []


def test_one_address_cannot_flood_the_office(client: Client, open_period: Engine) -> None:
    slips = [send(client, candidate="S99").status_code for _ in range(6)]
    answers = [send(client, text=f"第 {n} 件事") for n in range(6)]
    assert set(slips) == {422}
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert "第 5 件事" in answers[5].text
    assert len(filed(open_period)) == 5


def test_several_servers_of_an_office_count_together(client: Client, open_period: Engine) -> None:
    url = open_period.url.render_as_string(hide_password=False)
    database.connect.cache_clear()
    with browsing(database.connect(url), base_url=OFFICE) as other:
        answers = [send((client, other)[n % 2], text=f"第 {n} 件事").status_code for n in range(6)]
    assert answers == [201] * 5 + [429]


def test_a_limit_counts_each_address_within_its_window(open_period: Engine) -> None:
    at = clock.now()

    def admitted(address: str, after: timedelta) -> bool:
        with database.transaction(open_period) as db:
            limits, window = {"address": 2}, timedelta(minutes=10)
            return attempts.counted(db, "trying/it", address, at + after, limits, window=window)

    assert [admitted("a", timedelta()) for _ in range(3)] == [True, True, False]
    assert admitted("b", timedelta())
    assert not admitted("a", timedelta(minutes=9))
    assert admitted("a", timedelta(minutes=11))
