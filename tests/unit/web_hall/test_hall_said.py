"""大屏幕、手机看板在新步骤里说什么：时间快到、席旁等候、点名、抽签次序、第二轮。"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.journal.model import short
from resettlement.selection.service import execute
from resettlement.selection.session.events import Arrive, Call, CheckStandby
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import OFFICERS, PASSWORD, SERGEANTS, Desk, open_sample_hall

ADDRESS = "http://127.0.0.1:8000"
Open = Callable[..., Desk]


@pytest.fixture
def hall(before: Engine) -> Iterator[Open]:
    """Opens the hall on rules that differ from the default ones, with the operator signed in."""
    with Visitor(create_app(before), base_url=ADDRESS) as client:

        def opened(officers: Any = OFFICERS, sergeants: Any = SERGEANTS, **rules: Any) -> Desk:
            open_sample_hall(before, officers=officers, sergeants=sergeants, **rules)
            return Desk(before, client).sign_in("host")

        yield opened


def text(desk: Desk, path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", desk.get(path).text).split())


def called_before(desk: Desk, seconds: int) -> None:
    """The next was called so long ago."""
    with database.transaction(desk.engine) as db:
        execute(db, ID, Call(), by="host", at=clock.now() - timedelta(seconds=seconds))


@pytest.mark.parametrize("path", ["/hall/projector", "/hall/control"])
@pytest.mark.parametrize(
    ("gone", "state", "words"),
    [
        (100, "", "请在此刻前选定"),
        (250, " clock--short", "时间快到了，请在此刻前选定"),
        (301, " clock--over", "时间到"),
    ],
)
def test_the_clock_says_in_words_how_it_stands_without_any_script(
    hall: Open, path: str, gone: int, state: str, words: str
) -> None:
    desk = hall(minutes_to_choose=5, seconds_warning=60)
    called_before(desk, gone)
    page = desk.get(path).text
    assert f'<p class="clock{state}" data-deadline=' in page
    assert f"data-label>{words}</span>" in page
    assert 'data-warning="60"' in page


def test_without_a_warning_in_the_rules_nothing_is_said_before_the_time_is_up(hall: Open) -> None:
    desk = hall(minutes_to_choose=5, seconds_warning=None)
    called_before(desk, 290)
    page = desk.get("/hall/projector").text
    assert 'class="clock" ' in page
    assert 'data-warning="0"' in page


def test_when_time_is_up_the_operator_is_told_what_to_do(hall: Open) -> None:
    desk = hall()
    called_before(desk, 301)
    assert '<p class="warning" data-when-over>时间已到，不能再选定' in desk.get("/hall/control").text
    desk.do("adjust-clock", candidate="O01", minutes="2", reason="电脑死机")
    assert '<p class="warning" data-when-over hidden>' in desk.get("/hall/control").text


def test_a_page_kept_for_every_phone_says_until_when_and_nothing_that_grows_old(hall: Open) -> None:
    desk = hall()
    called_before(desk, 301)
    page = desk.get("/board").text
    assert "data-label>请在此刻前选定</span>" in page
    assert "clock--over" not in page


def test_who_was_called_ahead_reads_where_to_wait(hall: Open) -> None:
    desk = hall(call_ahead={"people": 1, "minutes": 0, "clock": "called"})
    desk.do("call")
    desk.do("call")
    assert "请到选岗席旁等候 O03 韩*" in text(desk, "/hall/projector")
    assert "O03 已经叫到，请到选岗席旁等候" in text(desk, "/board?who=O03")
    assert "已经叫到" not in text(desk, "/board?who=O02")


def test_the_big_screen_asks_those_beyond_the_next_five_to_the_standby_zone(hall: Open) -> None:
    desk = hall()
    assert "请第 6 至 9 位到备选区点名： O04 、 O05 、 S02 、 S11" in text(desk, "/hall/projector")
    with database.transaction(desk.engine) as db:
        for person in ("O04", "O05"):
            execute(db, ID, Arrive(person), by="clerk", at=clock.now())
    page = text(desk, "/hall/projector")
    assert "请第 8 至 9 位到备选区点名： S02 、 S11" in page
    assert page.count("请到备选区") == 5  # the roll is called: the next five have not come either


def test_nobody_is_asked_before_the_roll_call_of_his_batch_or_where_there_is_none(hall: Open) -> None:
    late = (clock.now() + timedelta(hours=1)).isoformat()
    desk = hall(batches=[{"category": "sergeant", "from": 1, "at": late}])
    assert "请第 6 至 7 位到备选区点名： O04 、 O05" in text(desk, "/hall/projector")
    assert "请到备选区点名" not in text(desk, "/board?who=S02")


def test_the_roll_is_called_so_many_minutes_before_the_batch(hall: Open) -> None:
    soon = (clock.now() + timedelta(minutes=9)).isoformat()
    desk = hall(batches=[{"category": "sergeant", "from": 1, "at": soon}])
    assert "请第 6 至 9 位到备选区点名" in text(desk, "/hall/projector")
    assert "请到备选区点名" in text(desk, "/board?who=S02")


def test_without_a_standby_zone_nobody_is_sent_there(hall: Open) -> None:
    desk = hall(standby=None)
    assert "备选区" not in text(desk, "/hall/projector")
    assert "备选区" not in text(desk, "/board?who=O03")


@pytest.mark.parametrize(("check", "words"), [(False, "备选区已登记到场。"), (True, "还没有核对通过")])
def test_the_phone_says_whether_one_is_marked(hall: Open, check: bool, words: str) -> None:
    desk = hall(standby={"roll_call": 10, "check": check})
    assert "请到备选区点名，带好身份证" in text(desk, "/board?who=O03")
    with database.transaction(desk.engine) as db:
        execute(db, ID, Arrive("O03"), by="clerk", at=clock.now())
    page = text(desk, "/board?who=O03")
    assert words in page
    assert "请到备选区点名" not in page
    with database.transaction(desk.engine) as db:
        execute(db, ID, CheckStandby("O03", passed=True), by="clerk", at=clock.now())
    assert "到场，核对通过" in text(desk, "/board?who=O03")


def test_a_lot_is_shown_as_it_is_called_out_with_key_and_digest(hall: Open) -> None:
    desk = hall(officers=(), sergeants=(("S06", "S07"),))
    key = "05.11.16.20.28.33./"
    witnesses = {"witness-1": "supervisor", "witness-2": "notary", "no_picture": "未带相机"}
    desk.do("draw-lot", key=key, **witnesses, **{"password-1": PASSWORD, "password-2": PASSWORD})
    desk.do("settle-tie")
    first, second = desk.session.waiting
    hashes = [hashlib.sha256(index + key.encode() + index).hexdigest() for index in (b"\0\0", b"\0\1")]
    codes = [f"{one[:4]} {one[4:8]}" for one in hashes]
    for path in ("/hall/projector", "/board"):
        page = text(desk, path)
        assert f"当众摇出的号码 {key}，按公布的算法排出" in page
        assert re.search(rf"第一，共二 {first} \S+ 得到第一意愿 P\d+。 抽签码 {codes[0]}", page)
        assert re.search(
            rf"第二，共二 {second} \S+ [^。]+。第一意愿 P\d+ 由抽签次序在前的 {first} 得到。", page
        )
        assert f"抽签码 {codes[1]}" in page
        assert not [one for one in hashes if short(one) in page]  # never in the form of a log's head
    desk.client.cookies.set("language", "en")
    assert "No. 1 of 2" in text(desk, "/hall/projector")
    desk.do("call")
    desk.do("give-up", candidate=first)
    desk.do("call")
    assert "抽签码" not in text(desk, "/hall/projector")


def test_a_tie_that_no_lot_settled_shows_none(host: Desk) -> None:
    for person in ("O01", "O03", "O02"):
        host.do("call")
        host.do("give-up", candidate=person)
    host.do("settle-tie")
    assert "抽签码" not in text(host, "/hall/projector")


def test_in_the_second_round_every_screen_says_so(hall: Open) -> None:
    desk = hall(
        officers=(("O01",), ("O03",)), sergeants=(), second_round={"who": ["gave_up"], "restart": "top"}
    )
    desk.do("call")
    desk.do("give-up", candidate="O01")
    assert "O01 在第一轮没有选定岗位，可以参加第二轮" in text(desk, "/board?who=O01")
    desk.do("call")
    assert "第二轮" not in text(desk, "/hall/projector")
    desk.do("choose", candidate="O03", position="P02")
    assert "即将开始第二轮" in text(desk, "/hall/projector")
    assert "即将开始第二轮" in text(desk, "/board")
    desk.do("begin-round")
    assert "请下一位准备 · 第二轮" in text(desk, "/hall/projector")
    desk.do("call")
    assert "正在选岗 · 第二轮" in text(desk, "/hall/projector")
    assert "正在选岗 · 第二轮" in text(desk, "/board")
    assert "可以参加第二轮" not in text(desk, "/board?who=O01")


def test_seats_of_the_second_round_are_said_to_open_then_and_not_to_be_full(hall: Open) -> None:
    rule = {"who": ["gave_up"], "restart": "top", "opens": "coordinated"}
    desk = hall(officers=(("O01",),), sergeants=(), second_round=rule, in_round_two=("P02",))
    page = text(desk, "/board")
    assert "标“第二轮”的岗位，第二轮才开放" in page
    assert re.search(r"第二轮 \d", page)
    desk.do("call")
    assert re.search(r'value="P02" disabled>.*?第二轮</span>', desk.get("/hall/control").text, re.S)
    assert "不能选：第二轮才开放" in desk.get("/hall/control").text
    desk.do("give-up", candidate="O01")
    desk.do("begin-round")
    assert "第二轮才开放" not in text(desk, "/board")
