"""第二人在自己的屏幕上确认：主持人请求，监督席看清后同意或不同意；看板变了，请求就不再等。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine

from resettlement.selection.session.events.chosen import picks
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.web_hall.hall_building import Desk, open_sample_hall

ADDRESS = "http://127.0.0.1:8000"


@contextmanager
def at_desk(engine: Engine, account: str) -> Iterator[Desk]:
    with Visitor(create_app(engine), base_url=ADDRESS) as client:
        yield Desk(engine, client).sign_in(account)


@pytest.fixture
def picked(host: Desk) -> Desk:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    return host


def asks_to_undo(host: Desk) -> None:
    version = str(picks(host.session)[-1][1].version)
    host.do("undo", from_version=version, reason="读错岗位编号", ask="yes")


def answer(desk: Desk, page: str, what: str) -> Any:
    """Press the button on a page that shows the request."""
    shown = desk.get(page).text
    number = re.findall(r'name="number" value="(\d+)"', shown)[0]
    token = shown.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "session": desk.session_id, "number": number}
    return desk.client.post(f"/hall/asked/{what}", data=form, follow_redirects=False)


def test_the_supervisor_sees_what_is_asked_and_confirms_it_under_their_own_sign_in(picked: Desk) -> None:
    asks_to_undo(picked)
    assert picked.session.chosen == {"O01": "P01"}
    page = picked.get("/hall/control").text
    assert "等待第二人确认" in page
    assert 'id="asked-confirm"' not in page
    with at_desk(picked.engine, "supervisor") as supervisor:
        page = supervisor.get("/hall/supervisor").text
        assert "请您确认" in page
        assert "读错岗位编号" in page
        assert "收回 1 个已选定的岗位" in page
        done = answer(supervisor, "/hall/supervisor", "confirm")
        assert (done.status_code, done.headers["location"]) == (303, "/hall/supervisor")
        assert 'id="asked-title"' not in supervisor.get("/hall/supervisor").text
    assert picked.session.chosen == {}
    last = picked.log[-1]
    assert (last.by, last.payload["second"]) == ("host", "supervisor")


def test_who_asked_cannot_confirm_and_may_take_it_back(picked: Desk) -> None:
    asks_to_undo(picked)
    refused = answer(picked, "/hall/control", "confirm")
    assert refused.status_code == 422
    assert picked.session.chosen == {"O01": "P01"}
    assert answer(picked, "/hall/control", "decline").status_code == 303
    assert 'id="asked-title"' not in picked.get("/hall/control").text


def test_the_supervisor_may_say_no(picked: Desk) -> None:
    asks_to_undo(picked)
    with at_desk(picked.engine, "supervisor") as supervisor:
        assert answer(supervisor, "/hall/supervisor", "decline").status_code == 303
    assert picked.session.chosen == {"O01": "P01"}
    assert 'id="asked-title"' not in picked.get("/hall/control").text


def test_what_was_asked_on_a_board_that_has_changed_waits_no_more(picked: Desk) -> None:
    asks_to_undo(picked)
    with at_desk(picked.engine, "supervisor") as supervisor:
        shown = supervisor.get("/hall/supervisor").text
        picked.do("call")
        form = {
            "csrf_token": shown.split('name="csrf_token" value="')[1].split('"')[0],
            "session": picked.session_id,
            "number": "1",
        }
        late = supervisor.client.post("/hall/asked/confirm", data=form, follow_redirects=False)
        assert late.status_code == 409
        assert "不再等候确认" in late.text
        assert 'id="asked-title"' not in supervisor.get("/hall/supervisor").text
    assert picked.session.chosen == {"O01": "P01"}


def test_what_the_rules_forbid_is_not_asked_for(picked: Desk) -> None:
    version = str(picks(picked.session)[-1][1].version)
    form = {"from_version": version, "reason": " ", "ask": "yes"}
    refused = picked.send("/hall/control/undo", form)
    assert (refused.status_code, "请写明原因" in refused.text) == (422, True)
    assert 'id="asked-title"' not in picked.get("/hall/control").text


def test_a_post_is_given_back_with_whoever_confirms_elsewhere(picked: Desk) -> None:
    picked.do("waive", candidate="O01", reason="家属随迁", ask="yes")
    with at_desk(picked.engine, "deputy") as deputy:
        page = deputy.get("/hall/control").text
        assert "家属随迁" in page
        assert answer(deputy, "/hall/control", "confirm").headers["location"] == "/hall/control"
    assert picked.session.chosen == {}
    assert (picked.log[-1].by, picked.log[-1].payload["second"]) == ("host", "deputy")


def test_a_refusal_is_lifted_from_the_supervisors_screen(before: Engine) -> None:
    open_sample_hall(before)
    with (
        at_desk(before, "office") as clerk,
        at_desk(before, "host") as host,
        at_desk(before, "supervisor") as supervisor,
    ):

        def mark(desk: Desk, command: str, **form: str) -> Any:
            shown = desk.get("/hall/standby").text
            token = shown.split('name="csrf_token" value="')[1].split('"')[0]
            data = {"csrf_token": token, "session": desk.session_id, "candidate": "O01", **form}
            return desk.client.post(f"/hall/standby/{command}", data=data, follow_redirects=False)

        mark(clerk, "arrive")
        mark(clerk, "check", passed="no", reason="未带毕业证书原件")
        assert mark(host, "check", passed="yes", lift="yes", ask="yes").status_code == 303
        assert host.session.checked == {"O01": False}
        assert "未带毕业证书原件" in supervisor.get("/hall/supervisor").text.split('id="asked-title"')[1]
        answer(supervisor, "/hall/supervisor", "confirm")
        assert host.session.checked == {"O01": True}
        assert 'id="asked-title"' not in supervisor.get("/hall/supervisor").text


def test_who_works_in_the_hall_and_vouches_for_nothing_confirms_nothing(picked: Desk) -> None:
    asks_to_undo(picked)
    with at_desk(picked.engine, "office") as clerk:
        page = clerk.get("/hall/standby").text
        assert 'id="asked-title"' not in page
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"csrf_token": token, "session": clerk.session_id, "number": "1"}
        sent = clerk.client.post("/hall/asked/confirm", data=form, follow_redirects=False)
        assert sent.status_code == 403


def test_whose_account_took_the_last_step_stands_on_both_pages(picked: Desk) -> None:
    with at_desk(picked.engine, "supervisor") as supervisor:
        for desk, path in ((picked, "/hall/control"), (supervisor, "/hall/supervisor")):
            assert re.search(r"最近一步由 主持人 于 \d\d:\d\d 操作。", desk.get(path).text)
