"""What receiving units owe: opened, followed, closed. Everybody here is fictional (虚构)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from resettlement.database import transaction
from resettlement.follow_up.unit_issues import issues
from resettlement.journal.model import canonical
from resettlement.journal.service import read
from tests.storage.building import CAMPAIGN
from tests.unit.web_callers.browsing import ISSUES, PEOPLE, UNIT, Browser, today

WHAT = "合同迟迟不签"


def opened(caller: Browser, **fields: str) -> Any:
    asked = {"topic": "contract", "what": WHAT, "demanded_by_on": str(today() + timedelta(days=7))}
    return caller.send(f"/callers/units/{UNIT}", **asked, **fields)


def acted(caller: Browser, act: str, number: int = 1, **fields: str) -> Any:
    path = f"{ISSUES}/{number}"
    return caller.post(f"{path}/{act}", caller.hidden(path) | fields)


def test_an_issue_is_seen_at_the_unit_and_at_the_person(caller: Browser) -> None:
    assert opened(caller, candidate=f"{CAMPAIGN}/S1").status_code == 303
    assert WHAT in caller.get(f"/callers/units/{UNIT}").text
    assert WHAT in caller.get("/callers/units").text
    assert WHAT in caller.get(f"{PEOPLE}/S1").text
    assert WHAT not in caller.get(f"{PEOPLE}/S2").text


def test_an_issue_about_the_whole_unit_is_seen_at_everybody_there(caller: Browser) -> None:
    opened(caller)
    assert WHAT in caller.get(f"{PEOPLE}/S1").text
    assert WHAT in caller.get(f"{PEOPLE}/S2").text


def test_an_issue_is_followed_until_it_is_closed(caller: Browser, engine: Engine) -> None:
    opened(caller)
    later = str(today() + timedelta(days=14))
    follow = {"note": "人事科说领导出差", "demanded_by_on": later}
    assert caller.post(f"{ISSUES}/1/follow", caller.hidden(f"{ISSUES}/1") | follow).status_code == 303
    page = caller.get(f"{ISSUES}/1").text
    assert "人事科说领导出差" in page
    closing = {"outcome": "已签三年期合同"}
    assert caller.post(f"{ISSUES}/1/close", caller.hidden(f"{ISSUES}/1") | closing).status_code == 303
    with transaction(engine) as db:
        (issue,) = issues(db, CAMPAIGN)
        assert issues(db, CAMPAIGN, open_only=True) == []
        entries = read(db, f"follow_up/{CAMPAIGN}")
    assert (str(issue.demanded_by_on), issue.closed_on, issue.outcome) == (later, today(), "已签三年期合同")
    assert [entry.type for entry in entries][-3:] == [
        "unit_issue_opened",
        "unit_issue_followed",
        "unit_issue_closed",
    ]
    assert "".join(canonical(dict(entry.payload)) for entry in entries).isascii(), "no words, ids alone"
    assert "/follow" not in caller.get(f"{ISSUES}/1").text, "a closed issue has no forms"
    assert WHAT not in caller.get(f"{PEOPLE}/S1").text


def test_a_closed_issue_cannot_be_closed_again(caller: Browser) -> None:
    opened(caller)
    first, second = caller.hidden(f"{ISSUES}/1"), caller.hidden(f"{ISSUES}/1")
    assert caller.post(f"{ISSUES}/1/close", first | {"outcome": "已签"}).status_code == 303
    again = caller.post(f"{ISSUES}/1/close", second | {"outcome": "已签"})
    assert again.status_code == 422
    assert "已于" in again.text


def test_the_same_form_sent_twice_opens_one_issue(caller: Browser, engine: Engine) -> None:
    path = f"/callers/units/{UNIT}"
    day = str(today())
    fields = caller.hidden(path) | {"topic": "pay", "what": "少发", "demanded_by_on": day}
    assert [caller.post(path, fields).status_code for _ in range(2)] == [303, 303]
    with transaction(engine) as db:
        assert len(issues(db, CAMPAIGN)) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"what": " "}, "what"),
        ({"topic": "luck"}, "topic"),
        ({"demanded_by_on": ""}, "demanded_by_on"),
        ({"demanded_by_on": "2020-01-01"}, "what"),
        ({"candidate": "S9"}, "candidate"),
    ],
)
def test_what_an_issue_lacks_is_said_and_what_was_typed_is_kept(
    caller: Browser, engine: Engine, fields: dict[str, str], field: str
) -> None:
    path = f"/callers/units/{UNIT}"
    asked = {"topic": "contract", "what": WHAT, "demanded_by_on": str(today())}
    answer = caller.send(path, **asked | fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert fields.get("what", WHAT).strip() in answer.text
    with transaction(engine) as db:
        assert issues(db, CAMPAIGN) == []


def test_open_issues_come_first_then_the_earliest_demanded(caller: Browser, engine: Engine) -> None:
    path = f"/callers/units/{UNIT}"
    for days in (9, 3, 6):
        asked = {"topic": "pay", "what": f"第{days}天", "demanded_by_on": str(today() + timedelta(days=days))}
        caller.send(path, **asked)
    acted(caller, "close", 2, outcome="已补发")
    with transaction(engine) as db:
        assert [issue.number for issue in issues(db, CAMPAIGN)] == [3, 1, 2]


@pytest.mark.parametrize("path", [f"{ISSUES}/7", "/callers/units/nobody", f"{PEOPLE}/S9"])
def test_what_is_not_there_is_not_found(caller: Browser, path: str) -> None:
    assert caller.get(path).status_code == 404


def test_a_number_beyond_any_issue_is_refused(caller: Browser) -> None:
    assert caller.get(f"{ISSUES}/{10**30}").status_code == 400


@pytest.mark.parametrize("path", ["/callers/units/nobody", f"{PEOPLE}/S9", f"{PEOPLE}/S1/duties/gold"])
def test_nothing_can_be_sent_to_what_is_not_there(caller: Browser, path: str) -> None:
    assert caller.post(path, caller.csrf()).status_code == 404
