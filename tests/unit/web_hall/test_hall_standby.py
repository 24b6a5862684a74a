"""备选区：点名、核对；几个人同时登记互不妨碍；没有核对的，控制台在选岗之前就说。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine

from resettlement.selection.session.events import Arrived, StandbyChecked
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.web_hall.hall_building import PASSWORD, Desk, open_sample_hall

ADDRESS = "http://127.0.0.1:8000"
OFFICERS_IN_TURN = ("O01", "O03", "O02", "O06", "O07", "O04", "O05")
CHECKED = {"roll_call": 10, "check": True}


@contextmanager
def at_desk(engine: Engine, account: str = "host") -> Iterator[Desk]:
    with Visitor(create_app(engine), base_url=ADDRESS) as client:
        yield Desk(engine, client).sign_in(account)


@pytest.fixture
def demanding(before: Engine) -> Iterator[Desk]:
    """The operator of a hall whose rules demand the check."""
    open_sample_hall(before, standby=CHECKED)
    with at_desk(before) as desk:
        yield desk


def mark(desk: Desk, command: str, **form: str) -> Any:
    """A form of the standby page, as it is sent: without the version of any board."""
    page = desk.get("/hall/standby").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "session": desk.session_id, **form}
    return desk.client.post(f"/hall/standby/{command}", data=data, follow_redirects=False)


def mark_at(desk: Desk, path: str, **form: str) -> Any:
    token = desk.get("/hall/standby").text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "session": desk.session_id, **form}
    return desk.client.post(path, data=data, follow_redirects=False)


def listed(page: str) -> list[str]:
    """The numbers on the list, in its order."""
    return re.findall(r'<li data-words="(\w+) ', page)


def test_the_list_has_everybody_still_to_choose_in_turn(host: Desk) -> None:
    assert listed(host.get("/hall/standby").text) == [
        "O01",
        "O03",
        "O02",
        "O06",
        "O07",
        "O04",
        "O05",
        "S02",
        "S11",
    ]
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    host.do("call")
    page = host.get("/hall/standby").text
    assert listed(page)[:2] == ["O03", "O02"]
    assert page.count("在选岗席") == 2  # and once in what is said of proxies
    assert page.count("同分") == 2


def test_two_taps_mark_somebody_as_come_and_as_checked(host: Desk) -> None:
    assert 'id="arrive-O03">到场</button>' in host.get("/hall/standby").text
    answer = mark(host, "arrive", candidate="O03")
    assert (answer.status_code, answer.headers["location"]) == (303, "/hall/standby")
    page = host.get("/hall/standby").text
    assert 'id="arrive-O03"' not in page
    assert 'id="check-O03" name="passed" value="yes">核对通过</button>' in page
    mark(host, "check", candidate="O03", passed="yes")
    assert [entry.event for entry in host.session.history[1:]] == [
        Arrived("O03"), StandbyChecked("O03", True, "")
    ]  # fmt: skip
    assert "✓ 已核对" in host.get("/hall/standby").text


def test_by_keyboard_a_number_leads_to_the_person_and_enter_goes_from_step_to_step(host: Desk) -> None:
    page = host.get("/hall/standby?q=3").text
    assert '<h2 id="card-who"><span class="number">O03</span>' in page
    assert re.findall(r'id="([\w-]+)"[^>]* autofocus', page) == ["arrive-O03"]
    answer = mark(host, "arrive", candidate="O03", q="O03", show="expected")
    assert answer.headers["location"] == "/hall/standby?show=expected&q=O03"
    page = host.get(answer.headers["location"]).text
    assert re.findall(r'id="([\w-]+)"[^>]* autofocus', page) == ["check-O03"]
    answer = mark(host, "check", candidate="O03", passed="yes", q="O03", show="expected")
    assert answer.headers["location"] == "/hall/standby?show=expected"
    page = host.get(answer.headers["location"]).text
    assert re.findall(r'id="([\w-]+)"[^>]* autofocus', page) == ["q"]


def test_a_name_is_enough_and_what_nobody_has_says_so(host: Desk) -> None:
    assert listed(host.get("/hall/standby?q=陆").text) == ["O01"]
    assert "没有这样的人" in host.get("/hall/standby?q=Z99").text


def test_the_card_shows_the_posts_that_were_frozen_at_the_opening(host: Desk) -> None:
    page = host.get("/hall/standby?q=S11").text
    assert "能选的岗位（开场时锁定，1 个）" in page
    assert "<li>P20 " in page


def test_a_check_that_did_not_pass_has_a_reason_which_stands_beside_the_name(host: Desk) -> None:
    mark(host, "arrive", candidate="O01")
    answer = mark(host, "check", candidate="O01", passed="no", reason=" ")
    assert answer.status_code == 422
    assert "请写明原因" in answer.text
    assert host.session.checked == {}
    mark(host, "check", candidate="O01", passed="no", reason="未带毕业证书原件")
    page = host.get("/hall/standby").text
    assert "核对未通过" in page
    assert "未带毕业证书原件" in page
    mark(host, "check", candidate="O01", passed="yes")
    assert "未带毕业证书原件" not in host.get("/hall/standby").text


def test_after_a_check_that_was_not_passed_no_button_that_overrides_it_has_the_focus(
    demanding: Desk,
) -> None:
    demanding.do("call")
    mark(demanding, "arrive", candidate="O01")
    page = demanding.get("/hall/control").text
    assert re.findall(r'id="([\w-]+)"[^>]* autofocus', page) == ["check-O01"]
    mark(demanding, "check", candidate="O01", passed="no", reason="未带毕业证书原件")
    for path in ("/hall/control", "/hall/standby?q=O01"):
        page = demanding.get(path).text
        assert 'id="check-O01"' in page
        assert "autofocus" not in page


def test_a_refusal_of_somebody_else_is_lifted_by_them_or_by_two(demanding: Desk) -> None:
    demanding.do("call")
    with at_desk(demanding.engine, "office") as clerk:
        mark(clerk, "arrive", candidate="O01")
        mark(clerk, "check", candidate="O01", passed="no", reason="未带毕业证书原件")
    for path in ("/hall/control", "/hall/standby?q=O01"):
        page = demanding.get(path).text
        assert "两人确认，取消未通过" in page
        assert 'id="check-O01"' not in page
    alone = mark(demanding, "check", candidate="O01", passed="yes")
    assert (alone.status_code, "由另一人" in alone.text) == (422, True)
    assert demanding.session.checked == {"O01": False}
    mark(demanding, "check", candidate="O01", passed="no", reason="仍未带")  # which makes it nobody's own
    lift = {"candidate": "O01", "passed": "yes", "lift": "yes"}
    for wrong in ({"second": "host"}, {"second": "caller", "password": PASSWORD}, {"second": "deputy"}):
        answer = mark(demanding, "check", **lift, **wrong)
        assert answer.status_code == 422
        assert demanding.session.checked == {"O01": False}
    answer = mark(demanding, "check", **lift, second="supervisor", password=PASSWORD, back="control")
    assert answer.headers["location"] == "/hall/control"
    assert demanding.log[-1].payload["second"] == "supervisor"
    demanding.do("choose", candidate="O01", position="P01")


def test_who_refused_may_pass_the_person_themself(demanding: Desk) -> None:
    with at_desk(demanding.engine, "office") as clerk:
        mark(clerk, "check", candidate="O01", passed="no", reason="未带毕业证书原件")
        mark(clerk, "arrive", candidate="O01")
        mark(clerk, "check", candidate="O01", passed="no", reason="未带毕业证书原件")
        assert 'id="check-O01"' in clerk.get("/hall/standby?q=O01").text
        assert mark(clerk, "check", candidate="O01", passed="yes").status_code == 303
    assert demanding.session.checked == {"O01": True}
    assert "second" not in demanding.log[-1].payload


def test_a_reviewer_closes_a_single_post_and_it_is_not_offered_at_the_table(host: Desk) -> None:
    host.do("call")
    with at_desk(host.engine, "reviewer") as reviewer:
        page = reviewer.get("/hall/standby?q=O01").text
        assert "只关一个岗位" in page
        assert "只关一个岗位" not in host.get("/hall/standby?q=O01").text
        form = {"candidate": "O01", "position": "P01", "because": "须回避该单位"}
        no_reason = mark_at(reviewer, "/hall/bar", **form | {"because": " "})
        assert (no_reason.status_code, "请写明理由" in no_reason.text) == (422, True)
        answer = mark_at(reviewer, "/hall/bar", **form)
        assert answer.headers["location"].startswith("/hall/standby?q=O01")
        assert "须回避该单位" not in str([entry.payload for entry in host.log])
        again = mark_at(reviewer, "/hall/bar", **form)
        assert (again.status_code, "已经不对 O01 开放" in again.text) == (422, True)
        offered = host.get("/hall/control").text.split('<b class="number">P01</b>')[1].split("</li>")[0]
        assert "经复核，不对本人开放" in offered
        answer = host.send("/hall/control/choose", {"candidate": "O01", "position": "P01"})
        assert (answer.status_code, host.session.chosen) == (422, {})
        assert mark_at(reviewer, "/hall/bar", **form | {"open": "yes"}).status_code == 303
        host.do("choose", candidate="O01", position="P01")
    sent = mark_at(host, "/hall/bar", **form)
    assert sent.status_code == 403


def test_the_filters_count_and_narrow(host: Desk) -> None:
    mark(host, "arrive", candidate="O03")
    mark(host, "check", candidate="O02", passed="yes")
    shown = {show: listed(host.get(f"/hall/standby?show={show}").text) for show in ("arrived", "checked")}
    assert shown == {"arrived": ["O03"], "checked": ["O02"]}
    assert "O03" not in listed(host.get("/hall/standby?show=expected").text)
    assert "未到 <b>7</b>" in host.get("/hall/standby").text


def test_several_mark_at_once_and_nobodys_form_is_old(before: Engine) -> None:
    open_sample_hall(before)
    with at_desk(before) as host, at_desk(before, "office") as clerk:
        seen = host.version
        for desk in (host, clerk, host):
            assert mark(desk, "arrive", candidate="O01").status_code == 303
            assert mark(desk, "check", candidate="O01", passed="yes").status_code == 303
        assert [entry.type for entry in host.log[1:]] == ["arrived", "standby_checked"]
        assert host.send("/hall/control/call", expected=seen).status_code == 303
        assert host.session.table is not None


def test_people_come_while_the_session_is_paused(host: Desk) -> None:
    host.do("pause", reason="停电")
    assert mark(host, "check", candidate="O01", passed="yes").status_code == 303
    assert host.session.checked == {"O01": True}


def test_whoever_has_chosen_is_not_marked_any_more(host: Desk) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    answer = mark(host, "arrive", candidate="O01")
    assert answer.status_code == 422
    assert "不在等候选岗的人之中" in answer.text


@pytest.mark.parametrize(("account", "status"), [("host", 200), ("office", 200), ("caller", 403)])
def test_who_works_in_the_standby_zone(opened: Engine, account: str, status: int) -> None:
    with at_desk(opened, account) as desk:
        assert desk.get("/hall/standby").status_code == status


def test_a_form_of_a_rehearsal_marks_nobody_of_the_real_session(host: Desk) -> None:
    answer = mark(host, "arrive", candidate="O01", session="rehearsal/1")
    assert answer.status_code == 409
    assert host.session.arrived == frozenset()


def test_the_page_says_when_the_roll_is_called(before: Engine) -> None:
    batches = [{"category": "sergeant", "from": 2, "at": "2999-01-01T14:00:00+08:00"}]
    open_sample_hall(before, batches=batches)
    with at_desk(before) as desk:
        page = desk.get("/hall/standby").text
        assert "叫号前 10 分钟在备选区点名" in page
        assert "士官第 2 名起，2999-01-01 14:00 开始叫号。" in page
        assert "2999-01-01 13:50 点名" in page.split('data-words="S11 ')[1]
        assert page.count("13:50") == 1


def test_where_the_rules_have_no_standby_zone_the_page_claims_none(before: Engine) -> None:
    open_sample_hall(before, standby=None)
    with at_desk(before) as desk:
        page = desk.get("/hall/standby")
    assert page.status_code == 200
    assert "叫号前" not in page.text


def test_who_lacks_the_check_is_told_before_a_post_is_picked(demanding: Desk) -> None:
    demanding.do("call")
    page = demanding.get("/hall/control").text
    assert "没有通过备选区核对的不能选岗" in page
    assert page.count(" autofocus") == 1
    assert 'id="arrive-O01" accesskey="a" autofocus' in page
    answer = mark(demanding, "arrive", candidate="O01", back="control")
    assert answer.headers["location"] == "/hall/control"
    assert 'value="yes" accesskey="k" autofocus' in demanding.get("/hall/control").text
    mark(demanding, "check", candidate="O01", passed="yes", back="control")
    page = demanding.get("/hall/control").text
    assert "没有通过备选区核对" not in page
    assert 'accesskey="s" autofocus' in page  # as many keys as ever for who was checked ahead
    demanding.do("choose", candidate="O01", position="P01")


def test_one_button_says_that_he_has_come_and_was_checked(demanding: Desk) -> None:
    demanding.do("call")
    assert "到场并核对通过" in demanding.get("/hall/control").text
    mark(demanding, "check", candidate="O01", passed="yes", back="control")
    assert demanding.session.checked == {"O01": True}


def test_beside_those_in_turn_stands_whether_they_have_come(host: Desk) -> None:
    host.do("call")
    assert 'class="tag' not in host.get("/hall/control").text.split("接下来叫号")[1]  # no roll is called here
    mark(host, "check", candidate="O03", passed="yes")
    queue = host.get("/hall/control").text.split('id="queue"')[1].split("</ol>")[0]
    assert queue.count("✓ 已核对") == 1
    assert queue.count("未到") == 4


def test_the_papers_of_a_pick_stay_in_front_when_somebody_comes_in(host: Desk) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    before = host.get("/hall/control").text
    mark(host, "arrive", candidate="O03")
    after = host.get("/hall/control").text
    assert 'href="/hall/papers/3" accesskey="h" autofocus' in after
    moved = [re.findall(r'data-moved="([^"]+)"', page) for page in (before, after)]
    assert moved[0] == moved[1]  # so the operator's page is not loaded anew
    host.do("call")
    assert re.findall(r'data-moved="([^"]+)"', host.get("/hall/control").text) != moved[0]


def test_who_has_come_cannot_be_undone(host: Desk) -> None:
    mark(host, "check", candidate="O01", passed="yes")
    assert 'id="undo"' not in host.get("/hall/control").text
    host.do("call")
    page = host.get("/hall/control").text.split('<select id="undo"')[1].split("</select>")[0]
    assert re.findall(r'option value="(\d+)"', page) == ["4"]
