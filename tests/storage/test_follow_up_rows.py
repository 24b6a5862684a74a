"""Following people up, on both databases. Everybody here is fictional (虚构)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.follow_up.due import CallRow
from resettlement.follow_up.duties import record_event, settle
from resettlement.follow_up.model import QUESTIONS, Answer, Channel, Topic, Trigger
from resettlement.follow_up.service import (
    Placement,
    call_rows,
    due_list,
    log_contact,
    open_follow_up,
)
from resettlement.follow_up.tables import Contact, DutyRow, FollowUp
from resettlement.journal.model import canonical
from resettlement.journal.service import read
from tests.storage.building import CAMPAIGN, NINE, add_campaign

LETTER = date(2021, 12, 20)
SERGEANT = Placement("S1", "sergeant", "P1", "虚构单位")
OFFICER = Placement("O1", "officer", "P2", "虚构单位")
ALL_OK = dict.fromkeys(QUESTIONS, Answer.OK)


def later(minutes: int) -> datetime:
    """A year on, when everything that is entered here has been."""
    return NINE + timedelta(days=365, minutes=minutes)


@pytest.fixture
def opened(engine: Engine) -> Engine:
    with transaction(engine) as session:
        add_campaign(session)
        open_follow_up(session, CAMPAIGN, [SERGEANT, OFFICER], LETTER, by="clerk", at=later(0))
    return engine


def call(session: Session, candidate: str = "S1", **changed: Any) -> Contact:
    given: dict[str, Any] = {
        "held_on": date(2021, 12, 28),
        "channel": Channel.PHONE,
        "answers": ALL_OK,
        "note": "电话中说合同下周签",
        "next_on": None,
        "by": "caller",
        "at": later(1),
    }
    return log_contact(session, CAMPAIGN, candidate, **given | changed)


def duty(engine: Engine, key: str, candidate: str = "S1") -> DutyRow:
    with transaction(engine) as session:
        return session.get_one(DutyRow, (CAMPAIGN, candidate, key))


def to_call(engine: Engine, on: date) -> Mapping[str, CallRow]:
    with transaction(engine) as session:
        return {row.candidate: row for row in due_list(session, CAMPAIGN, on)}


def test_a_soldier_has_to_be_on_post_one_month_after_the_letter(opened: Engine) -> None:
    row = duty(opened, "on_post")
    assert (row.state, row.due_on, row.owed_by) == ("dated", date(2022, 1, 20), "unit")


def test_an_officers_duties_of_that_time_are_stored_as_unknown(opened: Engine) -> None:
    with transaction(opened) as session:
        rows = {row.candidate: row for row in call_rows(session, CAMPAIGN, LETTER)}
    assert {duty.state.value for duty in rows["O1"].duties} == {"unknown"}
    assert {*QUESTIONS, Topic.START} == {duty.topic for duty in rows["O1"].duties}


def test_the_file_the_duties_came_from_is_kept_with_its_digest(opened: Engine) -> None:
    with transaction(opened) as session:
        row = session.get_one(FollowUp, (CAMPAIGN, "S1"))
    assert row.rules_id == "soldiers-2011"
    assert len(row.rules_digest) == 64


def test_nobody_is_opened_twice(opened: Engine) -> None:
    with pytest.raises(RefusedError) as refused, transaction(opened) as session:
        open_follow_up(session, CAMPAIGN, [SERGEANT], LETTER, by="clerk", at=later(1))
    assert refused.value.code == "follow_up.already_open"


def test_when_one_of_many_cannot_be_opened_nobody_is(engine: Engine) -> None:
    with transaction(engine) as session:
        add_campaign(session)
    with pytest.raises(RefusedError) as refused, transaction(engine) as session:
        open_follow_up(session, CAMPAIGN, [OFFICER, SERGEANT, SERGEANT], LETTER, by="clerk", at=later(0))
    assert refused.value.code == "follow_up.already_open"
    with transaction(engine) as session:
        assert call_rows(session, CAMPAIGN, LETTER) == ()
        assert read(session, f"follow_up/{CAMPAIGN}") == ()


def test_who_falls_under_no_known_rules_has_no_duties_and_is_called_all_the_same(engine: Engine) -> None:
    with transaction(engine) as session:
        add_campaign(session)
        placements = [SERGEANT._replace(category="firefighter")]
        open_follow_up(session, CAMPAIGN, placements, LETTER, by="clerk", at=later(0))
        record_event(session, CAMPAIGN, "S1", Trigger.REPORTED_IN, LETTER, by="caller", at=later(1))
    with transaction(engine) as session:
        (row,) = due_list(session, CAMPAIGN, LETTER)
    assert (row.rules_id, row.duties, row.why) == ("", (), ("尚未联系过",))


def test_a_campaign_may_choose_the_rules_of_a_category(engine: Engine) -> None:
    with transaction(engine) as session:
        add_campaign(session).settings = '{"duties": {"sergeant": "regulation-2024", "officer": "other"}}'
        open_follow_up(session, CAMPAIGN, [SERGEANT], LETTER, by="clerk", at=later(0))
    with transaction(engine) as session:
        assert session.get_one(FollowUp, (CAMPAIGN, "S1")).rules_id == "regulation-2024"
    with pytest.raises(RefusedError) as refused, transaction(engine) as session:
        open_follow_up(session, CAMPAIGN, [OFFICER], LETTER, by="clerk", at=later(1))
    assert refused.value.code == "follow_up.no_such_rules"


def test_the_day_of_receiving_gives_the_bureau_its_own_last_day(engine: Engine) -> None:
    with transaction(engine) as session:
        add_campaign(session)
        received = {"S1": date(2021, 8, 31)}
        open_follow_up(session, CAMPAIGN, [SERGEANT], LETTER, received_on=received, by="clerk", at=later(0))
    assert duty(engine, "placing_finished").due_on == date(2022, 2, 28)


def test_a_day_that_becomes_known_turns_waiting_into_a_date(opened: Engine) -> None:
    assert (duty(opened, "report_in").state, duty(opened, "report_in").waits_for) == (
        "waiting",
        "report_by_on",
    )
    with transaction(opened) as session:
        record_event(session, CAMPAIGN, "S1", Trigger.REPORT_BY, date(2021, 12, 31), by="clerk", at=later(1))
    row = duty(opened, "report_in")
    assert (row.state, row.due_on, row.waits_for) == ("dated", date(2022, 1, 30), None)


def test_starting_work_settles_the_duty_to_let_him_start(opened: Engine) -> None:
    with transaction(opened) as session:
        record_event(
            session, CAMPAIGN, "S1", Trigger.STARTED_WORK, date(2022, 1, 10), by="caller", at=later(1)
        )
    assert duty(opened, "on_post").settled_on == date(2022, 1, 10)
    assert duty(opened, "contract_term").settled_on is None


def test_everybody_not_yet_called_is_on_the_list_from_the_day_of_the_letter(opened: Engine) -> None:
    assert set(to_call(opened, LETTER)) == {"S1", "O1"}
    assert to_call(opened, date(2021, 12, 19)) == {}


def test_whoever_has_all_four_settled_is_left_in_peace(opened: Engine) -> None:
    with transaction(opened) as session:
        call(session, "O1")
    assert "O1" not in to_call(opened, date(2022, 6, 1))


def test_a_later_call_agreed_puts_him_off_until_that_day(opened: Engine) -> None:
    with transaction(opened) as session:
        call(session, answers=ALL_OK | {Topic.PAY: Answer.NOT_YET}, next_on=date(2022, 1, 5))
    assert "S1" not in to_call(opened, date(2022, 1, 4))
    row = to_call(opened, date(2022, 1, 5))["S1"]
    assert row.since_on == date(2022, 1, 5)
    assert "约定" in row.why[0]


def test_what_falls_due_before_the_call_agreed_brings_him_back(opened: Engine) -> None:
    with transaction(opened) as session:
        call(session, next_on=date(2022, 3, 1))
    assert "S1" not in to_call(opened, date(2022, 1, 19))
    row = to_call(opened, date(2022, 1, 25))["S1"]
    assert row.overdue_days == 5
    assert row.since_on == date(2022, 1, 20)
    assert "已超期 5 天" in row.why[0]


def test_what_was_overdue_when_the_next_call_was_agreed_waits_for_it(opened: Engine) -> None:
    with transaction(opened) as session:
        call(session, held_on=date(2022, 1, 25), next_on=date(2022, 2, 10))
    assert "S1" not in to_call(opened, date(2022, 2, 9))
    assert to_call(opened, date(2022, 2, 10))["S1"].overdue_days == 21


def test_a_settled_duty_is_overdue_no_more(opened: Engine) -> None:
    with transaction(opened) as session:
        call(session)
        settle(
            session, CAMPAIGN, "S1", "on_post", on=date(2022, 2, 1), note="已上岗", by="caller", at=later(2)
        )
    assert "S1" not in to_call(opened, date(2022, 3, 1))


def test_trouble_without_a_next_call_keeps_him_on_the_list(opened: Engine) -> None:
    with transaction(opened) as session:
        call(session, "O1", answers=ALL_OK | {Topic.HOUSEHOLD: Answer.TROUBLE})
    row = to_call(opened, date(2021, 12, 29))["O1"]
    assert row.why == ("上次回访：户口落地有困难；未约下次",)
    assert row.since_on == date(2021, 12, 28)


def test_questions_that_were_not_asked_count_as_unknown_and_keep_him_on_the_list(opened: Engine) -> None:
    with transaction(opened) as session:
        contact = call(session, "O1", answers={Topic.PAY: Answer.OK})
    assert (contact.pay, contact.contract) == ("ok", "unknown")
    assert "O1" in to_call(opened, date(2021, 12, 29))


def test_the_last_call_counts(opened: Engine) -> None:
    with transaction(opened) as session:
        call(session, "O1", answers=ALL_OK | {Topic.PAY: Answer.TROUBLE})
        assert call(session, "O1", held_on=date(2022, 1, 3), channel=Channel.VISIT).number == 2
    assert "O1" not in to_call(opened, date(2022, 1, 4))


def test_the_longest_overdue_stands_on_top(opened: Engine) -> None:
    with transaction(opened) as session:
        rows = due_list(session, CAMPAIGN, date(2022, 2, 1))
    assert [row.candidate for row in rows] == ["S1", "O1"]


def test_each_thing_done_leaves_one_entry_of_ids_alone(opened: Engine) -> None:
    with transaction(opened) as session:
        call(session)
        record_event(
            session, CAMPAIGN, "S1", Trigger.STARTED_WORK, date(2022, 1, 10), by="caller", at=later(2)
        )
        settle(session, CAMPAIGN, "S1", "contract_term", on=LETTER, note="三年期", by="caller", at=later(3))
        entries = read(session, f"follow_up/{CAMPAIGN}")
    assert [entry.type for entry in entries] == [
        "follow_up_opened",
        "contact_logged",
        "follow_up_event_recorded",
        "duty_settled",
    ]
    written = "".join(canonical(dict(entry.payload)) for entry in entries)
    assert written.isascii(), "names, notes and what was said stay in the rows"
    assert "ok" not in written


@pytest.mark.parametrize(
    ("do", "code"),
    [
        (lambda s: call(s, next_on=date(2021, 12, 28)), "follow_up.next_not_later"),
        (lambda s: call(s, "S2"), "follow_up.not_open"),
        (
            lambda s: settle(s, CAMPAIGN, "S1", "gold", on=LETTER, note="", by="c", at=later(2)),
            "follow_up.no_such_duty",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(opened: Engine, do: Any, code: str) -> None:
    with pytest.raises(RefusedError) as refused, transaction(opened) as session:
        do(session)
    assert refused.value.code == code


def test_a_duty_is_settled_once(opened: Engine) -> None:
    done: dict[str, Any] = {"on": LETTER, "note": "", "by": "caller", "at": later(2)}
    with transaction(opened) as session:
        settle(session, CAMPAIGN, "S1", "on_post", **done)
    with pytest.raises(RefusedError, match="已于") as refused, transaction(opened) as session:
        settle(session, CAMPAIGN, "S1", "on_post", **done)
    assert refused.value.code == "follow_up.already_settled"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE follow_up_duty SET state = 'soon'",
        "UPDATE follow_up_duty SET topic = 'luck'",
        "UPDATE follow_up_contact SET pay = 'maybe'",
        "UPDATE follow_up SET position = 'P9'",
        "UPDATE follow_up SET candidate = 'S2' WHERE candidate = 'S1'",
    ],
)
def test_the_database_refuses_values_nobody_knows(opened: Engine, statement: str) -> None:
    with transaction(opened) as session:
        call(session)
    with pytest.raises(IntegrityError), transaction(opened) as session:
        session.execute(text(statement))
