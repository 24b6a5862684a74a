"""签字的协议：从打印页或名单存入，按编号查，只给会场的人下载，什么地方也不公开。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from resettlement import database
from resettlement.journal.service import read
from resettlement.papers.signed import MOST_BYTES
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import Desk, open_sample_hall, rehearse_sample_hall

ADDRESS = "http://127.0.0.1:8000"
PDF = b"%PDF-1.7\nsigned by O01\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n pixels IEND\xae\x42\x60\x82"
PICK = 3


@pytest.fixture
def picked(before: Engine) -> Iterator[Desk]:
    """The host, after O01 took P01 (entry 3) and O03 took P02 (entry 5)."""
    open_sample_hall(before, officers=(("O01",), ("O03",)), sergeants=())
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        for person, position in (("O01", "P01"), ("O03", "P02")):
            host.do("call")
            host.do("choose", candidate=person, position=position)
        yield host


def upload(desk: Desk, content: bytes, version: int = PICK, name: str = "scan.pdf", **form: str) -> Any:
    page = desk.get("/hall/signed").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "session": ID, **form}
    return desk.client.post(
        f"/hall/signed/{version}", data=sent, files={"scan": (name, content)}, follow_redirects=False
    )


def test_from_the_printed_papers_a_link_leads_to_filing_the_signed_one(picked: Desk) -> None:
    assert f'href="/hall/signed/{PICK}"' in picked.get(f"/hall/papers/{PICK}").text
    page = picked.get(f"/hall/signed/{PICK}").text
    assert "O01" in page
    assert 'type="file"' in page
    assert upload(picked, PDF).status_code == 303
    assert "现用" in picked.get(f"/hall/signed/{PICK}").text


def test_the_list_says_what_is_filed_and_what_is_missing_and_is_searched_by_number(picked: Desk) -> None:
    upload(picked, PDF)
    page = picked.get("/hall/signed").text
    assert "已存 1 份，还缺 1 份。" in page
    assert page.index("✓ 已存") < page.index("还缺</span>")
    for words in ("o03", "2", "P02"):
        found = picked.get(f"/hall/signed?q={words}").text
        assert "O03" in found
        assert "O01" not in found
    assert "没有符合“O9”的" in picked.get("/hall/signed?q=O9").text


def test_a_download_is_a_file_to_keep_and_no_browser_guesses_or_keeps_it(picked: Desk) -> None:
    upload(picked, PDF, name="x.html")
    answer = picked.get(f"/hall/signed/{PICK}/1")
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "agreement-3-O01-1.pdf" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_a_replaced_scan_can_still_be_had(picked: Desk) -> None:
    upload(picked, PDF)
    upload(picked, PNG)
    page = picked.get(f"/hall/signed/{PICK}").text
    assert page.index("/hall/signed/3/2") < page.index("此前存的") < page.index("/hall/signed/3/1")
    assert picked.get(f"/hall/signed/{PICK}/1").content == PDF
    assert picked.get(f"/hall/signed/{PICK}/2").headers["content-type"] == "image/png"
    assert picked.get(f"/hall/signed/{PICK}/3").status_code == 404


def test_a_page_of_html_is_no_pdf_whatever_it_is_called(picked: Desk) -> None:
    answer = upload(picked, b"<html>%PDF-1.7 %%EOF</html>", name="agreement.pdf")
    assert answer.status_code == 422
    assert "看的是内容，不是文件名" in answer.text
    assert "还缺 2 份" in picked.get("/hall/signed").text


def test_without_a_file_or_with_too_big_a_one_the_page_says_what_would_be_right(picked: Desk) -> None:
    answer = upload(picked, b"")
    assert (answer.status_code, "还没有选文件" in answer.text) == (422, True)
    answer = upload(picked, PDF.ljust(MOST_BYTES + 1, b" "))
    assert (answer.status_code, "最多 20 MB" in answer.text) == (422, True)
    assert upload(picked, PDF.ljust(MOST_BYTES, b" ")).status_code == 303


def test_a_pick_that_was_undone_keeps_its_scan_marked_and_takes_no_other(picked: Desk) -> None:
    upload(picked, PDF, version=5)
    form = {
        "from_version": "5",
        "reason": "读错",
        "second": "supervisor",
        "password": "green boats on the canal",
    }
    assert picked.send("/hall/control/undo", form).status_code == 303
    page = picked.get("/hall/signed").text
    assert "已撤销" in page
    assert "已存 0 份，还缺 1 份。" in page
    one = picked.get("/hall/signed/5").text
    assert "不作依据" in one
    assert 'type="file"' not in one
    assert picked.get("/hall/signed/5/1").content == PDF
    assert "已经撤销" in upload(picked, PNG, version=5).text


@pytest.mark.parametrize(
    ("account", "status"), [("supervisor", 200), ("office", 200), ("caller", 403), (None, 401)]
)
def test_the_desks_of_the_hall_and_the_clerk_have_them_and_nobody_else(
    picked: Desk, account: str | None, status: int
) -> None:
    upload(picked, PDF)
    with Visitor(create_app(picked.engine), base_url=ADDRESS) as client:
        desk = Desk(picked.engine, client)
        if account:
            desk.sign_in(account)
        for path in ("/hall/signed", "/hall/signed/3", "/hall/signed/3/1"):
            assert client.get(path).status_code == status, path
        if status == 200:
            assert upload(desk, PNG, version=5).status_code == 303
        else:
            assert client.post("/hall/signed/5", files={"scan": ("a", PNG)}).status_code == status


def test_a_rehearsals_papers_lead_to_no_filing_and_its_form_is_refused(before: Engine) -> None:
    rehearse_sample_hall(before, officers=(("O01",),))
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        host.do("call")
        person = host.session.table
        assert person is not None
        host.do("choose", candidate=person.candidate, position=host.session.open_to(person.candidate)[0])
        assert "/hall/signed" not in host.get("/hall/papers/3").text
        assert "演练的协议不存签字件" in host.get("/hall/signed").text
        assert host.get("/hall/signed/3").status_code == 404


def test_a_form_of_a_rehearsal_sent_to_a_real_pick_files_nothing(picked: Desk) -> None:
    answer = upload(picked, PDF, session=f"rehearsal/{ID}/1")
    assert answer.status_code == 422
    assert "演练的协议不存签字件" in answer.text
    with database.transaction(picked.engine) as db:
        assert read(db, f"papers/{ID}") == ()


def test_the_desk_speaks_english(picked: Desk) -> None:
    upload(picked, PDF)
    picked.client.cookies.set("language", "en")
    page = picked.get("/hall/signed").text
    assert "Filed: 1. Still missing: 1." in page
    refused = upload(picked, b"x")
    assert "The file holds no PDF, JPEG or PNG" in refused.text
