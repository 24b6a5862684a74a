"""Names and telephone numbers are for callers alone. Everybody here is fictional (虚构)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from io import BytesIO

import pytest
from litestar.testing import TestClient
from openpyxl import load_workbook
from sqlalchemy import Engine, text

from resettlement.database import transaction
from resettlement.web import callers
from resettlement.web.app import create_app
from resettlement.web.desk import handlers_in
from tests.unit.web_callers.browsing import ISSUES, PEOPLE, UNIT, Browser, today

PAGES = [
    "/callers",
    "/callers/sheet.xlsx",
    f"{PEOPLE}/S1",
    f"{PEOPLE}/S1/visit",
    "/callers/units",
    f"/callers/units/{UNIT}",
]
FORMS = [
    f"{PEOPLE}/S1",
    f"{PEOPLE}/S1/visit",
    f"{PEOPLE}/S1/events",
    f"{PEOPLE}/S1/duties/on_post",
    f"/callers/units/{UNIT}",
    f"{ISSUES}/1/follow",
    f"{ISSUES}/1/close",
]


@pytest.mark.parametrize("path", PAGES)
def test_other_roles_are_kept_out(signed_in: Callable[[str], Browser], path: str) -> None:
    answer = signed_in("clerk").get(path)
    assert answer.status_code == 403
    assert "1390000000" not in answer.text


@pytest.mark.parametrize("path", FORMS)
def test_other_roles_can_send_nothing(signed_in: Callable[[str], Browser], path: str) -> None:
    assert signed_in("clerk").post(path, {"outcome": "reached"}).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_anything_without_signing_in(engine: Engine, path: str) -> None:
    with TestClient(create_app(engine), base_url="http://127.0.0.1") as client:
        assert client.get(path, follow_redirects=False).status_code in {303, 401}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_its_token_changes_nothing(caller: Browser, path: str) -> None:
    assert caller.post(path, {"outcome": "reached"}).status_code == 403


def test_every_route_says_who_may() -> None:
    handlers = handlers_in(callers)
    assert handlers
    assert all(handler.guards for handler in handlers)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_kept_by_a_browser_or_a_proxy(caller: Browser, path: str) -> None:
    assert caller.get(path).headers["cache-control"] == "no-store"


def test_the_number_is_dialled_with_one_tap(caller: Browser) -> None:
    assert 'href="tel:13900000002"' in caller.get(f"{PEOPLE}/S1").text


def test_telephone_and_words_stay_out_of_journal_and_logs(
    caller: Browser, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        caller.send(f"{PEOPLE}/S1", outcome="reached", note="改打13900000009，住在虚构路", pay="ok")
        caller.send(f"{PEOPLE}/S1", outcome="no_answer", note="改打13900000009，住在虚构路")
        caller.send(
            f"/callers/units/{UNIT}", topic="pay", what="不发13900000002", demanded_by_on=str(today())
        )
    with transaction(engine) as db:
        journal = " ".join(db.execute(text("SELECT payload FROM journal")).scalars())
    for secret in ("1390000000", "虚构路", "虚构S1"):
        assert secret not in journal
        assert secret not in caplog.text


def test_what_was_typed_is_shown_as_text_never_as_markup(caller: Browser) -> None:
    caller.send(f"{PEOPLE}/S1", outcome="no_answer", note="<script>alert(1)</script>")
    assert "<script>alert(1)" not in caller.get(f"{PEOPLE}/S1").text


def test_the_days_sheet_is_a_workbook_of_everybody(caller: Browser) -> None:
    answer = caller.get("/callers/sheet.xlsx")
    assert f"{today()}.xlsx" in answer.headers["content-disposition"]
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    codes = [row[0] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert codes == ["S2", "S1", "O1"]
