"""监督席当场登记异议：记入批次日志，不写正文；选岗会照常继续，日志一条不多。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resettlement import clock, database
from resettlement.campaign.service import stream_of
from resettlement.journal.service import read
from resettlement.objections.model import Outcome
from resettlement.objections.service import objections, rule_objection
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.records.campaigns import ID
from tests.unit.web_hall.hall_building import Desk

PATH = "/hall/supervisor/objection"
FORM = {"candidate": "O01", "filed_by": "other", "text": "叫号次序与公示不一致（虚构）"}


@pytest.fixture
def supervisor(host: Desk) -> Iterator[Desk]:
    with Visitor(create_app(host.engine), base_url="http://127.0.0.1:8000") as client:
        yield Desk(host.engine, client).sign_in("supervisor")


def send(desk: Desk, **changed: str) -> tuple[int, str]:
    token = desk.get("/hall/supervisor").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = desk.client.post(PATH, data={"csrf_token": token, **FORM, **changed})
    return answer.status_code, answer.text


def test_it_is_entered_and_the_log_names_neither_text_nor_who_raised_it(supervisor: Desk) -> None:
    seen = supervisor.version
    status, page = send(supervisor)
    assert (status, "已登记第 1 号异议" in page) == (200, True)
    with database.transaction(supervisor.engine) as db:
        (row,) = objections(db, ID)
        entry = read(db, stream_of(ID))[-1]
    assert (row.candidate, row.filed_by, row.source) == ("O01", "other", "hall")
    assert (entry.type, entry.by, entry.payload["candidate"]) == ("objection_filed", "supervisor", "O01")
    assert "叫号次序" not in str(entry.payload)
    assert supervisor.version == seen


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"text": "  "}, "请写明异议的内容和理由"), ({"candidate": ""}, "请选择异议涉及的候选人"),
     ({"candidate": "X99"}, "请选择异议涉及的候选人")],
)  # fmt: skip
def test_what_lacks_something_is_refused_and_kept(
    supervisor: Desk, changed: dict[str, str], said: str
) -> None:
    status, page = send(supervisor, **changed)
    assert status == 422
    assert said in page
    assert changed.get("text", FORM["text"]) in page
    with database.transaction(supervisor.engine) as db:
        assert objections(db, ID) == []


def test_until_it_is_answered_the_hosts_page_and_the_supervisors_say_so(supervisor: Desk, host: Desk) -> None:
    waiting = "第 1 号异议还没有答复"
    assert waiting not in host.get("/hall/control").text
    send(supervisor)
    pages = ((host, "/hall/control"), (supervisor, "/hall/supervisor"))
    assert all(waiting in desk.get(path).text for desk, path in pages)
    with database.transaction(supervisor.engine) as db:
        at = clock.now()
        rule_objection(
            db, ID, 1, outcome=Outcome.REJECTED, reason="次序与公示一致", ruled_on=at.date(),
            by="supervisor", at=at,
        )  # fmt: skip
    assert all(waiting not in desk.get(path).text for desk, path in pages)


def test_the_operator_takes_none_down(host: Desk) -> None:
    assert host.send(PATH, FORM).status_code == 403
