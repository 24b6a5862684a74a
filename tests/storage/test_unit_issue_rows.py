"""Issues with receiving units and forms sent once, on both databases. Everybody here is fictional (虚构)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from resettlement.database import transaction
from resettlement.errors import ConflictError, RefusedError
from resettlement.follow_up.model import QUESTIONS, Answer, Channel, Outcome, Topic
from resettlement.follow_up.service import Placement, call_rows, first_time, log_contact, open_follow_up
from resettlement.follow_up.tables import UnitIssue
from resettlement.follow_up.unit_issues import close_issue, follow_issue, issues, open_issue, steps
from tests.storage.building import CAMPAIGN, NINE, add_campaign

LETTER, ON = date(2021, 12, 20), date(2022, 1, 25)
UNIT = "虚构单位"


def later(minutes: int) -> datetime:
    """A year on, when everything that is entered here has been."""
    return NINE + timedelta(days=365, minutes=minutes)


@pytest.fixture
def opened(engine: Engine) -> Engine:
    with transaction(engine) as db:
        add_campaign(db)
        placed = [Placement("S1", "sergeant", "P1", UNIT)]
        open_follow_up(db, CAMPAIGN, placed, LETTER, by="clerk", at=later(0))
    return engine


def issue(db: Session, **changed: Any) -> UnitIssue:
    given: dict[str, Any] = {
        "topic": Topic.CONTRACT,
        "what": "合同不签",
        "demanded_by_on": date(2022, 2, 10),
        "candidate": "S1",
        "on": ON,
        "by": "caller",
        "at": later(1),
    }
    return open_issue(db, CAMPAIGN, changed.pop("unit", UNIT), **given | changed)


def test_issues_are_numbered_through_the_campaign(opened: Engine) -> None:
    with transaction(opened) as db:
        assert [issue(db).number, issue(db, candidate=None).number] == [1, 2]


def test_a_new_day_demanded_takes_the_place_of_the_old_one(opened: Engine) -> None:
    with transaction(opened) as db:
        issue(db)
        say: dict[str, Any] = {"on": ON, "by": "caller", "at": later(2)}
        follow_issue(db, CAMPAIGN, 1, note="催过一次", demanded_by_on=None, **say)
        follow_issue(db, CAMPAIGN, 1, note="改期", demanded_by_on=date(2022, 3, 1), **say)
    with transaction(opened) as db:
        assert [step.number for step in steps(db, CAMPAIGN, 1)] == [1, 2]
        assert issues(db, CAMPAIGN)[0].demanded_by_on == date(2022, 3, 1)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"what": "  "}, "follow_up.nothing_said"),
        ({"demanded_by_on": date(2022, 1, 24)}, "follow_up.demanded_too_early"),
        ({"unit": "没有这个单位"}, "follow_up.no_such_unit"),
        ({"candidate": "O1"}, "follow_up.not_of_this_unit"),
    ],
)
def test_an_issue_that_makes_no_sense_is_refused(opened: Engine, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(RefusedError) as refused, transaction(opened) as db:
        issue(db, **changed)
    assert refused.value.code == code


def test_a_closed_issue_is_neither_followed_nor_closed_again(opened: Engine) -> None:
    say: dict[str, Any] = {"on": ON, "by": "caller", "at": later(2)}
    with transaction(opened) as db:
        issue(db)
        close_issue(db, CAMPAIGN, 1, outcome="已签", **say)
        assert issues(db, CAMPAIGN, open_only=True) == []
    for act in (
        lambda db: follow_issue(db, CAMPAIGN, 1, note="又催", demanded_by_on=None, **say),
        lambda db: close_issue(db, CAMPAIGN, 1, outcome="已签", **say),
    ):
        with pytest.raises(RefusedError) as refused, transaction(opened) as db:
            act(db)
        assert refused.value.code == "follow_up.issue_closed"


def test_an_issue_nobody_opened_cannot_be_closed(opened: Engine) -> None:
    with pytest.raises(RefusedError) as refused, transaction(opened) as db:
        close_issue(db, CAMPAIGN, 4, outcome="已签", on=ON, by="caller", at=later(2))
    assert refused.value.code == "follow_up.no_such_issue"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE unit_issue SET topic = 'luck'",
        "UPDATE unit_issue SET what = ''",
        "UPDATE unit_issue SET closed_on = '2022-02-01'",
        "UPDATE unit_issue SET unit = 'nowhere'",
        "UPDATE unit_issue SET candidate = 'S2'",
        "UPDATE follow_up_contact SET outcome = 'maybe'",
    ],
)
def test_the_database_refuses_what_cannot_be(opened: Engine, statement: str) -> None:
    with transaction(opened) as db:
        issue(db)
        call(db)
    with pytest.raises(IntegrityError), transaction(opened) as db:
        db.execute(text(statement))


def call(db: Session, **changed: Any) -> None:
    given: dict[str, Any] = {
        "held_on": ON,
        "channel": Channel.PHONE,
        "answers": dict.fromkeys(QUESTIONS, Answer.OK),
        "note": "",
        "next_on": None,
        "by": "caller",
        "at": later(3),
    }
    log_contact(db, CAMPAIGN, "S1", **given | changed)


def test_a_form_is_carried_out_once(opened: Engine) -> None:
    for first in (True, False):
        with transaction(opened) as db:
            assert first_time(db, CAMPAIGN, "token", by="caller", at=later(4)) is first
    with transaction(opened) as db:
        assert first_time(db, CAMPAIGN, "another", by="caller", at=later(4))


def test_a_form_whose_transaction_failed_may_be_sent_again(opened: Engine) -> None:
    def send(**changed: Any) -> None:
        with transaction(opened) as db:
            first_time(db, CAMPAIGN, "token", by="caller", at=later(4))
            call(db, **changed)

    with pytest.raises(RefusedError):
        send(next_on=ON)
    with transaction(opened) as db:
        assert first_time(db, CAMPAIGN, "token", by="caller", at=later(4))


def test_who_logs_on_top_of_somebody_elses_call_is_stopped(opened: Engine) -> None:
    with transaction(opened) as db:
        call(db, expected=0)
    with pytest.raises(ConflictError), transaction(opened) as db:
        call(db, expected=0)


def test_who_is_not_reached_has_said_nothing_new(opened: Engine) -> None:
    unheard = dict.fromkeys(QUESTIONS, Answer.UNKNOWN)
    with transaction(opened) as db:
        call(db)
        call(db, outcome=Outcome.NO_ANSWER, answers=unheard)
        (row,) = call_rows(db, CAMPAIGN, ON)
    assert row.last is not None
    assert set(row.last.answers.values()) == {Answer.OK}
    assert row.last.outcome is Outcome.NO_ANSWER


def test_a_visit_entered_late_does_not_take_the_place_of_a_later_call(opened: Engine) -> None:
    with transaction(opened) as db:
        call(db, note="电话")
        call(db, held_on=date(2022, 1, 20), channel=Channel.VISIT, place="单位门口", note="走访")
        (row,) = call_rows(db, CAMPAIGN, ON)
    assert row.last is not None
    assert row.last.note == "电话"
