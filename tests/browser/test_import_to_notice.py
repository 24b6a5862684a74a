"""From a workbook with a wrong cell to a notice on the wall. Everybody here is fictional (虚构)."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from playwright.sync_api import FilePayload, Page, expect

from resettlement.sample import folder as sample
from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.looking import accessible, picture

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER = "江运退公〔2021〕7号"
TITLE = "关于2021年度退役军人量化评分的公示"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return campaigns.opened(tmp_path_factory.mktemp("opened"))


def test_a_workbook_with_a_wrong_cell_is_mended_reviewed_scored_and_becomes_a_notice_on_the_wall(
    visit: Visit, opened: Path
) -> None:
    with visit(opened) as people:
        clerk, reviewer = people.signed_in("clerk"), people.signed_in("reviewer")
        imports_after_mending_a_cell(clerk)
        reviews(reviewer)
        scores(clerk)
        posts_the_notice(clerk)
        is_on_the_wall(people)


def workbook(kind: str = "军官") -> FilePayload:
    """The sample's records, with this kind for the first person."""
    book = openpyxl.load_workbook(sample() / "records.xlsx")
    book["人员"]["F4"] = kind
    target = BytesIO()
    book.save(target)
    return {"name": "档案.xlsx", "mimeType": XLSX, "buffer": target.getvalue()}


def imports_after_mending_a_cell(clerk: Page) -> None:
    clerk.goto("/staff/records")
    clerk.get_by_role("link", name="导入档案表").click()
    clerk.get_by_label("档案表").set_input_files(workbook("元帅"))
    clerk.get_by_role("button", name="检查").click()
    wrong = clerk.get_by_role("row").filter(has=clerk.get_by_role("rowheader", name="F4"))
    expect(wrong).to_contain_text("元帅")
    expect(wrong).to_contain_text("军官")
    expect(clerk.get_by_role("button", name=re.compile("^写入"))).to_have_count(0)
    accessible(clerk)
    picture(clerk, "import-wrong-cell")
    clerk.get_by_label("改好的档案表").set_input_files(workbook())
    clerk.get_by_role("button", name="再检查一次").click()
    accessible(clerk)
    picture(clerk, "import-preview")
    clerk.get_by_role("button", name="写入 19 行").click()
    expect(clerk.get_by_role("status").filter(has_text="档案已导入")).to_be_visible()


def reviews(reviewer: Page) -> None:
    reviewer.goto("/staff/records")
    reviewer.get_by_role("button", name="全部复核").click()
    expect(reviewer.get_by_role("status").filter(has_text="复核已登记")).to_be_visible()


def scores(clerk: Page) -> None:
    clerk.goto("/staff/standing")
    clerk.get_by_label("评分理由").fill("首次评分")
    clerk.get_by_role("button", name="评分", exact=True).click()
    expect(clerk.get_by_role("status").filter(has_text="评分完成")).to_be_visible()
    first = clerk.get_by_role("row").filter(has=clerk.get_by_role("rowheader", name="O01"))
    expect(first).to_contain_text("18")
    picture(clerk, "import-scored")


def posts_the_notice(clerk: Page) -> None:
    """Looked at first: nothing is posted by the preview."""
    clerk.goto("/staff/notices")
    clerk.get_by_role("link", name="做评分公示").click()
    clerk.get_by_label("文号").fill("")
    clerk.get_by_role("button", name="预览").click()
    expect(clerk.get_by_role("alert")).to_contain_text("文号")
    clerk.get_by_label("文号").fill(NUMBER)
    clerk.get_by_label("标题").fill(TITLE)
    clerk.get_by_label("正文").fill("现将量化评分结果公示如下。")
    accessible(clerk)
    picture(clerk, "import-notice-form")
    clerk.get_by_role("button", name="预览").click()
    expect(clerk.get_by_text("这还没有张贴")).to_be_visible()
    expect(clerk.get_by_text("陆*岳")).to_be_visible()
    accessible(clerk)
    picture(clerk, "import-notice-preview")
    clerk.get_by_role("button", name="看过无误，张贴").click()
    expect(clerk.get_by_role("status").filter(has_text="已张贴")).to_be_visible()


def is_on_the_wall(people: People) -> None:
    """For everybody, without signing in; and as a paper that opens."""
    reader = people.visitor("/notices", width=1024)
    expect(reader.get_by_role("main")).to_contain_text(NUMBER)
    link = reader.get_by_role("link", name=re.compile("PDF")).first
    address = str(link.get_attribute("href"))
    picture(reader, "import-on-the-wall")
    paper = reader.request.get(address)
    assert paper.headers["content-type"] == "application/pdf"
    with pikepdf.open(BytesIO(paper.body())) as pdf:
        assert TITLE in str(pdf.open_metadata().get("dc:title"))
    reader.goto("/standing")
    expect(reader.get_by_role("rowheader", name="S02")).to_be_visible()
    accessible(reader)
