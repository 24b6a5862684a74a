"""Candidates sign the sheet that counts: none that is about to become another, and nobody without one."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.journal.service import read
from resettlement.records.changes import add_fact
from resettlement.records.model import Fact
from resettlement.records.service import review, unconfirmed
from resettlement.standing.service import score
from resettlement.standing.signing import confirm, refuse_to_sign
from tests.storage.scored import AT, ID, open_scored

MERIT = Fact("award", {"grade": "second_class_merit", "on": "2016-08-30"}, "个人奖励登记（报告）表")


def refused(engine: Engine, *codes: str) -> str:
    with pytest.raises(RefusedError) as refusal, transaction(engine) as db:
        confirm(db, ID, codes=codes or None, by="clerk", at=AT)
    return refusal.value.code


def test_the_entry_names_the_version_of_every_sheet_signed(engine: Engine) -> None:
    open_scored(engine)
    with transaction(engine) as db:
        assert confirm(db, ID, codes=["S02"], by="clerk", at=AT) == 1
        last = read(db, f"campaign/{ID}")[-1]
        assert (last.type, last.payload) == (
            "scores_confirmed",
            {"candidates": ["S02"], "sheets": {"S02": 1}},
        )
        assert confirm(db, ID, by="clerk", at=AT) == 2
        assert unconfirmed(db, ID) == []


def test_a_sheet_whose_record_changed_since_is_not_signed_until_everybody_is_scored_anew(
    engine: Engine,
) -> None:
    open_scored(engine)
    with transaction(engine) as db:
        add_fact(db, ID, "S03", MERIT, by="clerk", at=AT, reason="漏录")
    assert refused(engine, "S03") == "records.not_reviewed"
    with transaction(engine) as db:
        review(db, ID, by="reviewer", at=AT)
    assert refused(engine, "S03") == refused(engine) == "standing.stale"
    with pytest.raises(RefusedError) as refusal, transaction(engine) as db:
        refuse_to_sign(db, ID, "S03", "少一项", by="clerk", at=AT)
    assert refusal.value.code == "standing.stale"
    with transaction(engine) as db:
        assert confirm(db, ID, codes=["S01"], by="clerk", at=AT) == 1
        score(db, ID, by="clerk", at=AT)
        assert confirm(db, ID, codes=["S03"], by="clerk", at=AT) == 1


def test_whom_the_campaign_does_not_know_nobody_signs_for(engine: Engine) -> None:
    open_scored(engine)
    assert refused(engine, "X9") == "records.unknown_candidate"
