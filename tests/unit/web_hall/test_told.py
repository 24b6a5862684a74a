"""大屏幕和手机上，凡是不寻常的事各写一行和原因，到不再要紧为止。"""

from __future__ import annotations

import pytest

from resettlement import clock, database
from resettlement.objections.model import Outcome
from resettlement.objections.service import rule_objection
from tests.browsing import browsing
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import PASSWORD, Desk
from tests.unit.web_hall.test_hall_said import Open, hall, text
from tests.unit.web_hall.test_objection_on_the_spot import FORM, send

__all__ = ["hall"]
SCREENS = ["/hall/projector", "/board"]


def take_back(desk: Desk, person: str, reason: str) -> None:
    entry = next(e for e in reversed(desk.log) if e.type == "chosen" and e.payload["candidate"] == person)
    desk.do("undo", from_version=str(entry.version), reason=reason, second="supervisor", password=PASSWORD)


@pytest.mark.parametrize("path", SCREENS)
def test_a_miss_stands_with_its_reason_until_three_further_turns_have_ended(host: Desk, path: str) -> None:
    host.do("call")
    host.do("miss", candidate="O01", reason="absent")
    line = "O01 陆*岳 未到场，按规则"
    for person in ("O03", "O02"):
        assert line in text(host, path)
        host.do("call")
        host.do("give-up", candidate=person)
    host.do("settle-tie")
    assert line in text(host, path)
    host.do("call")
    host.do("give-up", candidate=host.session.at_table[0].candidate)
    assert line not in text(host, path)


@pytest.mark.parametrize("path", SCREENS)
def test_an_undo_says_whose_pick_it_took_back_and_why(host: Desk, path: str) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    take_back(host, "O01", "读错岗位编号")
    page = text(host, path)
    assert "撤销，两人确认：O01 陆*岳 P01 不再算数。原因：读错岗位编号。" in page
    host.do("call")
    host.do("choose", candidate="O01", position="P02")
    take_back(host, "O01", "又读错了")
    page = text(host, path)
    assert "O01 陆*岳 P02 不再算数。原因：又读错了。" in page
    assert "O01 陆*岳 P01 不再算数。原因：读错岗位编号。" in page


@pytest.mark.parametrize("path", SCREENS)
def test_what_was_undone_has_no_line_of_its_own_any_more(host: Desk, path: str) -> None:
    host.do("call")
    host.do("miss", candidate="O01", reason="absent")
    missed = host.log[-1].version
    host.do("undo", from_version=str(missed), reason="本人在门口", second="supervisor", password=PASSWORD)
    page = text(host, path)
    assert "未到场" not in page
    assert "撤销了一步，两人确认。原因：本人在门口。" in page


@pytest.mark.parametrize("path", SCREENS)
def test_passes_posts_given_back_and_more_time_have_their_line(hall: Open, path: str) -> None:
    desk = hall()
    desk.do("call")
    desk.do("adjust-clock", candidate="O01", minutes="2", reason="电脑死机")
    desk.do("choose", candidate="O01", position="P01")
    desk.do("call")
    desk.do("pass", candidate="O03")
    desk.do("waive", candidate="O01", reason="另有工作", second="supervisor", password=PASSWORD)
    page = text(desk, path)
    assert "O01 陆*岳 补时2分。原因：电脑死机。" in page
    assert "O03 韩* 本轮暂不选" in page
    assert "放弃已选定的 P01" in page
    assert "原因：另有工作。" in page


@pytest.mark.parametrize("path", SCREENS)
def test_an_objection_stands_until_it_is_answered(host: Desk, path: str) -> None:
    with browsing(host.engine) as client:
        assert send(Desk(host.engine, client).sign_in("supervisor"))[0] == 200
    page = text(host, path)
    assert "收到异议第 1 号，还没有答复。" in page
    assert FORM["text"] not in page
    with database.transaction(host.engine) as db:
        at = clock.now()
        rule_objection(
            db, ID, 1, outcome=Outcome.REJECTED, reason="次序与公示一致", ruled_on=at.date(),
            by="supervisor", at=at,
        )  # fmt: skip
    assert "还没有答复" not in text(host, path)


@pytest.mark.parametrize("path", SCREENS)
def test_a_tie_says_how_it_was_settled_and_what_each_got(hall: Open, path: str) -> None:
    desk = hall(officers=(("O06", "O07"),), sergeants=())
    desk.do("settle-tie")
    page = text(desk, path)
    assert "O06 顾*川、O07 唐*珩 同分，按各人事先密封的志愿统一分配。" in page
    assert "O06 顾*川 得到第一意愿 P06。" in page
    assert "O07 唐*珩 得到第一意愿 P07。" in page


def test_nothing_is_told_of_a_session_that_is_over(hall: Open) -> None:
    desk = hall(officers=(("O01",),), sergeants=())
    desk.do("call")
    desk.do("give-up", candidate="O01")
    assert "本次不选岗" in text(desk, "/board")
    desk.do("close", sure="yes")
    assert "本次不选岗" not in text(desk, "/board")
