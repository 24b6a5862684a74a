"""主持人的控制台：每一步一张表单，带着所见看板的序号；冲突、拒绝、重复提交都说清楚，什么也不丢。"""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.positions.tables import PositionBar
from resettlement.selection.session.events import Chosen, LotDrawn, Missed, Passed, Paused, ProxyAdmitted
from resettlement.selection.session.events.chosen import picks
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import PASSWORD, Desk, open_sample_hall

ADDRESS = "http://127.0.0.1:8000"

LOT = "05.11.16.20.28.33./"


def test_before_the_session_the_page_says_what_is_to_be_done(before: Engine) -> None:
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        page = Desk(before, client).sign_in("host").get("/hall/control")
    assert page.status_code == 200
    assert "还没有开场" in page.text


def test_call_choose_read_back_confirm(host: Desk) -> None:
    host.do("call", candidate="O01")
    read_back = host.get("/hall/control?q=p01")  # the number in full, however it is written
    assert "请向本人复述" in read_back.text
    assert 'name="position" value="P01"' in read_back.text
    host.do("choose", candidate="O01", position="P01")
    assert host.session.chosen == {"O01": "P01"}
    assert host.log[-1].by == "host"


def test_only_what_he_may_take_can_be_chosen_and_the_rest_says_why(host: Desk) -> None:
    host.do("call")
    page = host.get("/hall/control").text
    assert 'value="P05" disabled' in page
    assert "岗位要求专业为档案学、汉语言文学、历史学，本人为通信工程" in page
    assert 'value="P01" disabled' not in page


def test_the_host_reads_that_a_post_was_closed_to_who_is_at_the_table(host: Desk) -> None:
    with database.transaction(host.engine) as db:
        db.add(
            PositionBar(
                campaign_id=ID, candidate="O01", position="P05", number=1, barred=True,
                reason="材料不全（虚构）", by="reviewer", at="2021-11-20T09:00:00+08:00",
            )
        )  # fmt: skip
    host.do("call")
    page = host.get("/hall/control").text
    assert "经复核，不对本人开放" in page
    assert "材料不全" not in page


@pytest.mark.parametrize("typed", ["1", "01", "P1", "p01", "１", "ｐ１", "Ｐ０１"])
def test_the_figures_of_a_number_are_enough_on_any_keyboard(host: Desk, typed: str) -> None:
    host.do("call")
    assert 'name="position" value="P01"' in host.get(f"/hall/control?q={typed}").text


def test_a_post_without_a_seat_says_so(host: Desk) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    host.do("call")
    page = host.get("/hall/control").text
    assert 'value="P01" disabled' in page
    assert "名额已满" in page


def test_words_that_leave_one_open_post_lead_to_its_read_back(host: Desk) -> None:
    host.do("call")
    assert "请向本人复述" in host.get("/hall/control?q=应急").text
    listed = host.get("/hall/control?q=运河区").text
    assert "请向本人复述" not in listed
    assert 'value="P07"' not in listed


def test_words_that_nothing_matches_say_so_and_stay(host: Desk) -> None:
    host.do("call")
    page = host.get("/hall/control?q=天文台").text
    assert "没有符合“天文台”的岗位" in page


def test_an_older_board_is_refused_and_shows_the_new_one(host: Desk) -> None:
    seen = host.version
    host.do("call")
    answer = host.send("/hall/control/call", expected=seen)
    assert answer.status_code == 409
    assert "看板已有变化" in answer.text
    assert "正在选岗" in answer.text
    assert host.version == seen + 1


def test_a_form_made_for_the_last_person_confirms_nothing_for_the_next(host: Desk) -> None:
    """Back and Enter: the board it was made for is old, and it names somebody who is not at the table."""
    host.do("call")
    form, seen = {"candidate": "O01", "position": "P01"}, host.version
    host.do("choose", **form)
    host.do("call")
    assert host.send("/hall/control/choose", form, expected=seen).status_code == 409
    answer = host.send("/hall/control/choose", form)
    assert answer.status_code == 422
    assert "现在轮到 O03，不是 O01" in answer.text
    assert host.session.chosen == {"O01": "P01"}


def test_a_double_submit_counts_once(host: Desk) -> None:
    host.do("call")
    form = {"candidate": "O01", "position": "P02"}
    seen = host.version
    answers = [host.send("/hall/control/choose", form, expected=seen) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert len(host.session.chosen) == 1


def test_two_operators_confirming_at_the_same_instant(opened: Engine) -> None:
    with (
        Visitor(create_app(opened), base_url=ADDRESS) as one,
        Visitor(create_app(opened), base_url=ADDRESS) as other,
    ):
        desks = [Desk(opened, one).sign_in("host"), Desk(opened, other).sign_in("deputy")]
        desks[0].do("call")
        seen, tokens = desks[0].version, [at.token for at in desks]
        statuses = []
        barrier = threading.Barrier(2)

        def confirm(at: Desk, token: str, position: str) -> None:
            form = {"csrf_token": token, "expected": str(seen), "session": ID}
            form |= {"candidate": "O01", "position": position}
            barrier.wait()
            answer = at.client.post("/hall/control/choose", data=form, follow_redirects=False)
            statuses.append(answer.status_code)

        threads = [
            threading.Thread(target=confirm, args=(at, token, post))
            for at, token, post in zip(desks, tokens, ("P01", "P02"), strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(statuses) == [303, 409]
    assert len(desks[0].session.chosen) == 1


def test_a_form_without_the_version_it_saw_writes_nothing(host: Desk) -> None:
    answer = host.send("/hall/control/call", {"expected": ""})
    assert answer.status_code == 422
    assert "看板序号" in answer.text
    assert host.version == 1


def test_a_refusal_is_a_sentence_above_the_board(host: Desk) -> None:
    host.do("call")
    answer = host.send("/hall/control/choose", {"candidate": "O01", "position": "P99"})
    assert answer.status_code == 422
    assert "岗位表里没有 P99" in answer.text
    assert "error-summary" in answer.text


def test_a_refused_form_loaded_anew_leads_back_to_the_board(host: Desk) -> None:
    answer = host.client.get("/hall/control/choose", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/hall/control")
    assert host.version == 1


def test_what_is_no_command_is_no_page(host: Desk) -> None:
    assert host.send("/hall/control/erase").status_code == 404


def test_a_pick_that_leaves_somebody_with_nothing_is_confirmed_twice(before: Engine) -> None:
    open_sample_hall(before, officers=(), sergeants=(("S02",), ("S11",)))
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        host.do("call")
        form = {"candidate": "S02", "position": "P20"}
        answer = host.send("/hall/control/choose", form)
        assert answer.status_code == 422
        assert "后面的 S11 将没有可选的岗位" in answer.text
        assert "这 1 人能选的岗位那时只剩 0 个名额，至少 1 人会没有岗位" in answer.text
        assert 'name="despite_warning" value="yes"' in answer.text
        assert host.session.chosen == {}
        host.do("choose", **form, despite_warning="yes")
        assert picks(host.session)[-1][2].warned == ("S11",)


def test_where_the_rules_forbid_it_there_is_no_second_confirmation(before: Engine) -> None:
    open_sample_hall(before, officers=(), sergeants=(("S02",), ("S11",)), guarantee="enforce")
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        host.do("call")
        answer = host.send("/hall/control/choose", {"candidate": "S02", "position": "P20"})
    assert answer.status_code == 422
    assert "本场规则不允许这样选" in answer.text
    assert "despite_warning" not in answer.text


def test_missing_a_turn_has_a_reason_and_its_consequence_stands_beside_it(host: Desk) -> None:
    host.do("call")
    assert "按规则：排到本组最后" in host.get("/hall/control").text
    answer = host.send("/hall/control/miss", {"candidate": "O01"})
    assert answer.status_code == 422
    assert "还没有选过号的原因" in answer.text
    host.do("miss", candidate="O01", reason="late")
    assert host.session.history[-1].event == Missed("O01", "late", "last_of_list")


def test_passing_is_allowed_as_often_as_the_rules_say(host: Desk) -> None:
    host.do("call")
    host.do("pass", candidate="O01")
    assert isinstance(host.session.history[-1].event, Passed)


def test_giving_up_this_session(host: Desk) -> None:
    host.do("call")
    host.do("give-up", candidate="O01")
    assert host.session.without_post == {"O01": "gave_up"}


def test_a_proxy_needs_every_paper_and_what_was_ticked_stays_ticked(host: Desk) -> None:
    host.do("call")
    answer = host.send("/hall/control/proxy", {"candidate": "O01", "paper-2": "本人身份证"})
    assert answer.status_code == 422
    assert "委托手续不全" in answer.text
    assert 'name="paper-2" value="本人身份证" checked' in answer.text
    papers = {"paper-1": "盖章委托书", "paper-2": "本人身份证", "paper-3": "受托人身份证"}
    host.do("proxy", candidate="O01", **papers)
    assert isinstance(host.session.history[-1].event, ProxyAdmitted)
    assert "受托人代选" in host.get("/hall/control").text


def test_a_pause_stops_the_clock_and_resuming_gives_the_time_back(host: Desk) -> None:
    host.do("call")
    assert host.send("/hall/control/pause", {"reason": "  "}).status_code == 422
    host.do("pause", reason="停电")
    page = host.get("/hall/control").text
    assert "计时暂停" in page
    assert "恢复，继续计时" in page
    assert host.session.history[-1].event == Paused("停电")
    host.do("resume")
    assert host.session.paused_at is None


def test_filed_wishes_are_opened_for_whom_the_rules_give_them(before: Engine) -> None:
    open_sample_hall(before, officers=(), sergeants=(("S08",),))
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        for _ in range(2):  # absent twice: the default rules then take his wishes
            host.do("call")
            host.do("miss", candidate="S08", reason="absent")
        page = host.get("/hall/control").text
        assert "先看按志愿会取哪个岗位" in page
        assert "/hall/control/filed-wish" not in page
        page = host.get("/hall/control?wish=1").text
        assert "确认，按填报志愿取岗" in page
        assert " autofocus" not in page
        shown = page.split('<p class="read-back__post">')[1].split(" ")[0]
        host.do("filed-wish", candidate="S08")
        assert host.session.chosen == {"S08": shown}
        event = host.session.history[-1].event
    assert isinstance(event, Chosen)
    assert event.basis == "filed_wish"


def test_a_tie_that_needs_a_lot_is_settled_after_it_was_drawn(before: Engine) -> None:
    open_sample_hall(before, officers=(), sergeants=(("S06", "S07"),))
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        answer = host.send("/hall/control/settle-tie")
        assert answer.status_code == 422
        assert "须先抽签" in answer.text
        lot = {"key": LOT, "witness-1": "supervisor", "password-1": PASSWORD, "no_picture": "未带相机"}
        answer = host.send("/hall/control/draw-lot", lot)
        assert "两名以上见证人" in answer.text
        assert f'value="{LOT}"' in answer.text
        assert PASSWORD not in answer.text
        witnessed = lot | {"witness-2": "notary", "password-2": PASSWORD}
        for wrong in ("nobody", "张三", "caller", "host", "supervisor"):
            answer = host.send("/hall/control/draw-lot", witnessed | {"witness-2": wrong})
            assert answer.status_code == 422, wrong
        answer = host.send("/hall/control/draw-lot", witnessed | {"password-2": "not the notary's own"})
        assert answer.status_code == 422
        for slip in ("abc", "05.11.16", "05.11.16/", "05,11,16,./", "０５.１１./"):
            answer = host.send("/hall/control/draw-lot", witnessed | {"key": slip})
            assert answer.status_code == 422
            assert "每个数字后加点，一组后加斜杠" in answer.text
        assert host.session.lot is None
        answer = host.send("/hall/control/draw-lot", witnessed | {"no_picture": " "})
        assert "没有的，写明为什么没有" in answer.text
        host.do("draw-lot", **witnessed)
        assert host.session.history[1].event == LotDrawn(LOT, ("supervisor", "notary"), no_picture="未带相机")
        again = host.send("/hall/control/draw-lot", witnessed | {"key": "01.02.03.04.05.06./"})
        assert "已经抽过签" in again.text
        host.do("settle-tie")
        assert len(host.session.next_in_turn) == 1


def test_a_picture_of_the_draw_is_kept_and_its_digest_stands_in_the_log(before: Engine) -> None:
    open_sample_hall(before, officers=(), sergeants=(("S06", "S07"),))
    photo = b"\xff\xd8\xff\xe0 six balls (fictional) \xff\xd9"
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        assert host.get("/hall/signed/lot").status_code == 404
        form = {"csrf_token": host.token, "session": host.session_id, "expected": "1", "key": LOT}
        for number, who in enumerate(("supervisor", "notary"), 1):
            form |= {f"witness-{number}": who, f"password-{number}": PASSWORD}
        for content, status in ((b"<html>", 422), (photo, 303)):
            files = {"picture": ("lot.jpg", content, "image/jpeg")}
            answer = client.post("/hall/control/draw-lot", data=form, files=files, follow_redirects=False)
            assert answer.status_code == status, answer.text
        assert host.log[-1].payload == {
            "key": LOT, "witnesses": ["supervisor", "notary"], "picture": sha256(photo).hexdigest()
        }  # fmt: skip
        assert host.get("/hall/signed/lot").content == photo
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        page = Desk(before, client).sign_in("supervisor").get("/hall/supervisor").text
    assert "抽签照片" in page


def test_the_numbers_are_read_back_before_the_witnesses_sign_in(before: Engine) -> None:
    open_sample_hall(before, officers=(), sergeants=(("S06", "S07"),))
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        assert 'name="witness-1"' not in host.get("/hall/control").text
        page = host.get(f"/hall/control?lot={LOT}").text
        assert re.findall(r"<li>(\d\d)</li>", page) == ["05", "11", "16", "20", "28", "33"]
        assert "公告的形式：6个，01至33。" in page
        assert page.count('type="password"') == 3
        assert " autofocus" not in page
        for slip in ("5.11.16.20.28.33./", "11.05.16.20.28.33./", "05.11.16.20.28.34./", "05.11.16./"):
            page = host.get(f"/hall/control?lot={slip}").text
            assert "与公告的形式不符" in page
            assert 'name="witness-1"' not in page


def undo(host: Desk, **form: str) -> dict[str, str]:
    version = str(picks(host.session)[-1][1].version)
    return {"from_version": version, "reason": "读错岗位编号", "second": "supervisor", **form}


@pytest.fixture
def picked(host: Desk) -> Desk:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    return host


def test_an_undo_needs_another_person_with_his_own_password(picked: Desk) -> None:
    wrong = picked.send("/hall/control/undo", undo(picked, password="not this one at all"))
    assert wrong.status_code == 422
    assert "账号或密码不对" in wrong.text
    assert "读错岗位编号" in wrong.text
    assert "not this one" not in wrong.text
    same = picked.send("/hall/control/undo", undo(picked, second="host", password=PASSWORD))
    assert "这一步须由另一人" in same.text
    assert picked.session.chosen == {"O01": "P01"}
    picked.do("undo", **undo(picked, password=PASSWORD))
    assert picked.session.chosen == {}
    assert picked.log[-1].payload["second"] == "supervisor"
    assert picked.log[-1].type == "undone"


def test_a_caller_cannot_vouch_for_what_happened_in_the_hall(picked: Desk) -> None:
    answer = picked.send("/hall/control/undo", undo(picked, second="caller", password=PASSWORD))
    assert answer.status_code == 422
    assert "第二人应为监督人" in answer.text
    assert picked.session.chosen == {"O01": "P01"}


def test_before_two_sign_an_undo_shows_every_later_pick_and_who_is_called_again(picked: Desk) -> None:
    picked.do("call", candidate="O03")
    picked.do("choose", candidate="O03", position="P02")
    page = picked.get("/hall/control?undo=3").text
    assert "收回 2 个已选定的岗位" in page
    assert "P02" in page
    assert "这些人要重新叫号" in page
    before = page.index("第二人账号")
    assert all(page.index(name) < before for name in ("陆承岳", "韩䶮"))
    assert 'name="from_version" value="3"' in page


@pytest.mark.parametrize("undo", ["1", "99", "x", "-1", "1" * 30, "²"])
def test_what_cannot_be_undone_has_no_preview(picked: Desk, undo: str) -> None:
    page = picked.get(f"/hall/control?undo={undo}")
    assert page.status_code == 200
    assert "第二人账号" not in page.text


def test_an_undo_that_was_weighed_on_an_older_board_is_refused_and_weighed_anew(picked: Desk) -> None:
    seen = picked.version
    picked.do("call")
    answer = picked.send("/hall/control/undo", undo(picked, password=PASSWORD), expected=seen)
    assert answer.status_code == 409
    assert "看板已有变化" in answer.text
    assert "请 O03" in answer.text  # the call that came meanwhile stands among the steps
    assert picked.session.chosen == {"O01": "P01"}


def test_after_a_pick_its_papers_come_first_and_the_next_call_is_a_key_away(picked: Desk) -> None:
    page = picked.get("/hall/control").text
    assert 'href="/hall/papers/3" accesskey="h" autofocus' in page
    assert 'id="call" accesskey="c">' in page
    assert page.count(" autofocus") == 1


def test_the_second_person_is_not_signed_in_by_confirming(picked: Desk) -> None:
    picked.do("undo", **undo(picked, password=PASSWORD))
    assert "host（" in picked.get("/hall/control").text


def test_closing_is_asked_for_and_then_nothing_more_can_be_done(before: Engine) -> None:
    open_sample_hall(before, officers=(("O01",),), sergeants=())
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        host.do("call")
        host.do("choose", candidate="O01", position="P01")
        assert host.send("/hall/control/close").status_code == 422
        host.do("close", sure="yes")
        assert "选岗会已经结束" in host.get("/hall/control").text
        assert host.send("/hall/control/pause", {"reason": "x"}).status_code == 422


def test_a_form_without_its_token_writes_nothing(host: Desk) -> None:
    answer = host.send("/hall/control/call", {"csrf_token": "0" * 64})
    assert answer.status_code == 403
    assert host.version == 1


def test_where_a_proxy_is_requested_ahead_the_form_asks_for_the_day(before: Engine) -> None:
    proxy = {"allowed": True, "papers": ["关系证明"], "days_ahead": 1}
    open_sample_hall(before, proxy=proxy)
    with Visitor(create_app(before), base_url="http://127.0.0.1:8000") as client:
        host = Desk(before, client).sign_in("host")
        host.do("call")
        assert 'name="requested_on"' in host.get("/hall/control").text
        form = {"candidate": "O01", "paper-1": "关系证明"}
        refused = host.send("/hall/control/proxy", {**form, "requested_on": clock.now().date().isoformat()})
        assert refused.status_code == 422
        assert "委托须提前 1 日申请" in refused.text
        asked = clock.now().date() - timedelta(days=1)
        host.do("proxy", **form, requested_on=asked.isoformat())
        assert host.log[-1].payload["requested_on"] == asked.isoformat()


def test_where_no_day_is_asked_for_the_form_has_none(host: Desk) -> None:
    host.do("call")
    assert 'name="requested_on"' not in host.get("/hall/control").text
