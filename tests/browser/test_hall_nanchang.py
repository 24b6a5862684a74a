"""A session by the rules of 南昌 2015: a turn missed is a turn given up, equals go by lot. All fictional."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import expect

from resettlement import clock, database
from resettlement.selection.service import execute
from resettlement.selection.session.events import Call
from tests.browser import campaigns
from tests.browser.conftest import People, Visit
from tests.browser.hall import Screens, calls, chooses, closes, draws, is_missed, opened, presses_enter
from tests.browser.looking import accessible, alt, picture

WANTED = {"S06": "P14", "S07": "P09", "S08": "P12", "S09": "P17"}
EQUAL = tuple(WANTED)
"""Once their awards are left out, they served as long as each other, and the chain ends there."""

KEY = "05.11.16.20.28.33./"
LEFT = timedelta(seconds=10)
"""What whoever is at the table has left of his five minutes when the screens are switched on."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = campaigns.planned(tmp_path_factory.mktemp("nanchang"), ("O01", "O03", "O02", *EQUAL))
    campaigns.leave_out(plan / "records.xlsx", EQUAL.__contains__, sheets=slice(1, None))
    put(plan / "campaign.toml", 'session_rules = "default"', 'session_rules = "nanchang-2015"')
    put(plan / "sergeants.toml", '["longer_service", "older"]', '["longer_service"]')
    return campaigns.in_session(plan)


def put(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_over_time_and_late_are_given_up_a_proxy_chooses_and_a_lot_orders_the_equals(
    visit: Visit, hall: Path
) -> None:
    nearly_five_minutes_ago("O01", hall)
    with visit(hall) as people:
        screens = opened(people, "O02")
        control = screens.control
        runs_out_of_time(screens)
        sends_somebody_with_papers(screens, "O03")
        chooses(control, "P03")
        screens.all_say("P03")
        calls(control, "O02")
        is_missed(control, "迟到")
        expect(screens.phone.get_by_role("region", name="我的位置")).to_contain_text("O02 本次不再叫号")
        order = the_lot_is_drawn_and_shown(people, screens)
        for candidate in order:
            calls(control, candidate)
            chooses(control, WANTED[candidate])
        closes(control)
        screens.show_one_board()
        screens.all_say("结束")
        screens.are_looked_at("nanchang-closed")
        the_result_is_there(people, ("O03", *order))


def nearly_five_minutes_ago(candidate: str, hall: Path) -> None:
    """Somebody was called, and thinks about it."""
    engine = database.connect(f"sqlite:///{hall}")
    at = clock.now() - timedelta(minutes=5) + LEFT
    with database.transaction(engine) as db:
        called = execute(db, "yunhe-2021", Call(), by="host-1", at=at)
    assert called[0].payload == {"candidate": candidate}
    engine.dispose()


def runs_out_of_time(screens: Screens) -> None:
    """Seen by all; from then on nothing is chosen any more."""
    for screen in (screens.control, screens.projector, screens.phone):
        expect(screen.get_by_role("main")).to_contain_text("时间到", timeout=15_000)
    screens.are_looked_at("nanchang-over-time")
    control = screens.control
    control.get_by_label("岗位编号或名称").fill("p01")
    presses_enter(control)
    expect(control.get_by_role("button", name="确认选定 P01")).to_be_focused()
    presses_enter(control)
    expect(control.get_by_role("alert")).to_contain_text("O01 的选岗时间已到")
    control.goto("/hall/control")
    is_missed(control, "超过规定时间")


def sends_somebody_with_papers(screens: Screens, candidate: str) -> None:
    """A stamped letter and both identity cards: with one of them missing nobody chooses for him."""
    control = screens.control
    calls(control, candidate)
    for papers in (("盖章委托书", "本人身份证"), ("盖章委托书", "本人身份证", "受托人身份证")):
        alt(control, "w")
        for paper in papers:
            control.get_by_label(paper).check()
        control.get_by_role("button", name="手续齐全，准予代选").click()
        if len(papers) < 3:
            expect(control.get_by_role("alert")).to_contain_text("受托人身份证")
            control.goto("/hall/control")
    expect(screens.projector.get_by_role("heading", name="正在选岗（受托人代选）")).to_be_visible()
    expect(control.get_by_role("region", name="现在要做的")).to_contain_text("受托人代选")
    screens.are_looked_at("nanchang-proxy")


def the_lot_is_drawn_and_shown(people: People, screens: Screens) -> list[str]:
    """Once, before two witnesses; then the big screen says who is which, with the hash beneath."""
    control = screens.control
    expect(control.get_by_role("heading", name="下一位同分，先处理并列")).to_be_visible()
    presses_enter(control)
    expect(control.get_by_role("alert")).to_contain_text("抽签")
    draws(control, KEY, "supervisor-1", "clerk-1")
    control.get_by_role("button", name="处理并列").focus()
    presses_enter(control)
    expect(control.get_by_role("heading", name="下一位", exact=True)).to_be_visible()
    lot = drawn(EQUAL, KEY)
    for number, (candidate, digest) in zip("一二三四", lot, strict=True):
        line = screens.projector.get_by_role("listitem").filter(has_text=f"第{number}，共四")
        expect(line).to_contain_text(candidate)
        expect(line).to_contain_text(digest)
    screens.show_one_board()
    screens.are_looked_at("nanchang-lot")
    return [candidate for candidate, _ in lot]


def drawn(people: tuple[str, ...], key: str) -> list[tuple[str, str]]:
    """RFC 3797, section 4, worked out here: who comes when, with the beginning of the hash that says so."""
    remaining, order = sorted(people), []
    for index in range(len(people)):
        number = index.to_bytes(2, "big")
        digest = sha256(number + key.encode() + number).digest()
        chosen = remaining.pop(int.from_bytes(digest, "big") % len(remaining))
        order.append((chosen, f"{digest.hex()[:4]} {digest.hex()[4:8]}"))
    return order


def the_result_is_there(people: People, placed: tuple[str, ...]) -> None:
    """Five took a post in this order; two stand without one."""
    supervisor = people.signed_in("supervisor", "/staff/session")
    supervisor.get_by_role("link", name="看选岗结果").click()
    for order, candidate in enumerate(placed, 1):
        row = supervisor.get_by_role("row").filter(has_text=candidate)
        assert re.search(rf"\b{order}\b", row.inner_text())
    for candidate in ("O01", "O02"):
        expect(supervisor.get_by_role("row").filter(has_text=candidate)).not_to_contain_text(
            re.compile("P[0-9]")
        )
    accessible(supervisor)
    picture(supervisor, "hall-nanchang-result")
