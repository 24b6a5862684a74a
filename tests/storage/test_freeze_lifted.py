"""The supervisor lifts a freeze; a correction says so, hangs, and only then the standing is frozen again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.hall.opening import open_hall
from resettlement.journal.service import read
from resettlement.notices import drafting
from resettlement.notices.drafting import UNFROZEN
from resettlement.notices.freezing import freeze_standing, unfreeze_standing
from resettlement.publication.publishable import differences
from resettlement.records.changes import add_fact
from resettlement.records.model import Fact
from resettlement.records.service import review
from resettlement.standing.service import newest_standing, score
from tests.storage.announced import OVER, announce, announced, posted_and_frozen, put_up
from tests.storage.scored import ID

WHY = "一份档案的专业登记有误，影响可选的岗位"
LIFTED, AGAIN = OVER + timedelta(days=1), OVER + timedelta(days=10)
LATER = AGAIN + timedelta(days=3)
MERIT = Fact("award", {"grade": "second_class_merit", "on": "2016-08-30"}, "个人奖励登记（报告）表")


def refused(engine: Engine, code: str, step: Callable[[Session], object]) -> str:
    with pytest.raises(RefusedError) as refusal, transaction(engine) as db:
        step(db)
    assert refusal.value.code == code
    return refusal.value.message


def lift(db: Session, reason: str = WHY) -> None:
    unfreeze_standing(db, ID, reason, by="supervisor", at=LIFTED)


def test_a_freeze_is_lifted_with_a_public_reason_and_once(engine: Engine) -> None:
    posted_and_frozen(engine)
    refused(engine, "standing.no_reason", lambda db: lift(db, " "))
    refused(engine, "gate.not_public", lambda db: lift(db, "丁𬭎的专业有误"))
    with transaction(engine) as db:
        lift(db)
        newest = newest_standing(db, ID)
        last = read(db, f"campaign/{ID}")[-1]
    assert newest is not None
    assert not newest.frozen
    assert (last.type, last.payload) == ("standing_unfrozen", {"standing": 1, "reason": WHY})
    refused(engine, "standing.not_frozen", lift)


def test_where_no_score_changed_the_correction_has_no_rows_and_says_why(engine: Engine) -> None:
    posted_and_frozen(engine)
    refused(engine, "posting.nothing_to_correct", lambda db: put_up(db, "correction", LIFTED))
    with transaction(engine) as db:
        lift(db)
        notice = put_up(db, "correction", LIFTED, reason="专业已更正")
        content = json.loads(notice.content)
        assert differences(db, ID) == ()
    assert (content["standing_version"], notice.standing) == (None, None)
    assert (content["changed"], content["moved"], content["unchanged_count"]) == ([], [], 3)
    assert content["reason"] == f"{WHY}；专业已更正"
    assert content["paragraphs"][-1] == UNFROZEN
    refused(engine, "posting.nothing_to_correct", lambda db: put_up(db, "correction", LIFTED))


def test_it_is_frozen_again_only_after_the_correction_and_its_period(engine: Engine) -> None:
    posted_and_frozen(engine)
    with transaction(engine) as db:
        lift(db)
    freeze = lambda at: lambda db: freeze_standing(db, ID, by="supervisor", at=at)  # noqa: E731
    assert "解除冻结之后" in refused(engine, "posting.not_posted", freeze(AGAIN))
    with transaction(engine) as db:
        put_up(db, "correction", LIFTED)
    refused(engine, "posting.period_open", freeze(LIFTED))
    with transaction(engine) as db:
        freeze_standing(db, ID, by="supervisor", at=AGAIN)
        assert not drafting.is_unfrozen(db, ID)
        assert differences(db, ID) == ()


def test_a_correction_with_a_new_standing_has_its_rows_and_says_that_the_freeze_was_lifted(
    engine: Engine,
) -> None:
    posted_and_frozen(engine)
    with transaction(engine) as db:
        lift(db)
        add_fact(db, ID, "S03", MERIT, by="clerk", at=LIFTED, reason="漏录")
        review(db, ID, by="reviewer", at=LIFTED)
        score(db, ID, by="clerk", at=LIFTED, reason="补录二等功")
        content = json.loads(put_up(db, "correction", LIFTED).content)
        assert differences(db, ID) == ()
    assert content["standing_version"] == 2
    assert {row["candidate"] for row in content["changed"]} == {"S03"}
    assert content["reason"] == f"{WHY}；补录二等功"
    assert content["paragraphs"][-1] == UNFROZEN


def test_after_a_second_freeze_the_session_is_announced_anew(engine: Engine) -> None:
    announced(engine)
    with transaction(engine) as db:
        lift(db)
        put_up(db, "correction", LIFTED)
        freeze_standing(db, ID, by="supervisor", at=AGAIN)
    step = lambda db: open_hall(db, ID, reason="顺延", by="host", at=LATER)  # noqa: E731
    assert "重新冻结之后" in refused(engine, "posting.not_announced", step)
    with transaction(engine) as db:
        announce(db, AGAIN, session={"date": LATER.date().isoformat(), "place": "大厅", "roll_call": "8时"})
        assert open_hall(db, ID, by="host", at=LATER).type == "session_opened"


def test_nothing_is_lifted_once_the_session_is_open(engine: Engine) -> None:
    announced(engine)
    with transaction(engine) as db:
        open_hall(db, ID, reason="提前", by="host", at=LIFTED)
    refused(engine, "posting.session_opened", lift)
