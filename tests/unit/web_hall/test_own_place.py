"""手机上自己的位置：先于菜单，岗位带着余额，按本场快慢估计时间。"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.selection.service import execute
from resettlement.selection.session.events import Call, Choose, Command, Pause, Resume
from tests.browsing import browsing
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import Desk, open_sample_hall


def give(engine: Engine, command: Command, minutes_ago: float) -> None:
    with database.transaction(engine) as db:
        at = clock.now() - timedelta(minutes=minutes_ago)
        execute(db, ID, command, by="host", at=at)


def clock_in(minutes: float) -> str:
    return f"{(clock.now() + timedelta(minutes=minutes)).astimezone(clock.CHINA):%H:%M}"


@pytest.mark.parametrize("path", ["/board", "/en/board"])
def test_who_typed_their_number_reads_their_place_above_the_menu(public: Desk, path: str) -> None:
    page = public.get(f"{path}?who=S11").text
    assert page.index('id="own-place"') < page.index("<nav") < page.index("<h1>")
    assert page.count('id="own-place"') == 1
    assert page.index('id="own-place"') < page.index('name="who"')
    without = public.get(path).text
    assert without.index("<nav") < without.index('id="own-place"')


def test_what_one_can_count_on_bears_the_seats_left_as_they_go(host: Desk) -> None:
    def listed() -> str:
        found = re.search(r"<li>P02 [^<]*<b>余 (\d)</b>", host.get("/board?who=O02").text)
        return found[1] if found else ""

    assert listed() == "2"
    host.do("call")
    host.do("choose", candidate="O01", position="P02")
    assert listed() == "1"


def test_the_time_is_expected_from_the_pace_of_this_session(before: Engine) -> None:
    """The first waits for everybody to sit down; then one every four minutes, a pause of five left out."""
    open_sample_hall(before, at=clock.now() - timedelta(minutes=60))
    with browsing(before) as client:
        desk = Desk(before, client)
        for command, ago in (
            (Call("O01"), 31), (Choose("O01", "P01"), 30),
            (Call("O03"), 27), (Choose("O03", "P02"), 26),
            (Call("O02"), 25), (Pause("停电"), 24), (Resume(), 19),
        ):  # fmt: skip
            give(before, command, ago)
        assert "轮到。" not in desk.get("/board?who=S11").text
        give(before, Choose("O02", "P04"), 17)
        page = desk.get("/board?who=S11").text
        assert "S11 前面还有 5 人" in page
        assert "（每人约 4 分钟）" in page
        assert f"大约 {clock_in(3)} 轮到" in page or f"大约 {clock_in(3 - 1)} 轮到" in page
        give(before, Pause("又停电"), 0)
        assert "大约" not in desk.get("/board?who=S11").text
