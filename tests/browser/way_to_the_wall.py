"""From the code on the terminal to the lists on the wall: an office sets up, opens a campaign, fills it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import campaigns
from tests.browser.conftest import People
from tests.browser.looking import for_handbook
from tests.browser.site import ROOT
from tests.browser.test_records_path import everybody_signs, payload, said, scores

OFFICE = ROOT / "tests" / "campaigns" / "_office"
HALL = date(2021, 10, 22)
POSTS = {"S06": "P13", "S07": "P14", "S09": "P10"}
NAMES = {
    "id": "way-2021", "year": "2021", "title": "江州市运河区2021年度阳光安置（从头到尾）",
    "district": "运河区", "issuer": "江州市运河区退役军人事务局", "fictional": "true",
    "objections.guide": "书面递交安置科，或在网上提出。",
}  # fmt: skip
NOTICES = {
    "notices.number": "运退公〔2021〕{n}号",
    **{f"notices.{kind}.period": "1天" for kind in ("scores", "positions", "correction", "result")},
}
SESSION = {
    "session.on": HALL.isoformat(), "session.place": "服务中心二楼大厅", "session.roll_call": "8时30分",
    "session.rules_in_words": "按冻结的名次叫号。", "session.lot.algorithm": "sha256",
    "session.lot.source": "当日由监督员、公证员当众摇出的6个号码，从小到大排列",
}  # fmt: skip


def filled(page: Page, typed: dict[str, str]) -> None:
    """Fields by their names."""
    for name, text in typed.items():
        field = page.locator(f'[name="{name}"]')
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def is_set_up(people: People, folder: Path, roles: Sequence[str]) -> None:
    """With the code on the terminal; then everybody gets an account."""
    code = re.search(r"(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}", people.site.log)
    assert code
    page = people.visitor("/")
    filled(page, {
        "code": code[0], "person": "管理员甲（虚构）", "account": "administrator-1",
        "password": campaigns.PASSWORD, "again": campaigns.PASSWORD, "name": NAMES["issuer"],
        "phone": "0000-0002021", "address": "江州市运河区柳湾路0号（虚构）",
        "folder": str(folder), "public_address": people.site.address,
    })  # fmt: skip
    for_handbook(page, "setup")
    page.get_by_role("button", name="完成设置，去登录").click()
    filled(page, {"account": "administrator-1", "password": campaigns.PASSWORD})
    page.get_by_role("button", name="登录").click()
    for role in roles:
        page.goto("/staff/accounts/new")
        told = {"account": f"{role}-1", "name": f"{role}（虚构）", "role": role}
        filled(page, told | {"password": campaigns.PASSWORD})
        page.get_by_role("button", name="新建账号").click()
        expect(page.get_by_role("link", name=f"{role}-1")).to_be_visible()


def a_campaign_is_opened(page: Page) -> None:
    """In the form's steps, with the office's own overlay."""
    page.goto("/staff/campaigns")
    page.get_by_role("button", name="从空白表填起").click()
    filled(page, NAMES)
    for_handbook(page, "new-campaign")
    page.get_by_role("button", name="保存，下一步").click()
    page.locator("#files").set_input_files(OFFICE / "sergeants.toml")
    page.get_by_role("button", name="保存，留在这一步").click()
    page.locator('[name="sergeant.used"]').check()
    chosen = {"sergeant.pack": "soldiers-2018", "sergeant.overlay": "sergeants.toml"}
    filled(page, {**chosen, "session_rules": "default", "records.confirmation": "true"})
    page.get_by_role("button", name="保存，下一步").click()
    for typed in (NOTICES, SESSION):
        filled(page, typed)
        page.get_by_role("button", name="保存，下一步").click()
    expect(page.get_by_text("填齐了")).to_be_visible()
    page.get_by_role("button", name="建立批次").click()
    expect(page).to_have_url(re.compile("/c/way-2021/staff"))


def workbook(sort: str) -> FilePayload:
    """The office's own, with the people or the posts of this campaign alone; one proof is missing."""
    book = openpyxl.load_workbook(OFFICE / f"{sort}.xlsx")
    kept = set(POSTS) | set(POSTS.values())
    for sheet in book.worksheets:
        for row in range(sheet.max_row, 2, -1):
            code = str(sheet.cell(row, 1).value)
            if re.fullmatch(r"[OPS]\d\d", code) and code not in kept:
                sheet.delete_rows(row)
    if sort == "records":
        book["事项"].cell(book["事项"].max_row, 14).value = None
    return payload(book)


def imports(page: Page, sort: str) -> None:
    page.goto(f"/staff/import/{sort}")
    page.locator("#workbook").set_input_files(workbook(sort))
    page.get_by_role("button", name="检查").click()
    write = page.get_by_role("button", name=re.compile("^写入"))
    expect(write).to_be_visible()
    if sort == "records":
        for_handbook(page, "records")
    write.click()
    said(page, "已导入")


def records_become_a_standing(clerk: Page, reviewer: Page) -> None:
    """Imported, checked by another, scored, signed; what looked wrong is let pass by two."""
    imports(clerk, "records")
    reviewer.goto("/staff/records")
    reviewer.get_by_role("button", name="全部复核").click()
    said(reviewer, "复核已登记")
    scores(clerk, "首次评分")
    for_handbook(clerk, "standing")
    everybody_signs(clerk)
    for page in (clerk, reviewer):
        page.goto("/staff/findings")
        for address in (
            page.get_by_role("rowheader").get_by_role("link").evaluate_all("all => all.map(one => one.href)")
        ):
            page.goto(address)
            page.get_by_label("说明保留").check()
            page.get_by_label("理由").fill("对照原件，属实")
            page.get_by_role("button", name="核定").click()
            said(page, "核定已登记")


def posts(clerk: Page, kind: str, reason: str = "") -> None:
    """The form comes filled in from what the campaign says."""
    clerk.goto(f"/staff/notices/new?kind={kind}")
    if reason:
        clerk.get_by_label("更正理由").fill(reason)
    clerk.get_by_role("button", name="预览").click()
    expect(clerk.get_by_text("这还没有张贴")).to_be_visible()
    if kind == "scores":
        for_handbook(clerk, "notice")
    clerk.get_by_role("button", name="看过无误，张贴").click()
    said(clerk, "已张贴")
