"""From an objection to what it moved: taken up or not, ruled by another, the fact entered, who moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.journal.model import commitment
from resettlement.journal.service import read
from resettlement.notices.freezing import freeze_standing
from resettlement.objections.effect import carry_out, effect
from resettlement.objections.model import FiledBy, Outcome, Source
from resettlement.objections.service import (
    NOT_YET,
    admit_objection,
    file_objection,
    involved_in,
    objection,
    rule_objection,
    salt,
    waiting,
)
from resettlement.objections.tables import Objection
from resettlement.records.changes import add_fact
from resettlement.records.model import Fact
from resettlement.records.service import review
from resettlement.standing.service import score
from resettlement.workdays import Period
from tests.storage.scored import AT, ID, TODAY, content_of, open_scored, posted

PERIOD = Period(date(2021, 10, 18), date(2021, 10, 25))
MERIT = Fact("award", {"grade": "second_class_merit", "on": "2016-08-30"}, "个人奖励登记（报告）表")


@pytest.fixture
def listed(engine: Engine) -> Engine:
    """Scored, and the list on the wall."""
    open_scored(engine)
    with transaction(engine) as db:
        posted(db, content_of(db))
    return engine


def file(db: Session, **changed: Any) -> Objection:
    plain: dict[str, Any] = {
        "candidate": "S03", "item": "评分表", "line": 0, "filed_on": TODAY, "filed_by": FiledBy.OTHER,
        "text": "漏录二等功", "period": PERIOD, "by": "clerk", "at": AT,
    }  # fmt: skip
    return file_objection(db, ID, **(plain | changed))


def uphold(db: Session, number: int = 1, **changed: Any) -> Objection:
    plain: dict[str, Any] = {
        "outcome": Outcome.UPHELD, "reason": "属实", "ruled_on": TODAY, "by": "supervisor", "at": AT,
    }  # fmt: skip
    return rule_objection(db, ID, number, **(plain | changed))


def refused(engine: Engine, code: str, step: Any) -> None:
    with transaction(engine) as db:
        before = len(read(db, f"campaign/{ID}"))
    with pytest.raises(RefusedError) as error, transaction(engine) as db:
        step(db)
    assert error.value.code == code
    with transaction(engine) as db:
        assert len(read(db, f"campaign/{ID}")) == before


def test_an_objection_names_a_line_that_the_sheet_has(listed: Engine) -> None:
    refused(listed, "objections.no_such_line", lambda db: file(db, line=9))
    with transaction(listed) as db:
        assert file(db, line=0).line == 0


def test_an_objection_is_taken_up_or_turned_away_with_a_reason(listed: Engine) -> None:
    with transaction(listed) as db:
        file(db)
        file(db, candidate="S02")
        admit_objection(db, ID, 1, admitted=True, on=TODAY, by="reviewer", at=AT)
        assert [one.number for one in waiting(db, ID)] == [1, 2]
        admit_objection(db, ID, 2, admitted=False, reason="不涉及评分", on=TODAY, by="reviewer", at=AT)
        assert [one.number for one in waiting(db, ID)] == [1]
        last = read(db, f"campaign/{ID}")[-1]
        assert last.type == "objection_admitted"
        assert (last.payload["number"], last.payload["admitted"]) == (2, False)
        assert "不涉及" not in str(last.payload)
    refused(listed, "objections.not_admitted", lambda db: uphold(db, 2))
    more: dict[str, Any] = {"admitted": True, "on": TODAY, "by": "reviewer", "at": AT}
    refused(listed, "objections.already_admitted", lambda db: admit_objection(db, ID, 1, **more))


def test_turning_away_without_a_reason_is_refused(listed: Engine) -> None:
    with transaction(listed) as db:
        file(db)
    more: dict[str, Any] = {"admitted": False, "on": TODAY, "by": "reviewer", "at": AT}
    refused(listed, "objections.no_reason", lambda db: admit_objection(db, ID, 1, **more))


def test_whoever_entered_changed_or_scored_the_record_does_not_rule(listed: Engine) -> None:
    with transaction(listed) as db:
        file(db)
        assert involved_in(db, ID, "S03") == {"clerk"}
    refused(listed, "objections.same_person", lambda db: uphold(db, by="clerk"))
    with transaction(listed) as db:
        add_fact(db, ID, "S03", MERIT, by="reviewer", at=AT, reason="补录")
    refused(listed, "objections.same_person", lambda db: uphold(db, by="reviewer"))


def test_what_the_supervisor_takes_down_in_the_hall_needs_no_period(listed: Engine) -> None:
    with transaction(listed) as db:
        row = file(
            db, source=Source.HALL, period=None, filed_on=date(2021, 11, 25), item="选岗会现场", line=None
        )
        assert (row.number, row.source) == (1, "hall")
        assert read(db, f"campaign/{ID}")[-1].payload["source"] == "hall"
    refused(listed, "objections.outside_period", lambda db: file(db, period=None))
    refused(listed, "objections.outside_period", lambda db: file(db, filed_on=date(2021, 11, 25)))


def test_an_upheld_objection_leads_to_the_fact_and_tells_the_score_and_everybody_who_moved(
    listed: Engine,
) -> None:
    with transaction(listed) as db:
        file(db)
        uphold(db)
        add_fact(db, ID, "S03", MERIT, by="clerk", at=AT, reason="异议成立", objection=1)
        review(db, ID, by="reviewer", at=AT)
        score(db, ID, reason="异议成立", by="clerk", at=AT)
        assert effect(db, ID, 1) is None
        found = carry_out(db, ID, 1, by="clerk", at=AT)
        assert effect(db, ID, 1) == found
        last = read(db, f"campaign/{ID}")[-1]
        content = content_of(db, "correction", "虚公〔2021〕2号")
    assert (last.type, last.payload) == ("objection_carried_out", {"number": 1, "before": 1, "standing": 2})
    assert [(one.fact, one.objection) for one in found.facts] == [(0, 1)]
    assert found.sheet is not None
    assert [line.item for line in found.sheet.lines] == ["peace_m2"]
    assert {one.candidate: (one.old_standing, one.new_standing) for one in found.moved} == {
        "S01": (1, 2), "S02": (2, 3), "S03": (3, 1),
    }  # fmt: skip
    assert {(one["candidate"], one["old"], one["new"]) for one in content["moved"]} == {
        (one.candidate, one.old_standing, one.new_standing) for one in found.moved
    }


def test_an_objection_is_carried_out_once_it_was_upheld_and_the_record_scored_anew(listed: Engine) -> None:
    step = lambda db: carry_out(db, ID, 1, by="clerk", at=AT)  # noqa: E731
    with transaction(listed) as db:
        file(db)
    refused(listed, "objections.not_upheld", step)
    with transaction(listed) as db:
        uphold(db)
    refused(listed, "objections.not_scored_anew", step)
    with transaction(listed) as db:
        add_fact(db, ID, "S03", MERIT, by="clerk", at=AT, reason="异议成立", objection=1)
        review(db, ID, by="reviewer", at=AT)
        score(db, ID, reason="异议成立", by="clerk", at=AT)
        carry_out(db, ID, 1, by="clerk", at=AT)
    refused(listed, "objections.already_carried_out", step)


def test_where_the_persons_sheet_stays_as_it_was_what_was_put_right_is_said_and_committed(
    listed: Engine,
) -> None:
    with transaction(listed) as db:
        file(db)
        uphold(db)
    refused(listed, "objections.not_scored_anew", lambda db: carry_out(db, ID, 1, by="clerk", at=AT))
    with transaction(listed) as db:
        found = carry_out(db, ID, 1, by="clerk", at=AT, reason=" 专业登记已更正 ")
        last, row = read(db, f"campaign/{ID}")[-1], objection(db, ID, 1)
        opened = commitment("专业登记已更正", salt(db, row, "carried_out"))
    assert found.moved == () or not [one for one in found.moved if one.changed]
    assert (row.standing_before, row.standing_after) == (1, 1)
    assert last.payload == {"number": 1, "before": 1, "standing": 1, "reason": opened}


def test_the_correction_that_follows_is_the_one_an_upheld_objection_led_to(listed: Engine) -> None:
    with transaction(listed) as db:
        file(db)
        uphold(db)
        file(db, candidate="S02")
        uphold(db, 2)
        add_fact(db, ID, "S03", MERIT, by="clerk", at=AT, reason="异议成立", objection=1)
        review(db, ID, by="reviewer", at=AT)
        score(db, ID, reason="异议成立", by="clerk", at=AT)
        carry_out(db, ID, 1, by="clerk", at=AT)
        posted(db, content_of(db, "correction", "虚公〔2021〕2号"))
        assert [objection(db, ID, n).correction for n in (1, 2)] == ["虚公〔2021〕2号", NOT_YET]


def test_carried_out_however_often_everybody_was_scored_since_the_ruling(listed: Engine) -> None:
    with transaction(listed) as db:
        file(db)
        uphold(db)
        for on in ("2016-08-30", "2017-08-30"):
            fact = replace(MERIT, attributes={**MERIT.attributes, "on": on})
            add_fact(db, ID, "S03", fact, by="clerk", at=AT, reason="异议成立", objection=1)
            review(db, ID, by="reviewer", at=AT)
            score(db, ID, reason="异议成立", by="clerk", at=AT)
        carry_out(db, ID, 1, by="clerk", at=AT)
        row = objection(db, ID, 1)
    assert (row.standing_before, row.standing_after) == (1, 3)


def test_the_standing_is_not_frozen_while_an_upheld_objection_has_led_to_nothing(listed: Engine) -> None:
    with transaction(listed) as db:
        file(db)
        uphold(db)
    later = AT.replace(month=11)
    step = lambda db: freeze_standing(db, ID, by="supervisor", at=later)  # noqa: E731
    refused(listed, "objections.not_carried_out", step)


def test_the_standing_is_not_frozen_while_somebody_waits_for_an_answer(listed: Engine) -> None:
    later = AT.replace(month=11)
    with transaction(listed) as db:
        file(db)
    step = lambda db: freeze_standing(db, ID, by="supervisor", at=later)  # noqa: E731
    refused(listed, "posting.objections_open", step)
    with transaction(listed) as db:
        uphold(db, outcome=Outcome.REJECTED)
        assert objection(db, ID, 1).outcome == "rejected"
        freeze_standing(db, ID, by="supervisor", at=later)
        assert read(db, f"campaign/{ID}")[-1].type == "standing_frozen"
