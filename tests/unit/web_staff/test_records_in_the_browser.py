"""A clerk imports, a reviewer reviews, the clerk scores; every refusal is shown, nothing is half written."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from resettlement import database
from resettlement.journal.service import read
from resettlement.records.tables import Candidate
from resettlement.sample import folder
from resettlement.standing.tables import ScoreSheet
from tests.unit.web_staff.office import ID, Desk, hidden, summary

Enter = Callable[[str], Desk]


def with_cell(sort: str, sheet: str, cell: str, value: object) -> bytes:
    """A sample workbook with one cell changed."""
    book = openpyxl.load_workbook(folder() / f"{sort}.xlsx")
    book[sheet][cell] = value
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def codes(desk: Desk) -> list[str]:
    with database.transaction(desk.engine) as db:
        return sorted(db.exec(select(Candidate.code)))


def test_a_preview_writes_nothing(clerk: Desk) -> None:
    before = clerk.log
    shown = clerk.upload("records", (folder() / "records.xlsx").read_bytes())
    assert (shown.status_code, codes(clerk), clerk.log) == (200, [], before)
    assert "读出 19 行，没有问题" in shown.text


def test_an_import_with_a_wrong_cell_names_sheet_cell_and_what_is_right_and_keeps_nothing(
    clerk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shown = clerk.upload("records", with_cell("records", "人员", "F4", "元帅"))
    assert shown.status_code == 200
    assert ">人员!F4<" in shown.text
    assert "军官" in shown.text
    assert "/commit" not in shown.text
    assert codes(clerk) == []


def test_only_the_bytes_that_were_previewed_by_the_same_account_are_written(clerk: Desk, desk: Enter) -> None:
    digest = hidden(clerk.upload("records", (folder() / "records.xlsx").read_bytes()).text, "digest")
    for wrong in ("0" * 64, "../../etc/passwd", ""):
        refused = clerk.send("/staff/import/records/commit", {"digest": wrong})
        assert refused.status_code == 422
        assert "重新上传" in summary(refused.text)
    assert desk("staffing").send("/staff/import/records/commit", {"digest": digest}).status_code == 403
    assert codes(clerk) == []
    assert clerk.send("/staff/import/records/commit", {"digest": digest}).status_code == 303
    assert len(codes(clerk)) == 19


def test_records_once_imported_are_not_imported_again(clerk: Desk) -> None:
    clerk.bring_in("records")
    content = (folder() / "records.xlsx").read_bytes()
    shown = clerk.upload("records", content).text
    assert "没有不同" in shown
    assert "/commit" not in shown
    again = clerk.send("/staff/import/records/commit", {"digest": sha256(content).hexdigest()})
    assert again.status_code == 422
    assert "已经导入过" in summary(again.text)


def test_a_second_import_shows_what_differs_and_writes_it_once_it_was_agreed_with_a_reason(
    clerk: Desk, reviewer: Desk
) -> None:
    clerk.bring_in("records")
    reviewer.send("/staff/records/review")
    shown = clerk.upload("records", with_cell("records", "人员", "I4", "硕士")).text
    assert re.search(r"O01.*?学历.*?本科.*?硕士", shown, re.S)
    agreed = {name: hidden(shown, name) for name in ("digest", "agreed")}
    assert "为什么" in summary(clerk.send("/staff/import/records/commit", agreed).text)
    wrong = clerk.send("/staff/import/records/commit", agreed | {"agreed": "0" * 64, "reason": "核对原件"})
    assert "重新核对" in summary(wrong.text)
    done = clerk.send("/staff/import/records/commit", agreed | {"reason": "核对原件后更正"})
    assert done.status_code == 303
    assert "硕士" in clerk.get("/staff/records/O01").text
    assert "待复核" in clerk.get("/staff/records/O01").text


def test_the_workbook_comes_back_with_its_problems_marked_and_their_list_can_be_exported(clerk: Desk) -> None:
    shown = clerk.upload("records", with_cell("records", "人员", "F4", "元帅"))
    marked = openpyxl.load_workbook(BytesIO(clerk.get(f"{shown.url.path}/marked.xlsx").content))
    assert "元帅" in str(marked["人员"]["F4"].comment)
    found = openpyxl.load_workbook(
        BytesIO(clerk.get(f"{shown.url.path}/findings.xlsx?q=元帅").content)
    ).active
    assert found is not None
    assert [cell.value for cell in found["A"]] == ["单元格", "人员!F4"]


def test_a_column_that_was_not_understood_is_named_by_hand(clerk: Desk) -> None:
    shown = clerk.upload("records", with_cell("records", "人员", "F3", "干部身份"))
    assert "类别" in shown.text
    assert "/commit" not in shown.text
    assert clerk.send(f"{shown.url.path}/columns", {"人员!F": "类别"}).status_code == 303
    again = clerk.get(shown.url.path).text
    assert "/commit" in again
    assert clerk.send("/staff/import/records/commit", {"digest": hidden(again, "digest")}).status_code == 303
    assert len(codes(clerk)) == 19


def test_an_upload_is_shown_to_nobody_else(clerk: Desk, desk: Enter) -> None:
    shown = clerk.upload("records", with_cell("records", "人员", "F4", "元帅"))
    for page in ("", "/marked.xlsx", "/findings.xlsx"):
        assert desk("staffing").get(f"{shown.url.path}{page}").status_code == 403
    assert clerk.get("/staff/import/records/" + "0" * 64).status_code == 422


def test_what_is_no_workbook_is_said_so(clerk: Desk) -> None:
    for content in (b"", b"not a workbook", (folder() / "positions.xlsx").read_bytes()):
        shown = clerk.upload("records", content)
        assert shown.status_code == 422
        assert 'href="#workbook"' in shown.text


def test_who_entered_a_record_cannot_review_it(clerk: Desk, reviewer: Desk, desk: Enter) -> None:
    clerk.bring_in("records")
    with database.transaction(clerk.engine) as db:
        db.get_one(Candidate, ("yunhe-2021", "O01")).entered_by = "reviewer"
    assert "须由另一位工作人员复核" in reviewer.get("/staff/records/O01").text
    for path in ("/staff/records/O01/review", "/staff/records/review"):
        refused = reviewer.send(path)
        assert refused.status_code == 422
        assert "不能由本人复核" in summary(refused.text)
    assert desk("second-reviewer").send("/staff/records/O01/review").status_code == 303


def test_nobody_is_scored_before_review(clerk: Desk) -> None:
    clerk.bring_in("records")
    refused = clerk.send("/staff/standing/score", {"reason": "首次评分"})
    assert refused.status_code == 422
    assert "还没有复核" in summary(refused.text)
    assert 'value="首次评分"' in refused.text
    assert "scored" not in clerk.log


def test_a_score_without_a_reason_has_the_usual_one(clerk: Desk, reviewer: Desk) -> None:
    clerk.bring_in("records")
    reviewer.send("/staff/records/review")
    assert clerk.send("/staff/standing/score", {"reason": " "}).status_code == 303
    with database.transaction(clerk.engine) as db:
        assert {sheet.reason for sheet in db.exec(select(ScoreSheet))} == {"首次评分"}


def test_nobody_is_scored_again_while_nothing_changed(scored: Desk) -> None:
    before = scored.log
    refused = scored.send("/staff/standing/score", {"reason": "再评一次"})
    assert refused.status_code == 422
    assert "不必重新评分" in summary(refused.text)
    assert scored.log == before


def test_every_line_of_a_score_sheet_is_explained(scored: Desk) -> None:
    page = scored.get("/staff/records/S05").text
    assert "12 年 × 3 分" in page
    assert "奖励：三等功" in page
    assert "有一段连续不满 12 个月，不计" in page
    assert "2018年12月14日" in page


def test_a_candidate_confirms_only_a_score_that_exists(clerk: Desk, reviewer: Desk) -> None:
    clerk.bring_in("records")
    reviewer.send("/staff/records/review")
    assert "还没有评分" in summary(clerk.send("/staff/records/O01/confirm").text)
    clerk.send("/staff/standing/score", {"reason": "首次评分"})
    for other in ({}, {"version": "2"}):
        assert "不是同一版" in summary(clerk.send("/staff/records/O01/confirm", other).text)
    assert "scores_confirmed" not in clerk.log
    version = hidden(clerk.get("/staff/records/O01").text, "version")
    assert clerk.send("/staff/records/O01/confirm", {"version": version}).status_code == 303
    assert "已确认" in clerk.get("/staff/records/O01").text
    with database.transaction(clerk.engine) as db:
        signed = [entry for entry in read(db, f"campaign/{ID}") if entry.type == "scores_confirmed"]
    assert [entry.payload for entry in signed] == [{"candidates": ["O01"], "sheets": {"O01": 1}}]


def test_everybody_confirms_at_once_only_after_review_and_scoring(clerk: Desk, reviewer: Desk) -> None:
    clerk.bring_in("records")
    assert "还没有评分" in summary(clerk.send("/staff/records/confirm").text)
    reviewer.send("/staff/records/review")
    assert clerk.send("/staff/records/confirm").status_code == 422
    clerk.send("/staff/standing/score", {"reason": "首次评分"})
    assert "19 人都已在评分表上签字" in clerk.get("/staff/records").text
    assert clerk.send("/staff/records/confirm").status_code == 303
    assert "待本人确认" not in clerk.get("/staff/records").text


def test_a_fact_typed_by_hand_is_refused_by_field_and_loses_nothing(scored: Desk) -> None:
    typed = {"事项": "奖励", "等级": "五等功", "日期": "2016-08-30", "证明材料": "登记表", "reason": ""}
    refused = scored.send("/staff/records/S09/facts", typed)
    assert refused.status_code == 422
    assert 'href="#等级"' in refused.text
    assert 'href="#reason"' in refused.text
    assert 'value="2016-08-30"' in refused.text
    assert "record_changed" not in scored.log


def test_a_fact_entered_by_mistake_is_withdrawn_with_a_reason_and_stays_in_the_history(scored: Desk) -> None:
    page = scored.get("/staff/records/O02/facts?index=2").text
    assert 'name="材料日期"' in page
    path = "/staff/records/O02/facts/2/withdraw"
    assert path in page
    refused = scored.send(path)
    assert refused.status_code == 422
    assert "为什么撤去" in summary(refused.text)
    assert "样通〔2010〕33号" in refused.text
    assert "record_changed" not in scored.log
    assert scored.send(path, {"withdrawn_because": "同一次奖励录了两次"}).status_code == 303
    page = scored.get("/staff/records/O02").text
    assert "样通〔2010〕33号" not in page
    assert "同一次奖励录了两次" in page
    assert "待复核" in page
    assert scored.send(path, {"withdrawn_because": "再撤一次"}).status_code == 422


def test_the_day_of_a_document_is_entered_by_hand_and_shown(scored: Desk) -> None:
    typed = {"事项": "奖励", "等级": "三等功", "日期": "2016-08-30", "证明材料": "登记表", "reason": "补录"}
    wrong = scored.send("/staff/records/S09/facts", typed | {"材料日期": "2016年9月"})
    assert "材料日期" in summary(wrong.text)
    assert scored.send("/staff/records/S09/facts", typed | {"材料日期": "2016.9.1"}).status_code == 303
    assert "2016-09-01" in scored.get("/staff/records/S09").text


def test_what_is_written_of_a_person_is_put_right_with_a_reason_and_never_becomes_impossible(
    scored: Desk,
) -> None:
    page = scored.get("/staff/records/O02/profile").text
    typed = dict(re.findall(r'<input id="([^"]+)" name="[^"]+"[^>]* value="([^"]*)"', page))
    typed |= {"性别": "男", "学历": "本科", "政治面貌": "中共党员", "reason": "与原件核对后更正"}
    before = scored.log
    for wrong in (
        {"退役日期": "2004-09-01"},
        {"身份证号": "990000198603150056"},
        {"身份证号": "990000198410060037", "出生日期": "1984-10-06"},
        {"姓名": ""},
        {"reason": ""},
    ):
        assert scored.send("/staff/records/O02/profile", typed | wrong).status_code == 422
    assert scored.log == before
    assert scored.send("/staff/records/O02/profile", typed | {"专业": "轮机工程"}).status_code == 303
    page = scored.get("/staff/records/O02").text
    assert "轮机工程" in page
    assert "航海技术" in page
    assert "待复核" in page
    assert scored.log == [*before, "profile_corrected"]


def test_a_changed_record_falls_back_and_shows_in_the_comparison(scored: Desk, reviewer: Desk) -> None:
    typed = {"事项": "奖励", "等级": "三等功", "日期": "2016-08-30", "证明材料": "登记表", "reason": "补录"}
    assert scored.send("/staff/records/S09/facts", typed).status_code == 303
    assert "待复核" in scored.get("/staff/records/S09").text
    assert "档案有改动，须重新评分" in scored.get("/staff/standing").text
    reviewer.send("/staff/records/review")
    scored.send("/staff/standing/score", {"reason": "补录之后"})
    page = scored.get("/staff/standing?from=1&to=2").text
    assert "40.5 → 50.5" in page


def test_the_list_is_searched_sorted_and_exported_the_same_way(scored: Desk) -> None:
    page = scored.get("/staff/records?q=军官&sort=-total").text
    assert "找到 8 条" in page
    assert page.index(">O01<") < page.index(">O08<")
    assert ">S01<" not in page
    exported = scored.client.get("/staff/records.xlsx?q=军官&sort=-total")
    sheet = openpyxl.load_workbook(BytesIO(exported.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[:3]] == ["编号", "O01", "O03"]
    assert len(rows) == 9


def test_addresses_nobody_made_are_answered_calmly(scored: Desk) -> None:
    for query in ("sort=nonsense", "page=-1", "page=99999999999", "page=²", "q=%25"):
        assert scored.get(f"/staff/records?{query}").status_code == 200
    assert scored.get("/staff/records/X99").status_code == 422
    assert scored.get("/staff/import/nonsense").status_code == 404
