"""大屏幕、现场看板、监督席：看得到该看的，看不到不该看的。"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from resettlement import database, settings
from resettlement.errors import BadInputError
from resettlement.journal.service import read
from resettlement.web.app import create_app
from resettlement.web.hall.hall_state import read_hall
from tests.browsing import Visitor
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import Desk, open_sample_hall

ADDRESS = "http://127.0.0.1:8000"
PUBLIC = ["/hall/projector", "/board", "/board?who=S11"]


@pytest.mark.parametrize("path", PUBLIC)
def test_screens_for_everybody_show_masked_names_and_set_no_cookie(host: Desk, path: str) -> None:
    host.do("call")
    with Visitor(create_app(host.engine), base_url=ADDRESS) as client:
        answer = client.get(path)
    assert answer.status_code == 200
    assert "O01" in answer.text
    assert "陆*岳" in answer.text
    assert "陆承岳" not in answer.text
    assert "set-cookie" not in answer.headers
    assert '<form method="post"' not in answer.text


@pytest.mark.parametrize("path", ["/hall/projector", "/board", "/hall/control"])
def test_pages_for_scripts_carry_version_and_feed(host: Desk, path: str) -> None:
    page = host.get(path).text
    assert 'data-version="1"' in page
    assert '/feed"' in page


def test_the_projector_shows_who_what_is_left_the_last_pick_and_the_head(host: Desk) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    host.do("call")
    page = host.get("/hall/projector").text
    assert "韩*" in page
    assert "P01 运河区人民政府办公室·综合文秘" in page
    assert "剩余名额 <strong>35</strong>" in page
    assert "data-deadline=" in page
    assert "<svg" in page
    assert f"{ADDRESS}/c/{ID}/board" in page


@pytest.mark.parametrize("path", ["/hall/projector", "/board"])
def test_screens_say_why_the_session_is_paused_for_as_long_as_it_is(host: Desk, path: str) -> None:
    host.do("call")
    host.do("pause", reason="停电")
    assert "暂停的原因：停电" in host.get(path).text
    host.do("resume")
    assert "停电" not in host.get(path).text


def test_a_screen_of_a_pause_has_no_running_clock(host: Desk) -> None:
    host.do("call")
    host.do("pause", reason="停电")
    page = host.get("/hall/projector").text
    assert "data-deadline" not in page
    assert "计时暂停，还剩" in page


def test_the_phone_tells_a_number_its_place_and_what_is_sure(public: Desk) -> None:
    page = public.get("/board?who=s11").text
    assert "S11 前面还有 8 人" in page
    assert "可能没有岗位可选" in page
    assert "P20" in page


def test_a_tied_class_is_told_that_its_order_is_open(public: Desk) -> None:
    assert "另有 1 人与您同分" in public.get("/board?who=O06").text


def test_whoever_waits_for_a_batch_reads_when_it_begins(before: Engine) -> None:
    batches = [{"category": "sergeant", "from": 2, "at": "2999-01-01T06:00:00+00:00"}]
    open_sample_hall(before, batches=batches)
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        assert "您所在的批次 2999-01-01 14:00 开始叫号" in client.get("/board?who=S11").text
        assert "Calling for your batch begins at 2999-01-01 14:00" in client.get("/en/board?who=S11").text
        assert "您所在的批次" not in client.get("/board?who=S02").text


def test_whoever_has_chosen_reads_what(host: Desk) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    assert "O01 已选定 P01" in host.get("/board?who=O01").text


def test_a_number_that_nobody_has_is_said_so_and_escaped(public: Desk) -> None:
    page = public.get("/board?who=<b>X").text
    assert "没有编号 &lt;B&gt;X" in page


def test_before_the_session_the_screens_say_so(before: Engine) -> None:
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        assert "尚未开场" in client.get("/board").text
        assert "尚未开场" in client.get("/hall/projector").text


def signed(engine: Engine) -> list[tuple[str, int, str]]:
    with database.transaction(engine) as db:
        return [(e.by, e.payload["version"], e.payload["head"]) for e in read(db, f"supervision/{ID}")]


def test_the_supervisor_reads_every_step_and_signs_as_far_as_he_saw(host: Desk) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    with Visitor(create_app(host.engine), base_url=ADDRESS) as client:
        desk = Desk(host.engine, client).sign_in("supervisor")
        page = client.get("/hall/supervisor").text
        assert "请 O01 陆承岳 选岗。" in page
        assert "选定 P01" in page
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        host.do("call")  # the hall goes on meanwhile
        sent = {"csrf_token": token, "session": ID, "version": "3"}
        assert client.post("/hall/supervisor/sign", data=sent, follow_redirects=False).status_code == 303
        assert "到第 3 条" in client.get("/hall/supervisor").text
        again = client.post("/hall/supervisor/sign", data=sent, follow_redirects=False)
        beyond = client.post("/hall/supervisor/sign", data={**sent, "version": "9"}, follow_redirects=False)
    assert (again.status_code, beyond.status_code) == (422, 422)
    assert "已经联签" in again.text
    assert "没有第 9 条" in beyond.text
    assert signed(desk.engine) == [("supervisor", 3, host.log[2].hash)]
    assert host.version == 4  # nothing of it in the hall's own log


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/hall/control", {"host": 200, "supervisor": 403, "caller": 403}),
        ("/hall/supervisor", {"host": 403, "supervisor": 200, "caller": 403}),
        ("/hall/slip/3", {"host": 200, "supervisor": 200, "caller": 403}),
    ],
)
def test_each_desk_is_for_its_own(host: Desk, path: str, statuses: dict[str, int]) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    for account, status in statuses.items():
        with Visitor(create_app(host.engine), base_url=ADDRESS) as client:
            assert Desk(host.engine, client).sign_in(account).get(path).status_code == status, account


def test_slip_and_agreement_open_right_after_the_pick(host: Desk) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    assert "/hall/papers/3" in host.get("/hall/control").text
    both = host.get("/hall/papers/3").text
    assert both.index("选岗回执") < both.index("按第1顺位选岗")
    slip = host.get("/hall/slip/3").text
    assert "陆承岳（O01）" in slip
    assert "至此共 3 条" in slip
    assert ' style="' not in slip  # the policy forbids it
    agreement = host.get("/hall/agreement/3").text
    assert "按第1顺位选岗" in agreement
    assert "运河区人民政府办公室" in agreement


@pytest.mark.parametrize(
    ("account", "back"), [("host", "/hall/control#call"), ("supervisor", "/hall/supervisor")]
)
def test_from_the_papers_everybody_goes_back_to_his_own_desk(host: Desk, account: str, back: str) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    with Visitor(create_app(host.engine), base_url=ADDRESS) as client:
        assert f'href="{back}"' in Desk(host.engine, client).sign_in(account).get("/hall/papers/3").text


@pytest.mark.parametrize("path", ["/hall/slip/2", "/hall/slip/99", "/hall/agreement/2", "/hall/slip/99/pdf"])
def test_what_is_no_pick_has_no_paper(host: Desk, path: str) -> None:
    host.do("call")
    assert host.get(path).status_code == 404


def test_an_undone_pick_has_no_paper_any_more(before: Engine) -> None:
    open_sample_hall(before)
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        host.do("call")
        host.do("choose", candidate="O01", position="P01")
        form = {"from_version": "3", "reason": "读错", "second": "supervisor"}
        host.do("undo", **form, password="green boats on the canal")
        assert host.get("/hall/slip/3").status_code == 404


def test_the_paper_for_the_archive_is_a_pdf_made_elsewhere(host: Desk) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    answer = host.get("/hall/slip/3/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_screen_that_was_kept_is_made_anew_as_soon_as_something_is_written(host: Desk) -> None:
    first = host.get("/board").text
    assert host.get("/board").text.count("等待叫号") == first.count("等待叫号") == 1
    host.do("call")
    with Visitor(create_app(host.engine), base_url=ADDRESS) as client:
        assert "陆*岳" in client.get("/board").text
        assert "等待叫号" not in client.get("/board").text


def test_a_crowd_of_phones_reads_the_same_state(host: Desk) -> None:
    host.do("call")
    with ThreadPoolExecutor(8) as crowd:
        halls = set(crowd.map(lambda _: id(read_hall(host.engine)), range(40)))
    assert len(halls) == 1


def test_the_code_on_the_big_screen_leads_to_where_phones_reach_the_site(
    host: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "只有本机能打开" in host.get("/hall/control").text
    monkeypatch.setenv("RESETTLEMENT_PUBLIC_ADDRESS", "http://192.168.1.20:8000/")
    assert f"http://192.168.1.20:8000/c/{ID}/board<" in host.get("/hall/projector").text
    page = host.get("/hall/control").text
    assert f"http://192.168.1.20:8000/c/{ID}/board" in page
    assert "只有本机能打开" not in page


@pytest.mark.parametrize(
    "address", ["192.168.1.20:8000", "ftp://a", "http://", "http://a/board", "http://a?b"]
)
def test_what_is_no_address_for_phones_is_said_so(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESETTLEMENT_PUBLIC_ADDRESS", address)
    with pytest.raises(BadInputError, match="RESETTLEMENT_PUBLIC_ADDRESS"):
        settings.public_address()
