"""核对与签认：会后逐项核对给人看、打印出来；只有没操作过的监督人签认，只签一次。"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from public_notices.verifier import PROPERTIES, TITLES
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from resettlement.journal.model import Draft, digest, short
from resettlement.journal.service import append, read
from resettlement.notices.objecting import file_in_the_hall
from resettlement.objections.model import FiledBy
from resettlement.objections.service import admit_objection
from resettlement.selection.examination import SESSION_PROPERTIES
from resettlement.selection.service import stream_of
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import PASSWORD, Desk, open_sample_hall, rehearse_sample_hall

ADDRESS = "http://127.0.0.1:8000"


def hold(engine: Engine) -> None:
    """One officer, who takes P01; then the session is closed."""
    open_sample_hall(engine, officers=(("O01",),), sergeants=())
    with Visitor(create_app(engine), base_url=ADDRESS) as client:
        host = Desk(engine, client).sign_in("host")
        host.do("call")
        host.do("choose", candidate="O01", position="P01")
        host.do("close", sure="yes")


def plant(engine: Engine) -> None:
    """The same without a call: written past the engine, so that no second path stopped it."""
    open_sample_hall(engine, officers=(("O01",),), sergeants=())
    chosen = {"candidate": "O01", "position": "P01", "basis": "live", "proxy": False, "warned": []}
    ended = {"assignment": {"O01": "P01"}, "fingerprint": digest({"O01": "P01"})}
    with database.transaction(engine) as db:
        drafts = [Draft("chosen", chosen), Draft("closed", ended)]
        append(db, stream_of(ID), drafts, by="host", at=clock.now())


@pytest.fixture
def supervisor(before: Engine) -> Iterator[Desk]:
    """The supervisor at his desk; no session has been opened yet."""
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        yield Desk(before, client).sign_in("supervisor")


def send(desk: Desk, what: str, **form: str) -> tuple[int, str]:
    page = desk.get("/hall/supervisor").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "session": desk.session_id, **form}
    answer = desk.client.post(f"/hall/closing/{what}", data=sent, follow_redirects=False)
    return answer.status_code, answer.text


def signed(desk: Desk) -> list[str]:
    with database.transaction(desk.engine) as db:
        return [entry.type for entry in read(db, f"supervision/{ID}")]


def test_every_numbered_property_stands_there_with_its_sentence_and_a_tick(supervisor: Desk) -> None:
    hold(supervisor.engine)
    page = supervisor.get("/hall/closing").text
    assert all(TITLES[number] in page for number in SESSION_PROPERTIES)
    assert page.count("✓ 相符") == len(SESSION_PROPERTIES)
    with database.transaction(supervisor.engine) as db:
        last = read(db, stream_of(ID))[-1]
    assert all(said in page for said in (last.hash, short(last.hash), last.payload["fingerprint"], "4 条"))
    assert "已存 0 份，还缺 1 份。" in page


def test_the_log_is_read_anew_whatever_a_page_has_kept(supervisor: Desk) -> None:
    hold(supervisor.engine)
    assert "✓ 全部相符" in supervisor.get("/hall/closing").text
    with supervisor.engine.begin() as connection:  # nothing in the journal grows by it
        connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        connection.exec_driver_sql("UPDATE journal SET payload = replace(payload, 'P01', 'P02')")
    page = supervisor.get("/hall/closing").text
    assert "✓ 相符" not in page
    assert "内容被改动" in page


def test_a_wrong_log_says_what_is_wrong_and_offers_no_certificate(supervisor: Desk) -> None:
    plant(supervisor.engine)
    page = supervisor.get("/hall/closing").text
    assert "✗ 不符" in page
    assert "在选岗席上的是 无人，不是 O01" in page
    assert "/hall/closing/certify" not in page
    status, text = send(supervisor, "certify")
    assert status == 422
    assert "S4" in text
    assert signed(supervisor) == []


def test_the_supervisor_certifies_once_and_the_page_says_so(supervisor: Desk) -> None:
    hold(supervisor.engine)
    assert send(supervisor, "certify")[0] == 303
    page = supervisor.get("/hall/closing").text
    assert "已签认" in page
    assert "账号 supervisor" in page
    assert "/hall/closing/certify" not in page
    assert send(supervisor, "certify")[0] == 422
    assert signed(supervisor) == ["certified"]


def test_a_refusal_stands_on_the_page_with_its_reason_until_it_is_certified(supervisor: Desk) -> None:
    hold(supervisor.engine)
    assert send(supervisor, "refuse", reason=" ")[0] == 422
    assert send(supervisor, "refuse", reason="O01 的<协议>没有签名")[0] == 303
    assert "O01 的&lt;协议&gt;没有签名" in supervisor.get("/hall/closing").text
    assert send(supervisor, "certify")[0] == 303
    assert "没有签名" not in supervisor.get("/hall/closing").text


def test_before_it_has_closed_there_is_nothing_to_certify_or_print(supervisor: Desk) -> None:
    assert "还没有开场" in supervisor.get("/hall/closing").text
    open_sample_hall(supervisor.engine)
    assert "还没有结束" in supervisor.get("/hall/closing").text
    assert supervisor.get("/hall/closing/paper").status_code == 404
    assert supervisor.get("/hall/closing/pdf").status_code == 404
    assert supervisor.get("/hall/closing/minutes").status_code == 404
    assert supervisor.get("/hall/closing/minutes/text").status_code == 404
    assert send(supervisor, "certify")[0] == 422


def test_a_form_of_another_session_is_refused(supervisor: Desk) -> None:
    hold(supervisor.engine)
    assert send(supervisor, "certify", session=f"rehearsal/{ID}/1")[0] == 409


def test_a_rehearsal_shows_its_checks_and_is_never_certified(supervisor: Desk) -> None:
    rehearse_sample_hall(supervisor.engine, officers=(("O01",),))
    with Visitor(create_app(supervisor.engine), base_url=ADDRESS) as client:
        host = Desk(supervisor.engine, client).sign_in("host")
        while not host.session.closed:
            if host.session.table:
                host.do("give-up", candidate=host.session.table.candidate)
            elif host.session.next_in_turn:
                host.do("call")
            else:
                host.do("close", sure="yes")
    page = supervisor.get("/hall/closing").text
    assert "REHEARSAL" in page
    assert "✓ 全部相符" in page
    assert "/hall/closing/certify" not in page
    assert "REHEARSAL 选岗会核对书" in supervisor.get("/hall/closing/paper").text
    assert "REHEARSAL 选岗会会议纪要" in supervisor.get("/hall/closing/minutes/text").text
    status, text = send(supervisor, "certify")
    assert (status, "不作签认" in text) == (422, True)
    with database.transaction(supervisor.engine) as db:
        assert read(db, f"supervision/{supervisor.session_id}") == ()


@pytest.mark.parametrize(
    ("account", "page", "certifies"),
    [("host", 200, 403), ("administrator", 200, 403), ("office", 403, 403), ("caller", 403, 403)],
)
def test_others_look_or_not_and_do_not_certify(
    supervisor: Desk, account: str, page: int, certifies: int
) -> None:
    hold(supervisor.engine)
    if account == "administrator":
        with database.transaction(supervisor.engine) as db:
            add_account(
                db, account, name="", role=Role.ADMINISTRATOR, password=PASSWORD, by="system", at=clock.now()
            )
    with Visitor(create_app(supervisor.engine), base_url=ADDRESS) as client:
        desk = Desk(supervisor.engine, client).sign_in(account)
        assert desk.get("/hall/closing").status_code == page
        assert desk.client.post("/hall/closing/certify").status_code == certifies
        assert desk.client.post("/hall/closing/refuse").status_code == certifies


@pytest.mark.parametrize("account", ["host", "supervisor"])
def test_host_and_supervisor_print_the_minutes_and_keep_them_as_text(supervisor: Desk, account: str) -> None:
    hold(supervisor.engine)
    with Visitor(create_app(supervisor.engine), base_url=ADDRESS) as client:
        desk = Desk(supervisor.engine, client).sign_in(account)
        assert "/hall/closing/minutes/text" in desk.get("/hall/closing").text
        page, text = desk.get("/hall/closing/minutes"), desk.get("/hall/closing/minutes/text")
    assert "选岗会会议纪要" in page.text
    assert "陆承岳" in page.text  # an internal paper: names are not masked
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["content-disposition"].startswith('attachment; filename="minutes-')
    assert "O01   陆承岳  本人到场" in text.content.decode()


def test_the_minutes_as_pdf_say_that_they_are_internal(supervisor: Desk) -> None:
    hold(supervisor.engine)
    pdf = supervisor.get("/hall/closing/minutes/pdf").content
    made = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    text = made.stdout.decode()
    assert "不张贴、不公开" in text
    assert "陆承岳" in text


def test_the_printed_certificate_says_what_the_page_says(supervisor: Desk) -> None:
    hold(supervisor.engine)
    send(supervisor, "certify")
    text = printed(supervisor)
    with database.transaction(supervisor.engine) as db:
        last = read(db, stream_of(ID))[-1]
    assert short(last.hash) in text
    assert short(last.payload["fingerprint"]) in text
    assert last.hash in "".join(text.split())
    assert text.count("相符") == len(SESSION_PROPERTIES)
    assert all(title in text for number, title in TITLES.items() if number in SESSION_PROPERTIES)
    for said in (
        "还缺：第1位 O01",
        "账号supervisor",
        "监督人（签名、盖章）",
        "主持人（签名）",
        "公证员或见证人",
    ):
        assert said in text
    assert "陆承岳" not in text


def test_an_objection_stands_on_the_page_and_the_certificate_with_whether_it_was_answered(
    supervisor: Desk,
) -> None:
    hold(supervisor.engine)
    assert "异议" not in printed(supervisor)
    with database.transaction(supervisor.engine) as db:
        text = "叫号次序与公示不一致（虚构）"
        file_in_the_hall(db, ID, "O01", text, filed_by=FiledBy.OTHER, by="supervisor", at=clock.now())
    assert "第 1 号异议还没有答复" in supervisor.get("/hall/closing").text
    assert "第1号异议尚未答复" in "".join(printed(supervisor).split())
    told = supervisor.get("/hall/closing/minutes/text").text
    assert f"第1号异议（O01 陆承岳）：{text}　答复：尚未答复" in told
    with database.transaction(supervisor.engine) as db:
        today = clock.now().date()
        admit_objection(
            db, ID, 1, admitted=False, reason="与选岗无关", on=today, by="supervisor", at=clock.now()
        )
    assert "已书面答复" in supervisor.get("/hall/closing").text
    assert "第1号异议已书面答复" in "".join(printed(supervisor).split())
    assert "答复：不予受理。理由：与选岗无关" in supervisor.get("/hall/closing/minutes/text").text


def printed(desk: Desk) -> str:
    """The text of the certificate as PDF."""
    answer = desk.get("/hall/closing/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=answer.content, capture_output=True, check=True
    ).stdout.decode()


def test_what_is_printed_is_chinese_whatever_language_the_page_speaks(supervisor: Desk) -> None:
    hold(supervisor.engine)
    supervisor.client.cookies.set("language", "en")
    page = supervisor.get("/hall/closing").text
    assert PROPERTIES["S3"] in page
    assert "Check and certify" in page
    paper = supervisor.get("/hall/closing/paper").text
    assert TITLES["S3"] in paper
    assert PROPERTIES["S3"] not in paper


def test_a_notary_reads_what_was_checked_from_sign_in_on_and_gives_no_command(before: Engine) -> None:
    hold(before)
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        notary = Desk(before, client).sign_in("notary")
        page = notary.get("/hall/closing").text
    assert [part in page for part in ("退出登录", "/hall/closing/paper")] == [True, True]
    assert [part in page for part in ("/hall/closing/certify", "/hall/signed")] == [False, False]


def test_before_the_result_is_recorded_its_page_offers_no_change_of_it(host: Desk) -> None:
    while host.session.next_in_turn:
        if len(host.session.next_in_turn) > 1:
            host.do("settle-tie")
        host.do("call")
        host.do("give-up", candidate=host.session.at_table[0].candidate)
    assert "现在结束，有 9 人没有岗位" in host.get("/hall/control").text
    host.do("close", sure="yes")
    answer = host.get("/staff/result")
    assert answer.status_code == 200
    assert "岗位作废" not in answer.text
    assert "再开一场" not in answer.text
