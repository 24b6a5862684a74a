"""A page that is only looked at is there at once, whoever writes meanwhile. All are fictional (虚构)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Engine
from sqlmodel import Session, col, select, update

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import STREAM
from resettlement.accounts.tables import SignIn
from resettlement.campaign.service import stream_of
from resettlement.errors import StorageError
from resettlement.journal.service import lock
from resettlement.positions.tables import Position, ReceivingUnit
from resettlement.web.app import create_app
from resettlement.web.security import May
from tests.browsing import browsing
from tests.storage.held import open_hall
from tests.storage.scored import ID, content_of, open_scored, posted
from tests.unit.web.office import OFFICE, Client, enter, signed_in

NAMES = {
    "code": "S01", "candidate": "S01", "campaign": ID, "version": "3", "category": "sergeant",
    "sort": "records", "account_id": "clerk", "digest": "0" * 64,
}  # fmt: skip
POST: dict[str, Any] = {
    "unit": "虚构厂", "title": "职员", "kind": "国企", "seats": 2, "coordinated": False,
    "open_to": "[]", "majors": "[]", "certificates": "[]",
}  # fmt: skip
ENDLESS = ("feed", "bundle.zip")
AGO = timedelta(minutes=5)


@pytest.fixture
def engine(newest: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A campaign at the beginning of its session, and everybody signed in for some minutes."""
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.2)
    engine = database.connect(newest)
    open_scored(engine)
    open_hall(engine)
    with database.transaction(engine) as db:
        db.add(ReceivingUnit(campaign_id=ID, name="虚构厂", kind="国企"))
        db.flush()
        for place, id_ in enumerate(("P1", "P2"), 1):
            db.add(Position(campaign_id=ID, id=id_, place=place, **POST))
        posted(db, content_of(db))
    for role in Role:
        signed_in(engine, role)
    with database.transaction(engine) as db:
        db.exec(update(SignIn).values(seen_at=clock.written(clock.now() - AGO)))
    return engine


@pytest.fixture
def client(engine: Engine) -> Iterator[Client]:
    with browsing(engine, base_url=OFFICE, raise_server_exceptions=False) as client:
        yield client


@contextmanager
def writing(engine: Engine) -> Iterator[None]:
    """Somebody else is in the middle of writing all that anybody could want to write."""
    with engine.execution_options(patience=30).connect() as other:
        db = Session(other)
        for stream in (stream_of(ID), f"session/{ID}", STREAM, "attempts"):
            lock(db, stream)
        db.exec(update(SignIn).values(started_at=SignIn.started_at))
        yield
        other.rollback()


def pages(engine: Engine) -> Iterator[tuple[str, Role | None]]:
    """Every address that is only looked at, with somebody who may."""
    for route in create_app(engine).routes:
        for handler in route.route_handlers:  # type: ignore[attr-defined]
            if not isinstance(handler, HTTPRouteHandler) or "GET" not in handler.http_methods:
                continue
            (guard,) = handler.guards or ()
            assert isinstance(guard, May)
            if not any(name in route.path for name in ENDLESS):
                address = re.sub(r"{(\w+):\w+}", lambda found: NAMES.get(found[1], "1"), route.path)
                yield address, min(guard.roles) if guard.roles else None


def test_every_page_of_every_desk_is_there_while_somebody_writes(client: Client, engine: Engine) -> None:
    with writing(engine):
        answers = {}
        for address, role in pages(engine):
            if role:
                client.cookies.set("__Host-session", f"token-of-{role.value}")
            answers[address] = client.get(address, follow_redirects=False).status_code
    assert {address: status for address, status in answers.items() if status >= 500 or status == 401} == {}
    assert sum(status == 200 for status in answers.values()) > 80


def test_a_page_waits_for_nobody_who_writes(
    client: Client, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 20.0)
    enter(client, engine, Role.CLERK)
    client.get("/staff")
    with writing(engine):
        began = time.monotonic()
        assert client.get("/staff").status_code == 200
        took = time.monotonic() - began
    assert took < database.PATIENCE_SECONDS / 2


def test_that_somebody_was_here_is_noted_once_nobody_writes(client: Client, engine: Engine) -> None:
    enter(client, engine, Role.CLERK)
    with writing(engine):
        client.get("/staff")
        assert _seen(engine) < clock.now() - AGO / 2
    client.get("/staff")
    assert _seen(engine) > clock.now() - AGO / 2


def _seen(engine: Engine) -> object:
    with database.reading(engine) as db:
        return clock.read(db.exec(select(SignIn.seen_at).where(col(SignIn.account_id) == "clerk")).one())


def test_a_form_that_finds_somebody_writing_for_too_long_is_told_so(engine: Engine) -> None:
    with writing(engine), pytest.raises(StorageError) as busy, database.transaction(engine) as db:
        lock(db, stream_of(ID))
    assert busy.value.code == "storage.busy"


def test_who_only_reads_can_write_nothing(engine: Engine) -> None:
    def spoil(db: Session) -> None:
        db.exec(update(SignIn).values(seen_at=""))

    with pytest.raises(Exception, match=r"readonly|read-only"), database.reading(engine) as db:
        spoil(db)
    with database.transaction(engine) as db:
        assert "" not in db.exec(select(SignIn.seen_at)).all()
