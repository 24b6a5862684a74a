"""Days registered and duties settled on a person's page. Everybody here is fictional (虚构)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from resettlement.database import transaction
from resettlement.follow_up.tables import DutyRow
from tests.storage.building import CAMPAIGN
from tests.unit.web_callers.browsing import PEOPLE, Browser, today


def duty(engine: Engine, key: str) -> DutyRow:
    with transaction(engine) as db:
        return db.get_one(DutyRow, (CAMPAIGN, "S1", key))


def test_a_duty_whose_figure_is_waited_for_says_what_it_waits_for(caller: Browser) -> None:
    page = caller.get(f"{PEOPLE}/S1").text
    assert "待登记上岗日期后计算" in page
    assert "《劳动合同法》第十条" in page


def test_starting_work_settles_that_duty_and_gives_the_others_their_dates(
    caller: Browser, engine: Engine
) -> None:
    started = today() - timedelta(days=3)
    sent = caller.csrf() | {"event": "started_work_on", "event_on": str(started)}
    answer = caller.post(f"{PEOPLE}/S1/events", sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PEOPLE}/S1#duties")
    assert duty(engine, "on_post").settled_on == started
    assert duty(engine, "insurance_registered").due_on == started + timedelta(days=30)
    assert f"{PEOPLE}/S1" not in caller.get("/callers?overdue=1").text


def test_a_day_that_was_mistyped_can_be_registered_again(caller: Browser, engine: Engine) -> None:
    for days in (30, 3):
        sent = {"event": "started_work_on", "event_on": str(today() - timedelta(days=days))}
        caller.post(f"{PEOPLE}/S1/events", caller.csrf() | sent)
    started = today() - timedelta(days=3)
    assert duty(engine, "on_post").settled_on == started
    assert duty(engine, "insurance_registered").due_on == started + timedelta(days=30)


@pytest.mark.parametrize(
    ("event", "on", "field"),
    [
        ("started_work_on", "2099-01-01", "event_on"),
        ("reported_in_on", "2000-01-01", "event_on"),
        ("reported_in_on", "", "event_on"),
        ("letter_on", "2021-12-01", "event"),
        ("", "", "event"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(
    caller: Browser, event: str, on: str, field: str
) -> None:
    answer = caller.post(f"{PEOPLE}/S1/events", caller.csrf() | {"event": event, "event_on": on})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_the_day_set_for_reporting_in_may_lie_ahead(caller: Browser, engine: Engine) -> None:
    on = today() + timedelta(days=5)
    caller.post(f"{PEOPLE}/S1/events", caller.csrf() | {"event": "report_by_on", "event_on": str(on)})
    assert duty(engine, "report_in").due_on == on + timedelta(days=30)


def test_a_duty_is_settled_with_a_note_of_how_that_is_known(caller: Browser, engine: Engine) -> None:
    path, sent = f"{PEOPLE}/S1/duties/contract_term", {"settled_on": str(today())}
    refused = caller.post(path, caller.csrf() | sent)
    assert refused.status_code == 422
    assert 'href="#settled_note-contract_term"' in refused.text
    answer = caller.post(path, caller.csrf() | sent | {"settled_note": "看到合同原件，三年期"})
    assert answer.status_code == 303
    row = duty(engine, "contract_term")
    assert (row.settled_on, row.settled_by, row.settled_note) == (today(), "caller", "看到合同原件，三年期")


def test_a_duty_settled_already_is_said_to_be(caller: Browser) -> None:
    sent = {"settled_on": str(today()), "settled_note": "看到合同原件"}
    for status in (303, 422):
        answer = caller.post(f"{PEOPLE}/S1/duties/contract_term", caller.csrf() | sent)
        assert answer.status_code == status
    assert "已于" in answer.text
