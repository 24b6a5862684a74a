"""Passwords as argon2id hashes (RFC 9106), a few at a time: each takes about 0.1 s and 64 MB."""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash

_AT_ONCE = BoundedSemaphore(2)  # a crowd at the door must not use up the memory


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    """The hash of a password that nobody has, to be checked where there is no account."""
    return hash_password(secrets.token_urlsafe(32))


def hash_password(password: str) -> str:
    """The hash to be kept, with its salt and parameters."""
    with _AT_ONCE:
        return _hasher().hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password; takes as long where there is no account (`kept` None)."""
    against = kept or _nobodys()
    with _AT_ONCE:
        right = _hasher().verify(password, against)
    return right and kept is not None
