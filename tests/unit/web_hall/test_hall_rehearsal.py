"""演练：各个屏幕和纸面都标明；和真的选岗会分得清清楚楚；公开的一切看不到它。"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from resettlement import database
from resettlement.campaign.service import campaign
from resettlement.objections.service import objections
from resettlement.selection.service import load
from resettlement.selection.session.events.chosen import picks
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import Desk, open_sample_hall, rehearse_sample_hall

ADDRESS = "http://127.0.0.1:8000"
MARK = "演练 REHEARSAL"


def picked(desk: Desk) -> Desk:
    desk.do("call", candidate="R01")
    desk.do("choose", candidate="R01", position="P01")
    return desk


@pytest.mark.parametrize(
    "path",
    ["/hall/control", "/hall/projector", "/rehearsal", "/rehearsal?who=R02", "/hall/papers/3",
     "/hall/slip/3", "/hall/agreement/3"],
)  # fmt: skip
def test_every_screen_and_paper_is_marked(rehearsing: Desk, path: str) -> None:
    assert MARK in picked(rehearsing).get(path).text


@pytest.mark.parametrize("path", ["/en/rehearsal", "/hall/control", "/hall/projector"])
def test_in_english_too(rehearsing: Desk, path: str) -> None:
    rehearsing.client.cookies.set("language", "en")
    assert "REHEARSAL" in rehearsing.get(path).text


@pytest.mark.parametrize("path", ["/hall/slip/3", "/hall/agreement/3"])
def test_a_paper_names_no_office_and_says_that_it_is_void(rehearsing: Desk, path: str) -> None:
    page = picked(rehearsing).get(path).text
    paper = page[page.index("<article") : page.index("</article>")]
    assert "不作任何依据" in paper
    assert "赵演甲" in paper
    with database.transaction(rehearsing.engine) as db:
        assert campaign(db, ID).issuer not in paper


def test_a_paper_for_the_archive_is_marked_in_its_name_too(rehearsing: Desk) -> None:
    answer = picked(rehearsing).get("/hall/slip/3/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert "REHEARSAL" in answer.headers["content-disposition"]


@pytest.mark.parametrize("path", ["/hall/control", "/hall/projector", "/board", "/hall/slip/3"])
def test_nothing_of_a_real_session_is_marked(host: Desk, path: str) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    page = host.get(path).text
    assert MARK not in page
    assert "rehearsing" not in page


def test_no_real_person_is_in_it(rehearsing: Desk) -> None:
    page = picked(rehearsing).get("/hall/control").text
    assert "赵演甲" in page
    assert "陆承岳" not in page
    assert "O01" not in page


def test_invented_people_have_filed_wishes_too(before: Engine) -> None:
    rehearse_sample_hall(before, officers=())
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        for person in ("R01", "R02", "R01"):  # absent twice: the default rules then take his wishes
            host.do("call")
            host.do("miss", candidate=person, reason="absent")
        host.do("filed-wish", candidate="R01")
        assert picks(host.session)[-1][2].basis == "filed_wish"


def test_it_keeps_no_hours(before: Engine) -> None:
    """Batches begin on the day of the session; the evening before, everybody can be called."""
    batches = [{"category": "officer", "from": 1, "at": "2999-01-01T09:00:00+08:00"}]
    rehearse_sample_hall(before, batches=batches)
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        desk = Desk(before, client).sign_in("host")
        desk.do("call", candidate="R01")
        assert desk.log[-1].type == "called"


def test_a_form_of_a_rehearsal_does_nothing_in_the_real_session(rehearsing: Desk) -> None:
    """Same board, same version, another session."""
    form = {"session": rehearsing.session_id, "reason": "停电"}
    token, seen = rehearsing.token, str(rehearsing.version)
    open_sample_hall(rehearsing.engine)
    sent = {"csrf_token": token, "expected": seen, **form}
    answer = rehearsing.client.post("/hall/control/pause", data=sent, follow_redirects=False)
    assert answer.status_code == 409
    assert "演练已经开始或结束" in answer.text
    with database.transaction(rehearsing.engine) as db:
        assert load(db, ID).version == 1


def test_a_real_session_takes_every_screen_back(rehearsing: Desk) -> None:
    open_sample_hall(rehearsing.engine)
    for path in ("/hall/control", "/hall/projector", "/board"):
        page = rehearsing.get(path).text
        assert MARK not in page
        assert "O01" in page


def test_while_a_real_session_is_open_none_can_be_started(host: Desk) -> None:
    assert host.send("/hall/rehearsal/start").status_code == 422
    assert host.session_id == ID


def test_before_anybody_is_scored_there_is_nothing_to_rehearse(before: Engine) -> None:
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        assert 'action="/hall/rehearsal/start"' in host.get("/hall/control").text
        answer = client.post("/hall/rehearsal/start", data={"csrf_token": host.token}, follow_redirects=False)
    assert answer.status_code == 422
    assert "要先有评分名次和岗位表" in answer.text


def test_ending_it_shows_again_how_things_stand(rehearsing: Desk) -> None:
    answer = rehearsing.send("/hall/rehearsal/end")
    assert answer.status_code == 303
    assert "还没有开场" in rehearsing.get("/hall/control").text
    assert rehearsing.get("/rehearsal").status_code == 404


@pytest.mark.parametrize("path", ["/board", "/en/board", "/board?who=R02"])
def test_the_public_board_never_shows_one(rehearsing: Desk, path: str) -> None:
    page = picked(rehearsing).get(path).text
    assert "R01" not in page
    assert "R02" not in page
    assert "REHEARSAL" not in page


def test_while_one_runs_after_the_session_the_public_board_keeps_showing_the_session(before: Engine) -> None:
    open_sample_hall(before, officers=(("O01",),), sergeants=())
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        host.do("call")
        host.do("choose", candidate="O01", position="P01")
        host.do("close", sure="yes")
        rehearse_sample_hall(before)
        board = host.get("/board?who=O01").text
        assert "O01 已选定 P01" in board
        assert "R01" not in board + host.get("/en/board").text
        assert "R01" in host.get("/rehearsal").text
        assert 'action="/rehearsal"' in host.get("/rehearsal").text


def test_a_clerk_who_comes_from_the_result_prints_papers_of_the_session(before: Engine) -> None:
    open_sample_hall(before, officers=(("O01",),), sergeants=())
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        host.do("call")
        host.do("choose", candidate="O01", position="P01")
        host.do("close", sure="yes")
        rehearse_sample_hall(before)
        picked(host)
        assert "R01" in host.get("/hall/slip/3").text
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        page = Desk(before, client).sign_in("office").get("/hall/slip/3").text
        assert "O01" in page
        assert MARK not in page


def test_its_screens_lead_phones_to_its_own_page(rehearsing: Desk) -> None:
    projector, control = rehearsing.get("/hall/projector").text, rehearsing.get("/hall/control").text
    assert f"{ADDRESS}/c/{ID}/rehearsal" in projector
    assert f"/c/{ID}/board" not in projector
    assert f"{ADDRESS}/c/{ID}/rehearsal" in control
    assert 'href="/rehearsal"' in control


@pytest.mark.parametrize("path", ["/rehearsal", "/en/rehearsal", "/rehearsal?who=R01"])
def test_there_is_no_such_page_in_a_real_session(host: Desk, path: str) -> None:
    assert host.get(path).status_code == 404


def test_its_slip_promises_no_public_log(rehearsing: Desk) -> None:
    page = picked(rehearsing).get("/hall/slip/3").text
    assert "公开日志" not in page
    assert "什么也不会公布" in page


def test_a_supervisor_signs_the_rehearsal_and_takes_down_no_objection(rehearsing: Desk) -> None:
    with Visitor(create_app(rehearsing.engine), base_url=ADDRESS) as client:
        desk = Desk(rehearsing.engine, client).sign_in("supervisor")
        page = desk.get("/hall/supervisor").text
        assert MARK in page
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        sign = {"csrf_token": token, "session": rehearsing.session_id, "version": "1"}
        assert client.post("/hall/supervisor/sign", data=sign, follow_redirects=False).status_code == 303
        form = {"csrf_token": token, "candidate": "R01", "text": "试一试"}
        assert client.post("/hall/supervisor/objection", data=form).status_code == 422
    with database.transaction(rehearsing.engine) as db:
        assert objections(db, ID) == []


def test_the_pages_before_a_session_listen_too(before: Engine, tmp_path: Path) -> None:
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        for path in ("/board", "/hall/projector"):
            page = client.get(path).text
            assert 'data-feed="/board/feed"' in page
            assert 'data-session=""' in page


def test_nothing_that_begins_a_rehearsal_has_the_focus(before: Engine) -> None:
    """An Enter too many, before the session or after it, must not put a rehearsal on the big screen."""
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        page = Desk(before, client).sign_in("host").get("/hall/control").text
    assert "开一场演练" in page
    assert "autofocus" not in page
