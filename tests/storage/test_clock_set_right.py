"""A clock that ran ahead and was set right holds up the office until two people say so. All are fictional."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from resettlement.database import reading, transaction
from resettlement.errors import RefusedError
from resettlement.journal.check import check_journal
from resettlement.journal.model import Draft
from resettlement.journal.service import CLOCK, append, read
from resettlement.office.set_right import ahead_until, set_clock_right
from tests.storage.building import NINE

CAMPAIGN, SESSION = "campaign/2021", "session/2021"
AHEAD = NINE + timedelta(days=300)
WHY = "断电后时间跳到了明年，已校准"


@pytest.fixture
def office(engine: Engine) -> Engine:
    """Two entries in the future, and everything else in its place."""
    with transaction(engine) as db:
        for account, person in (("chief", None), ("chief.too", "chief"), ("supervisor", None)):
            add_account(
                db, account, name="", role=Role.ADMINISTRATOR, password="ein langes Passwort", by="set-up",
                at=NINE, person=person,
            )  # fmt: skip
        note(db, "campaign/2020", NINE)
        note(db, CAMPAIGN, AHEAD)
        note(db, SESSION, AHEAD + timedelta(minutes=1))
    return engine


def note(db: Session, stream: str, at: datetime) -> datetime:
    (entry,) = append(db, stream, [Draft("noted", {})], by="clerk", at=at)
    return datetime.fromisoformat(entry.at)


def set_right(engine: Engine, reason: str = WHY, second: str = "supervisor", at: datetime = NINE) -> None:
    with transaction(engine) as db:
        set_clock_right(db, reason, second=second, by="chief", at=at)


def refusal(engine: Engine, stream: str, at: datetime) -> str:
    with transaction(engine) as db, pytest.raises(RefusedError) as refused:
        note(db, stream, at)
    assert "/staff/clock" in refused.value.message
    return refused.value.code


def test_until_two_people_have_said_so_nothing_can_be_dated_before_the_last_entry(office: Engine) -> None:
    assert refusal(office, CAMPAIGN, NINE) == "journal.clock_went_back"
    set_right(office)
    with transaction(office) as db:
        assert note(db, CAMPAIGN, NINE + timedelta(minutes=1)) == AHEAD
        assert note(db, SESSION, NINE + timedelta(minutes=2)) == AHEAD + timedelta(minutes=1)
        assert note(db, "campaign/2020", NINE + timedelta(minutes=3)) == NINE + timedelta(minutes=3)
        check_journal(db)


def test_the_log_of_the_campaign_that_is_affected_tells_of_it_and_the_reason_stays_in_the_office(
    office: Engine,
) -> None:
    set_right(office)
    with reading(office) as db:
        (of_office,), (_, of_campaign) = read(db, CLOCK), read(db, CAMPAIGN)
        assert len(read(db, "campaign/2020")) == 1
        assert len(read(db, SESSION)) == 1
    until = (AHEAD + timedelta(minutes=1)).isoformat()
    assert of_campaign.payload == {"ahead_until": until, "second": "supervisor"}
    assert of_office.payload == {"ahead_until": until, "second": "supervisor", "reason": WHY}
    assert (of_office.at, of_campaign.at) == (NINE.isoformat(), AHEAD.isoformat())


def test_once_real_time_has_caught_up_entries_bear_their_own_time_and_a_step_back_is_refused(
    office: Engine,
) -> None:
    set_right(office)
    later = AHEAD + timedelta(days=1)
    with transaction(office) as db:
        assert note(db, CAMPAIGN, later) == later
    assert refusal(office, CAMPAIGN, later - timedelta(seconds=1)) == "journal.clock_went_back"


def test_a_clock_that_ran_ahead_once_more_is_said_to_have_once_more(office: Engine) -> None:
    set_right(office)
    further = AHEAD + timedelta(days=30)
    with transaction(office) as db:
        note(db, CAMPAIGN, further)
    assert refusal(office, CAMPAIGN, NINE + timedelta(days=1)) == "journal.clock_went_back"
    set_right(office, at=NINE + timedelta(days=1))
    with transaction(office) as db:
        assert note(db, CAMPAIGN, NINE + timedelta(days=2)) == further


@pytest.mark.parametrize(
    ("reason", "second", "code"),
    [
        (" ", "supervisor", "clock.no_reason"),
        (WHY, "chief", "clock.second_person"),
        (WHY, "chief.too", "clock.second_person"),
        (WHY, "", "clock.second_person"),
    ],
)
def test_it_takes_a_reason_and_two_people(office: Engine, reason: str, second: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        set_right(office, reason, second)
    assert refused.value.code == code


def test_where_nothing_lies_ahead_there_is_nothing_to_say(office: Engine) -> None:
    set_right(office)
    with reading(office) as db:
        assert ahead_until(db, NINE) is None
    with pytest.raises(RefusedError) as refused:
        set_right(office)
    assert refused.value.code == "clock.not_ahead"
