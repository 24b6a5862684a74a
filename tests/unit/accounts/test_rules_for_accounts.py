"""What an account and a password must be like, and how long a sign-in holds. Everybody is fictional."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from resettlement import clock
from resettlement.accounts.model import ABSOLUTE, IDLE, check_account_id, check_password, holds
from resettlement.accounts.passwords import hash_password, matches
from resettlement.errors import BadInputError

NINE = datetime(2021, 12, 18, 9, 0, tzinfo=clock.CHINA)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    "account", ["", "a", "Wang", "王", "1wang", "wang li", "wang;li", "w" * 33, "wang\n"]
)
def test_an_account_is_small_letters_digits_and_hyphens(account: str) -> None:
    with pytest.raises(BadInputError, match="账号"):
        check_account_id(account)


@pytest.mark.parametrize("account", ["li", "wang-li", "w" * 32, "z9"])
def test_a_plain_account_will_do(account: str) -> None:
    check_account_id(account)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elf-zeichen", "12"),
        ("x1" * 65, "128"),
        ("xx-WangLi-2021", "账号"),
        ("abababababab", "不同的字符"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason_and_not_repeated(password: str, reason: str) -> None:
    with pytest.raises(BadInputError, match=reason) as refused:
        check_password("wangli", password)
    assert password not in str(refused.value)


def test_a_sentence_of_twelve_characters_is_a_password() -> None:
    check_password("wangli", "柳湾路上的第一棵树很高大")


def test_a_sign_in_holds_while_it_is_used_but_not_beyond_a_working_day() -> None:
    assert holds(NINE, NINE, NINE + IDLE - SECOND)
    assert not holds(NINE, NINE, NINE + IDLE)
    used_to_the_end = NINE + ABSOLUTE - SECOND
    assert holds(NINE, used_to_the_end, used_to_the_end)
    assert not holds(NINE, used_to_the_end, NINE + ABSOLUTE)


def test_a_password_is_kept_as_argon2id_and_never_twice_the_same() -> None:
    one, other = hash_password("genug-zeichen-hier"), hash_password("genug-zeichen-hier")
    assert one.startswith("$argon2id$")
    assert one != other
    assert matches("genug-zeichen-hier", one)
    assert not matches("genug-zeichen-da", one)


def test_where_there_is_no_account_no_password_is_right() -> None:
    assert not matches("", None)
    assert not matches("genug-zeichen-hier", None)
