"""Filing and ruling objections, on both databases. Everybody here is fictional (虚构)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from resettlement.database import transaction
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import canonical, commitment
from resettlement.journal.service import read
from resettlement.objections.model import FiledBy, Outcome
from resettlement.objections.service import NOT_YET, file_objection, rule_objection, salt
from resettlement.objections.tables import Objection
from resettlement.workdays import Period
from tests.storage.building import CAMPAIGN, add_campaign, later

PERIOD = Period(date(2021, 11, 15), date(2021, 11, 22))
TEXT = "2012年的三等功没有计分，证书在王某某（虚构）处"


@pytest.fixture
def campaign(engine: Engine) -> Engine:
    with transaction(engine) as session:
        add_campaign(session)
    return engine


def file(session: Session, **changed: Any) -> Objection:
    given: dict[str, Any] = {
        "candidate": "S1",
        "item": "award",
        "line": 2,
        "filed_on": date(2021, 11, 16),
        "filed_by": FiledBy.SELF,
        "text": TEXT,
        "period": PERIOD,
        "by": "clerk",
        "at": later(0),
    }
    return file_objection(session, CAMPAIGN, **given | changed)


def rule(session: Session, number: int = 1, **changed: Any) -> Objection:
    given: dict[str, Any] = {
        "outcome": Outcome.REJECTED,
        "reason": "档案中没有该次立功",
        "ruled_on": date(2021, 11, 18),
        "involved": {"clerk"},
        "by": "reviewer",
        "at": later(1),
    }
    return rule_objection(session, CAMPAIGN, number, **given | changed)


def test_objections_are_numbered_from_1_within_their_campaign(campaign: Engine) -> None:
    for candidate in ("S1", "S2", "S1"):
        with transaction(campaign) as session:
            file(session, candidate=candidate)
    with transaction(campaign) as session:
        rows = [session.get_one(Objection, (CAMPAIGN, number)) for number in (1, 2, 3)]
    assert [row.candidate for row in rows] == ["S1", "S2", "S1"]


def test_an_objection_can_be_filed_on_the_first_and_on_the_last_day(campaign: Engine) -> None:
    with transaction(campaign) as session:
        assert file(session, filed_on=PERIOD.first_on).number == 1
        assert file(session, filed_on=PERIOD.last_on).number == 2


@pytest.mark.parametrize(
    ("filed_on", "remedy"), [(date(2021, 11, 14), "请在公示期内提出"), (date(2021, 11, 23), "更正公示")]
)
def test_outside_the_period_it_is_refused_and_the_remedy_named(
    campaign: Engine, filed_on: date, remedy: str
) -> None:
    with pytest.raises(RefusedError, match=remedy) as refused, transaction(campaign) as session:
        file(session, filed_on=filed_on)
    assert refused.value.code == "objections.outside_period"
    with transaction(campaign) as session:
        assert session.get(Objection, (CAMPAIGN, 1)) is None
        assert read(session, f"campaign/{CAMPAIGN}") == ()


def test_an_empty_objection_is_refused(campaign: Engine) -> None:
    with pytest.raises(RefusedError, match="请写明异议"), transaction(campaign) as session:
        file(session, text=" ")


def test_the_journal_holds_neither_the_text_nor_who_filed_it(campaign: Engine) -> None:
    with transaction(campaign) as session:
        row = file(session, filed_by=FiledBy.OTHER)
        rule(session)
        filed, ruled = read(session, f"campaign/{CAMPAIGN}")
        assert filed.payload["text"] == commitment(TEXT, salt(session, row, "text"))
        assert ruled.payload["reason"] == commitment(row.reason, salt(session, row, "reason"))
    assert (filed.type, ruled.type) == ("objection_filed", "objection_ruled")
    for entry in (filed, ruled):
        written = canonical(dict(entry.payload))
        assert "王某某" not in written
        assert "档案" not in written
        assert "other" not in written


def test_equal_texts_cannot_be_told_from_their_commitments(campaign: Engine) -> None:
    with transaction(campaign) as session:
        file(session)
        file(session)
        first, second = read(session, f"campaign/{CAMPAIGN}")
    assert first.payload["text"] != second.payload["text"]


@pytest.mark.parametrize(("outcome", "correction"), [(Outcome.UPHELD, NOT_YET), (Outcome.REJECTED, None)])
def test_a_ruling_is_kept_and_reserves_no_number(
    campaign: Engine, outcome: Outcome, correction: str | None
) -> None:
    with transaction(campaign) as session:
        file(session)
        rule(session, outcome=outcome)
        assert "correction" not in read(session, f"campaign/{CAMPAIGN}")[-1].payload
    with transaction(campaign) as session:
        row = session.get_one(Objection, (CAMPAIGN, 1))
    assert (row.status, row.outcome, row.ruled_by, row.correction) == (
        "ruled",
        outcome.value,
        "reviewer",
        correction,
    )


def test_whoever_entered_or_scored_the_record_may_not_rule(campaign: Engine) -> None:
    with transaction(campaign) as session:
        file(session)
    with pytest.raises(RefusedError, match="另一位") as refused, transaction(campaign) as session:
        rule(session, by="clerk", involved={"clerk", "scorer"})
    assert refused.value.code == "objections.same_person"
    with transaction(campaign) as session:
        assert session.get_one(Objection, (CAMPAIGN, 1)).status == "filed"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": " "}, "objections.no_reason"),
        ({"ruled_on": later(1).date() + timedelta(days=1)}, "objections.ruled_in_future"),
        ({"ruled_on": date(2021, 11, 15)}, "objections.ruled_before_filed"),
    ],
)
def test_an_incomplete_ruling_is_refused(campaign: Engine, changed: dict[str, Any], code: str) -> None:
    with transaction(campaign) as session:
        file(session)
    with pytest.raises(RefusedError) as refused, transaction(campaign) as session:
        rule(session, **changed)
    assert refused.value.code == code


def test_a_ruling_stands(campaign: Engine) -> None:
    with transaction(campaign) as session:
        file(session)
        rule(session)
    with pytest.raises(RefusedError, match="不能改动") as refused, transaction(campaign) as session:
        rule(session, outcome=Outcome.UPHELD)
    assert refused.value.code == "objections.already_ruled"


def test_an_unknown_number_is_bad_input(campaign: Engine) -> None:
    with pytest.raises(BadInputError, match="第 7 号"), transaction(campaign) as session:
        rule(session, 7)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE objection SET status = 'ruled'",
        "UPDATE objection SET status = 'lost'",
        "UPDATE objection SET filed_by = 'nobody'",
        "UPDATE objection SET outcome = 'upheld'",
        "UPDATE objection SET correction = '4'",
        "UPDATE objection SET candidate = 'S9'",
        "UPDATE objection SET number = 0",
    ],
)
def test_the_database_refuses_half_a_ruling(campaign: Engine, statement: str) -> None:
    with transaction(campaign) as session:
        file(session)
    with pytest.raises(IntegrityError), transaction(campaign) as session:
        session.execute(text(statement))
