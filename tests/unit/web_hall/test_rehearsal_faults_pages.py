"""演练的突发情况：各个屏幕上看到什么，怎样算完；真的选岗会什么也遇不到。"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Database
from sqlmodel import select

from resettlement import clock, database
from resettlement.errors import BadInputError, ResettlementError
from resettlement.hall.recording import record_session
from resettlement.journal.service import read
from resettlement.journal.tables import JournalEntry
from resettlement.notices.posting import Prepared, post
from resettlement.objections.service import objections
from resettlement.papers.signed import file_agreement
from resettlement.publication import public_documents
from resettlement.publication.bundle import publish_campaign
from resettlement.selection.rehearsal import drill
from resettlement.selection.rehearsal.drill import Process
from resettlement.selection.rehearsal.faults import FAULTS, practices
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import Desk

ADDRESS = "http://127.0.0.1:8000"
MARK = "演练 REHEARSAL"


def until(desk: Desk, fault: str) -> Desk:
    """Go on with the rehearsal until this fault, the only one planned, has come."""
    shown = desk.session_id
    with database.transaction(desk.engine) as db:
        drill.plan(db, shown, [fault], seed="00", by="host", at=clock.now())
    while not noted(desk, "fault_came"):
        step(desk)
    return desk


def step(desk: Desk) -> None:
    session = desk.session
    if session.table is None:
        desk.do("call")
    else:
        who = session.table.candidate
        desk.do("choose", candidate=who, position=session.open_to(who)[0], despite_warning="yes")


def noted(desk: Desk, type_: str) -> list[dict[str, object]]:
    shown = desk.session_id
    with database.transaction(desk.engine) as db:
        return [dict(note.payload) for note in drill.notes(db, shown) if note.type == type_]


def outcome(desk: Desk) -> str:
    shown = desk.session_id
    with database.transaction(desk.engine) as db:
        (one,) = practices(read(db, shown), drill.notes(db, shown))
    return one.outcome


@contextmanager
def another(desk: Desk, account: str) -> Iterator[Desk]:
    with Visitor(create_app(desk.engine), base_url=ADDRESS) as client:
        yield Desk(desk.engine, client).sign_in(account)


def sent(desk: Desk, fault: str, **form: str) -> int:
    """What comes of answering the fault by somebody whose header has a form's token."""
    token = re.findall(r'name="csrf_token" value="([^"]*)"', desk.get("/hall/rehearsal/fault/x").text)[0]
    data = {"csrf_token": token, "session": desk.session_id, **form}
    answer = desk.client.post(f"/hall/rehearsal/fault/{fault}", data=data, follow_redirects=False)
    return int(answer.status_code)


TOLD = {
    "power_cut": ("切断这台电脑的电源", "服务器即将断电", "现在断电"),
    "wrong_click": ("故意点错一次", "", ""),
    "absent": ("叫到的人没有来", "没有来。请留意", ""),
    "printer_jam": ("打印机卡纸", "请留意选定的岗位没有变", ""),
    "objection": ("监督席上有一条编造的异议", "要求说明", ""),
    "network_gone": ("网络断了", "一分钟之内收不到新的进展", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_screen_tells_what_concerns_it_and_no_more(rehearsing: Desk, fault: str) -> None:
    until(rehearsing, fault)
    control, supervisor, projector = TOLD[fault]
    page = rehearsing.get("/hall/control").text
    assert control in page
    assert MARK in page
    shown = rehearsing.get("/hall/projector").text
    assert ('class="fault fault--big"' in shown) == bool(projector)
    assert projector in shown
    assert 'class="fault' not in rehearsing.get("/rehearsal").text
    with another(rehearsing, "supervisor") as desk:
        watched = desk.get("/hall/supervisor").text
        assert ('class="fault"' in watched) == bool(supervisor)
        assert supervisor in watched


@pytest.mark.parametrize("fault", FAULTS)
def test_in_english_too(rehearsing: Desk, fault: str) -> None:
    rehearsing.client.cookies.set("language", "en")
    card = until(rehearsing, fault).get("/hall/control").text.split('class="fault"')[1].split("</section>")[0]
    assert "Rehearsal" in card
    chinese = re.sub(r'<[^>]*lang="zh-CN"[^>]*>[^<]*<', "<", card)
    assert not re.search("[\u4e00-\u9fff]", chinese), chinese


@pytest.mark.parametrize("fault", FAULTS)
def test_the_team_may_skip_it_and_the_card_is_gone(rehearsing: Desk, fault: str) -> None:
    assert sent(until(rehearsing, fault), fault, skip="yes") == 303
    assert 'class="fault"' not in rehearsing.get("/hall/control").text
    assert outcome(rehearsing) == "skipped"
    assert sent(rehearsing, fault, skip="yes") == 422


@pytest.mark.parametrize("fault", ["power_cut", "wrong_click", "absent"])
def test_what_the_log_shows_by_itself_nobody_can_say(rehearsing: Desk, fault: str) -> None:
    assert sent(until(rehearsing, fault), fault) == 422
    assert outcome(rehearsing) == "open"


def test_a_fault_that_has_not_come_cannot_be_answered(rehearsing: Desk) -> None:
    assert sent(until(rehearsing, "printer_jam"), "objection", candidate="R01", text="试") == 422
    assert noted(rehearsing, "fault_answered") == []


def test_an_objection_taken_down_stays_in_the_rehearsal(rehearsing: Desk) -> None:
    until(rehearsing, "objection")
    with another(rehearsing, "supervisor") as desk:
        assert sent(desk, "objection", candidate="", text="没有复述") == 422
        assert sent(desk, "objection", candidate="R01", text=" ") == 422
        assert sent(desk, "objection", candidate="O01", text="没有复述") == 422
        whom = str(noted(rehearsing, "fault_came")[0]["candidate"])
        assert sent(desk, "objection", candidate=whom, text="没有复述") == 303
    assert outcome(rehearsing) == "taken_down"
    with database.transaction(rehearsing.engine) as db:
        assert objections(db, ID) == []
        assert read(db, f"campaign/{ID}")[-1].type != "objection_filed"


def test_a_refused_answer_gives_back_what_was_typed(rehearsing: Desk) -> None:
    until(rehearsing, "objection")
    with another(rehearsing, "supervisor") as desk:
        token = re.findall(r'name="csrf_token" value="([^"]*)"', desk.get("/hall/supervisor").text)[0]
        form = {"csrf_token": token, "session": desk.session_id, "candidate": "", "text": "没有复述岗位"}
        page = desk.client.post("/hall/rehearsal/fault/objection", data=form).text
    assert "没有复述岗位" in page
    assert MARK in page


def test_the_restart_of_the_program_ends_a_power_cut_and_nothing_else_does(rehearsing: Desk) -> None:
    until(rehearsing, "power_cut")
    step(rehearsing)
    assert outcome(rehearsing) == "open", "the same program went on"
    assert noted(rehearsing, "program_restarted") == []


@pytest.mark.parametrize(
    ("started", "restarted"), [(timedelta(hours=-1), False), (timedelta(seconds=5), True)]
)
def test_another_process_counts_when_it_was_started_since(
    rehearsing: Desk, started: timedelta, restarted: bool
) -> None:
    """Several processes may serve one hall: the next command may come to another of them."""
    until(rehearsing, "power_cut")
    other, shown = Process("another", clock.exact() + started), rehearsing.session_id
    with database.transaction(rehearsing.engine) as db:
        before = len(read(db, shown))
        drill.follow(db, shown, before=before, process=other, by="host", at=clock.now())
    assert (outcome(rehearsing) == "restarted") == restarted


def test_what_is_refused_is_noted_by_its_rule_and_not_in_the_sessions_log(rehearsing: Desk) -> None:
    before = rehearsing.log
    assert rehearsing.send("/hall/control/resume").status_code == 422
    assert rehearsing.send("/hall/control/call", expected=9).status_code == 409
    assert rehearsing.log == before
    assert noted(rehearsing, "command_refused") == [
        {"command": "resume", "code": "selection.not_paused"},
        {"command": "call", "code": "journal.conflict"},
    ]


def test_a_form_of_an_earlier_rehearsal_leaves_no_note(rehearsing: Desk) -> None:
    form = {"session": f"rehearsal/{ID}/7"}
    assert rehearsing.send("/hall/control/call", form).status_code == 409
    assert noted(rehearsing, "command_refused") == []


def test_the_feed_is_cut_for_a_minute_on_every_screen_of_the_rehearsal(rehearsing: Desk) -> None:
    for path in ("/hall/control", "/hall/projector", "/rehearsal"):
        assert 'data-feed="/rehearsal/feed"' in rehearsing.get(path).text
    until(rehearsing, "network_gone")
    assert rehearsing.client.get("/rehearsal/feed").status_code == 204
    assert sent(rehearsing, "network_gone") == 303
    assert outcome(rehearsing) == "confirmed_early"


PATHS = ("/hall/control", "/hall/projector", "/board", "/hall/papers/3")


def streams_of_faults(db: Database) -> list[str]:
    return [stream for stream in db.exec(select(JournalEntry.stream).distinct()) if "faults" in stream]


def test_a_real_session_meets_nothing_of_it(host: Desk) -> None:
    """Picks, refusals, papers and feeds of a real session leave no note and show no card."""
    pages = []
    for _ in range(3):
        step(host)
        step(host)
        pages += [host.get(path).text for path in PATHS]
    assert host.send("/hall/control/resume").status_code == 422
    assert host.send("/hall/control/call", expected=99).status_code == 409
    for fault in FAULTS:
        for form in ({"skip": "yes"}, {"candidate": "O01", "text": "试"}):
            assert host.send(f"/hall/rehearsal/fault/{fault}", form).status_code == 422
    for page in pages:
        assert 'class="fault' not in page
        assert "rehearsal.css" not in page
        assert "/rehearsal/feed" not in page
    with database.transaction(host.engine) as db:
        assert streams_of_faults(db) == []
        assert drill.notes(db, ID) == ()
        with pytest.raises(ValueError, match="no rehearsal"):
            drill.plan(db, ID, FAULTS, seed="00", by="host", at=clock.now())


def test_a_real_session_has_no_stream_to_note_anything_on(opened: Engine) -> None:
    other = Process("another", clock.exact())
    with database.transaction(opened) as db:
        drill.follow(db, ID, before=1, process=other, by="host", at=clock.now())
        drill.note_refusal(db, ID, "call", "selection.paused", by="host", at=clock.now())
        assert streams_of_faults(db) == []


def test_an_unknown_fault_is_refused_by_name(rehearsing: Desk) -> None:
    shown = rehearsing.session_id
    with database.transaction(rehearsing.engine) as db, pytest.raises(BadInputError, match="earthquake"):
        drill.plan(db, shown, ["earthquake"], seed="00", by="host", at=clock.now())


NOTICE = {
    "kind": "announcement",
    "number": "演〔2021〕1号",
    "title": "公告",
    "issued_on": "2021-12-01",
    "period": None,
}
REFUSING: list[tuple[str, Callable[[Engine, str, Path], object]]] = [
    ("publish", lambda engine, id_, folder: publish_campaign(engine, id_, folder / "bundle")),
    ("record the result", lambda engine, id_, _: in_transaction(
        engine, lambda db: record_session(db, id_, by="clerk", at=clock.now()))),
    ("make the result", lambda engine, id_, _: in_transaction(
        engine, lambda db: public_documents.result(db, id_))),
    ("collect the public data", lambda engine, id_, _: in_transaction(
        engine, lambda db: public_documents.collect(db, id_))),
    ("file a signed agreement", lambda engine, id_, _: in_transaction(engine, lambda db: file_agreement(
        db, id_, 3, b"%PDF-1.4", by="clerk", at=clock.now()))),
    ("post a notice", lambda engine, id_, _: in_transaction(engine, lambda db: post(
        db, id_, Prepared(NOTICE, b"%PDF-1.4"), by="clerk", at=clock.now()))),
]  # fmt: skip


@pytest.mark.parametrize("publish", [row[1] for row in REFUSING], ids=[row[0] for row in REFUSING])
def test_whatever_publishes_refuses_a_rehearsal(
    rehearsing: Desk, tmp_path: Path, publish: Callable[[Engine, str, Path], object]
) -> None:
    step(rehearsing)
    step(rehearsing)
    with pytest.raises(
        (ResettlementError, IntegrityError)
    ):  # of a notice the database itself knows no campaign
        publish(rehearsing.engine, rehearsing.session_id, tmp_path)
    assert not (tmp_path / "bundle").exists()


def in_transaction(engine: Engine, does: Callable[..., object]) -> object:
    with database.transaction(engine) as db:
        return does(db)


def test_the_report_is_marked_and_read_by_host_and_supervisor(rehearsing: Desk) -> None:
    until(rehearsing, "printer_jam")
    ended = rehearsing.send("/hall/rehearsal/end")
    assert ended.headers["location"] == "/hall/rehearsals/1"
    page = rehearsing.get("/hall/rehearsals/1").text
    assert MARK in page
    assert "打印机卡纸" in page
    assert "没有处理完" in page
    assert "/hall/rehearsals/1" in rehearsing.get("/hall/rehearsals").text
    assert rehearsing.get("/hall/rehearsals/2").status_code == 404
    with another(rehearsing, "supervisor") as desk:
        assert desk.get("/hall/rehearsals/1").status_code == 200
    with another(rehearsing, "office") as desk:
        assert desk.get("/hall/rehearsals/1").status_code == 403


def test_the_report_names_nobody_real_and_is_english_where_asked(rehearsing: Desk) -> None:
    until(rehearsing, "printer_jam")
    assert "陆承岳" not in rehearsing.get("/hall/rehearsals/1").text
    rehearsing.client.cookies.set("language", "en")
    page = rehearsing.get("/hall/rehearsals/1").text
    assert "Report of rehearsal 1" in page
    assert "To practise again" in page
