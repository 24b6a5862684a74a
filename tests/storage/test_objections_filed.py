"""An objection on paper finds the notice that is open; nobody else's number, no day that has not come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.notices.objecting import file_on_paper, file_online
from resettlement.objections.model import FiledBy
from resettlement.objections.service import objections
from resettlement.objections.tables import Objection
from tests.storage.scored import AT, ID, PERIOD, TODAY, content_of, open_scored, posted

LAST = date.fromisoformat(str(PERIOD["to"]))
AFTER = AT + timedelta(days=8)


@pytest.fixture
def listed(engine: Engine) -> Engine:
    open_scored(engine)
    with transaction(engine) as db:
        posted(db, content_of(db))
    return engine


def file(db: Session, candidate: str = "S03", **more: object) -> Objection:
    given: dict[str, object] = {"filed_by": FiledBy.SELF, "by": "clerk", "at": AT}
    return file_on_paper(db, ID, candidate, "漏录二等功", **(given | more))  # type: ignore[arg-type]


def refused(engine: Engine, code: str, step: Callable[[Session], object]) -> None:
    with pytest.raises(RefusedError) as refusal, transaction(engine) as db:
        step(db)
    assert refusal.value.code == code
    with transaction(engine) as db:
        assert objections(db, ID) == []


def test_without_a_number_it_is_to_the_notice_that_is_open(listed: Engine) -> None:
    with transaction(listed) as db:
        row = file(db)
        assert (row.number, row.item, row.filed_on, row.source) == (1, "评分表", TODAY, "paper")
        assert file(db, notice="虚公〔2021〕1号").number == 2


def test_what_came_in_time_may_be_entered_later(listed: Engine) -> None:
    with transaction(listed) as db:
        assert file(db, at=AFTER, filed_on=LAST).filed_on == LAST


def test_outside_every_period_it_is_refused(listed: Engine) -> None:
    refused(listed, "objections.outside_period", lambda db: file(db, at=AFTER))


def test_before_any_notice_hangs_it_is_refused(engine: Engine) -> None:
    open_scored(engine)
    refused(engine, "objections.outside_period", file)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"candidate": "X9"}, "records.unknown_candidate"),
        ({"notice": "9号"}, "objections.unknown_notice"),
        ({"filed_on": TODAY + timedelta(days=1)}, "objections.filed_in_future"),
    ],
)
def test_what_cannot_be_is_refused_with_a_code(listed: Engine, change: dict[str, object], code: str) -> None:
    refused(listed, code, lambda db: file(db, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"candidate": "X9"}, "records.unknown_candidate"), ({"notice": "9号"}, "objections.outside_period")],
)
def test_online_too(listed: Engine, change: dict[str, str], code: str) -> None:
    sent = {"notice": "虚公〔2021〕1号", "candidate": "S01", "filed_by": "self", "item": "评分表", "line": ""}
    sent |= {"text": "少一项。", "name": "某人", "phone": "0000-0009999"}
    refused(listed, code, lambda db: file_online(db, ID, sent | change, at=AT))
    with transaction(listed) as db:
        assert file_online(db, ID, sent, at=AT).number == 1
