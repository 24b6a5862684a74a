"""The hall opens on the announced day, or on another with a reason that everybody can read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from public_notices.event_words import campaign_event
from resettlement.database import transaction
from resettlement.errors import ConflictError, RefusedError
from resettlement.hall.opening import day_changed, open_hall
from resettlement.journal.service import read
from resettlement.positions.service import eligible
from resettlement.positions.tables import Position
from tests.storage.announced import OVER, SAID, SESSION, announce, announced, posted_and_frozen, put_up
from tests.storage.scored import ID

EARLIER = SESSION - timedelta(days=1)
WHY = "场地供电检修，提前一天"


def refused(engine: Engine, code: str, step: Callable[[Session], object]) -> str:
    with pytest.raises(RefusedError) as refusal, transaction(engine) as db:
        step(db)
    assert refusal.value.code == code
    with transaction(engine) as db:
        assert read(db, f"session/{ID}") == ()
        assert day_changed(db, ID) is None
    return refusal.value.message


def test_on_the_announced_day_it_opens_and_nothing_is_said_of_days(engine: Engine) -> None:
    announced(engine)
    with transaction(engine) as db:
        opened = open_hall(db, ID, by="host", at=SESSION)
        assert read(db, f"session/{ID}") == (opened,)
        assert day_changed(db, ID) is None


def test_the_day_is_chinas(engine: Engine) -> None:
    announced(engine)
    early = SESSION.replace(hour=0, minute=30).astimezone(tz=None)
    with transaction(engine) as db:
        assert open_hall(db, ID, by="host", at=early).type == "session_opened"
        assert day_changed(db, ID) is None


@pytest.mark.parametrize("reason", ["", "  "])
def test_on_another_day_it_opens_only_with_a_reason(engine: Engine, reason: str) -> None:
    announced(engine)
    said = refused(
        engine, "posting.other_day", lambda db: open_hall(db, ID, reason=reason, by="host", at=EARLIER)
    )
    assert SESSION.date().isoformat() in said
    assert EARLIER.date().isoformat() in said


def test_the_reason_is_public_and_passes_the_gate(engine: Engine) -> None:
    announced(engine)
    refused(engine, "gate.not_public", lambda db: open_hall(db, ID, reason="韩䶮要求", by="host", at=EARLIER))


def test_with_a_reason_the_change_is_entered_before_the_session_opens(engine: Engine) -> None:
    announced(engine)
    with transaction(engine) as db:
        opened = open_hall(db, ID, reason=WHY, by="host", at=EARLIER)
        last = read(db, f"campaign/{ID}")[-1]
    told = {"announced": "2021-10-28", "held_on": "2021-10-27", "reason": WHY}
    assert (last.type, last.payload) == ("session_day_changed", told)
    assert opened.payload["campaign_head"] == last.hash
    said = campaign_event(last.to_json())
    assert said == f"公告的选岗会日期是2021年10月28日，改在2021年10月27日开场。原因：{WHY}。"
    with transaction(engine) as db:
        assert day_changed(db, ID) == told


def test_ages_are_counted_on_the_day_on_which_it_is_held(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced(engine)
    asked = []

    def noted(db: Session, campaign_id: str, day: object) -> object:
        asked.append(day)
        return eligible(db, campaign_id, EARLIER.date())

    monkeypatch.setattr("resettlement.hall.opening.eligible", noted)
    with transaction(engine) as db:
        open_hall(db, ID, reason=WHY, by="host", at=EARLIER)
    assert asked == [EARLIER.date()]


def test_it_does_not_open_while_a_posted_list_may_still_be_objected_to(engine: Engine) -> None:
    announced(engine)
    with transaction(engine) as db:
        post = db.get_one(Position, (ID, "P01"))
        post.title = f"{post.title}（更正）"
        db.add(post)
        db.flush()
        put_up(db, "positions", OVER + timedelta(hours=1))
    said = refused(engine, "posting.period_open", lambda db: open_hall(db, ID, by="host", at=SESSION))
    assert "期满后才能开场" in said


@pytest.mark.parametrize(
    ("key", "lacking"),
    [("date", "session.on"), ("place", "session.place"), ("roll_call", "session.roll_call")],
)
def test_an_announcement_says_when_where_and_from_what_the_lot_comes(
    engine: Engine, key: str, lacking: str
) -> None:
    posted_and_frozen(engine)
    with pytest.raises(RefusedError) as refusal, transaction(engine) as db:
        announce(db, OVER, session={**SAID["session"], key: ""})
    assert refusal.value.code == "posting.announcement_incomplete"
    assert refusal.value.arguments["missing"] == [lacking]


def test_it_does_not_open_before_it_was_announced(engine: Engine) -> None:
    posted_and_frozen(engine)
    refused(engine, "posting.not_announced", lambda db: open_hall(db, ID, by="host", at=SESSION))


def test_an_announcement_that_the_host_has_not_seen_opens_nothing(engine: Engine) -> None:
    announced(engine)
    with pytest.raises(ConflictError), transaction(engine) as db:
        open_hall(db, ID, seen="1号", by="host", at=SESSION)
