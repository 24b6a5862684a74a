"""Passwords of test accounts, kept so that they are checked at once: the real effort takes 0.2 s.

The hash says itself how it was made (RFC 9106), so the same code checks it.
"""

from __future__ import annotations

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, update

from resettlement.accounts.tables import AccountRow


def keep_cheaply(engine: Engine, password: str) -> None:
    """Everybody who has an account by now has this password."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(password)
    with engine.begin() as connection:
        connection.execute(update(AccountRow).values(password_hash=cheap))
