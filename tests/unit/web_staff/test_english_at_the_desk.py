"""Pages speak the language of who reads them; what is exported, posted or kept is Chinese all the same."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from resettlement import database
from resettlement.publication import public_documents
from resettlement.publication.tables import Notice
from resettlement.translation import speaking
from tests.unit.web_staff.office import ID, Desk
from tests.unit.web_staff.test_from_notices_to_the_bundle import draft, preview

Enter = Callable[[str], Desk]
PAGES = (
    "/staff", "/staff/records", "/staff/standing", "/staff/standing/sheets", "/staff/standing/versions",
    "/staff/findings", "/staff/positions", "/staff/positions/audit", "/staff/notices",
    "/staff/notices/new?kind=scores", "/staff/objections", "/staff/session", "/staff/result", "/staff/log",
    "/staff/session/events", "/staff/wishes", "/staff/wishes/S03",
)  # fmt: skip


@pytest.fixture
def english(scored: Desk) -> Desk:
    scored.client.cookies.set("language", "en")
    return scored


@pytest.mark.parametrize("path", PAGES)
def test_headings_buttons_and_column_heads_are_english(english: Desk, path: str) -> None:
    page = english.get(path)
    assert page.status_code == 200
    said = re.findall(r"<(?:h1|h2|h3|th scope=\"col\"|button|label)\b[^>]*>(.*?)</", page.text, re.DOTALL)
    own = [text for text in said if "lang=" not in text and "中文" not in text]
    assert own
    assert not [text for text in own if re.search("[\u4e00-\u9fff]", re.sub("<[^>]+>", "", text))]


def test_an_exported_list_is_chinese_in_every_language(english: Desk) -> None:
    for path, wanted in (("/staff/records.xlsx", "编号"), ("/staff/log.xlsx", "序号")):
        sheet = openpyxl.load_workbook(BytesIO(english.get(path).content)).active
        assert sheet is not None
        assert sheet["A1"].value == wanted
    told = [cell.value for cell in sheet["D"][1:]]
    assert all(re.search("[\u4e00-\u9fff]", str(text)) for text in told)


def test_a_notice_made_by_who_reads_english_is_the_same_chinese_notice(english: Desk) -> None:
    sent = english.send("/staff/notices/post", preview(english, draft("scores", "样公〔2021〕1号")))
    assert sent.status_code == 303
    with database.transaction(english.engine) as db:
        content = json.loads(db.exec(select(Notice.content)).one())
    labels = [group["label"] for group in content["groups"]]
    labels += [column["label"] for group in content["groups"] for column in group["columns"]]
    assert all(re.search("[\u4e00-\u9fff]", label) for label in labels)


def test_requirements_are_english_on_the_page_and_chinese_in_what_is_published_and_exported(
    english: Desk, desk: Enter
) -> None:
    office = desk("staffing")
    office.bring_in("positions")
    office.client.cookies.set("language", "en")
    assert "At least: bachelor" in html.unescape(office.get("/staff/positions").text)
    sheet = openpyxl.load_workbook(BytesIO(office.get("/staff/positions.xlsx").content)).active
    assert sheet is not None
    assert "本科及以上学历" in {part for cell in sheet["H"] for part in str(cell.value).split("；")}
    with database.transaction(english.engine) as db:
        chinese = public_documents.drafted(db, ID)
        with speaking("en"):
            assert public_documents.drafted(db, ID) == chinese
    posted = english.send("/staff/notices/post", preview(english, draft("positions", "样公〔2021〕2号")))
    assert posted.status_code == 303
    with database.transaction(english.engine) as db:
        assert "本科及以上学历" in db.exec(select(Notice.content)).one()


def test_a_refusal_is_english_too(english: Desk, desk: Enter) -> None:
    desk("supervisor").client.cookies.set("language", "en")
    refused = desk("supervisor").send("/staff/standing/freeze")
    assert "has not been posted" in refused.text
