"""A hall in its session: the sample's people and posts (fictional), with accounts for its desks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine
from sqlmodel import Session as Database

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from resettlement.campaign.service import campaign
from resettlement.journal.model import Entry
from resettlement.journal.service import read
from resettlement.positions.service import eligible, import_positions, positions
from resettlement.positions.workbook import read_positions
from resettlement.records.service import import_records
from resettlement.records.workbook import read_records
from resettlement.sample import folder
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.service import load, open_session, stream_of
from resettlement.selection.session.events import SessionOpened
from resettlement.selection.session.rules import load_rules
from resettlement.selection.session.state import EDITION, Session
from resettlement.selection.wishes import service as wishes
from resettlement.selection.wishes.form import read_wishes
from tests.unit.records.campaigns import ID, open_empty

PASSWORD = "green boats on the canal"
PEOPLE = {
    "host": Role.HOST,
    "deputy": Role.HOST,
    "supervisor": Role.SUPERVISOR,
    "notary": Role.NOTARY,
    "reviewer": Role.REVIEWER,
    "caller": Role.CALLER,
    "office": Role.CLERK,
}
OFFICERS = (("O01",), ("O03",), ("O02",), ("O06", "O07"), ("O04",), ("O05",))
SERGEANTS = (("S02",), ("S11",))


def fill(engine: Engine) -> None:
    """People, posts, wishes and accounts of the sample."""
    at = clock.now() - timedelta(hours=1)
    with database.transaction(engine) as db:
        open_empty(db)
        import_records(db, ID, read_records(folder() / "records.xlsx"), by="clerk", at=at)
        import_positions(db, ID, read_positions(folder() / "positions.xlsx"), by="staffing", at=at)
        filed = read_wishes(folder() / "wishes.xlsx")
        wishes.file_wishes(db, ID, filed, on=at.date(), by="clerk", at=at)
        for name, role in PEOPLE.items():
            add_account(db, name, name="", role=role, password=PASSWORD, by="system", at=at)


def open_sample_hall(
    engine: Engine,
    officers: Sequence[Sequence[str]] = OFFICERS,
    sergeants: Sequence[Sequence[str]] = SERGEANTS,
    at: datetime | None = None,
    **settings: Any,
) -> None:
    """Open the session; `settings` override the default rules."""
    at = at or clock.now() - timedelta(minutes=30)
    with database.transaction(engine) as db:
        open_session(db, sample_opening(db, officers, sergeants, at, **settings), by="host", at=at)


def rehearse_sample_hall(
    engine: Engine, officers: Sequence[Sequence[str]] = OFFICERS, **settings: Any
) -> None:
    """Begin a rehearsal of the same session; `settings` override the default rules."""
    at = clock.now() - timedelta(minutes=30)
    with database.transaction(engine) as db:
        rehearsal.start(db, sample_opening(db, officers, SERGEANTS, at, **settings), by="host", at=at)


def sample_opening(
    db: Database,
    officers: Sequence[Sequence[str]],
    sergeants: Sequence[Sequence[str]],
    at: datetime,
    in_round_two: Sequence[str] = (),
    **settings: Any,
) -> SessionOpened:
    """What the session opens on; a setting of None is left out, as where a place has no such rule."""
    rules = load_rules("default")
    groups = {"officer": officers, "sergeant": sergeants}
    present = {person for classes in groups.values() for class_ in classes for person in class_}
    may_take = eligible(db, ID, at.date())
    filed = wishes.commitments(db, ID)
    return SessionOpened(
        session=ID,
        campaign=campaign(db, ID).id,
        rules={"id": rules.id, "digest": rules.digest},
        settings={k: v for k, v in {**rules.settings, **settings}.items() if v is not None},
        groups=tuple(
            {"category": name, "classes": tuple(tuple(class_) for class_ in classes)}
            for name, classes in groups.items()
        ),
        positions=tuple(
            {"id": one.id, "seats": one.seats, **({"round": 2} if one.id in in_round_two else {})}
            for one in positions(db, ID)
        ),
        eligible={person: tuple(may_take[person]) for person in sorted(present)},
        wish_commitments={person: filed[person] for person in sorted(present & filed.keys())},
        lot={"algorithm": "sha256", "source": "当众摇出的号码", "form": "6个，01至33"},
        frozen={},
        campaign_head="0" * 64,
        edition=EDITION,
    )


@dataclass
class Desk:
    """Somebody at a browser without scripts: reads pages, sends their forms."""

    engine: Engine
    client: TestClient[Litestar]
    tokens: dict[str, str] = field(default_factory=dict)

    def sign_in(self, account: str) -> Desk:
        answer = self.client.post(
            "/sign-in", data={"account": account, "password": PASSWORD}, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        return self

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={"accept": "text/html", **headers})

    def send(self, path: str, form: Mapping[str, str] | None = None, *, expected: int | None = None) -> Any:
        """Post a form as the page makes it: with its token, its session and the version seen."""
        shown = self.session_id
        seen = self.session.version if expected is None else expected
        data = {"csrf_token": self.token, "session": shown, "expected": str(seen), **(form or {})}
        return self.client.post(path, data=data, follow_redirects=False)

    def do(self, command: str, **form: str) -> Any:
        """One command of the control page, which must be carried out."""
        answer = self.send(f"/hall/control/{command}", form)
        assert answer.status_code == 303, answer.text
        return answer

    @property
    def token(self) -> str:
        """The token of this sign-in's forms, from the page's header."""
        return str(self.get("/hall/control").text.split('name="csrf_token" value="')[1].split('"')[0])

    @property
    def session_id(self) -> str:
        """Of what the hall shows: the real session, or a rehearsal."""
        with database.transaction(self.engine) as db:
            return rehearsal.on_screen(db, ID)

    @property
    def session(self) -> Session:
        with database.transaction(self.engine) as db:
            return load(db, rehearsal.on_screen(db, ID))

    @property
    def log(self) -> tuple[Entry, ...]:
        with database.transaction(self.engine) as db:
            return read(db, stream_of(rehearsal.on_screen(db, ID)))

    @property
    def version(self) -> int:
        return self.session.version
