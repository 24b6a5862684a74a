"""The callers' desk in English; what is kept or printed stays Chinese. Everybody here is fictional (虚构)."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from resettlement.database import transaction
from resettlement.follow_up.tables import DutyRow
from tests.storage.building import CAMPAIGN
from tests.unit.web_callers.browsing import PEOPLE, UNIT, Browser, today

PATHS = ("/callers", f"{PEOPLE}/S1", f"{PEOPLE}/S1/visit", "/callers/units", f"/callers/units/{UNIT}")
DATA = re.compile(r'<span lang="zh-CN">.*?</span>|<[^>]*>|13900000\d\d\d')


@pytest.fixture
def english(caller: Browser) -> Browser:
    caller.client.cookies.set("language", "en")
    return caller


def sheet_text(caller: Browser) -> list[object]:
    book = load_workbook(BytesIO(caller.get("/callers/sheet.xlsx").content))
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_speaks_english_but_for_names_units_and_the_law(english: Browser, path: str) -> None:
    english.send(f"{PEOPLE}/S2", outcome="no_answer", note="没人接电话")
    page = english.get(path).text
    body = re.sub(r"(?s)<(title|option|textarea)\b.*?</\1>", "", page)
    assert '<html lang="en">' in page
    assert not re.search(r"[\u4e00-\u9fff]", DATA.sub("", body))
    assert not re.search(r'(?:aria-label|placeholder)="(?![^"]*虚构)[^"]*[\u4e00-\u9fff]', page)


def test_why_somebody_is_called_is_said_in_english(english: Browser) -> None:
    page = re.sub(r"</?span[^>]*>", "", english.get("/callers").text)
    assert "“安排上岗” overdue by" in page
    assert "Never called" in page


def test_a_refusal_is_said_in_english_beside_what_was_typed(english: Browser) -> None:
    answer = english.send(f"{PEOPLE}/S1", outcome="reached", pay="trouble", note="工资没有定")
    assert answer.status_code == 422
    assert "Choose how it stands. Contract: if it was not asked" in answer.text
    assert "工资没有定" in answer.text


def test_the_call_sheet_is_chinese_whoever_downloads_it(english: Browser, caller: Browser) -> None:
    downloaded = sheet_text(english)
    english.client.cookies.delete("language")
    assert downloaded == sheet_text(caller)
    assert any("已超期" in str(cell) for cell in downloaded)


def test_what_an_english_speaker_registers_is_kept_in_chinese(english: Browser, engine: Engine) -> None:
    on = today() - timedelta(days=3)
    sent = english.csrf() | {"event": "reported_in_on", "event_on": str(on)}
    assert english.post(f"{PEOPLE}/S1/events", sent).status_code == 303
    with transaction(engine) as db:
        kept = [db.get_one(DutyRow, (CAMPAIGN, "S1", key)) for key in ("on_post", "contract_term")]
    assert kept[0].reason.startswith("介绍信日期 ")
    assert not any(re.search("[A-Za-z]", row.reason) for row in kept)
