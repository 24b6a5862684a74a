"""A candidate with a phone: where do I stand, why, and how do I object. All fictional (虚构)."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.looking import accessible, picture, sideways

CLAIM = "2016年三等功一次没有计入，证书在我手里（虚构）。"


@pytest.fixture(scope="module")
def posted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return campaigns.posted_today(tmp_path_factory.mktemp("posted"))


def test_a_candidate_finds_himself_reads_every_line_objects_and_the_office_sees_it(
    visit: Visit, posted: Path
) -> None:
    with visit(posted) as people:
        phone = people.visitor("/", width=360)
        finds_himself(phone)
        reads_every_line(phone)
        number = objects(phone)
        the_office_sees_it(people, number)


def finds_himself(phone: Page) -> None:
    """The others go while they type, though the script comes late, and their own page opens."""
    held: list[Route] = []
    phone.route("**/find.js", lambda route: held.append(route))
    phone.get_by_role("main").get_by_role("link", name="找到自己").first.tap()
    phone.get_by_label("输入编号或姓名中公开的字").fill("s05")
    held[0].continue_()
    expect(phone.get_by_role("status").filter(has_text="找到 1 人")).to_be_visible()
    expect(phone.get_by_role("rowheader", name="S04")).to_be_hidden()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("S05 童*江")
    expect(phone.get_by_text("第 5 名").first).to_be_visible()
    assert "童大江" not in phone.content()


def reads_every_line(phone: Page) -> None:
    """Each line has a quantity, points and a source, and together they are the total."""
    sheet = phone.get_by_role("table", name="S05 评分明细")
    *lines, last = [row.get_by_role("cell").all_inner_texts() for row in sheet.get_by_role("row").all()[1:]]
    assert len(lines) == 6
    assert all(quantity and source for quantity, _, source in lines)
    (total,) = filter(None, last)
    assert sum(Decimal(points) for _, points, _ in lines) == Decimal(total) == Decimal("53.1")
    assert sideways(phone) == []
    accessible(phone)
    picture(phone, "candidate-standing")


def objects(phone: Page) -> str:
    """The number that the objection was given."""
    phone.get_by_role("main").get_by_role("link", name="在网上提出异议").tap()
    expect(phone.get_by_label("当事人的编号")).to_have_value("S05")
    phone.get_by_label("本人", exact=True).check()
    phone.get_by_role("button", name="提交异议").tap()
    expect(phone.get_by_role("alert")).to_contain_text("内容和理由")
    expect(phone.get_by_label("当事人的编号")).to_have_value("S05")
    accessible(phone)
    phone.get_by_label("内容和理由").fill(CLAIM)
    phone.get_by_label("您的姓名").fill("童大江")
    phone.get_by_label("联系电话").fill("00000000005")
    phone.get_by_label("您的姓名").fill("童大江")
    phone.get_by_label("联系电话").fill("0000-0009999")
    phone.get_by_role("button", name="提交异议").tap()
    expect(phone.get_by_role("heading", name="异议已收到")).to_be_visible()
    assert CLAIM in phone.inner_text("main")
    assert sideways(phone) == []
    accessible(phone)
    picture(phone, "candidate-receipt")
    found = re.search(r"第 (\d+) 号", phone.inner_text("main"))
    assert found
    return found[1]


def the_office_sees_it(people: People, number: str) -> None:
    clerk = people.signed_in("clerk", "/staff/objections")
    clerk.get_by_role("link", name=number, exact=True).click()
    expect(clerk.get_by_role("heading", name=f"第 {number} 号异议：S05")).to_be_visible()
    expect(clerk.get_by_text(CLAIM)).to_be_visible()
    picture(clerk, "candidate-objection-at-the-office")
