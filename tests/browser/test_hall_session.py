"""A whole session on four screens, by keyboard; the power fails in the middle. All fictional (虚构)."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from resettlement.selection.examination import SESSION_PROPERTIES
from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.hall import Screens, calls, chooses, closes, is_missed, opened, presses_enter
from tests.browser.looking import accessible, alt, picture

TAKEN = (("陆承岳", "P01"), ("纪云帆", "P03"), ("韩䶮", "P02"), ("苗青", "P12"), ("蓝秋雁", "P20"))


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return campaigns.in_session(campaigns.planned(tmp_path_factory.mktemp("hall")))


def test_a_session_with_a_late_one_an_undo_and_a_power_failure_goes_on_and_ends_on_every_screen(
    visit: Visit, hall: Path
) -> None:
    with visit(hall) as people:
        screens = opened(people, "S11")
        control = screens.control
        screens.show_one_board()
        calls(control, "O01")
        screens.all_say("O01")
        chooses(control, "P01")
        screens.all_say("P01")
        prints_papers(control, "陆承岳")
        calls(control, "O03")
        is_missed(control, "迟到")
        calls(control, "O02")
        chooses(control, "P02")
        screens.are_looked_at("chosen")
        is_undone_by_two(control, "P02")
        before = screens.show_one_board()
        calls(control, "O02")
        assert screens.show_one_board() != before
        the_power_fails(people, screens)
        a_deputy_pauses_and_goes_on(people, screens)
        chooses(control, "P03")
        screens.all_say("P03")
        calls(control, "O03")
        chooses(control, "P02")
        calls(control, "S10")
        chooses(control, "P12")
        calls(control, "S11")
        expect(screens.phone.get_by_text("现在轮到 S11")).to_be_visible()
        chooses(control, "P20")
        closes(control)
        screens.show_one_board()
        screens.all_say("结束")
        screens.are_looked_at("closed")
        the_session_is_certified(people)
        the_result_is_there(people)


def is_undone_by_two(control: Page, position: str) -> None:
    """The last choice, with the supervisor's own password."""
    alt(control, "u")
    control.keyboard.press("Tab")
    step = control.get_by_label("从哪一步起")
    expect(step).to_be_focused()
    control.keyboard.press("Home")
    assert position in step.locator("option:checked").inner_text()
    control.keyboard.press("Tab")
    presses_enter(control)
    expect(control.get_by_role("heading", name="撤销前请看清")).to_be_visible()
    expect(control.get_by_label("原因")).to_be_focused()
    accessible(control)
    control.keyboard.type("读错岗位编号")
    for typed in ("supervisor-1", campaigns.PASSWORD):
        control.keyboard.press("Tab")
        control.keyboard.type(typed)
    presses_enter(control)
    expect(control.get_by_role("heading", name="下一位")).to_be_visible()


def prints_papers(control: Page, candidate: str) -> None:
    """Slip and agreement, to print at once, and each as a PDF to keep; then back to the board."""
    expect(control.get_by_role("link", name="打印回执和协议")).to_be_focused()
    presses_enter(control)
    expect(control.get_by_role("button", name="打印")).to_be_focused()
    expect(control.get_by_role("heading", name="选岗回执")).to_be_visible()
    expect(control.get_by_role("heading", name="选岗协议")).to_be_visible()
    assert candidate in control.get_by_role("main").inner_text()
    accessible(control)
    picture(control, "hall-papers")
    for link in control.get_by_role("link", name="PDF").all():
        with pikepdf.open(BytesIO(control.request.get(str(link.get_attribute("href"))).body())) as pdf:
            assert len(pdf.pages) >= 1
    control.get_by_role("link", name="返回").focus()
    control.keyboard.press("Enter")


def the_power_fails(people: People, screens: Screens) -> None:
    """Nobody touches a screen: each says that it is cut off, and each comes back with the same board."""
    before = screens.show_one_board()
    with people.watch.while_away():
        people.site.kill()
        for screen in screens.all:
            expect(screen.get_by_text("正在重连")).to_be_visible()
        picture(screens.projector, "hall-cut-off-projector")
        people.site.start()
        for screen in screens.all:
            expect(screen.get_by_text("正在重连")).to_be_hidden(timeout=20_000)
    assert screens.show_one_board() == before


def a_deputy_pauses_and_goes_on(people: People, screens: Screens) -> None:
    """From another desk: the four hear of it on the connections that they took up again."""
    deputy = people.signed_in("administrator", "/hall/control")
    alt(deputy, "z")
    deputy.keyboard.press("Tab")
    deputy.keyboard.type("停电，改用备用电源")
    presses_enter(deputy)
    expect(screens.control.get_by_role("heading", name="已暂停")).to_be_visible()
    screens.all_say("计时暂停")
    screens.show_one_board()
    presses_enter(deputy)
    expect(screens.control.get_by_role("heading", name="正在选岗")).to_be_visible()
    screens.show_one_board()
    deputy.close()


def the_session_is_certified(people: People) -> None:
    """Every property ticked, printed and then certified by the supervisor, who ran none of it."""
    supervisor = people.signed_in("supervisor", "/hall/closing")
    expect(supervisor.get_by_text("✓ 相符")).to_have_count(len(SESSION_PROPERTIES))
    accessible(supervisor)
    picture(supervisor, "hall-closing")
    supervisor.get_by_role("button", name="各项相符，签认").click()
    expect(supervisor.get_by_text("已签认")).to_be_visible()
    supervisor.close()


def the_result_is_there(people: People) -> None:
    """At the office: who took what in which order, to be recorded by the supervisor."""
    supervisor = people.signed_in("supervisor", "/staff/session")
    supervisor.get_by_role("link", name="看选岗结果").click()
    for order, (name, position) in enumerate(TAKEN, 1):
        row = supervisor.get_by_role("row").filter(has_text=name)
        expect(row).to_contain_text(position)
        assert re.search(rf"\b{order}\b", row.inner_text())
    accessible(supervisor)
    picture(supervisor, "hall-result")
    supervisor.get_by_role("button", name="登记结果").click()
    expect(supervisor.get_by_role("status").filter(has_text="已登记")).to_be_visible()
