"""Lists ask the database for what they show. Everybody here is fictional (虚构)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.notices.freezing import freeze_standing
from resettlement.notices.objecting import open_notices
from resettlement.publication import register
from resettlement.records.lookup import facts_of
from resettlement.records.model import Fact
from resettlement.records.service import correct_fact, names, people, review
from resettlement.standing.service import newest_standing, score, standings
from tests.storage.scored import AT, ID, PERIOD, TODAY, content_of, open_scored, posted

BETTER = Fact(
    "award", {"grade": "second_class_merit", "on": "2016-08-30"}, "报告表", "虚通〔2016〕16号", "47"
)


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    open_scored(engine)
    with transaction(engine) as session:
        posted(session, content_of(session))
    with transaction(engine) as session:
        yield session


@contextmanager
def asked(db: Session) -> Iterator[list[str]]:
    """Every question that the block asks."""
    sent: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(db.get_bind(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.get_bind(), "before_cursor_execute", note)


def test_names_are_those_of_the_people_and_nothing_else_of_them_is_read(db: Session) -> None:
    wanted = {one.code: one.name for one in people(db, ID)}
    with asked(db) as sent:
        assert names(db, ID) == wanted
    assert len(sent) == 1
    assert "id_number" not in sent[0]
    assert "phone" not in sent[0]


def test_the_register_leaves_the_papers_where_they_are(db: Session) -> None:
    with asked(db) as sent:
        (notice,) = register.register(db, ID)
    assert "notice.pdf," not in " ".join(sent)
    assert register.papers(db, ID) == {notice.number: b"%PDF-"}
    assert register.notice(db, ID, 1).pdf == b"%PDF-"


def test_who_may_object_today_is_asked_without_any_paper(db: Session) -> None:
    with asked(db) as sent:
        (found,) = open_notices(db, ID, TODAY)
    assert (found.period.first_on.isoformat(), found.period.last_on.isoformat()) == (
        PERIOD["from"],
        PERIOD["to"],
    )
    assert "notice.pdf," not in " ".join(sent)
    assert not open_notices(db, ID, TODAY - timedelta(days=1))
    assert not open_notices(db, ID, found.period.last_on + timedelta(days=1))


def test_one_persons_facts_are_read_without_those_of_the_others(db: Session) -> None:
    with asked(db) as sent:
        found = facts_of(db, ID, "S01")
    assert [index for index, _ in found] == [0, 1]
    assert len(sent) == 1
    assert "fact.candidate =" in sent[0]


def test_the_standing_that_counts_is_read_without_the_versions_before_it(db: Session) -> None:
    correct_fact(db, ID, "S02", 0, BETTER, by="clerk", at=AT, reason="补")
    review(db, ID, by="reviewer", at=AT)
    score(db, ID, reason="更正", by="clerk", at=AT)
    with asked(db) as sent:
        newest = newest_standing(db, ID)
    assert newest == standings(db, ID)[-1]
    assert newest is not None
    assert newest.version == 2
    assert "LIMIT" in sent[0]


def test_before_anybody_was_scored_no_standing_counts(engine: Engine) -> None:
    with transaction(engine) as db:
        assert newest_standing(db, ID) is None
        with pytest.raises(RefusedError) as refused:
            freeze_standing(db, ID, by="supervisor", at=AT)
    assert refused.value.code == "posting.not_posted"
