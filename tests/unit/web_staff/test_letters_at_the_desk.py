"""Placement letters at the staffing office's desk, from the result to the callers' list (虚构)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine

from public_notices.read_back import read_pdf
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from tests.browsing import browsing
from tests.passwords import keep_cheaply
from tests.storage.recorded import UNIT, recorded, result_posted
from tests.unit.web_staff.office import PASSWORD, Desk

TODAY = clock.now().date()
REPORT_BY = TODAY + timedelta(days=20)
ROLES = (Role.STAFFING, Role.CLERK, Role.CALLER)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("letters") / "finished.db"
    url = f"sqlite:///{path}"
    database.upgrade(url)
    engine = database.connect(url)
    recorded(engine)
    with database.transaction(engine) as db:
        for role in ROLES:
            add_account(db, role.value, name="", role=role, password=PASSWORD, by="set-up", at=clock.now())
    keep_cheaply(engine, PASSWORD)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def desk(finished: Path, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    path = tmp_path / "letters.db"
    path.write_bytes(finished.read_bytes())
    engine = database.connect(f"sqlite:///{path}")
    with ExitStack() as stack:

        def enter(account: str) -> Desk:
            client = stack.enter_context(browsing(engine, base_url="http://127.0.0.1"))
            sent = {"account": account, "password": PASSWORD}
            assert client.post("/sign-in", data=sent, follow_redirects=False).status_code == 303
            return Desk(engine, client)

        yield enter
    engine.dispose()


def posted(engine: Engine, closes_on: date = TODAY - timedelta(days=1)) -> None:
    result_posted(engine, closes_on)


def issued(staffing: Desk, **changed: str) -> str:
    form = {"person": "", "letter_on": str(TODAY), "report_by": str(REPORT_BY), "received_on": ""}
    answer = staffing.send("/staff/letters", form | changed)
    assert answer.status_code == 303, answer.text
    return str(staffing.get("/staff/letters").text)


def test_the_page_says_what_is_in_the_way_until_the_result_can_be_objected_to_no_more(
    desk: Callable[[str], Desk],
) -> None:
    staffing = desk("staffing")
    assert "请先张贴结果公示" in staffing.get("/staff/letters").text
    posted(staffing.engine, TODAY)
    page = staffing.get("/staff/letters").text
    assert "期满后才能开介绍信" in page
    assert 'name="report_by"' not in page


def test_letters_are_issued_printed_and_begin_the_callers_day(desk: Callable[[str], Desk]) -> None:
    staffing, caller = desk("staffing"), desk("caller")
    posted(staffing.engine)
    assert "丁𬭎" not in caller.get("/callers").text
    page = issued(staffing)
    number = f"介字〔{TODAY.year}〕1号"
    assert number in page
    assert 'name="report_by"' not in page, "everybody has a letter"
    paper = staffing.get("/staff/letters/1/paper.pdf")
    said = "".join(text for place, text in read_pdf(paper.content).blocks if place == "正文")
    assert all(words in said for words in ("丁𬭎", UNIT, number, f"{REPORT_BY.day}日"))
    with ZipFile(BytesIO(staffing.get("/staff/letters.zip").content)) as archive:
        assert len(archive.namelist()) == 2
    assert "丁𬭎" in caller.get("/callers").text
    person = caller.get("/callers/people/2021-scored/S01").text
    assert "安排上岗" in person


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(desk: Callable[[str], Desk]) -> None:
    staffing = desk("staffing")
    posted(staffing.engine)
    sent = {"person": "S02", "letter_on": str(TODAY), "report_by": "", "received_on": "2021-11-30"}
    answer = staffing.send("/staff/letters", sent)
    assert answer.status_code == 422
    assert 'href="#report_by"' in answer.text
    assert 'value="2021-11-30"' in answer.text
    assert re.search(r'<option value="S02" selected>', answer.text)
    late = staffing.send("/staff/letters", sent | {"report_by": "2020-01-01"})
    assert "早于介绍信日期" in late.text


def test_a_wrong_letter_is_replaced_with_a_reason_and_the_old_one_stays(desk: Callable[[str], Desk]) -> None:
    staffing = desk("staffing")
    posted(staffing.engine)
    issued(staffing, person="S02")
    form = {"letter_on": str(TODAY), "report_by": str(TODAY + timedelta(days=5)), "reason": ""}
    assert staffing.get("/staff/letters/correct/S02").status_code == 200
    assert staffing.send("/staff/letters/correct/S02", form).status_code == 422
    assert staffing.send("/staff/letters/correct/S02", form | {"reason": "日期写错"}).status_code == 303
    assert f"介字〔{TODAY.year}〕2号" in staffing.get("/staff/letters").text
    assert [staffing.get(f"/staff/letters/{n}/paper.pdf").status_code for n in (1, 2, 3)] == [200, 200, 404]
    assert staffing.get("/staff/letters/correct/S01").status_code == 404


def test_others_look_and_the_staffing_office_alone_issues(desk: Callable[[str], Desk]) -> None:
    clerk = desk("clerk")
    posted(clerk.engine)
    assert 'name="report_by"' not in clerk.get("/staff/letters").text
    assert clerk.send("/staff/letters", {"person": ""}).status_code == 403
    assert clerk.get("/staff/letters/correct/S01").status_code == 403
    assert desk("caller").get("/staff/letters").status_code == 403
