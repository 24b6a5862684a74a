"""The records' desk: found, taken up one after another, sent back, not signed, removed, printed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest

from resettlement import database
from resettlement.records.lookup import person_row
from tests.unit.web_staff.office import ID, Desk, summary

Enter = Callable[[str], Desk]


@pytest.mark.usefixtures("scored")
def test_somebody_is_found_by_the_end_of_the_id_number_which_stands_in_no_address(clerk: Desk) -> None:
    with database.reading(clerk.engine) as db:
        number = person_row(db, ID, "S03").id_number
    answer = clerk.send("/staff/records/find", {"id_number": number[-6:]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/records/S03")
    assert "18 位" in summary(clerk.send("/staff/records/find", {"id_number": "123"}).text)
    assert "没有这个身份证号" in summary(clerk.send("/staff/records/find", {"id_number": "000000"}).text)


@pytest.mark.usefixtures("scored")
def test_only_who_enters_or_reviews_looks_for_id_numbers(desk: Enter) -> None:
    assert desk("supervisor").send("/staff/records/find", {"id_number": "000000"}).status_code == 403


@pytest.mark.usefixtures("scored")
def test_a_record_sent_back_is_the_clerks_next_and_shows_why(clerk: Desk, desk: Enter) -> None:
    reviewer = desk("reviewer")
    assert reviewer.send("/staff/records/S05/return", {"returned_because": ""}).status_code == 422
    sent = reviewer.send("/staff/records/S05/return", {"returned_because": "日期与通令不一致"})
    assert sent.status_code == 303
    assert "日期与通令不一致" in clerk.get("/staff/records/S05").text
    assert clerk.get("/staff/records/next?after=S04").headers["location"] == "/staff/records/S05"
    assert reviewer.get("/staff/records/next").headers["location"].startswith("/staff/records?done=")
    assert "退回录入、改正之后才能复核的有 1 人：S05" in reviewer.get("/staff/records").text


@pytest.mark.usefixtures("scored")
def test_a_refusal_to_sign_is_marked_with_its_reason(clerk: Desk) -> None:
    sent = {"not_signed_because": "认为漏计嘉奖", "version": "1"}
    assert clerk.send("/staff/records/S05/refuse-to-sign", sent | {"version": "2"}).status_code == 422
    assert clerk.send("/staff/records/S05/refuse-to-sign", sent).status_code == 303
    shown = clerk.get("/staff/records/S05").text
    assert "认为漏计嘉奖" in shown
    assert "不签字" in clerk.get("/staff/records?q=S05").text
    assert clerk.log[-1] == "signature_refused"


@pytest.mark.usefixtures("scored")
def test_who_was_removed_stays_on_the_page_with_the_reason_and_nothing_more_is_done(clerk: Desk) -> None:
    assert clerk.send("/staff/records/S05/remove", {"removed_because": "书面退出"}).status_code == 303
    shown = clerk.get("/staff/records/S05").text
    assert "书面退出" in shown
    assert "/staff/records/S05/facts" not in shown
    assert clerk.send("/staff/records/S05/remove", {"removed_because": "再次"}).status_code == 422


@pytest.mark.usefixtures("scored")
def test_who_was_removed_by_mistake_is_counted_in_again_and_the_page_tells_of_both(clerk: Desk) -> None:
    clerk.send("/staff/records/S05/remove", {"removed_because": "书面退出"})
    assert "/staff/records/S05/restore" in clerk.get("/staff/records/S05").text
    assert clerk.send("/staff/records/S05/restore", {"restored_because": ""}).status_code == 422
    assert clerk.send("/staff/records/S05/restore", {"restored_because": "点错了人"}).status_code == 303
    shown = clerk.get("/staff/records/S05").text
    assert "/staff/records/S05/remove" in shown
    assert "书面退出" in shown
    assert "点错了人" in shown
    assert clerk.log[-1] == "person_restored"


@pytest.mark.usefixtures("scored")
def test_every_score_sheet_is_printed_into_one_file(clerk: Desk) -> None:
    answer = clerk.get("/staff/records/sheets.zip")
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 19
        assert archive.read("S05.pdf").startswith(b"%PDF-")


@pytest.mark.usefixtures("scored")
def test_the_supervisor_permits_a_wording_and_nobody_else_does(desk: Enter, clerk: Desk) -> None:
    said = {"wording": "高明中学", "reason": "学校名称"}
    assert clerk.send("/staff/wordings", said).status_code == 403
    supervisor = desk("supervisor")
    assert supervisor.send("/staff/wordings", {"wording": ""}).status_code == 422
    assert supervisor.send("/staff/wordings", said).status_code == 303
    assert "高明中学" in clerk.get("/staff/wordings").text
