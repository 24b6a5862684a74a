"""The code with which a candidate files wishes: printed once, his alone, replaced by the next issue."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from resettlement.accounts import attempts, service
from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.selection.wishes.codes import (
    ALPHABET,
    LIMITS,
    codes,
    issue_codes,
    issue_first_codes,
    issues,
    let_in,
)
from tests.hall import refused_with
from tests.storage.wishing import DAY, logged, minutes, open_filing
from tests.unit.records.campaigns import ID

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def coded(engine: Engine) -> Engine:
    """S01 and S02 have a code."""
    open_filing(engine)
    with transaction(engine) as db:
        issue_codes(db, ID, ["S02", "S01"], by="clerk", at=DAY)
    return engine


def code_of(engine: Engine, candidate: str) -> str:
    with transaction(engine) as db:
        return next(code.text for code in codes(db, ID) if code.candidate == candidate)


def enter(engine: Engine, candidate: str, typed: str, address: str = HERE, minute: float = 1) -> None:
    let_in(engine, ID, candidate, typed, address=address, at=minutes(minute))


def answer(engine: Engine, candidate: str, typed: str, address: str = HERE) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        enter(engine, candidate, typed, address)
    return refused.value.code, refused.value.message


def test_the_code_opens_for_its_owner_however_it_is_typed(coded: Engine) -> None:
    code = code_of(coded, "S01")
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", wide):
        enter(coded, "S01", typed)


def test_no_letter_of_a_code_is_taken_for_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("01OI") & set(ALPHABET)


def test_a_wrong_code_that_of_another_and_an_unknown_number_get_the_same_answer(coded: Engine) -> None:
    """S03 was never given one."""
    others = code_of(coded, "S02")
    said = {answer(coded, who, others) for who in ("S01", "S03", "S99", "")} | {answer(coded, "S01", "")}
    assert {code for code, _ in said} == {"wishes.wrong_code"}
    assert len(said) == 1


def test_a_new_code_ends_the_one_before_and_nobody_elses(coded: Engine) -> None:
    lost, others = code_of(coded, "S01"), code_of(coded, "S02")
    with transaction(coded) as db:
        issue_codes(db, ID, ["S01"], by="clerk", at=minutes(1))
    assert answer(coded, "S01", lost)[0] == "wishes.wrong_code"
    enter(coded, "S01", code_of(coded, "S01"))
    enter(coded, "S02", others)


def test_the_journal_says_which_issue_and_no_table_holds_a_code(coded: Engine) -> None:
    with transaction(coded) as db:
        issue_codes(db, ID, ["S01"], by="clerk", at=minutes(1))
        written = logged(db)
        rows = db.execute(text("SELECT candidate, issue, issued_by FROM wish_code")).all()
    assert written == [
        ("wish_code_issued", {"candidate": candidate, "issue": issue})
        for candidate, issue in (("S01", 1), ("S02", 1), ("S01", 2))
    ]
    assert {tuple(row) for row in rows} == {("S01", 1, "clerk"), ("S02", 1, "clerk"), ("S01", 2, "clerk")}


def test_after_many_wrong_codes_an_address_waits_and_then_gets_in(coded: Engine) -> None:
    code = code_of(coded, "S01")
    tried = [answer(coded, "S01", "2222-2222")[0] for _ in range(LIMITS["both"] + 1)]
    assert tried == ["wishes.wrong_code"] * LIMITS["both"] + ["wishes.too_many"]
    assert answer(coded, "S01", code)[0] == "wishes.too_many"
    later = minutes(1) + attempts.WINDOW + timedelta(seconds=1)
    let_in(coded, ID, "S01", code, address=HERE, at=later)


def test_nobody_shuts_out_another_by_guessing_at_his_code(coded: Engine) -> None:
    for address in range(8):
        for _ in range(LIMITS["both"]):
            answer(coded, "S01", "2222-2222", f"198.51.100.{address}")
    enter(coded, "S01", code_of(coded, "S01"), ELSEWHERE)


def test_whoever_got_in_has_all_his_attempts_again(coded: Engine) -> None:
    for _ in range(2):
        for _ in range(LIMITS["both"] - 1):
            answer(coded, "S01", "2222-2222")
        enter(coded, "S01", code_of(coded, "S01"))


def test_guessing_at_everybody_in_turn_is_stopped_too(coded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "address", 5)
    for number in range(5):
        answer(coded, f"X{number}", "2222-2222")
    refused_with(lambda: enter(coded, "S01", code_of(coded, "S01")), "wishes.too_many")


def test_wrong_codes_in_the_offices_network_keep_no_account_from_signing_in(coded: Engine) -> None:
    for number in range(service.LIMITS["address"]):
        answer(coded, f"X{number}", "2222-2222")
    wrong = lambda: service.sign_in(coded, "host", "no such password", address=HERE, at=minutes(2))  # noqa: E731
    refused_with(wrong, "accounts.not_signed_in")


def test_first_codes_end_none_that_was_handed_over(coded: Engine) -> None:
    before = code_of(coded, "S01")
    with transaction(coded) as db:
        issue_first_codes(db, ID, {"S01", "S02", "S03"}, by="clerk", at=minutes(1))
        assert issues(db, ID) == {"S01": 1, "S02": 1, "S03": 1}
    enter(coded, "S01", before)
