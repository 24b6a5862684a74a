"""A workbook imported again: differences shown person by person, written whole once agreed, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from resettlement.database import transaction
from resettlement.journal.service import read
from resettlement.records import tables
from resettlement.records.changes import correct_fact, correct_profile, withdraw_fact
from resettlement.records.lookup import changes_of, facts_of, profile_changes_of
from resettlement.records.model import Preview, Record
from resettlement.records.policy import Policy, set_policy
from resettlement.records.reimport import FieldChange, differences, reimport
from resettlement.records.service import (
    confirm,
    facts,
    import_records,
    records_for_scoring,
    review,
    reviews,
    unconfirmed,
    unreviewed,
)
from resettlement.records.workbook import read_records
from tests.storage.test_records_stored import MERIT, counts, refusal
from tests.unit.records.building import fact, person, records
from tests.unit.records.campaigns import ID, NINE, open_empty

PEOPLE = [person("S01", 姓名="丁𬭎"), person("S02")]
FACTS = [fact("S01"), fact("S01", 等级="嘉奖", 日期="2013-07-01"), fact("S02", 事项="参加作战", 天数=8)]


@pytest.fixture
def stocked(engine: Engine) -> Engine:
    """S01 and S02 entered by the clerk, reviewed, and confirmed by themselves."""
    with transaction(engine) as session:
        open_empty(session)
        import_records(session, ID, read_records(records(PEOPLE, FACTS)), by="clerk", at=NINE)
        review(session, ID, by="reviewer", at=NINE)
        confirm(session, ID, by="clerk", at=NINE)
    return engine


def again(session: Session, preview: Preview[Record], **more: Any) -> None:
    agreed = differences(session, ID, preview).digest
    reimport(session, ID, preview, agreed, **{"reason": "重新核对档案", "by": "clerk", "at": NINE} | more)


def test_the_same_workbook_differs_in_nothing(stocked: Engine) -> None:
    with transaction(stocked) as session:
        found = differences(session, ID, read_records(records(PEOPLE, FACTS)))
    assert (found.new, found.changed, found.same, found.absent) == ((), (), ("S01", "S02"), ())


def test_what_differs_is_said_person_by_person_and_field_by_field(stocked: Engine) -> None:
    people = [person("S01", 姓名="丁䶮", 证书="电工证"), person("S03")]
    told = [fact("S01", 文号="某通〔2012〕3号"), fact("S01", 事项="参加作战", 天数=3)]
    with transaction(stocked) as session:
        found = differences(session, ID, read_records(records(people, told)))
    assert (found.new, found.same, found.absent) == (("S03",), (), ("S02",))
    [change] = found.changed
    assert change.fields == (
        FieldChange("姓名", "丁𬭎", "丁䶮"), FieldChange("证书", "（无）", "电工证"),
    )  # fmt: skip
    kept, gone, added = change.facts
    assert (kept.index, gone.index, added.index) == (0, 1, None)
    assert "某通〔2012〕3号" in (kept.now or "")
    assert (gone.before or "").startswith("奖励：嘉奖")
    assert (gone.now, added.before) == (None, None)
    assert (added.now or "").startswith("参加作战")


def test_looking_at_the_differences_writes_nothing(stocked: Engine) -> None:
    before = counts(stocked)
    with transaction(stocked) as session:
        differences(session, ID, read_records(records([person("S01", 姓名="丁䶮")])))
    assert counts(stocked) == before


def test_once_agreed_every_difference_is_written_and_the_record_falls_back_to_entry(stocked: Engine) -> None:
    preview = read_records(
        records([person("S01", 姓名="丁䶮"), person("S02"), person("S03")],
                [fact("S01", 等级="二等功"), fact("S02", 事项="参加作战", 天数=8), fact("S03")])
    )  # fmt: skip
    with transaction(stocked) as session:
        again(session, preview, by="other")
        rows = records_for_scoring(session, ID, "sergeant")
        assert [(row["candidate"], len(row["facts"])) for row in rows] == [("S01", 1), ("S02", 1), ("S03", 1)]
        assert rows[0]["facts"][0]["grade"] == "second_class_merit"
        assert session.get_one(tables.Candidate, (ID, "S01")).name == "丁䶮"
        assert (unreviewed(session, ID), unconfirmed(session, ID)) == (["S01", "S03"], ["S01", "S03"])
        entry = read(session, f"campaign/{ID}")[-1]
    assert (entry.type, entry.by) == ("records_reimported", "other")
    assert entry.payload == {"new": ["S03"], "changed": ["S01"], "file_sha256": preview.digest}


def test_what_stood_there_before_is_kept_with_the_reason(stocked: Engine) -> None:
    with transaction(stocked) as session:
        again(session, read_records(records([person("S01", 姓名="丁䶮"), PEOPLE[1]], FACTS[:1] + FACTS[2:])))
        assert [(c.field, c.before, c.reason) for c in profile_changes_of(session, ID, "S01")] == [
            ("name", "丁𬭎", "重新核对档案")
        ]
        [gone] = changes_of(session, ID, "S01")
        assert (gone.fact, gone.reason) == (1, "重新核对档案")
        assert "commendation" in (gone.before or "")
        assert [index for index, _ in facts_of(session, ID, "S01")] == [0]


def test_differences_that_are_not_those_somebody_agreed_to_are_not_written(stocked: Engine) -> None:
    preview = read_records(records([person("S01", 姓名="丁䶮"), PEOPLE[1]], FACTS))
    with transaction(stocked) as session:
        agreed = differences(session, ID, preview).digest
        correct_fact(session, ID, "S02", 0, MERIT, by="clerk", at=NINE, reason="录错")
    step = lambda s: reimport(s, ID, preview, agreed, reason="再导入", by="clerk", at=NINE)  # noqa: E731
    assert refusal(stocked, step) == "records.differences_changed"


def test_a_change_without_a_reason_is_refused(stocked: Engine) -> None:
    preview = read_records(records([person("S01", 姓名="丁䶮"), PEOPLE[1]], FACTS))
    assert refusal(stocked, lambda session: again(session, preview, reason=" ")) == "records.no_reason"


def test_a_person_who_takes_anothers_id_number_is_refused_on_the_second_import_too(stocked: Engine) -> None:
    swapped = person("S01", 身份证号=PEOPLE[1]["身份证号"])
    preview = read_records(records([swapped], FACTS[:2]))
    assert refusal(stocked, lambda session: again(session, preview)) == "records.already_imported"


def test_a_workbook_with_a_problem_changes_nobody(stocked: Engine) -> None:
    preview = read_records(records([person("S01", 姓名="丁䶮"), person("S02", 学历="?")], FACTS))
    assert refusal(stocked, lambda session: again(session, preview)) == "records.problems"


def test_a_withdrawn_fact_earns_nothing_stays_in_the_history_and_its_number_is_not_given_again(
    stocked: Engine,
) -> None:
    with transaction(stocked) as session:
        withdraw_fact(session, ID, "S01", 1, by="clerk", at=NINE, reason="与第一项重复")
        assert [one.attributes["grade"] for one in facts(session, ID)["S01"]] == ["third_class_merit"]
        [change] = changes_of(session, ID, "S01")
        assert "commendation" in (change.before or "")
        entry = read(session, f"campaign/{ID}")[-1]
        assert entry.payload == {"candidate": "S01", "fact": 1, "change": "withdrawn"}
        assert unreviewed(session, ID) == ["S01"]
    step = lambda s: withdraw_fact(s, ID, "S01", 1, by="clerk", at=NINE, reason="再撤")  # noqa: E731
    assert refusal(stocked, step) == "records.no_such_fact"


def test_a_persons_field_is_corrected_with_its_reason_and_reviewed_again(stocked: Engine) -> None:
    with transaction(stocked) as session:
        assert (
            correct_profile(session, ID, "S02", {"education": "本科"}, by="clerk", at=NINE, reason="换证")
            == 1
        )
        assert (
            correct_profile(session, ID, "S01", {"education": "大专"}, by="clerk", at=NINE, reason="无变化")
            == 0
        )
        assert unreviewed(session, ID) == ["S02"]
        entry = read(session, f"campaign/{ID}")[-1]
    assert (entry.type, entry.payload) == ("profile_corrected", {"candidate": "S02"})


def test_where_three_reviews_are_demanded_three_people_make_them_and_none_twice(stocked: Engine) -> None:
    with transaction(stocked) as session:
        set_policy(session, ID, Policy(reviews=3, confirmation=True), by="staffing", at=NINE)
        withdraw_fact(session, ID, "S01", 1, by="clerk", at=NINE, reason="重复")
        assert reviews(session, ID) == {"S02": ["reviewer"]}
        assert review(session, ID, by="reviewer", at=NINE) == 1
        assert read(session, f"campaign/{ID}")[-1].payload == {"candidates": ["S01"], "review": 1}
        assert unreviewed(session, ID) == ["S01"]
    assert refusal(stocked, lambda s: review(s, ID, by="reviewer", at=NINE)) == "records.same_person"
    assert refusal(stocked, lambda s: review(s, ID, by="clerk", at=NINE)) == "records.same_person"
    with transaction(stocked) as session:
        review(session, ID, by="supervisor", at=NINE)
        assert unreviewed(session, ID) == ["S01"]
        review(session, ID, by="staffing", at=NINE)
        assert (unreviewed(session, ID), reviews(session, ID)["S01"]) == (
            [],
            ["reviewer", "supervisor", "staffing"],
        )
        assert [entry.type for entry in read(session, f"campaign/{ID}")][-3:] == [
            "review_passed", "review_passed", "records_reviewed",
        ]  # fmt: skip
        assert session.exec(select(tables.RecordPolicy)).one().confirmation is True


def test_a_fact_may_wait_for_its_proof(engine: Engine) -> None:
    with transaction(engine) as session:
        open_empty(session)
        preview = read_records(records([person("S01")], [fact("S01", 证明材料=None)]))
        import_records(session, ID, preview, by="clerk", at=NINE)
        assert facts(session, ID)["S01"][0].evidence is None
