"""An office to sign in to: a database of the newest form with an account of each role. All fictional."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.tables import AccountRow, SignIn

Client = TestClient[Litestar]
OFFICE = "https://office.test"


def new_database(folder: Path) -> Engine:
    """An empty one in SQLite."""
    url = f"sqlite:///{folder / 'office.db'}"
    database.upgrade(url)
    return database.connect(url)


def copied(file: Path, folder: Path) -> Engine:
    """A copy of a database in SQLite, for one test to change."""
    shutil.copyfile(file, folder / file.name)
    return database.connect(f"sqlite:///{folder / file.name}")


def signed_in(engine: Engine, role: Role) -> str:
    """The token of somebody of this role who has signed in (without a password: hashing takes its time)."""
    token, now = f"token-of-{role.value}", clock.written(clock.now())
    digest = hashlib.sha256(token.encode()).hexdigest()
    with database.transaction(engine) as db:
        if db.get(SignIn, digest) is None:
            db.merge(
                AccountRow(id=role.value, name=f"{role.value}（虚构）", role=role.value, password_hash="x")
            )
            db.flush()
            db.add(SignIn(token_sha256=digest, account_id=role.value, started_at=now, seen_at=now))
    return token


def enter(client: Client, engine: Engine, role: Role) -> None:
    """From now on the client's requests are those of somebody of this role."""
    client.cookies.set("__Host-session", signed_in(engine, role))
