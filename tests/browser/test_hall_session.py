"""A whole session on four screens, by keyboard; the power fails in the middle. All fictional (虚构)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.looking import accessible, alt, picture, sideways

HEAD = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return campaigns.in_session(tmp_path_factory.mktemp("hall"))


@dataclass(frozen=True)
class Screens:
    """The four who look at the same session."""

    control: Page
    projector: Page
    supervisor: Page
    phone: Page

    @property
    def all(self) -> tuple[Page, ...]:
        return self.control, self.projector, self.supervisor, self.phone

    def all_say(self, text: str) -> None:
        """Every screen shows it within moments, without anybody touching it."""
        for screen in self.all:
            expect(screen.get_by_role("main")).to_contain_text(text)

    def show_one_board(self) -> str:
        """The head of the log, which is the same on all four."""
        control = HEAD.search(self.control.get_by_role("main").inner_text())
        assert control
        self.all_say(control[0])
        return control[0]

    def are_looked_at(self, moment: str) -> None:
        for name, screen in vars(self).items():
            accessible(screen)
            assert sideways(screen) == []
            picture(screen, f"hall-{moment}-{name}")


def opened(people: People) -> Screens:
    return Screens(
        control=people.signed_in("host", "/hall/control"),
        projector=people.visitor("/hall/projector", width=1920),
        supervisor=people.signed_in("supervisor", "/hall/supervisor", width=1024),
        phone=people.visitor("/board?who=S11", width=360),
    )


def test_a_session_with_a_late_one_an_undo_and_a_power_failure_goes_on_and_ends_on_every_screen(
    visit: Visit, hall: Path
) -> None:
    with visit(hall) as people:
        screens = opened(people)
        control = screens.control
        screens.show_one_board()
        calls(control, "O01")
        screens.all_say("O01")
        chooses(control, "P01")
        screens.all_say("P01")
        opens_papers(people, control, "O01")
        calls(control, "O03", from_papers=True)
        is_late(control)
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
        the_result_is_there(people)


def presses_enter(page: Page) -> None:
    """As a person does, who has read the page: it takes no Enter in its first moments."""
    while page.evaluate("performance.now()") < 350:
        page.wait_for_timeout(50)
    page.keyboard.press("Enter")


def calls(control: Page, candidate: str, *, from_papers: bool = False) -> None:
    expect(control.get_by_role("heading", name="下一位")).to_be_visible()
    if from_papers:
        alt(control, "c")  # the keyboard is still on the paper's link
    else:
        expect(control.get_by_role("button", name="叫号")).to_be_focused()
        presses_enter(control)
    expect(control.get_by_role("heading", name="正在选岗")).to_be_visible()
    expect(control.get_by_role("region", name="现在要做的")).to_contain_text(candidate)


def chooses(control: Page, position: str) -> None:
    """Typed, read back, confirmed."""
    expect(control.get_by_label("岗位编号或名称")).to_be_focused()
    control.keyboard.type(position.lower())
    presses_enter(control)
    expect(control.get_by_role("heading", name="请向本人复述")).to_be_visible()
    expect(control.get_by_role("button", name=f"确认选定 {position}")).to_be_focused()
    presses_enter(control)
    expect(control.get_by_role("heading", name="刚选定")).to_be_visible()
    expect(control.get_by_role("complementary", name="看板")).to_contain_text(position)


def is_late(control: Page) -> None:
    """Whoever was called is not there: he comes back as the last of his group."""
    alt(control, "m")
    control.keyboard.press("Tab")
    while not control.get_by_label("迟到").is_checked():
        control.keyboard.press("ArrowDown")
    control.keyboard.press("Tab")
    presses_enter(control)
    expect(control.get_by_role("heading", name="下一位")).to_be_visible()


def is_undone_by_two(control: Page, position: str) -> None:
    """The last choice, with the supervisor's own password."""
    alt(control, "u")
    control.keyboard.press("Tab")
    step = control.get_by_label("从哪一步起")
    expect(step).to_be_focused()
    control.keyboard.press("Home")
    assert position in step.locator("option:checked").inner_text()
    for typed in ("读错岗位编号", "supervisor-1", campaigns.PASSWORD):
        control.keyboard.press("Tab")
        control.keyboard.type(typed)
    presses_enter(control)
    expect(control.get_by_role("heading", name="下一位")).to_be_visible()


def opens_papers(people: People, control: Page, candidate: str) -> None:
    """Slip and agreement, each in a window of its own, to print and to keep."""
    for label, key in (("打印回执", "h"), ("打印协议", "x")):
        expect(control.get_by_role("link", name=label)).to_be_visible()
        with control.context.expect_page() as opened_now:
            alt(control, key)
        paper = opened_now.value
        expect(paper.get_by_text(candidate).first).to_be_visible()
        accessible(paper)
        picture(paper, f"hall-paper-{key}")
        address = paper.get_by_role("link", name="PDF").get_attribute("href")
        answer = paper.request.get(str(address))
        with pikepdf.open(BytesIO(answer.body())) as pdf:
            assert len(pdf.pages) >= 1
        paper.close()
        control.bring_to_front()  # as a browser does with the tab that opened the closed one


def the_power_fails(people: People, screens: Screens) -> None:
    """Nobody touches a screen: each says that it is cut off, and each comes back with the same board."""
    before = screens.show_one_board()
    with people.watch.while_away():
        people.site.kill()
        for screen in (screens.projector, screens.supervisor, screens.phone):
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


def closes(control: Page) -> None:
    expect(control.get_by_role("heading", name="所有人都叫过号了")).to_be_visible()
    control.keyboard.press("Space")
    alt(control, "e")
    expect(control.get_by_role("heading", name="选岗会已经结束")).to_be_visible()


def the_result_is_there(people: People) -> None:
    supervisor = people.signed_in("supervisor", "/staff/session")
    supervisor.get_by_role("button", name="登记结果").click()
    result = supervisor.get_by_role("table", name="选岗结果")
    rows = [row.get_by_role("cell").all_inner_texts() for row in result.get_by_role("row").all()[1:]]
    assert rows == [
        ["1", "陆承岳", "P01"],
        ["2", "纪云帆", "P03"],
        ["3", "韩䶮", "P02"],
        ["4", "苗青", "P12"],
        ["5", "蓝秋雁", "P20"],
    ]
    accessible(supervisor)
    picture(supervisor, "hall-result")
