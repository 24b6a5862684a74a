"""From an office's own workbook to the frozen standing: every step of the records, by those whose work it is.

Three days of October 2021, to which the server's clock is set. Everybody here is fictional (虚构).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import FilePayload, Locator, Page, expect

from resettlement import clock, database
from resettlement.campaign.demonstration import VARIABLE
from resettlement.records.policy import Policy, set_policy
from resettlement.sample import folder as sample
from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.looking import accessible, picture

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SCORES, CORRECTION = "江运退公〔2021〕11号", "江运退公〔2021〕12号"
POSTED, OBJECTED, AFTER = date(2021, 10, 18), date(2021, 10, 20), date(2021, 10, 28)
MOVED = ["S09", "S08", "S10"]
"""S09 gains ten points and passes two; nobody else moves."""

OF_SIGNING_IN = {"sign_in", "sign_in_attempt", "waiting_upload"}


def behind(day: date) -> timedelta:
    """How far a clock that shows nine in the morning of a day is behind."""
    return datetime.now(clock.CHINA) - datetime.combine(day, time(9), clock.CHINA)


@pytest.fixture(scope="module")
def demanding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as it was opened in 2021; nobody's list is posted before everybody has signed his sheet."""
    clock.set_back(behind(POSTED))
    try:
        file = campaigns.opened(tmp_path_factory.mktemp("demanding"))
        engine = database.connect(f"sqlite:///{file}")
        with database.transaction(engine) as db:
            set_policy(db, "yunhe-2021", Policy(confirmation=True), by="staffing", at=clock.now())
        engine.dispose()
    finally:
        clock.set_back(timedelta())
    return file


def test_an_offices_workbook_becomes_a_standing_that_an_objection_corrected_and_that_is_frozen(
    visit: Visit, demanding: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    comes_the_day(POSTED, monkeypatch)
    with visit(demanding) as people:
        clerk, reviewer = people.signed_in("clerk"), people.signed_in("reviewer")
        imports_after_mending_what_was_marked(people, clerk)
        is_reviewed_by_another(people, clerk, reviewer)
        scores(clerk, "首次评分")
        with nothing_written(people):
            is_not_posted(clerk, "scores", SCORES, "还没有确认本人评分")
        everybody_signs(clerk)
        with nothing_written(people):
            is_not_posted(clerk, "scores", SCORES, "疑点")
        two_let_the_finding_pass(people, clerk, reviewer)
        posts(clerk, "scores", SCORES)

        another_day_comes(people, OBJECTED, monkeypatch)
        somebody_objects(people)
        clerk, reviewer = people.signed_in("clerk"), people.signed_in("reviewer")
        is_admitted_and_ruled_by_somebody_else(people, clerk)
        the_fact_is_entered_and_scored_anew(people, clerk, reviewer)
        with nothing_written(people):
            is_not_posted(clerk, "correction", CORRECTION, "S09还没有确认本人评分")
        the_candidate_signs(clerk)
        posts(clerk, "correction", CORRECTION, reason="第1号异议成立，补录三等功一次")
        tells_everybody_who_moved(people)
        with nothing_written(people):
            freezes(people.signed_in("supervisor"), refused="期满后才能冻结")

        another_day_comes(people, AFTER, monkeypatch)
        freezes(people.signed_in("supervisor"))
        is_frozen_for_everybody(people)


def comes_the_day(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next server that starts lives on this day, as a demonstration of a fictional campaign may."""
    monkeypatch.setenv(VARIABLE, str(int(behind(day).total_seconds())))


def another_day_comes(people: People, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    people.go_home()
    people.site.stop()
    comes_the_day(day, monkeypatch)
    people.site.start()


def written(people: People) -> dict[str, int]:
    """How many rows each table holds; who signed in is nobody's record."""
    file = people.site.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counted = {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
    return {name: rows for name, rows in counted.items() if name not in OF_SIGNING_IN}


@contextmanager
def nothing_written(people: People) -> Iterator[None]:
    before = written(people)
    yield
    assert written(people) == before


def as_an_office_has_it() -> FilePayload:
    """One more title, merged cells, an Excel serial, an ID in a number cell, a month alone, no proof."""
    book = openpyxl.load_workbook(sample() / "records.xlsx")
    persons, facts = book["人员"], book["事项"]
    persons.insert_rows(1)
    persons["A1"] = "填报单位：运河区退役军人事务局（虚构）"
    for merged in ("A1:N1", "A2:N2", "F5:F12"):
        persons.merge_cells(merged)
    persons["G6"] = (date(2004, 9, 1) - date(1899, 12, 30)).days
    persons["D7"] = int(persons["D7"].value)
    persons["G8"] = "２００３．９．１ "
    persons["H9"] = "2021年7月"
    facts["N4"] = None
    return payload(book)


def payload(book: openpyxl.Workbook) -> FilePayload:
    target = BytesIO()
    book.save(target)
    return {"name": "档案.xlsx", "mimeType": XLSX, "buffer": target.getvalue()}


def imports_after_mending_what_was_marked(people: People, clerk: Page) -> None:
    clerk.goto("/staff/records")
    clerk.get_by_role("link", name="导入档案表").click()
    with nothing_written(people):
        clerk.get_by_label("档案表").set_input_files(as_an_office_has_it())
        clerk.get_by_role("button", name="检查").click()
        expect(found(clerk, "人员!D7")).to_contain_text("须改正")
        expect(found(clerk, "人员!D7")).to_contain_text("15 位")
        expect(found(clerk, "人员!H9")).to_contain_text("须改正")
        expect(found(clerk, "人员!G6")).to_contain_text("请留意")
        expect(clerk.get_by_role("button", name=re.compile("^写入"))).to_have_count(0)
        accessible(clerk)
        picture(clerk, "records-wrong-cells")
        mended = mended_where_it_was_marked(clerk)
    clerk.get_by_label("改好的档案表").set_input_files(mended)
    clerk.get_by_role("button", name="再检查一次").click()
    expect(clerk.get_by_text("读出 19 行，没有问题")).to_be_visible()
    accessible(clerk)
    picture(clerk, "records-preview")
    clerk.get_by_role("button", name="写入 19 行").click()
    said(clerk, "档案已导入")
    clerk.goto("/staff/records/O02")
    expect(clerk.get_by_role("main")).to_contain_text("2004-09-01")


def found(clerk: Page, cell: str) -> Locator:
    return clerk.get_by_role("row").filter(has=clerk.get_by_role("rowheader", name=cell)).first


def mended_where_it_was_marked(clerk: Page) -> FilePayload:
    """The clerk goes by the comments in the copy that came back, and mends that copy."""
    with clerk.expect_download() as coming:
        clerk.get_by_role("link", name="下载标出问题的工作簿").click()
    book = openpyxl.load_workbook(BytesIO(coming.value.path().read_bytes()))
    persons = book["人员"]
    assert {cell for cell in marked_cells(persons) if cell in {"D7", "H9"}} == {"D7", "H9"}
    persons["D7"], persons["H9"] = "990000198501280078", "2021.7.1"
    return payload(book)


def marked_cells(sheet: Worksheet) -> set[str]:
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def is_reviewed_by_another(people: People, clerk: Page, reviewer: Page) -> None:
    expect(clerk.get_by_role("button", name=re.compile("复核"))).to_have_count(0)
    with nothing_written(people):
        clerk.goto("/staff/standing")
        clerk.get_by_label("评分理由").fill("首次评分")
        clerk.get_by_role("button", name="评分", exact=True).click()
        expect(clerk.get_by_role("alert")).to_contain_text("还没有复核")
    reviewer.goto("/staff/records")
    reviewer.get_by_role("button", name="全部复核").click()
    said(reviewer, "复核已登记")


def scores(clerk: Page, reason: str) -> None:
    clerk.goto("/staff/standing")
    clerk.get_by_label("评分理由").fill(reason)
    clerk.get_by_role("button", name="评分", exact=True).click()
    said(clerk, "评分完成")


def everybody_signs(clerk: Page) -> None:
    clerk.goto("/staff/records")
    clerk.get_by_role("button", name=re.compile("签字|确认")).click()
    said(clerk, "本人确认已登记")


def two_let_the_finding_pass(people: People, clerk: Page, reviewer: Page) -> None:
    """Who was the first may not be the second too."""
    lets_pass(clerk)
    said(clerk, "核定已登记")
    with nothing_written(people):
        lets_pass(clerk)
        expect(clerk.get_by_role("alert")).to_contain_text("另一位")
    lets_pass(reviewer)
    said(reviewer, "核定已登记")
    accessible(reviewer)
    picture(reviewer, "records-finding-decided")


def lets_pass(page: Page) -> None:
    page.goto("/staff/findings")
    finding = page.get_by_role("row").filter(has_text="没有证明材料")
    expect(finding).to_have_count(1)
    finding.get_by_role("rowheader").get_by_role("link").click()
    page.get_by_label("说明保留").check()
    page.get_by_label("理由").fill("原件在省军区，已电话核实")
    page.get_by_role("button", name="核定").click()


def drafts(clerk: Page, kind: str, number: str, reason: str = "") -> None:
    """As far as the preview, which posts nothing."""
    clerk.goto(f"/staff/notices/new?kind={kind}")
    clerk.get_by_label("文号").fill(number)
    clerk.get_by_label("正文").fill("现予公示。")
    if kind == "correction":
        expect(clerk.get_by_label("更正哪一号公示")).to_have_value(SCORES)
        clerk.get_by_label("更正理由").fill(reason or "异议成立")
    clerk.get_by_role("button", name="预览").click()
    expect(clerk.get_by_text("这还没有张贴")).to_be_visible()


def is_not_posted(clerk: Page, kind: str, number: str, why: str) -> None:
    drafts(clerk, kind, number)
    clerk.get_by_role("button", name="看过无误，张贴").click()
    expect(clerk.get_by_role("alert")).to_contain_text(why)


def posts(clerk: Page, kind: str, number: str, reason: str = "") -> None:
    drafts(clerk, kind, number, reason)
    picture(clerk, f"records-{kind}-preview")
    clerk.get_by_role("button", name="看过无误，张贴").click()
    said(clerk, "已张贴")


def somebody_objects(people: People) -> None:
    """By the public form, without signing in; without a text nothing is filed."""
    reader = people.visitor("/object", width=360)
    reader.get_by_role("radio", name=re.compile(re.escape(SCORES))).check()
    reader.get_by_label("当事人的编号").fill("S09")
    reader.get_by_role("radio", name="本人").check()
    reader.get_by_label("对哪一部分").select_option("评分表")
    reader.get_by_label("您的姓名").fill("章有为")
    reader.get_by_label("联系电话").fill("0000-0002029")
    with nothing_written(people):
        reader.get_by_role("button", name="提交异议").click()
        expect(reader.get_by_role("alert")).to_contain_text("请写明异议的内容和理由")
    reader.get_by_label("内容和理由").fill("本人2016年荣立三等功一次，公示的评分表上没有。")
    reader.get_by_role("button", name="提交异议").click()
    expect(reader.get_by_role("heading", name="异议已收到")).to_be_visible()
    expect(reader.get_by_role("main")).to_contain_text("第 1 号")


def is_admitted_and_ruled_by_somebody_else(people: People, clerk: Page) -> None:
    """Whoever entered the record takes the objection up and does not rule on it."""
    clerk.goto("/staff/objections/1")
    clerk.get_by_role("button", name="受理", exact=True).click()
    said(clerk, "已受理")
    expect(clerk.get_by_role("button", name="裁定", exact=True)).to_have_count(0)
    supervisor = people.signed_in("supervisor", "/staff/objections/1")
    supervisor.get_by_role("radio", name="成立", exact=True).check()
    with nothing_written(people):
        supervisor.get_by_role("button", name="裁定", exact=True).click()
        expect(supervisor.get_by_role("alert")).to_contain_text("裁定理由")
    supervisor.get_by_label("裁定理由").fill("登记表误装入他人档案，三等功属实。")
    supervisor.get_by_role("button", name="裁定", exact=True).click()
    said(supervisor, "裁定已登记")
    accessible(supervisor)


def the_fact_is_entered_and_scored_anew(people: People, clerk: Page, reviewer: Page) -> None:
    clerk.goto("/staff/objections/1")
    clerk.get_by_role("link", name="把属实的事项录入 S09 的档案").click()
    clerk.get_by_label("事项", exact=True).select_option("奖励")
    clerk.get_by_label("等级").select_option("三等功")
    clerk.get_by_label("日期", exact=True).fill("2016-08-30")
    with nothing_written(people):
        clerk.get_by_role("button", name="补录").click()
        expect(clerk.get_by_role("alert")).to_contain_text("请写明材料名称")
    clerk.get_by_label("证明材料").fill("个人奖励登记（报告）表")
    clerk.get_by_label("文号").fill("样通〔2016〕16号")
    clerk.get_by_role("button", name="补录").click()
    said(clerk, "事项已登记")
    reviewer.goto("/staff/records/S09")
    reviewer.get_by_role("button", name=re.compile("复核")).click()
    said(reviewer, "复核已登记")
    scores(clerk, "第1号异议成立后改正")
    clerk.goto("/staff/objections/1")
    clerk.get_by_role("button", name="已按裁定办理，登记").click()
    said(clerk, "按裁定重新评分")
    assert sorted(rows_of(clerk, "有变动的人")) == sorted(MOVED)
    accessible(clerk)
    picture(clerk, "records-objection-carried-out")


def rows_of(page: Page, caption: str) -> list[str]:
    """The codes that the rows of a table begin with."""
    table = page.get_by_role("table", name=caption)
    return [text.split()[0] for text in table.get_by_role("rowheader").all_inner_texts()]


def the_candidate_signs(clerk: Page) -> None:
    """His sheet shows what became different and why."""
    clerk.goto("/staff/records/S09")
    expect(clerk.get_by_role("main")).to_contain_text("总分 40.5 → 50.5。理由：第1号异议成立后改正")
    picture(clerk, "records-second-sheet")
    clerk.get_by_role("button", name=re.compile("登记确认")).click()
    said(clerk, "本人确认已登记")


def tells_everybody_who_moved(people: People) -> None:
    """On the paper and on the page of the standing."""
    reader = people.visitor("/notices", width=1024)
    reader.get_by_role("listitem").filter(has_text=CORRECTION).get_by_role("heading").get_by_role(
        "link"
    ).click()
    paper = reader.get_by_role("main").inner_text()
    assert all(code in paper for code in MOVED)
    assert "第1号异议成立" in paper
    assert "S07" not in paper
    accessible(reader)
    picture(reader, "records-correction")
    reader.goto("/standing")
    assert rows_of(reader, "第 2 版与上一版相比") == MOVED


def freezes(supervisor: Page, refused: str = "") -> None:
    supervisor.goto("/staff/standing")
    supervisor.get_by_role("button", name="冻结第 2 版名次").click()
    if refused:
        expect(supervisor.get_by_role("alert")).to_contain_text(refused)
    else:
        said(supervisor, "名次已冻结")


def is_frozen_for_everybody(people: People) -> None:
    """With the digest that the log of the campaign holds."""
    reader = people.visitor("/standing")
    expect(reader.get_by_role("main")).to_contain_text("名次已经确定，选岗会以此为准")
    expect(reader.get_by_role("main")).to_contain_text(frozen_digest(people))
    accessible(reader)
    picture(reader, "records-frozen")


def frozen_digest(people: People) -> str:
    file = people.site.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as db:
        query = "SELECT payload FROM journal WHERE type = 'standing_frozen'"
        (payload,) = db.execute(query).fetchone()
    digest = re.search(r'"digest":\s*"([0-9a-f]{64})"', payload)
    assert digest
    return digest[1]
