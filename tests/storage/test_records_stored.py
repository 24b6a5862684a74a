"""Records in the database: all or nothing, reviewed by a second person, every change with its reason."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, func, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, select

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.journal.service import read
from resettlement.journal.tables import JournalEntry
from resettlement.records import tables
from resettlement.records.model import Fact
from resettlement.records.service import (
    add_fact,
    confirm,
    correct_fact,
    facts,
    import_records,
    people,
    records_for_scoring,
    review,
    unconfirmed,
    unreviewed,
)
from resettlement.records.workbook import read_records
from tests.unit.records.building import fact, id_number, person, records
from tests.unit.records.campaigns import ID, NINE, OPENED, open_empty

TWO = [person("S02", 姓名="丁𬭎", 证书="电工证"), person("S01", 回避单位="虚构中心")]
THEIR_FACTS = [fact("S01"), fact("S02", 等级="嘉奖"), fact("S02", 事项="参加作战", 天数=8)]
REPORT = "个人奖励登记（报告）表"
MERIT = Fact(
    "award",
    {"grade": "third_class_merit", "on": "2016-08-30"},
    "个人奖励登记（报告）表",
    "虚通〔2016〕16号",
    "47",
)


@pytest.fixture
def stocked(engine: Engine) -> Engine:
    """A campaign with S01 and S02 entered by the clerk."""
    with transaction(engine) as session:
        open_empty(session)
        import_records(session, ID, read_records(records(TWO, THEIR_FACTS)), by="clerk", at=NINE)
    return engine


def counts(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with transaction(engine) as session:
        return {
            t.name: session.exec(select(func.count()).select_from(t)).one()
            for t in SQLModel.metadata.sorted_tables
        }


def refusal(engine: Engine, step: Callable[[Session], Any]) -> str:
    """The code of the refusal of a step, after which no table may have changed."""
    before = counts(engine)
    with pytest.raises(RefusedError) as refused, transaction(engine) as session:
        step(session)
    assert counts(engine) == before
    return refused.value.code


def last_entry(session: Session) -> tuple[str, str, Any]:
    entry = read(session, f"campaign/{ID}")[-1]
    return entry.type, entry.by, entry.payload


def test_an_import_writes_people_and_facts_as_the_workbook_has_them(stocked: Engine) -> None:
    preview = read_records(records(TWO, THEIR_FACTS))
    with transaction(stocked) as session:
        assert people(session, ID) == sorted((r.person for r in preview.rows), key=lambda p: p.code)
        assert {code: tuple(held) for code, held in facts(session, ID).items()} == {
            record.person.code: record.facts for record in preview.rows
        }


def test_an_import_leaves_one_entry_with_counts_and_the_digest_of_the_file(stocked: Engine) -> None:
    digest = read_records(records(TWO, THEIR_FACTS)).digest
    with transaction(stocked) as session:
        assert last_entry(session) == (
            "records_imported", "clerk", {"people": 2, "facts": 3, "file_sha256": digest},
        )  # fmt: skip
        assert len(read(session, f"campaign/{ID}")) == 2


def test_the_journal_never_holds_a_name_or_a_number_of_a_person(stocked: Engine) -> None:
    with transaction(stocked) as session:
        add_fact(session, ID, "S01", MERIT, by="clerk", at=NINE, reason="丁𬭎 的登记表误装入他人档案")
        written = " ".join(session.exec(select(JournalEntry.payload)))
    for secret in ("丁𬭎", "虚构甲", id_number("1987-03-02", "005"), "third_class_merit", "登记表"):
        assert secret not in written


def test_a_workbook_with_one_problem_leaves_nothing_behind(stocked: Engine) -> None:
    preview = read_records(records([person("S03"), person("S04", 学历="?")], [fact("S03")]))
    step = lambda session: import_records(session, ID, preview, by="clerk", at=NINE)  # noqa: E731
    assert refusal(stocked, step) == "records.problems"


def test_importing_the_same_people_again_is_refused_by_their_numbers(stocked: Engine) -> None:
    preview = read_records(records([person("S03"), *TWO], THEIR_FACTS))
    with pytest.raises(RefusedError, match="S02、S01") as refused, transaction(stocked) as session:
        import_records(session, ID, preview, by="clerk", at=NINE)
    assert refused.value.code == "records.already_imported"
    assert counts(stocked)["candidate"] == 2


def test_the_same_person_under_another_number_is_refused(stocked: Engine) -> None:
    preview = read_records(records([person("S05", 身份证号=id_number("1987-03-02", "003"))]))
    with (
        pytest.raises(RefusedError, match="S05：这个身份证号已登记在 S01 名下"),
        transaction(stocked) as session,
    ):
        import_records(session, ID, preview, by="clerk", at=NINE)


def test_a_category_the_campaign_does_not_have_is_refused(stocked: Engine) -> None:
    preview = read_records(records([person("S03", 类别="义务兵")]))
    step = lambda session: import_records(session, ID, preview, by="clerk", at=NINE)  # noqa: E731
    assert refusal(stocked, step) == "records.category"


def test_who_entered_a_record_may_not_review_it(stocked: Engine) -> None:
    assert refusal(stocked, lambda session: review(session, ID, by="clerk", at=NINE)) == "records.same_person"
    with transaction(stocked) as session:
        assert unreviewed(session, ID) == ["S01", "S02"]


def test_another_person_reviews_and_the_candidate_confirms(stocked: Engine) -> None:
    with transaction(stocked) as session:
        assert review(session, ID, by="reviewer", at=NINE, codes=["S02"]) == 1
        assert unreviewed(session, ID) == ["S01"]
        assert confirm(session, ID, by="clerk", at=NINE, codes=["S02"]) == 1
        assert last_entry(session) == ("scores_confirmed", "clerk", {"candidates": ["S02"]})
        assert review(session, ID, by="reviewer", at=NINE) == 1
        assert last_entry(session) == ("records_reviewed", "reviewer", {"candidates": ["S01"]})
        assert unconfirmed(session, ID) == ["S01"]


def test_reviewing_again_what_is_reviewed_changes_nothing_and_is_not_logged(stocked: Engine) -> None:
    with transaction(stocked) as session:
        review(session, ID, by="reviewer", at=NINE)
        before = len(read(session, f"campaign/{ID}"))
        assert review(session, ID, by="other", at=NINE) == 0
        assert len(read(session, f"campaign/{ID}")) == before


def test_nobody_confirms_a_score_before_the_record_is_reviewed(stocked: Engine) -> None:
    assert (
        refusal(stocked, lambda session: confirm(session, ID, by="clerk", at=NINE)) == "records.not_reviewed"
    )


@pytest.mark.parametrize("step", [review, confirm])
def test_a_number_that_is_not_in_the_campaign_is_refused(stocked: Engine, step: Callable[..., int]) -> None:
    told = refusal(stocked, lambda session: step(session, ID, by="reviewer", at=NINE, codes=["S09"]))
    assert told == "records.unknown_candidate"


def test_a_fact_added_after_an_objection_sends_the_record_back_to_entry(stocked: Engine) -> None:
    with transaction(stocked) as session:
        review(session, ID, by="reviewer", at=NINE)
        confirm(session, ID, by="clerk", at=NINE)
        index = add_fact(session, ID, "S02", MERIT, by="clerk", at=NINE, reason="漏录")
        assert index == 2
        assert facts(session, ID)["S02"][index] == MERIT
        assert (unreviewed(session, ID), unconfirmed(session, ID)) == (["S02"], ["S02"])
        assert last_entry(session) == (
            "record_changed",
            "clerk",
            {"candidate": "S02", "fact": 2, "change": "added"},
        )


def test_a_corrected_fact_keeps_what_stood_there_and_why_it_changed(stocked: Engine) -> None:
    with transaction(stocked) as session:
        correct_fact(session, ID, "S01", 0, MERIT, by="clerk", at=NINE, reason="日期录错")
        correct_fact(session, ID, "S01", 0, MERIT, by="clerk", at=NINE + timedelta(days=1), reason="页码录错")
        changes = session.exec(select(tables.FactChange).order_by(tables.FactChange.number)).all()
        assert [(c.number, c.fact, c.reason, c.by) for c in changes] == [
            (1, 0, "日期录错", "clerk"), (2, 0, "页码录错", "clerk"),
        ]  # fmt: skip
        assert '"on":"2012-07-01"' in (changes[0].before or "")
        assert facts(session, ID)["S01"] == [MERIT]


def test_who_corrected_a_record_may_not_review_the_correction(stocked: Engine) -> None:
    with transaction(stocked) as session:
        review(session, ID, by="reviewer", at=NINE)
        add_fact(session, ID, "S02", MERIT, by="reviewer", at=NINE, reason="漏录")
    assert (
        refusal(stocked, lambda session: review(session, ID, by="reviewer", at=NINE)) == "records.same_person"
    )
    with transaction(stocked) as session:
        assert review(session, ID, by="clerk", at=NINE) == 1


def test_a_fact_or_person_that_does_not_exist_cannot_be_corrected(stocked: Engine) -> None:
    more: dict[str, Any] = {"by": "clerk", "at": NINE, "reason": "更正"}
    assert refusal(stocked, lambda s: correct_fact(s, ID, "S01", 5, MERIT, **more)) == "records.no_such_fact"
    assert refusal(stocked, lambda s: add_fact(s, ID, "S09", MERIT, **more)) == "records.unknown_candidate"


def test_scoring_gets_the_records_of_one_category_by_number_with_their_evidence(stocked: Engine) -> None:
    with transaction(stocked) as session:
        first, second = records_for_scoring(session, ID, "sergeant")
        assert records_for_scoring(session, ID, "officer") == []
    assert first == {
        "candidate": "S01", "category": "sergeant", "born_on": "1987-03-02", "enlisted_on": "2005-12-01",
        "discharged_on": "2021-12-01",
        "facts": [{"kind": "award", "grade": "third_class_merit", "on": "2012-07-01", "evidence": REPORT}],
    }  # fmt: skip
    assert [one["kind"] for one in second["facts"]] == ["award", "combat"]


def test_a_person_as_others_see_him_has_no_id_number_and_no_telephone(stocked: Engine) -> None:
    with transaction(stocked) as session:
        shown = repr(people(session, ID))
    assert "丁𬭎" in shown
    assert id_number("1987-03-02", "005") not in shown


def test_two_campaigns_keep_their_people_apart(stocked: Engine) -> None:
    with transaction(stocked) as session:
        open_empty(session, campaign_id="2022-empty")
        import_records(session, "2022-empty", read_records(records([person("S01")])), by="clerk", at=OPENED)
        assert [len(people(session, one)) for one in (ID, "2022-empty")] == [2, 1]


def test_of_two_offices_importing_the_same_people_at_once_one_succeeds_and_one_is_told(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        open_empty(session)
    preview, start = read_records(records(TWO, THEIR_FACTS)), Barrier(2)

    def one(by: str) -> str:
        start.wait()
        try:
            with transaction(engine) as session:
                import_records(session, ID, preview, by=by, at=NINE)
        except RefusedError as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, ("clerk", "other"))) == ["done", "records.already_imported"]


def test_a_change_by_hand_needs_evidence_and_must_be_a_fact_that_can_be_scored(stocked: Engine) -> None:
    more: dict[str, Any] = {"by": "clerk", "at": NINE, "reason": "补录"}
    bare, odd = Fact("combat", {"days": 3}), Fact("award", {"grade": "四等功", "on": "2012-07-01"}, REPORT)
    assert refusal(stocked, lambda s: add_fact(s, ID, "S01", bare, **more)) == "records.no_evidence"
    assert refusal(stocked, lambda s: add_fact(s, ID, "S01", odd, **more)) == "records.bad_fact"
    assert refusal(stocked, lambda s: correct_fact(s, ID, "S01", 0, odd, **more)) == "records.bad_fact"


@pytest.mark.parametrize(
    "change",
    [
        "reviewed_by = entered_by, reviewed_at = '2021-09-24T09:00:00+08:00'", "reviewed_by = 'reviewer'",
        "confirmed_on = '2021-09-24'", "discharged_on = enlisted_on", "sex = '?'", "id_number = '123'",
        "category = 'conscript'",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_what_the_rules_forbid(stocked: Engine, change: str) -> None:
    with pytest.raises(IntegrityError), transaction(stocked) as session:
        session.connection().execute(text(f"UPDATE candidate SET {change} WHERE code = 'S01'"))


def test_the_database_itself_refuses_an_evidence_without_a_word(stocked: Engine) -> None:
    with pytest.raises(IntegrityError), transaction(stocked) as session:
        session.connection().execute(text("UPDATE fact SET evidence = '' WHERE candidate = 'S01'"))


def test_a_stored_day_is_a_day(stocked: Engine) -> None:
    with transaction(stocked) as session:
        [row] = session.exec(select(tables.Candidate).where(tables.Candidate.code == "S01"))
        assert (row.born_on, row.reviewed_at) == (date(1987, 3, 2), None)
