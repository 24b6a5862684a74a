"""From an objection to a logged call: corrected, frozen, chosen, certified, published, followed up."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.hall import chooses, closes, draws
from tests.browser.looking import alt, for_handbook
from tests.browser.test_records_path import everybody_signs, said, scores
from tests.browser.way_to_the_wall import POSTS, filled

LOT = "3.9.14.21.27.32./"


def somebody_objects(people: People) -> None:
    """On a phone."""
    phone = people.visitor("/object", width=360)
    phone.get_by_role("radio", name=re.compile("1号")).first.check()
    phone.get_by_label("当事人的编号").fill("S09")
    phone.get_by_role("radio", name="本人").check()
    phone.get_by_label("对哪一部分").select_option("评分表")
    phone.get_by_label("内容和理由").fill("本人2016年荣立三等功一次，公示的评分表上没有。")
    phone.get_by_label("您的姓名").fill("章有为")
    phone.get_by_label("联系电话").fill("0000-0002029")
    for_handbook(phone, "object")
    phone.get_by_role("button", name="提交异议").click()
    expect(phone.get_by_role("heading", name="异议已收到")).to_be_visible()


def is_ruled_and_carried_out(clerk: Page, reviewer: Page, supervisor: Page) -> None:
    """Upheld by the supervisor, entered, checked, scored anew, signed; and corrected on the wall."""
    clerk.goto("/staff/objections/1")
    clerk.get_by_role("button", name="受理", exact=True).click()
    said(clerk, "已受理")
    supervisor.goto("/staff/objections/1")
    supervisor.get_by_role("radio", name="成立", exact=True).check()
    supervisor.get_by_label("裁定理由").fill("登记表误装，三等功属实。")
    supervisor.get_by_role("button", name="裁定", exact=True).click()
    said(supervisor, "裁定已登记")
    clerk.goto("/staff/objections/1")
    clerk.get_by_role("link", name="把属实的事项录入 S09 的档案").click()
    clerk.get_by_label("事项", exact=True).select_option("奖励")
    clerk.get_by_label("等级").select_option("三等功")
    clerk.get_by_label("日期", exact=True).fill("2016-08-30")
    clerk.get_by_label("证明材料").fill("个人奖励登记（报告）表")
    clerk.get_by_role("button", name="补录").click()
    said(clerk, "事项已登记")
    reviewer.goto("/staff/records/S09")
    reviewer.get_by_role("button", name=re.compile("复核")).click()
    said(reviewer, "复核已登记")
    scores(clerk, "第1号异议成立后改正")
    clerk.goto("/staff/objections/1")
    clerk.get_by_role("button", name="已按裁定办理，登记").click()
    said(clerk, "按裁定重新评分")
    everybody_signs(clerk)


def somebody_files_wishes(people: People, clerk: Page) -> None:
    """With the code on a slip of paper, on a phone."""
    clerk.goto("/staff/wishes")
    clerk.get_by_role("button", name=re.compile("发码")).click()
    clerk.goto("/staff/wishes/slips")
    slips = clerk.locator("body").inner_text()
    found = re.search(r"S07[\s\S]*?\b([0-9A-Z]{4}-[0-9A-Z]{4})\b", slips)
    assert found, slips
    phone = people.visitor("/wishes", width=360)
    filled(phone, {"candidate": "S07", "code": found[1]})
    phone.get_by_role("button", name="打开我的志愿").click()
    phone.get_by_role("combobox").first.select_option(POSTS["S07"])
    phone.get_by_role("radio", name="服从", exact=False).first.check()
    phone.locator("main form button.button").first.click()
    phone.get_by_role("button", name="没有错，填报").click()
    expect(phone.get_by_role("heading", name="志愿已收到")).to_be_visible()


def everybody_chooses(host: Page) -> None:
    """At the control page: called in their order, each takes a post."""
    host.goto("/staff/session")
    host.get_by_label("已核对，现在开场").check()
    host.get_by_role("button", name="开场", exact=True).click()
    said(host, "选岗会已开场")
    host.goto("/hall/control")
    draws(host, LOT, "supervisor-1", "clerk-1")
    host.get_by_role("button", name="处理并列").click()
    for _ in POSTS:
        expect(host.get_by_role("heading", name="下一位")).to_be_visible()
        alt(host, "c")
        expect(host.get_by_role("heading", name="正在选岗")).to_be_visible()
        called = re.search(r"S\d\d", host.get_by_role("region", name="现在要做的").inner_text())
        assert called
        for_handbook(host, "control")
        chooses(host, POSTS[called[0]])
    closes(host)


def is_certified_and_recorded(supervisor: Page) -> None:
    """What the second path says of the session is signed; then the result is written down."""
    supervisor.goto("/hall/closing")
    for_handbook(supervisor, "closing")
    supervisor.get_by_role("button", name="各项相符，签认").click()
    expect(supervisor.get_by_text("已签认")).to_be_visible()
    supervisor.goto("/staff/result")
    supervisor.get_by_role("button", name="核对无误，登记结果").click()
    said(supervisor, "已登记")


def is_published_and_verified(clerk: Page, reader: Page, folder: Path) -> None:
    """Anybody takes the bundle away and runs what is in it, with nothing of the office but Python."""
    clerk.goto("/staff/result")
    clerk.get_by_role("button", name="公布公开包").click()
    expect(clerk.get_by_text("公开包与现在的日志、公示一致")).to_be_visible()
    reader.goto("/verify")
    with reader.expect_download() as coming:
        reader.get_by_role("link", name="下载整个文件夹").click()
    with ZipFile(coming.value.path()) as bundle:
        bundle.extractall(folder)
    (verifier,) = folder.rglob("verify.py")
    command = [sys.executable, "-I", verifier.name]
    done = subprocess.run(command, cwd=verifier.parent, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "核对无误（verified）" in done.stdout


def gets_a_letter(staffing: Page, day: date) -> None:
    """Everybody who was placed; their follow-up begins."""
    staffing.goto("/staff/letters")
    filled(staffing, {"letter_on": day.isoformat(), "report_by": "2021-11-05"})
    staffing.get_by_role("button", name="开具介绍信").click()
    said(staffing, "介绍信")


def is_called(caller: Page) -> None:
    """In three keys; the first of the day's list stands among those who were called from then on."""
    caller.goto("/callers")
    alt(caller, "n")
    name = caller.get_by_role("heading", level=1).inner_text().split()[0]
    expect(caller.get_by_label("接通了")).to_be_focused()
    for key in ("1", "0", "Enter"):
        caller.keyboard.press(key)
    expect(caller.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    caller.goto("/callers")
    done = caller.get_by_role("table", name="今天已联系").get_by_role("row").filter(has_text=name)
    expect(done).to_contain_text("已联系上")
    for_handbook(caller, "calls")
    done.get_by_role("link", name=name, exact=True).click()
    expect(caller.get_by_role("region", name="联系记录")).to_contain_text("caller（虚构）：已联系上")
