"""控制台上的新步骤：再叫下一位、补时、选定后放弃、第二轮；键数不增，撤销前说得准。"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine

from resettlement.selection.session.events import ClockAdjusted, RoundBegun, Waived
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.web_hall.hall_building import PASSWORD, Desk, open_sample_hall

ADDRESS = "http://127.0.0.1:8000"
AHEAD = {"people": 1, "minutes": 0, "clock": "called"}
ROUND = {"who": ["gave_up", "missed"], "restart": "top"}
Open = Callable[..., Desk]
SECOND = {"second": "supervisor", "password": PASSWORD}


@pytest.fixture
def hall(before: Engine) -> Iterator[Open]:
    """Opens the hall on rules that differ from the default ones, with the operator at the control page."""
    with Visitor(create_app(before), base_url=ADDRESS) as client:

        def opened(**rules: Any) -> Desk:
            open_sample_hall(before, officers=(("O01",), ("O03",), ("O02",)), sergeants=(("S02",),), **rules)
            return Desk(before, client).sign_in("host")

        yield opened


def control(desk: Desk, query: str = "") -> str:
    return str(desk.get(f"/hall/control{query}").text)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_next_is_called_ahead_where_the_rules_allow_it_and_stands_behind(hall: Open) -> None:
    desk = hall(call_ahead=AHEAD)
    desk.do("call")
    page = control(desk)
    assert "再叫下一位 O03" in page
    assert re.search(r"最早 \d\d:\d\d:\d\d", page)
    assert page.count(" autofocus") == 1
    assert 'accesskey="s" autofocus' in page
    desk.do("call", candidate="O03")
    page = text(control(desk))
    assert "已叫到选岗席旁等候： O03 韩䶮" in page
    assert "再叫下一位" not in page
    assert "已叫到选岗席旁等候： O03" in text(desk_of(desk, "supervisor", "/hall/supervisor"))


def desk_of(desk: Desk, account: str, path: str) -> str:
    with Visitor(create_app(desk.engine), base_url=ADDRESS) as client:
        return str(Desk(desk.engine, client).sign_in(account).get(path).text)


def test_too_early_a_call_is_refused_with_the_time(hall: Open) -> None:
    desk = hall(call_ahead={**AHEAD, "minutes": 2})
    desk.do("call")
    answer = desk.send("/hall/control/call", {"candidate": "O03"})
    assert answer.status_code == 422
    assert "满 2 分钟后才能叫下一人" in answer.text


def test_without_such_a_rule_nobody_is_called_ahead(hall: Open) -> None:
    desk = hall()
    desk.do("call")
    assert "再叫下一位" not in control(desk)


def test_time_is_added_in_minutes_and_seconds_with_a_reason(hall: Open) -> None:
    desk = hall()
    desk.do("call")
    refused = desk.send("/hall/control/adjust-clock", {"candidate": "O01", "minutes": "2", "seconds": "30"})
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    assert 'name="minutes" inputmode="numeric" maxlength="2" value="2"' in refused.text
    assert '<details class="drawer" open>' in refused.text
    desk.do("adjust-clock", candidate="O01", minutes="2", seconds="30", reason="电脑死机")
    assert desk.session.history[-1].event == ClockAdjusted("O01", 150, "电脑死机")
    desk.do("adjust-clock", candidate="O01", minutes="", seconds="20", reason="又死机")
    assert desk.session.history[-1].event == ClockAdjusted("O01", 20, "又死机")


@pytest.mark.parametrize(
    "form", [{}, {"minutes": "0"}, {"minutes": "-1"}, {"seconds": "3601"}, {"seconds": "½"}]
)
def test_no_time_or_too_much_or_no_number_is_refused(hall: Open, form: dict[str, str]) -> None:
    desk = hall()
    desk.do("call")
    answer = desk.send("/hall/control/adjust-clock", {"candidate": "O01", "reason": "x", **form})
    assert answer.status_code == 422
    assert ("应为整数" in answer.text) == any(not value.isascii() or "-" in value for value in form.values())
    assert desk.version == 2


def test_a_reason_longer_than_the_field_is_refused_though_the_browser_let_it_through(hall: Open) -> None:
    desk = hall()
    answer = desk.send("/hall/control/pause", {"reason": "字" * 201})
    assert answer.status_code == 422
    assert "原因有 201 个字，最多 200 个字" in answer.text
    desk.do("pause", reason="字" * 200)


@pytest.mark.parametrize("method", ["lot", "wishes"])
def test_how_a_tie_is_settled_is_told_as_the_rules_have_it(before: Engine, method: str) -> None:
    open_sample_hall(before, officers=(), sergeants=(("S06", "S07"),), tie_method=method)
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        page = control(Desk(before, client).sign_in("host"))
    assert "先处理并列" in page
    assert ("启封志愿" in page) == (method == "wishes")


def test_the_big_screen_says_in_which_round_posts_open(hall: Open) -> None:
    desk = hall(second_round=ROUND, in_round_two=("P02",))
    page = desk.get("/hall/projector").text
    assert 'class="seats__later" data-left="0"' in page


def test_before_a_post_is_given_back_the_page_says_what_becomes_of_it_and_who_stands_first(
    hall: Open,
) -> None:
    desk = hall()
    desk.do("call")
    desk.do("choose", candidate="O01", position="P01")
    assert '<option value="O01">O01 陆承岳' in control(desk).split('id="waive"')[1]
    page = text(control(desk, "?waive=O01"))
    assert "退回，由次序最前的先选；退回后余 1 个" in page
    assert "此后最先叫到的是： O03 韩䶮" in page
    assert "次序号保留" in page
    refused = desk.send("/hall/control/waive", {"candidate": "O01", "reason": "", **SECOND})
    assert refused.status_code == 422
    for alone in ({}, {"second": "host", "password": PASSWORD}, {"second": "supervisor"}):
        answer = desk.send("/hall/control/waive", {"candidate": "O01", "reason": "家属随迁", **alone})
        assert answer.status_code == 422
        assert "退回后余 1 个" in answer.text
    assert "退回后余 1 个" in refused.text
    desk.do("waive", candidate="O01", reason="家属随迁", **SECOND)
    assert desk.session.history[-1].event == Waived("O01", "P01", "家属随迁", "supervisor")
    assert "刚选定" not in control(desk)


def test_who_found_nothing_open_stands_first_for_a_post_that_comes_free(before: Engine) -> None:
    open_sample_hall(before, officers=(), sergeants=(("S02",), ("S11",), ("S08",)))
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        desk = Desk(before, client).sign_in("host")
        desk.do("call")
        desk.do("choose", candidate="S02", position="P20", despite_warning="yes")
        desk.do("call")
        desk.do("give-up", candidate="S11")
        assert "此后最先叫到的是： S11" in text(control(desk, "?waive=S02"))


def test_a_seat_that_the_rules_keep_back_is_said_to_go_to_nobody(hall: Open) -> None:
    desk = hall(freed_post="kept")
    desk.do("call")
    desk.do("choose", candidate="O01", position="P01")
    assert "不再给别人" in control(desk, "?waive=O01")


@pytest.mark.parametrize(("rules", "called"), [({"freed_post": None}, False), ({}, True)])
def test_nothing_is_given_back_without_a_rule_or_over_somebodys_head(
    hall: Open, rules: dict[str, Any], called: bool
) -> None:
    desk = hall(**rules)
    desk.do("call")
    desk.do("choose", candidate="O01", position="P01")
    if called:
        desk.do("call")
    for page in (control(desk), control(desk, "?waive=O01")):
        assert 'id="waive"' not in page
        assert "登记放弃" not in page


def first_round(desk: Desk) -> None:
    for person, ends in zip(("O01", "O03", "O02", "S02"), ("give-up", "", "give-up", "give-up"), strict=True):
        desk.do("call")
        if ends:
            desk.do(ends, candidate=person)
        else:
            desk.do("choose", candidate=person, position="P01")


def test_a_second_round_that_is_due_says_who_and_from_whom_and_why_and_closing_waits(hall: Open) -> None:
    desk = hall(second_round={**ROUND, "restart": "after_last"})
    first_round(desk)
    page = control(desk)
    told = text(page)
    assert "本次不选岗的、未到、迟到、超时等视为放弃的，都叫过一遍以后再选一轮" in told
    assert "从上一轮最后选定的人之后接着往下" in told
    assert "参加的 2 人，依次为： O02 " in told
    assert "参加的 1 人，依次为： S02 " in told
    assert page.count(" autofocus") == 1
    assert "结束选岗会" not in page
    refused = desk.send("/hall/control/close", {"sure": "yes"})
    assert "请先开始第二轮" in refused.text
    supervised = text(desk_of(desk, "supervisor", "/hall/supervisor"))
    assert "等待开始第二轮" in supervised
    desk.do("begin-round")
    assert isinstance(desk.session.history[-1].event, RoundBegun)
    assert "选岗控制台 · 第二轮" in text(control(desk))
    assert "第二轮开始，3 人参加" in desk_of(desk, "supervisor", "/hall/supervisor")


@contextmanager
def ahead_of(hall: Open) -> Iterator[Desk]:
    desk = hall(call_ahead=AHEAD)
    desk.do("call")
    desk.do("call")
    desk.do("choose", candidate="O01", position="P01")
    desk.do("choose", candidate="O03", position="P02")
    yield desk


def test_an_undo_with_two_at_the_table_says_who_is_back_there(hall: Open) -> None:
    with ahead_of(hall) as desk:
        page = text(control(desk, "?undo=5"))
        assert "没有人要重新叫号" in page
        assert "撤销后在选岗席的（时限从原来叫号时起算，时间不够的可以补时）： O03 韩䶮" in page
        form = {"from_version": "5", "reason": "读错", "second": "supervisor", "password": PASSWORD}
        desk.do("undo", **form)
        assert desk.session.table is not None
        assert desk.session.table.candidate == "O03"


@pytest.mark.parametrize("kind", ["slip", "agreement", "papers"])
def test_the_papers_of_a_pick_that_was_given_back_say_so_and_keep_their_number(hall: Open, kind: str) -> None:
    desk = hall()
    desk.do("call")
    desk.do("choose", candidate="O01", position="P01")
    assert "不再有效" not in desk.get(f"/hall/{kind}/3").text
    desk.do("waive", candidate="O01", reason="家属随迁", **SECOND)
    page = desk.get(f"/hall/{kind}/3").text
    assert "第 1 号回执和协议作废，号码保留" in text(page)
    assert "（日志第 4 条）" in page
    paper = page[page.index("<article") :]
    assert "（不再有效）</h1>" in paper
    desk.do("call")
    desk.do("choose", candidate="O03", position="P01")
    assert "第 <span>2</span> 号" in desk.get("/hall/slip/6").text
    assert "不再有效" not in desk.get("/hall/slip/6").text


def test_who_gave_back_and_chose_anew_has_one_paper_that_counts(before: Engine) -> None:
    rule = {"who": ["waived"], "restart": "top"}
    open_sample_hall(before, officers=(("O01",),), sergeants=(), second_round=rule)
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        desk = Desk(before, client).sign_in("host")
        desk.do("call")
        desk.do("choose", candidate="O01", position="P01")
        desk.do("waive", candidate="O01", reason="想另选", **SECOND)
        desk.do("begin-round")
        desk.do("call")
        desk.do("choose", candidate="O01", position="P02")
        assert "（不再有效）</h1>" in desk.get("/hall/slip/3").text
        assert "不再有效" not in desk.get("/hall/slip/7").text
