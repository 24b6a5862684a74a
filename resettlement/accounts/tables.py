"""Rows of accounts, of sign-ins that hold, and of attempts that count against the limit."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class AccountRow(SQLModel, table=True):
    """One account. `password_hash` is argon2id in its own notation (RFC 9106), salt included.

    `person` is the first account of its user: what two people must do, one person's two accounts may
    not. None: nobody has another.
    """

    __tablename__ = "account"

    id: str = Field(primary_key=True)
    name: str
    role: str
    password_hash: str
    active: bool = True
    person: str | None = None


class SignIn(SQLModel, table=True):
    """One sign-in. Only the SHA-256 of its token is kept: who reads the table cannot sign in with it."""

    __tablename__ = "sign_in"

    token_sha256: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    started_at: str
    seen_at: str


class SignInAttempt(SQLModel, table=True):
    """An attempt to sign in that failed or is under way; forgotten when it no longer counts."""

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    account_id: str
    address: str
    at: str = Field(index=True)
