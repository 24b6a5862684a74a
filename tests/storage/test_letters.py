"""Placement letters: once a person, after the result's period; with them the follow-up begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from public_notices.documents import document_pdf
from public_notices.read_back import read_pdf
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.campaign.tables import Campaign
from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.follow_up.duties import record_event
from resettlement.follow_up.letters import content_of, correct_letter, letters, placed
from resettlement.follow_up.model import Trigger
from resettlement.follow_up.service import call_rows, followed, stream_of
from resettlement.follow_up.tables import DutyRow, PlacementLetter
from resettlement.journal.service import read
from resettlement.plan.changing import locked, set_value
from tests.storage.held import held
from tests.storage.recorded import CLOSES, RESULT, UNIT, at, recorded, result_posted
from tests.storage.scored import ID

LETTER = CLOSES + timedelta(days=1)
REPORT_BY = LETTER + timedelta(days=15)


@pytest.fixture
def finished(engine: Engine) -> Engine:
    recorded(engine)
    result_posted(engine)
    return engine


def issue(db: Session, codes: Sequence[str] | None = None, **changed: Any) -> tuple[PlacementLetter, ...]:
    given: dict[str, Any] = {"report_by": REPORT_BY, "by": "staffing", "at": at(LETTER)}
    return letters(db, ID, codes, **given | changed)


def refused(engine: Engine, f: Callable[[Session], object]) -> str:
    with pytest.raises(RefusedError) as refusal, transaction(engine) as db:
        f(db)
    return refusal.value.code


def test_everybody_placed_gets_one_letter_and_is_followed_up_from_its_day(finished: Engine) -> None:
    with transaction(finished) as db:
        made = issue(db)
        rows = call_rows(db, ID, LETTER)
        found = {row.candidate: followed(db, ID, row.candidate) for row in rows}
    assert [(row.number, row.candidate, row.position) for row in made] == [
        (f"介字〔{LETTER.year}〕1号", "S01", "P1"),
        (f"介字〔{LETTER.year}〕2号", "S02", "P2"),
    ]
    assert {(one.letter_on, one.report_by_on, one.unit) for one in found.values()} == {
        (LETTER, REPORT_BY, UNIT)
    }
    assert {duty.key: duty.due_on for duty in rows[0].duties if duty.due_on}.keys() >= {
        "on_post",
        "report_in",
    }


def test_the_paper_names_the_person_the_unit_the_post_and_both_days(finished: Engine) -> None:
    with transaction(finished) as db:
        content = content_of(issue(db, ["S02"])[0])
    pdf = document_pdf(content)
    said = "".join(line for place, line in read_pdf(pdf).blocks if place == "正文").replace(" ", "")
    for words in ("韩䶮", UNIT, "安全监管2岗", f"介字〔{LETTER.year}〕1号", RESULT, "虚构区退役军人事务局"):
        assert words in said, words
    for day in (LETTER, REPORT_BY):
        assert f"{day.year}年{day.month}月{day.day}日" in said
    with pikepdf.open(BytesIO(pdf)) as paper:
        assert len(paper.pages) == 1
    assert document_pdf(content) == pdf, "printed again it is the same paper"


def test_asked_for_again_a_letter_is_the_same_and_nobody_is_followed_up_twice(finished: Engine) -> None:
    with transaction(finished) as db:
        (first,) = issue(db, ["S01"])
    with transaction(finished) as db:
        both = issue(db, None, report_by=REPORT_BY + timedelta(days=5), at=at(LETTER + timedelta(days=2)))
        again = issue(db, None, at=at(LETTER + timedelta(days=2), 1))
    assert (both[0].number, both[0].content) == (first.number, first.content)
    assert [row.number for row in again] == [row.number for row in both]
    assert both[1].letter_on == LETTER + timedelta(days=2)


def test_a_correction_has_a_number_of_its_own_and_the_duties_run_from_its_days(finished: Engine) -> None:
    later = LETTER + timedelta(days=3)
    with transaction(finished) as db:
        issue(db)
        before = db.get_one(DutyRow, (ID, "S01", "on_post")).due_on
    assert before == date(2022, 1, 20)
    with transaction(finished) as db:
        made = correct_letter(
            db, ID, "S01", later, later + timedelta(days=10), reason="日期写错", by="staffing", at=at(later)
        )
        after = db.get_one(DutyRow, (ID, "S01", "on_post")).due_on
        standing = {one.person.code: one.letter and one.letter.number for one in placed(db, ID)}
    assert after == date(2022, 1, 23)
    assert made.number == f"介字〔{LETTER.year}〕3号"
    assert content_of(made)["replaces"] == f"介字〔{LETTER.year}〕1号"
    assert standing == {"S01": made.number, "S02": f"介字〔{LETTER.year}〕2号"}


def test_the_days_are_the_offices_and_never_guessed(finished: Engine) -> None:
    assert refused(finished, lambda db: issue(db, report_by=None)) == "letters.no_report_by"
    with transaction(finished) as db:
        of = db.get_one(Campaign, ID)
        of.settings = '{"letters": {"report_within_days": 10, "number": "虚介〔{year}〕{n}号"}}'
        db.add(of)
    with transaction(finished) as db:
        (made,) = issue(db, ["S01"], report_by=None)
    assert (made.number, made.report_by_on) == (f"虚介〔{LETTER.year}〕1号", LETTER + timedelta(days=10))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"letter_on": LETTER + timedelta(days=1)}, "letters.not_yet"),
        ({"letter_on": CLOSES}, "letters.period_open"),
        ({"at": at(CLOSES)}, "letters.period_open"),
        ({"report_by": LETTER - timedelta(days=1)}, "letters.report_by_early"),
        ({"codes": ["S03"]}, "letters.not_placed"),
    ],
)
def test_a_letter_that_cannot_be_is_refused(finished: Engine, changed: dict[str, Any], code: str) -> None:
    assert refused(finished, lambda db: issue(db, **changed)) == code
    with transaction(finished) as db:
        assert call_rows(db, ID, LETTER) == ()


def test_no_letter_before_the_result_is_recorded_and_posted(engine: Engine) -> None:
    held(engine)
    assert refused(engine, issue) == "letters.not_recorded"


def test_no_letter_before_the_result_was_posted(engine: Engine) -> None:
    recorded(engine)
    assert refused(engine, issue) == "letters.result_not_posted"


def test_there_is_nothing_to_correct_without_a_letter_and_no_correction_without_a_reason(
    finished: Engine,
) -> None:
    told: dict[str, Any] = {"by": "staffing", "at": at(LETTER)}
    assert refused(finished, lambda db: correct_letter(db, ID, "S01", reason="错", **told)) == (
        "letters.none_to_correct"
    )
    with transaction(finished) as db:
        issue(db)
    assert (
        refused(finished, lambda db: correct_letter(db, ID, "S01", reason=" ", **told)) == "letters.no_reason"
    )


def test_letters_are_journalled_apart_from_what_is_published(finished: Engine) -> None:
    with transaction(finished) as db:
        issue(db)
    with transaction(finished) as db:
        types = [entry.type for entry in read(db, stream_of(ID))]
        published = [entry.type for entry in read(db, campaign_stream(ID))]
    assert types == ["placement_letter_issued", "placement_letter_issued", "follow_up_opened"]
    assert not {*types} & {*published}


def test_a_letter_is_never_changed_or_removed(finished: Engine) -> None:
    with transaction(finished) as db:
        issue(db)
    for statement in ("UPDATE placement_letter SET number = 'x'", "DELETE FROM placement_letter"):
        with pytest.raises(DBAPIError), finished.begin() as connection:
            connection.execute(text(statement))


def test_the_day_of_the_letter_is_moved_by_another_letter_alone(finished: Engine) -> None:
    with transaction(finished) as db:
        issue(db)

    def register(db: Session, event: Trigger, on: date) -> None:
        record_event(db, ID, "S01", event, on, by="caller", at=at(LETTER, 1))

    assert refused(finished, lambda db: register(db, Trigger.LETTER, LETTER)) == "follow_up.by_letter"
    early, ahead = LETTER - timedelta(days=1), LETTER + timedelta(days=1)
    assert refused(finished, lambda db: register(db, Trigger.REPORTED_IN, early)) == "follow_up.before_letter"
    assert refused(finished, lambda db: register(db, Trigger.STARTED_WORK, ahead)) == "follow_up.not_yet"


def test_what_letters_are_made_from_may_be_changed_until_the_first_one(finished: Engine) -> None:
    rest = {"letters.number", "letters.report_within_days", "duties.officer", "duties.sergeant"}
    with transaction(finished) as db:
        assert not {key for key in rest if locked(db, ID, key)}
        set_value(db, ID, "letters.report_within_days", "9", "局里定了天数", by="staffing", at=at(LETTER))
        (first, *_others) = issue(db, report_by=None)
        assert first.report_by_on == LETTER + timedelta(days=9)
        assert {key for key in rest if locked(db, ID, key)} == rest
    within = "letters.report_within_days"
    assert (
        refused(
            finished,
            lambda db: set_value(db, ID, within, "10", "再改", by="staffing", at=at(LETTER, 1)),
        )
        == "campaign.too_late"
    )
