"""What is public of a campaign: the versions that were posted, and nothing that only the office has seen."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from resettlement.database import connect, transaction
from resettlement.notices import contents
from resettlement.positions.service import import_positions
from resettlement.positions.tables import Position
from resettlement.positions.workbook import read_positions
from resettlement.publication import public_documents, register
from resettlement.records.changes import add_fact
from resettlement.records.model import Fact
from resettlement.records.service import review
from resettlement.records.tables import Candidate
from resettlement.sample import folder
from resettlement.standing.service import score
from tests.storage.scored import AT, ID, PERIOD, TODAY, content_of, open_scored, posted

SECOND, THIRD = "虚公〔2021〕2号", "虚公〔2021〕3号"


@pytest.fixture
def scored(newest: str) -> Engine:
    engine = connect(newest)
    open_scored(engine)
    return engine


def score_again(db: Session, candidate: str, on: str) -> None:
    """One commendation more (嘉奖), reviewed, everybody scored anew."""
    fact = Fact("award", {"grade": "commendation", "on": on}, "个人奖励登记（报告）表")
    add_fact(db, ID, candidate, fact, reason="漏录", by="clerk", at=AT)
    review(db, ID, by="reviewer", at=AT)
    score(db, ID, reason="补录嘉奖", by="clerk", at=AT)


def versions(db: Session) -> list[tuple[int, str | None]]:
    return [
        (one["version"], one["notice"]) for one in public_documents.frozen(db, ID)["standing"]["versions"]
    ]


def test_nothing_is_public_before_the_first_notice(scored: Engine) -> None:
    with transaction(scored) as db:
        import_positions(db, ID, read_positions(folder() / "positions.xlsx"), by="staffing", at=AT)
        public, drafted = public_documents.frozen(db, ID), public_documents.drafted(db, ID)
    assert (public["standing"], public["sheets"], public["positions"]) == (
        {"versions": []}, {"sheets": []}, {"positions": []},
    )  # fmt: skip
    assert [one["version"] for one in drafted["standing"]["versions"]] == [1]
    assert drafted["positions"]["positions"]


def test_a_version_scored_before_the_first_notice_and_never_posted_is_nobodys_business(
    scored: Engine,
) -> None:
    with transaction(scored) as db:
        score_again(db, "S03", "2013-05-01")
        posted(db, content_of(db))
        assert versions(db) == [(2, "虚公〔2021〕1号")]
        sheets = public_documents.frozen(db, ID)["sheets"]["sheets"]
    assert [(one["candidate"], one["version"]) for one in sheets] == [("S01", 1), ("S02", 1), ("S03", 2)]


def test_two_scorings_between_two_notices_are_one_correction_from_the_posted_version_to_the_newest(
    scored: Engine,
) -> None:
    with transaction(scored) as db:
        posted(db, content_of(db))
        score_again(db, "S03", "2013-05-01")
        score_again(db, "S02", "2013-06-01")
        content = content_of(db, "correction", SECOND)
        posted(db, content)
        assert versions(db) == [(1, "虚公〔2021〕1号"), (3, SECOND)]
    assert sorted({line["candidate"] for line in content["changed"]}) == ["S02", "S03"]


def test_the_newest_version_stays_in_the_office_until_it_is_posted(scored: Engine) -> None:
    with transaction(scored) as db:
        posted(db, content_of(db))
        before = public_documents.frozen(db, ID)
        score_again(db, "S03", "2013-05-01")
        assert public_documents.frozen(db, ID) == before
        newest = public_documents.drafted(db, ID)["standing"]["versions"][-1]
    assert (newest["version"], newest["notice"]) == (2, None)


def test_a_list_of_posts_that_was_changed_is_public_as_it_was_posted_until_it_is_posted_anew(
    scored: Engine,
) -> None:
    heading = contents.Heading(SECOND, "岗位", TODAY, PERIOD, ())
    with transaction(scored) as db:
        import_positions(db, ID, read_positions(folder() / "positions.xlsx"), by="staffing", at=AT)
        posted(db, contents.positions(heading, public_documents.drafted(db, ID)))
        before = public_documents.frozen(db, ID)["positions"]
        first = before["positions"][0]
        db.get_one(Position, (ID, first["id"])).seats = 9
        db.flush()
        public = public_documents.frozen(db, ID)["positions"]["positions"]
        assert not register.positions_posted(db, ID)
        assert public_documents.drafted(db, ID)["positions"]["positions"][0]["seats"] == 9
    assert public[0]["seats"] == first["seats"]
    assert public[1:] == before["positions"][1:]
    assert {**public[0], "note": first["note"]} == first


def test_a_name_put_right_after_it_was_posted_changes_no_paper(scored: Engine) -> None:
    with transaction(scored) as db:
        posted(db, content_of(db))
        before = public_documents.frozen(db, ID)
        person = db.exec(select(Candidate).where(Candidate.code == "S01")).one()
        person.name = "欧阳虚构"
        db.add(person)
        db.flush()
        assert public_documents.frozen(db, ID) == before
