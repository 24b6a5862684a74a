"""People counted out, records sent back, sheets not signed; and nothing of it after the freeze."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement.accounts.tables import AccountRow
from resettlement.campaign.service import stream_of
from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, read
from resettlement.notices import contents
from resettlement.publication import public_documents
from resettlement.records.changes import add_fact, correct_profile, withdraw_fact
from resettlement.records.gate import gate_of
from resettlement.records.lookup import by_id_number, lines, person_row, profile_changes_of
from resettlement.records.model import Fact
from resettlement.records.policy import Policy, set_policy
from resettlement.records.reimport import differences, reimport
from resettlement.records.reviewing import left_over
from resettlement.records.service import (
    import_records,
    names,
    people,
    records_for_scoring,
    remove,
    restore,
    return_record,
    review,
    unconfirmed,
    unreviewed,
)
from resettlement.records.to_do import waiting_for
from resettlement.records.workbook import read_records
from resettlement.standing.release import refuse_unready, stale
from resettlement.standing.service import score
from resettlement.standing.signing import confirm, refuse_to_sign
from tests.storage.scored import AT, FACTS, ID, PEOPLE, TODAY, content_of, open_scored, posted
from tests.unit.records.building import person, records

BY_CLERK: dict[str, Any] = {"by": "clerk", "at": AT}
BY_REVIEWER: dict[str, Any] = {"by": "reviewer", "at": AT}
MERIT = Fact("award", {"grade": "commendation", "on": "2014-07-01"}, "通令")


@pytest.fixture
def scored(engine: Engine) -> Engine:
    """S01, S02 and S03 entered, reviewed and scored."""
    open_scored(engine)
    return engine


def refusal(step: Callable[..., Any], *told: Any, **further: Any) -> str:
    """The code with which a step is refused."""
    with pytest.raises(RefusedError) as caught:
        step(*told, **further)
    return caught.value.code


def types(db: Session) -> list[str]:
    return [entry.type for entry in read(db, stream_of(ID))]


def freeze(db: Session) -> None:
    append(db, stream_of(ID), [Draft("standing_frozen", {})], by="supervisor", at=AT)


def test_who_was_removed_is_in_no_later_list_but_in_the_gate(scored: Engine) -> None:
    with transaction(scored) as db:
        remove(db, ID, "S02", "本人书面退出", **BY_CLERK)
        assert [one.code for one in people(db, ID)] == ["S01", "S03"]
        assert [one["candidate"] for one in records_for_scoring(db, ID, "sergeant")] == ["S01", "S03"]
        assert unconfirmed(db, ID) == ["S01", "S03"]
        assert "韩䶮" in gate_of(db, ID).names
        assert "S02" in names(db, ID)
        entry = read(db, stream_of(ID))[-1]
        row = person_row(db, ID, "S02")
    assert (entry.type, dict(entry.payload)) == ("person_removed", {"candidate": "S02"})
    assert (row.removed_by, row.removed_because) == ("clerk", "本人书面退出")


def test_the_next_correction_counts_out_who_was_removed(scored: Engine) -> None:
    with transaction(scored) as db:
        posted(db, content_of(db))
        remove(db, ID, "S02", "本人书面退出", **BY_CLERK)
        assert stale(db, ID) == ["S02"]
        assert refusal(refuse_unready, db, ID, TODAY) == "standing.stale"
        score(db, ID, reason="S02 退出", **BY_CLERK)
        assert stale(db, ID) == []
        content = content_of(db, "correction", "虚公〔2021〕2号")
        assert content["left"] == ["S02"]
        posted(db, content)
        versions = public_documents.frozen(db, ID)["standing"]["versions"]
    listed = [{row["candidate"] for row in one["groups"][0]["rows"]} for one in versions]
    assert listed == [{"S01", "S02", "S03"}, {"S01", "S03"}]


def test_nothing_more_is_done_about_who_was_removed(scored: Engine) -> None:
    with transaction(scored) as db:
        remove(db, ID, "S02", "去世", **BY_CLERK)
        before = types(db)
        assert refusal(remove, db, ID, "S02", "去世", **BY_CLERK) == "records.removed"
        assert refusal(add_fact, db, ID, "S02", MERIT, reason="补录", **BY_CLERK) == "records.removed"
        again = read_records(records(PEOPLE, FACTS))
        agreed = differences(db, ID, again).digest
        assert refusal(reimport, db, ID, again, agreed, reason="再导", **BY_CLERK) == "records.removed"
        assert types(db) == before


@pytest.mark.parametrize(
    ("code", "reason", "refused"), [("S09", "x", "unknown_candidate"), ("S01", " ", "no_reason")]
)
def test_a_removal_names_somebody_and_says_why(scored: Engine, code: str, reason: str, refused: str) -> None:
    with transaction(scored) as db:
        assert refusal(remove, db, ID, code, reason, **BY_CLERK) == f"records.{refused}"


def test_who_has_chosen_a_post_is_not_removed(scored: Engine) -> None:
    chosen = Draft("chosen", {"candidate": "S01", "position": "P1"})
    with transaction(scored) as db:
        append(db, f"session/{ID}", [chosen], by="host", at=AT)
        assert refusal(remove, db, ID, "S01", "退出", **BY_CLERK) == "records.placed"
        remove(db, ID, "S02", "退出", **BY_CLERK)


def test_a_record_sent_back_waits_for_the_clerk_and_not_for_review_all(scored: Engine) -> None:
    with transaction(scored) as db:
        return_record(db, ID, "S01", "三等功的日期与通令不一致", **BY_REVIEWER)
        assert unreviewed(db, ID) == ["S01"]
        assert waiting_for(db, ID, "clerk", "clerk")[0] == "S01"
        assert waiting_for(db, ID, "reviewer", "reviewer") == []
        assert review(db, ID, **BY_REVIEWER) == 0
        add_fact(db, ID, "S01", MERIT, reason="与通令核对", **BY_CLERK)
        assert person_row(db, ID, "S01").returned_at is None
        assert waiting_for(db, ID, "reviewer", "reviewer") == ["S01"]
        assert review(db, ID, **BY_REVIEWER) == 1
    with transaction(scored) as db:
        assert ("record_returned", "reviewer") in {(e.type, e.by) for e in read(db, stream_of(ID))}


def test_what_a_review_of_all_leaves_is_told_with_the_reason(scored: Engine) -> None:
    with transaction(scored) as db:
        set_policy(db, ID, Policy(reviews=2), **BY_CLERK)
        for code in ("S01", "S02"):
            add_fact(db, ID, code, MERIT, reason="补录", **BY_CLERK)
        return_record(db, ID, "S03", "缺一页", **BY_REVIEWER)
        assert review(db, ID, codes=["S01"], **BY_REVIEWER) == 1
        told = left_over(db, ID, "reviewer").split("；")
        assert [one.partition("的有 ")[2] for one in told] == ["1 人：S03", "1 人：S01"]
        assert left_over(db, ID, "reviewer.b").endswith("的有 1 人：S03")
        remove(db, ID, "S03", "退出", **BY_CLERK)
        assert left_over(db, ID, "reviewer.b") == ""


def test_who_is_counted_in_again_is_in_the_next_correction(scored: Engine) -> None:
    with transaction(scored) as db:
        remove(db, ID, "S02", "退出", **BY_CLERK)
        score(db, ID, **BY_CLERK)
        posted(db, content_of(db))
        restore(db, ID, "S02", "移错了人", **BY_CLERK)
        assert stale(db, ID) == ["S02"]
        score(db, ID, **BY_CLERK)
        assert content_of(db, "correction", "虚公〔2021〕2号")["joined"] == ["S02"]
        told = {(one.field, one.before) for one in profile_changes_of(db, ID, "S02")}
        assert {("removed_by", "clerk"), ("removed_because", "退出")} < told


def test_nobody_is_counted_in_who_was_not_removed_or_after_the_freeze(scored: Engine) -> None:
    with transaction(scored) as db:
        assert refusal(restore, db, ID, "S01", "误移", **BY_CLERK) == "records.not_removed"
        assert refusal(restore, db, ID, "S09", "误移", **BY_CLERK) == "records.unknown_candidate"
        remove(db, ID, "S02", "退出", **BY_CLERK)
        assert refusal(restore, db, ID, "S02", " ", **BY_CLERK) == "records.no_reason"
        freeze(db)
        assert refusal(restore, db, ID, "S02", "误移", **BY_CLERK) == "standing.frozen"


def test_the_reviewer_may_still_pass_by_name_what_they_sent_back(scored: Engine) -> None:
    with transaction(scored) as db:
        return_record(db, ID, "S01", "看错了一页", **BY_REVIEWER)
        assert review(db, ID, codes=["S01"], **BY_REVIEWER) == 1
        assert person_row(db, ID, "S01").returned_at is None


def test_a_refusal_to_sign_is_an_answer_until_the_sheet_is_another(scored: Engine) -> None:
    with transaction(scored) as db:
        set_policy(db, ID, Policy(confirmation=True), **BY_CLERK)
        confirm(db, ID, codes=["S01", "S02"], **BY_CLERK)
        assert refusal(refuse_unready, db, ID, TODAY) == "records.not_confirmed"
        refuse_to_sign(db, ID, "S03", "认为漏计嘉奖", **BY_CLERK)
        refuse_unready(db, ID, TODAY)
        assert read(db, stream_of(ID))[-1].payload == {"candidate": "S03", "sheet": 1}
        add_fact(db, ID, "S03", MERIT, reason="补录", **BY_CLERK)
        review(db, ID, **BY_REVIEWER)
        assert unconfirmed(db, ID) == ["S03"]
        score(db, ID, reason="补录嘉奖", **BY_CLERK)
        refuse_to_sign(db, ID, "S03", "仍不同意", **BY_CLERK)
        assert confirm(db, ID, **BY_CLERK) == 0
        assert confirm(db, ID, codes=["S03"], **BY_CLERK) == 1
        assert person_row(db, ID, "S03").refused_on is None


def test_a_refusal_to_sign_is_of_the_sheet_that_stands(scored: Engine) -> None:
    with transaction(scored) as db:
        told = {"reason": "不同意", **BY_CLERK}
        assert refusal(refuse_to_sign, db, ID, "S01", seen="2", **told) == "records.other_sheet"
        assert refusal(refuse_to_sign, db, ID, "S09", **told) == "records.unknown_candidate"
        confirm(db, ID, codes=["S01"], **BY_CLERK)
        assert refusal(refuse_to_sign, db, ID, "S01", **told) == "records.already_confirmed"
        return_record(db, ID, "S02", "重核", **BY_REVIEWER)
        assert refusal(refuse_to_sign, db, ID, "S02", **told) == "records.not_reviewed"


def test_two_accounts_of_one_person_do_not_review_what_it_entered(scored: Engine) -> None:
    with transaction(scored) as db:
        for account, of, role in (("clerk", None, "clerk"), ("reviewer", "clerk", "reviewer")):
            db.add(AccountRow(id=account, name="", role=role, password_hash="-", person=of, active=True))
            db.flush()
        add_fact(db, ID, "S01", MERIT, reason="补录", **BY_CLERK)
        assert refusal(review, db, ID, **BY_REVIEWER) == "records.same_person"
        assert waiting_for(db, ID, "reviewer", "reviewer") == []
        assert review(db, ID, by="reviewer.li", at=AT) == 1


def test_after_the_freeze_no_record_changes_until_it_is_lifted(scored: Engine) -> None:
    with transaction(scored) as db:
        freeze(db)
        steps: list[Callable[[], Any]] = [
            lambda: remove(db, ID, "S01", "退出", **BY_CLERK),
            lambda: return_record(db, ID, "S01", "重核", **BY_REVIEWER),
            lambda: add_fact(db, ID, "S01", MERIT, reason="补录", **BY_CLERK),
            lambda: withdraw_fact(db, ID, "S01", 0, reason="重复", **BY_CLERK),
            lambda: correct_profile(db, ID, "S01", {"education": "本科"}, reason="核对", **BY_CLERK),
            lambda: import_records(db, ID, read_records(records([person("S09")])), **BY_CLERK),
        ]
        assert {refusal(step) for step in steps} == {"standing.frozen"}
        append(db, stream_of(ID), [Draft("standing_unfrozen", {})], by="supervisor", at=AT)
        assert correct_profile(db, ID, "S01", {"education": "本科"}, reason="核对", **BY_CLERK) == 1


def test_a_telephone_may_be_mended_after_the_freeze_and_the_review_stands(scored: Engine) -> None:
    with transaction(scored) as db:
        freeze(db)
        assert correct_profile(db, ID, "S01", {"phone": "13900001234"}, reason="换号", **BY_CLERK) == 1
        assert unreviewed(db, ID) == []


def test_somebody_is_found_by_the_whole_id_number_or_its_end(scored: Engine) -> None:
    with transaction(scored) as db:
        whole = person_row(db, ID, "S02").id_number
        assert by_id_number(db, ID, whole) == ["S02"]
        assert by_id_number(db, ID, whole[-6:].lower()) == ["S02"]
        assert by_id_number(db, ID, "000000") == []
        assert {line.code: bool(line.removed_at) for line in lines(db, ID)} == dict.fromkeys(
            ("S01", "S02", "S03"), False
        )
        assert contents.names_in(public_documents.drafted(db, ID)).keys() == {"S01", "S02", "S03"}
