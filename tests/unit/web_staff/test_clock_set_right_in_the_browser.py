"""The office goes on after a clock that ran ahead: the refusal names a page, and the page is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from resettlement import clock
from resettlement.database import reading
from resettlement.journal.service import CLOCK, read
from tests.unit.web_staff.office import PASSWORD, Desk, summary

FORM = {"reason": "断电后时间跳到了明年", "second": "supervisor", "password": PASSWORD}


@pytest.fixture
def ahead(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The clerk imported the records while the clock was a month ahead; now it is right."""
    now = clock.now
    with monkeypatch.context() as wrong:
        wrong.setattr(clock, "now", lambda: now() + timedelta(days=30))
        wrong.setattr("resettlement.accounts.service.holds", lambda *_: True)
        clerk.bring_in("records")
    return clerk


def test_the_office_goes_on_once_two_people_have_said_so(ahead: Desk, desk: Callable[[str], Desk]) -> None:
    reviewer, chief = desk("reviewer"), desk("administrator")
    assert "/staff/clock" in summary(reviewer.send("/staff/records/review").text)
    assert "登记时钟已校准" in chief.get("/staff/clock").text
    assert chief.send("/staff/clock", FORM).headers["location"] == "/staff/clock?done=clock"
    assert reviewer.send("/staff/records/review").status_code == 303
    assert ahead.log[-2:] == ["clock_set_right", "records_reviewed"]
    assert "办公室的时钟走快" in ahead.get("/staff/log").text
    shown = chief.get("/staff/clock").text
    assert "登记时钟已校准" not in shown
    assert "已由两人登记" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"second": "administrator"}, "不能是您自己的账号"),
        ({"second": ""}, "请由另一人输入"),
        ({"password": "guessed"}, "账号或密码不对"),
        ({"reason": ""}, "请写明时钟为什么走快了"),
    ],
)
def test_what_lacks_is_said_and_nothing_is_noted(
    ahead: Desk, desk: Callable[[str], Desk], engine: Engine, wrong: dict[str, str], said: str
) -> None:
    answer = desk("administrator").send("/staff/clock", {**FORM, **wrong})
    assert answer.status_code == 422
    assert said in summary(answer.text)
    assert PASSWORD not in answer.text
    with reading(engine) as db:
        assert read(db, CLOCK) == ()


def test_while_nothing_lies_ahead_the_page_asks_for_nothing(desk: Callable[[str], Desk]) -> None:
    assert "这里不用做什么" in desk("administrator").get("/staff/clock").text
    assert desk("supervisor").get("/staff/clock").status_code == 200
    assert desk("clerk").get("/staff/clock").status_code == 403
