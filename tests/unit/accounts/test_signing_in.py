"""Accounts in the database: adding, signing in and out, limits, and what the journal says. All fictional."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from resettlement import clock, database
from resettlement.accounts import attempts, service
from resettlement.accounts.model import ABSOLUTE, IDLE, Account, Role
from resettlement.accounts.tables import AccountRow, SignIn
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import read
from tests.passwords import keep_cheaply

NINE = datetime(2021, 12, 18, 9, 0, tzinfo=clock.CHINA)
PASSWORD = "柳湾路上的第一棵树很高大"
HERE = "192.0.2.1"
LI = Account("li", "老李（虚构）", Role.HOST)


@pytest.fixture
def engine(newest: str) -> Engine:
    made = database.connect(newest)
    with database.transaction(made) as db:
        service.add_account(db, LI.id, name=LI.name, role=LI.role, password=PASSWORD, by="console", at=NINE)
    keep_cheaply(made, PASSWORD)
    return made


def sign_in(
    engine: Engine,
    password: str = PASSWORD,
    *,
    account: str = "li",
    at: datetime = NINE,
    address: str = HERE,
    earlier: str | None = None,
) -> str:
    return service.sign_in(engine, account, password, address=address, at=at, earlier=earlier)


def refusal(engine: Engine, password: str = "falsch", **how: str) -> str:
    with pytest.raises(RefusedError) as refused:
        sign_in(engine, password, **how)  # type: ignore[arg-type]
    return refused.value.code


def test_who_signs_in_is_known_by_the_token_until_signing_out(engine: Engine) -> None:
    token = sign_in(engine)
    assert service.signed_in(engine, token, NINE) == LI
    with database.transaction(engine) as db:
        service.sign_out(db, token)
    assert service.signed_in(engine, token, NINE) is None


def test_the_table_holds_the_digest_of_a_token_of_256_bits_alone(engine: Engine) -> None:
    token = sign_in(engine)
    with database.transaction(engine) as db:
        kept = db.exec(select(SignIn)).one()
    assert len(token) >= 43
    assert kept.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert service.signed_in(engine, kept.token_sha256, NINE) is None


def test_signing_in_again_gives_another_token_and_ends_the_earlier(engine: Engine) -> None:
    first = sign_in(engine)
    second = sign_in(engine, earlier=first)
    assert service.signed_in(engine, first, NINE) is None
    assert service.signed_in(engine, second, NINE) == LI


def test_a_sign_in_that_is_used_goes_on_and_one_that_is_not_ends(engine: Engine) -> None:
    token, almost = sign_in(engine), IDLE - timedelta(minutes=1)
    assert service.signed_in(engine, token, NINE + almost) == LI
    assert service.signed_in(engine, token, NINE + 2 * almost) == LI
    assert service.signed_in(engine, token, NINE + 2 * almost + IDLE) is None
    assert service.signed_in(engine, token, NINE) is None


def test_a_sign_in_ends_after_a_working_day_however_busy(engine: Engine) -> None:
    token, at = sign_in(engine), NINE
    while at - NINE < ABSOLUTE:
        assert service.signed_in(engine, token, at) == LI
        at += timedelta(hours=1)
    assert service.signed_in(engine, token, at) is None


def test_an_unknown_account_a_wrong_password_and_a_closed_account_get_the_same_answer(engine: Engine) -> None:
    wrong, unknown = refusal(engine), refusal(engine, account="zhao")
    with database.transaction(engine) as db:
        service.deactivate(db, "li", by="console", at=NINE)
    assert {wrong, unknown, refusal(engine, PASSWORD)} == {"accounts.not_signed_in"}


def test_closing_an_account_ends_what_it_had_open_and_keeps_its_id_taken(engine: Engine) -> None:
    token = sign_in(engine)
    with database.transaction(engine) as db:
        service.deactivate(db, "li", by="console", at=NINE)
    assert service.signed_in(engine, token, NINE) is None
    with database.transaction(engine) as db, pytest.raises(RefusedError) as refused:
        service.add_account(db, "li", name="", role=Role.CLERK, password=PASSWORD, by="console", at=NINE)
    assert refused.value.code == "accounts.taken"


def test_a_new_password_ends_what_was_open_under_the_old_one(engine: Engine) -> None:
    token = sign_in(engine)
    with database.transaction(engine) as db:
        service.change_password(db, "li", PASSWORD + "！", by="console", at=NINE)
    assert service.signed_in(engine, token, NINE) is None
    assert refusal(engine, PASSWORD) == "accounts.not_signed_in"
    assert service.signed_in(engine, sign_in(engine, PASSWORD + "！"), NINE) == LI


def test_after_five_wrong_passwords_even_the_right_one_waits_there_but_not_elsewhere(engine: Engine) -> None:
    codes = [refusal(engine) for _ in range(service.LIMITS["both"])]
    assert set(codes) == {"accounts.not_signed_in"}
    assert refusal(engine, PASSWORD) == "accounts.too_many"
    assert service.signed_in(engine, sign_in(engine, address="192.0.2.2"), NINE) == LI
    later = NINE + attempts.WINDOW + timedelta(seconds=1)
    assert service.signed_in(engine, sign_in(engine, at=later), later) == LI


def test_a_success_forgets_the_slips_before_it(engine: Engine) -> None:
    for _ in range(2):
        for _ in range(service.LIMITS["both"] - 1):
            assert refusal(engine) == "accounts.not_signed_in"
        sign_in(engine)


def test_one_address_cannot_try_its_way_through_the_accounts(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(service.LIMITS, "address", 3)
    codes = [refusal(engine, account=f"guess-{n}") for n in range(4)]
    assert codes == ["accounts.not_signed_in"] * 3 + ["accounts.too_many"]


def test_what_becomes_of_accounts_stands_in_the_journal_without_names_and_passwords(engine: Engine) -> None:
    with database.transaction(engine) as db:
        service.change_password(db, "li", PASSWORD + "！", by="console", at=NINE)
        service.deactivate(db, "li", by="console", at=NINE)
        entries = read(db, service.STREAM)
        kept = db.get_one(AccountRow, "li").password_hash
    assert [entry.type for entry in entries] == ["account_added", "password_changed", "account_deactivated"]
    assert entries[0].payload == {"account": "li", "role": "host"}
    written = str([entry.to_json() for entry in entries])
    assert not [word for word in (LI.name, PASSWORD, kept) if word in written]


def test_nothing_of_a_refused_account_is_kept(engine: Engine) -> None:
    with pytest.raises(BadInputError), database.transaction(engine) as db:
        service.add_account(db, "zhao", name="", role=Role.CLERK, password="kurz", by="console", at=NINE)
    with database.transaction(engine) as db:
        assert [account.id for account, _ in service.accounts(db)] == ["li"]
        assert len(read(db, service.STREAM)) == 1
