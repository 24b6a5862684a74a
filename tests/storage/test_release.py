"""No list goes on the wall that somebody still has to look at, or that the second path reads otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Category
from resettlement.database import transaction
from resettlement.errors import BadInputError, DifferenceError, RefusedError
from resettlement.journal.check import check_journal
from resettlement.journal.service import read
from resettlement.publication.tables import Notice
from resettlement.records.changes import add_fact, withdraw_fact
from resettlement.records.model import Fact
from resettlement.records.policy import Policy, set_policy
from resettlement.records.service import confirm, import_records, review, unconfirmed
from resettlement.records.workbook import read_records
from resettlement.standing.changes import changes
from resettlement.standing.findings import Verdict, decide, findings, open_findings
from resettlement.standing.release import differences, refuse_unready, stale
from resettlement.standing.service import newest_standing, score, sheets_of
from tests.storage.scored import AT, FACTS, ID, TODAY, content_of, open_scored, posted
from tests.unit.records.building import fact, person, records

MERIT = Fact("award", {"grade": "third_class_merit", "on": "2016-08-30"}, "个人奖励登记（报告）表")
MORE: dict[str, Any] = {"by": "clerk", "at": AT, "reason": "核对档案"}


@pytest.fixture
def scored(engine: Engine) -> Engine:
    open_scored(engine)
    return engine


@pytest.fixture
def doubtful(engine: Engine) -> Engine:
    """S03 has an award from before his service: something to look at."""
    open_scored(engine, [*FACTS, fact("S03", 日期="2004-07-01")])
    return engine


def refused(engine: Engine, code: str) -> RefusedError:
    """Why the list may not be posted; nothing of it is left behind."""
    with transaction(engine) as db:
        before = len(read(db, f"campaign/{ID}"))
        content = content_of(db)
    with pytest.raises(RefusedError) as error, transaction(engine) as db:
        posted(db, content)
    with transaction(engine) as db:
        assert db.exec(select(Notice)).all() == []
        assert len(read(db, f"campaign/{ID}")) == before
    assert error.value.code == code
    return error.value


def test_a_sound_list_is_posted(scored: Engine) -> None:
    with transaction(scored) as db:
        assert posted(db, content_of(db)).standing == 1
        check_journal(db)


def test_a_list_of_records_that_nobody_reviewed_is_not_posted(scored: Engine) -> None:
    with transaction(scored) as db:
        add_fact(db, ID, "S02", MERIT, **MORE)
    assert "S02" in refused(scored, "records.not_reviewed").message


def test_a_list_older_than_the_records_is_not_posted(scored: Engine) -> None:
    with transaction(scored) as db:
        add_fact(db, ID, "S02", MERIT, **MORE)
        review(db, ID, by="reviewer", at=AT)
        assert stale(db, ID) == ["S02"]
    assert "S02" in refused(scored, "standing.stale").message


def test_where_confirmation_is_demanded_everybody_must_have_signed(scored: Engine) -> None:
    with transaction(scored) as db:
        set_policy(db, ID, Policy(confirmation=True), by="staffing", at=AT)
        confirm(db, ID, by="clerk", at=AT, codes=["S01", "S03"])
    assert "S02" in refused(scored, "records.not_confirmed").message
    with transaction(scored) as db:
        confirm(db, ID, by="clerk", at=AT)
        posted(db, content_of(db))


def test_who_signed_a_sheet_that_has_become_another_must_sign_anew(scored: Engine) -> None:
    """S01 alone has a commendation; its points change though nobody touched his record."""
    with transaction(scored) as db:
        confirm(db, ID, by="clerk", at=AT)
        rules = db.exec(select(Category)).one()
        before, item, after = rules.pack_text.partition('label = "平时个人嘉奖"')
        rules.pack_text = before + item + after.replace("points = 0.5", "points = 0.75", 1)
        score(db, ID, reason="更正规则", by="clerk", at=AT)
        assert unconfirmed(db, ID) == ["S01"]
        assert read(db, stream_of(ID))[-1].payload["unsigned"] == ["S01"]


def test_an_open_finding_keeps_the_list_from_being_posted_and_is_named(doubtful: Engine) -> None:
    error = refused(doubtful, "findings.open")
    assert "S03：奖励的日期 2004-07-01 不在服役期间" in error.message


def test_two_different_people_let_a_finding_pass_each_with_a_reason(doubtful: Engine) -> None:
    with transaction(doubtful) as db:
        [odd] = open_findings(db, ID, TODAY)
        decide(db, ID, odd.finding.id, Verdict.CLEARED, reason="入伍前立功，原件属实", by="reviewer", at=AT)
        assert [one.finding.id for one in open_findings(db, ID, TODAY)] == [odd.finding.id]
        decide(db, ID, odd.finding.id, Verdict.CLEARED, reason="复核原件", by="supervisor", at=AT)
        assert open_findings(db, ID, TODAY) == []
        assert [one.by for one in findings(db, ID, TODAY)[0].decisions] == ["reviewer", "supervisor"]
        posted(db, content_of(db))


def test_the_journal_of_a_decision_tells_neither_whom_nor_what_it_is_about(doubtful: Engine) -> None:
    with transaction(doubtful) as db:
        [odd] = open_findings(db, ID, TODAY)
        decide(db, ID, odd.finding.id, Verdict.OVERRULED, reason="入伍前立功", by="reviewer", at=AT)
        entry = read(db, f"campaign/{ID}")[-1]
    assert (entry.type, set(entry.payload)) == ("finding_decided", {"finding", "verdict", "person", "reason"})
    written = json.dumps(dict(entry.payload), ensure_ascii=False)
    assert not any(secret in written for secret in ("S03", "立功", "longer_than_service", "2004"))


@pytest.mark.parametrize(
    ("verdict", "reason", "by", "code"),
    [
        (Verdict.CLEARED, "再看一遍", "reviewer", "findings.same_person"),
        (Verdict.OVERRULED, "有说明", "supervisor", "findings.verdict_differs"),
        (Verdict.CLEARED, " ", "supervisor", "findings.no_reason"),
    ],
)
def test_a_second_decision_that_settles_nothing_is_refused(
    doubtful: Engine, verdict: Verdict, reason: str, by: str, code: str
) -> None:
    with transaction(doubtful) as db:
        [odd] = open_findings(db, ID, TODAY)
        decide(db, ID, odd.finding.id, Verdict.CLEARED, reason="原件属实", by="reviewer", at=AT)
    with pytest.raises(RefusedError) as error, transaction(doubtful) as db:
        decide(db, ID, odd.finding.id, verdict, reason=reason, by=by, at=AT)
    assert error.value.code == code
    with transaction(doubtful) as db:
        assert len(findings(db, ID, TODAY)[0].decisions) == 1


def test_who_was_first_may_change_his_mind_so_that_two_can_agree(doubtful: Engine) -> None:
    with transaction(doubtful) as db:
        [odd] = open_findings(db, ID, TODAY)
        decide(db, ID, odd.finding.id, Verdict.CLEARED, reason="原件属实", by="reviewer", at=AT)
        decide(db, ID, odd.finding.id, Verdict.OVERRULED, reason="材料有出入，保留", by="reviewer", at=AT)
        decide(db, ID, odd.finding.id, Verdict.OVERRULED, reason="同意保留", by="supervisor", at=AT)
        assert open_findings(db, ID, TODAY) == []
    with pytest.raises(RefusedError, match="已由两人核定"), transaction(doubtful) as db:
        decide(db, ID, odd.finding.id, Verdict.OVERRULED, reason="再看", by="host", at=AT)


def test_a_finding_is_gone_once_the_record_is_put_right(doubtful: Engine) -> None:
    with transaction(doubtful) as db:
        [odd] = open_findings(db, ID, TODAY)
        withdraw_fact(db, ID, "S03", 0, **MORE)
        assert findings(db, ID, TODAY) == []
    with pytest.raises(BadInputError, match="可能档案已经更正"), transaction(doubtful) as db:
        decide(db, ID, odd.finding.id, Verdict.CLEARED, reason="属实", by="reviewer", at=AT)


def test_proof_that_the_rule_demands_cannot_be_let_pass(engine: Engine) -> None:
    open_scored(engine, [*FACTS, fact("S03", 事项="参加作战", 天数=8, 证明材料=None)])
    with transaction(engine) as db:
        [bare] = open_findings(db, ID, TODAY)
    assert bare.finding.must_be_mended
    with pytest.raises(RefusedError, match="只能更正"), transaction(engine) as db:
        decide(db, ID, bare.finding.id, Verdict.OVERRULED, reason="没有", by="reviewer", at=AT)
    refused(engine, "findings.open")


def test_the_second_path_reads_the_newest_standing_from_the_full_facts(scored: Engine) -> None:
    with transaction(scored) as db:
        newest = newest_standing(db, ID)
        assert newest is not None
        assert differences(db, newest) == []
        _forge(db, "total", "99")
    with pytest.raises(DifferenceError, match=r"S01.*99"), transaction(scored) as db:
        refuse_unready(db, ID, TODAY)


def test_two_people_who_changed_places_are_named_and_nothing_is_posted(scored: Engine) -> None:
    with transaction(scored) as db:
        content = content_of(db)
        _forge(db, "standing", 3)
    with pytest.raises(DifferenceError, match=r"S01.*名次"), transaction(scored) as db:
        posted(db, content)


def _forge(db: Session, name: str, value: object) -> None:
    """Another list than the one that was scored, slipped past the database's own guard."""
    [groups] = db.connection().execute(text("SELECT groups FROM standing_version")).scalars()
    rows = json.loads(groups)
    rows[0]["rows"][0][name] = value
    sqlite = db.get_bind().dialect.name == "sqlite"
    trigger = "standing_version_no_update"
    db.connection().execute(text(f"DROP TRIGGER {trigger}{'' if sqlite else ' ON standing_version'}"))
    db.connection().execute(
        text("UPDATE standing_version SET groups = :groups"), {"groups": json.dumps(rows)}
    )


@pytest.mark.parametrize(
    ("row", "changed", "words"),
    [
        (0, {"total": "99"}, "S01：这一行应为"),
        (1, {"standing": 1}, "S02：这一行应为"),
        (2, {"candidate": "S09"}, "S09：名单上应为"),
    ],
)
def test_a_paper_that_says_something_else_than_the_standing_is_not_posted(
    scored: Engine, row: int, changed: dict[str, Any], words: str
) -> None:
    with transaction(scored) as db:
        content = content_of(db)
    content["groups"][0]["rows"][row] |= changed
    with pytest.raises(DifferenceError, match=words), transaction(scored) as db:
        posted(db, content)


def test_a_person_left_off_the_paper_is_named(scored: Engine) -> None:
    with transaction(scored) as db:
        content = content_of(db)
    content["groups"][0]["rows"].pop()
    with pytest.raises(DifferenceError, match="S03：名单上应为"), transaction(scored) as db:
        posted(db, content)


def test_an_older_standing_is_not_posted(scored: Engine) -> None:
    with transaction(scored) as db:
        content = content_of(db)
        add_fact(db, ID, "S02", MERIT, **MORE)
        review(db, ID, by="reviewer", at=AT)
        score(db, ID, reason="补录", by="clerk", at=AT)
    with pytest.raises(RefusedError, match="最新的是第 2 版"), transaction(scored) as db:
        posted(db, content)


def join(db: Session) -> None:
    """Somebody who was forgotten comes onto the list after it was posted."""
    late = read_records(records([person("S04")], [fact("S04")]))
    import_records(db, ID, late, by="clerk", at=AT)
    review(db, ID, by="reviewer", at=AT)
    score(db, ID, reason="补列 S04", by="clerk", at=AT)


def test_there_is_one_list_of_scores_and_what_changed_since_is_a_correction(scored: Engine) -> None:
    with transaction(scored) as db:
        posted(db, content_of(db))
        with pytest.raises(RefusedError, match="更正") as refused:
            content_of(db, number="虚公〔2021〕2号")
        assert refused.value.code == "posting.scores_posted"
        join(db)
        with pytest.raises(RefusedError, match="更正"):
            content_of(db, number="虚公〔2021〕2号")
        assert content_of(db, "correction", "虚公〔2021〕2号")["joined"] == ["S04"]


def test_what_was_posted_and_not_scored_anew_needs_no_correction(scored: Engine) -> None:
    with transaction(scored) as db:
        with pytest.raises(RefusedError) as refused:
            content_of(db, "correction")
        assert refused.value.code == "posting.nothing_to_correct"
        posted(db, content_of(db))
        with pytest.raises(RefusedError) as refused:
            content_of(db, "correction", "虚公〔2021〕2号")
        assert refused.value.code == "posting.nothing_to_correct"


def test_a_numbered_correction_names_whom_it_adds(scored: Engine) -> None:
    with transaction(scored) as db:
        posted(db, content_of(db))
        join(db)
        content = content_of(db, "correction", "虚公〔2021〕2号")
    assert content["joined"] == ["S04"]
    assert list(content["joined_names"]) == ["S04"]
    assert "名单增加 1 人：S04。" in content["paragraphs"]
    without = {key: value for key, value in content.items() if key != "joined"}
    with pytest.raises(DifferenceError, match="S04"), transaction(scored) as db:
        posted(db, without)
    with transaction(scored) as db:
        assert posted(db, content).standing == 2


def test_a_score_sheet_and_a_standing_are_written_once(scored: Engine) -> None:
    for statement in (
        "UPDATE score_sheet SET reason = 'x'",
        "DELETE FROM score_sheet",
        "UPDATE standing_version SET groups = '[]'",
        "UPDATE standing_version SET made_at = 'x'",
        "DELETE FROM standing_version",
    ):
        with pytest.raises(DBAPIError, match="immutable"), transaction(scored) as db:
            db.connection().execute(text(statement))
    with transaction(scored) as db:
        for frozen in ("true", "false"):  # lifted by the supervisor, whose entry says why
            db.connection().execute(text(f"UPDATE standing_version SET frozen = {frozen}"))


def test_a_recalculation_is_a_new_version_whose_difference_is_told_line_by_line(scored: Engine) -> None:
    with transaction(scored) as db:
        add_fact(db, ID, "S01", MERIT, **MORE)
        review(db, ID, by="reviewer", at=AT)
        score(db, ID, reason="补录三等功", by="clerk", at=AT)
        [change] = changes(sheets_of(db, ID, "S01"))
    assert (change.old_version, change.new_version, change.reason) == (1, 2, "补录三等功")
    [line] = change.lines
    assert (line.item, line.old_quantity, line.new_quantity) == ("peace_m3", "1", "2")
    assert float(line.new_points or 0) - float(line.old_points or 0) == float(change.new_total) - float(
        change.old_total
    )
    assert [one["on"] for one in change.facts_new] == ["2016-08-30"]
    assert change.facts_gone == ()
