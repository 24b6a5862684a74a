"""After the session the supervisor certifies what the second path found, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from resettlement import database
from resettlement.errors import BadInputError, RefusedError, TamperedError
from resettlement.hall.recording import record_session
from resettlement.journal.check import check_journal
from resettlement.journal.model import digest
from resettlement.journal.service import read
from resettlement.papers.signed import signings
from resettlement.selection.examination import SESSION_PROPERTIES, Examination, examine
from resettlement.selection.service import stream_of
from resettlement.selection.supervision import (
    certify,
    co_sign,
    is_certified,
    refuse_certificate,
    ruling,
    signatures,
)
from tests.storage.held import BOTH, EVENING, Step, called, chosen, closed, held, open_hall, planted
from tests.storage.scored import ID, open_scored

GOOD = (called(1, "S01"), chosen(2, "S01", "P1"), called(3, "S02"), chosen(4, "S02", "P2"))
WRONG: dict[str, tuple[Step, ...]] = {
    "S2": (*GOOD, (9, "resumed", {}), closed(BOTH)),
    "S3": (called(1, "S02"), chosen(2, "S02", "P2"), called(3, "S01"), chosen(4, "S01", "P1"), closed(BOTH)),
    "S4": (*GOOD[:3], chosen(4, "S02", "P1"), closed({"S01": "P1", "S02": "P1"})),
    "S5": (called(1, "S01"), chosen(9, "S01", "P1"),
           called(10, "S02"), chosen(11, "S02", "P2"), closed(BOTH)),
    "S6": (*GOOD[:3], chosen(4, "S02", "P2", basis="tie"), closed(BOTH)),
    "S8": (
        called(1, "S01"),
        (2, "missed", {"candidate": "S01", "reason": "absent", "consequence": "given_up"}),
        *GOOD[2:],
        closed({"S01": None, "S02": "P2"}),
    ),
    "S9": (*GOOD, (5, "undone", {"from_version": 5, "reason": "错", "second": "host"}),
           called(6, "S02"), chosen(7, "S02", "P2"), closed(BOTH)),
    "S10": (*GOOD[:1], chosen(2, "S01", "P1", warned=["S02"]), *GOOD[2:], closed(BOTH)),
    "S11": (*GOOD, closed(BOTH, fingerprint="0" * 64)),
}  # fmt: skip


def examined(engine: Engine) -> Examination:
    with database.transaction(engine) as db:
        return examine(read(db, stream_of(ID)))


def refused(engine: Engine, code: str, by: str = "supervisor", session_id: str = ID) -> str:
    with pytest.raises(RefusedError) as refusal, database.transaction(engine) as db:
        certify(db, session_id, by=by, at=EVENING)
    assert refusal.value.code == code
    return refusal.value.message


def certified(engine: Engine) -> None:
    with database.transaction(engine) as db:
        certify(db, ID, by="supervisor", at=EVENING)


def test_a_certificate_names_head_count_fingerprint_and_every_property(engine: Engine) -> None:
    held(engine)
    found = examined(engine)
    assert found.holds
    certified(engine)
    with database.transaction(engine) as db:
        (entry,) = read(db, f"supervision/{ID}")
        last = read(db, stream_of(ID))[-1]
    assert (entry.type, entry.by) == ("certified", "supervisor")
    assert entry.payload == {
        "version": 9,
        "head": last.hash,
        "fingerprint": digest(BOTH),
        "properties": [f"S{number}" for number in range(1, len(SESSION_PROPERTIES) + 1)],
    }


def test_what_happened_is_counted_and_a_pick_that_was_undone_is_none(engine: Engine) -> None:
    held(engine)
    tally = examined(engine).tally
    assert (tally.picks, tally.undos, tally.pauses, tally.lots, tally.warnings) == (2, 1, 0, 0, 0)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_log_with_something_wrong_is_not_certified_and_the_property_is_named(
    engine: Engine, wrong: str
) -> None:
    planted(engine, *WRONG[wrong])
    found = {one.number: one for one in examined(engine).findings}
    assert not found[wrong].holds
    assert found[wrong].wrong
    assert wrong in refused(engine, "supervision.differs")
    with database.transaction(engine) as db:
        assert ruling(db, ID) is None


def test_the_same_log_without_the_wrong_is_certified(engine: Engine) -> None:
    planted(engine, *GOOD, closed(BOTH))
    certified(engine)


@pytest.mark.parametrize("type_", ["chosen", "waived", "undone", "closed", "never_heard_of"])
def test_a_record_that_lacks_what_it_should_say_is_still_told_of(engine: Engine, type_: str) -> None:
    planted(engine, *GOOD, (9, type_, {}), closed(BOTH))
    found = examined(engine)
    assert next(one for one in found.findings if one.number == "S2").wrong
    assert not found.holds


@pytest.mark.parametrize("fingerprint", ["", "no hash", "F" * 64])
def test_what_is_no_fingerprint_is_printed_as_none(engine: Engine, fingerprint: str) -> None:
    planted(engine, *GOOD, closed(BOTH, fingerprint=fingerprint))
    assert examined(engine).fingerprint == ""
    refused(engine, "supervision.differs")


def test_a_post_given_back_is_no_pick_that_counts(engine: Engine) -> None:
    given_back = (5, "waived", {"candidate": "S01", "position": "P1", "reason": "家中有事"})
    planted(engine, *GOOD, given_back, closed({"S01": None, "S02": "P2"}))
    assert examined(engine).tally.picks == 1
    with database.transaction(engine) as db:
        first, second = signings(db, ID)
    assert (first.pick.order, first.pick.waived, first.missing) == (1, True, False)
    assert (second.pick.order, second.pick.waived, second.missing) == (2, False, True)


def test_behind_a_record_that_was_not_allowed_nothing_counts_as_checked(engine: Engine) -> None:
    planted(engine, *WRONG["S2"])
    assert not any(one.holds for one in examined(engine).findings)


def test_a_log_changed_in_the_database_is_no_log(engine: Engine) -> None:
    held(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER journal_no_update"))
        connection.execute(
            text(
                "UPDATE journal SET payload = replace(payload, 'P1', 'P2') WHERE stream = :s AND version = 6"
            ),
            {"s": stream_of(ID)},
        )
    found = examined(engine)
    assert found.chain
    assert not any(one.holds for one in found.findings)
    assert "B2" in refused(engine, "supervision.differs")


def test_a_certified_session_cut_short_is_found_because_the_certificate_names_its_head(
    engine: Engine,
) -> None:
    held(engine)
    certified(engine)
    with database.transaction(engine) as db:
        check_journal(db)
    with engine.begin() as connection:
        postgresql = engine.dialect.name == "postgresql"
        switch = (
            "ALTER TABLE journal DISABLE TRIGGER USER" if postgresql else "DROP TRIGGER journal_no_delete"
        )
        connection.execute(text(switch))
        connection.execute(text("DELETE FROM journal WHERE type = 'closed'"))
    with pytest.raises(TamperedError, match="不完整"), database.transaction(engine) as db:
        check_journal(db)


def test_nobody_certifies_before_the_session_has_closed(engine: Engine) -> None:
    held(engine, close=False)
    refused(engine, "supervision.not_closed")


def test_a_session_that_was_never_opened_is_not_certified(engine: Engine) -> None:
    refused(engine, "supervision.not_closed")


def test_a_rehearsal_is_checked_but_never_certified(engine: Engine) -> None:
    open_scored(engine)
    open_hall(engine, f"rehearsal/{ID}/1")
    refused(engine, "supervision.rehearsal", session_id=f"rehearsal/{ID}/1")


def test_whoever_wrote_any_of_the_session_does_not_certify_it(engine: Engine) -> None:
    held(engine)
    refused(engine, "supervision.own_session", by="host")


def test_the_second_person_of_an_undo_ran_nothing_and_may_certify(engine: Engine) -> None:
    held(engine, second="supervisor")
    certified(engine)


def test_a_session_is_certified_once_and_not_refused_afterwards(engine: Engine) -> None:
    held(engine)
    certified(engine)
    refused(engine, "supervision.certified", by="deputy")
    with pytest.raises(RefusedError), database.transaction(engine) as db:
        refuse_certificate(db, ID, "想了想不对", by="supervisor", at=EVENING)


def test_a_refusal_needs_a_reason_and_stands_until_it_is_certified(engine: Engine) -> None:
    held(engine)
    with pytest.raises(BadInputError), database.transaction(engine) as db:
        refuse_certificate(db, ID, "  ", by="supervisor", at=EVENING)
    with database.transaction(engine) as db:
        refuse_certificate(db, ID, "S01 的协议没有签名", by="supervisor", at=EVENING)
    with pytest.raises(RefusedError, match="还没有签认"), database.transaction(engine) as db:
        record_session(db, ID, by="supervisor", at=EVENING)
    certified(engine)
    with database.transaction(engine) as db:
        assert record_session(db, ID, by="supervisor", at=EVENING).type == "session_recorded"


def test_a_result_is_recorded_under_its_certificate_alone(engine: Engine) -> None:
    held(engine)
    with pytest.raises(RefusedError) as refusal, database.transaction(engine) as db:
        record_session(db, ID, by="supervisor", at=EVENING)
    assert refusal.value.code == "posting.not_certified"
    certified(engine)
    with database.transaction(engine) as db:
        assert not is_certified(db, ID, "0" * 64, digest(BOTH))
        recorded = record_session(db, ID, by="supervisor", at=EVENING)
    assert recorded.payload["fingerprint"] == digest(BOTH)


def test_co_signing_goes_on_beside_a_refusal(engine: Engine) -> None:
    held(engine)
    with database.transaction(engine) as db:
        refuse_certificate(db, ID, "待查", by="supervisor", at=EVENING)
        co_sign(db, ID, 9, by="supervisor", at=EVENING + timedelta(minutes=1))
        assert [one.payload["version"] for one in signatures(db, ID)] == [9]
