"""The demonstration's clock: a fictional campaign lives right after its last event, a real one never does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import clock, database
from resettlement.accounts.service import STREAM, sign_in, signed_in
from resettlement.campaign.demonstration import MOVED, VARIABLE, keep, move_forward, start_after
from resettlement.campaign.service import open_campaign
from resettlement.campaign.tables import Campaign
from resettlement.cli import main
from resettlement.cli.sample_accounts import renew
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import read
from tests.storage.building import CAMPAIGN, add_campaign, write
from tests.unit.web.office import new_database

LAST = datetime(2021, 12, 3, 17, tzinfo=clock.CHINA)
REAL = "某区2021年度安置"


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test sets, the next one lives in the present again."""
    monkeypatch.setenv(VARIABLE, "0")
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv(MOVED, "")
    monkeypatch.delenv(MOVED)
    yield
    clock.set_back(timedelta())


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = new_database(tmp_path)
    with database.transaction(engine) as db:
        add_campaign(db)
        write(db, "campaign/sample", 1, at=LAST)
    return engine


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    return tmp_path / "days-moved"


def make_real(db: Session) -> None:
    campaign = db.get_one(Campaign, CAMPAIGN)
    campaign.fictional, campaign.title = False, REAL
    db.add(campaign)


def test_it_begins_right_after_the_last_entry_of_any_campaign(engine: Engine, moved: Path) -> None:
    start_after(engine, moved)
    assert LAST < clock.now() < LAST + timedelta(minutes=5)
    assert clock.demonstrated_since() == LAST.date()


def test_from_there_it_runs_on_in_real_time(engine: Engine, moved: Path) -> None:
    start_after(engine, moved)
    first = datetime.now(UTC) - clock.exact()
    assert abs(datetime.now(UTC) - clock.exact() - first) < timedelta(seconds=1)


def test_it_is_moved_forward_a_day_for_every_process(engine: Engine, moved: Path) -> None:
    start_after(engine, moved)
    move_forward(engine)
    move_forward(engine)
    assert LAST + timedelta(days=2) < clock.now() < LAST + timedelta(days=2, minutes=5)
    clock.set_back(timedelta())
    keep(engine)  # another process of the same demonstration
    assert LAST + timedelta(days=2) < clock.now() < LAST + timedelta(days=2, minutes=5)


def test_whoever_is_signed_in_stays_so_when_it_is_moved(engine: Engine, moved: Path) -> None:
    start_after(engine, moved)
    password = renew(str(engine.url))
    token = sign_in(engine, "clerk", password, address="127.0.0.1", at=clock.now())
    move_forward(engine)
    account = signed_in(engine, token, clock.now())
    assert account is not None
    assert account.id == "clerk"


def test_without_a_demonstration_no_clock_is_moved(engine: Engine) -> None:
    with pytest.raises(RefusedError) as refused:
        move_forward(engine)
    assert refused.value.code == "clock.no_demonstration"


def test_what_is_written_carries_the_day_of_the_demonstration(engine: Engine, moved: Path) -> None:
    start_after(engine, moved)
    renew(str(engine.url))
    with database.transaction(engine) as db:
        assert {entry.at[:10] for entry in read(db, STREAM)} == {"2021-12-03"}


def test_a_process_that_is_told_nothing_lives_in_the_present(engine: Engine) -> None:
    keep(engine)
    assert clock.demonstrated_since() is None
    assert abs(datetime.now(UTC) - clock.exact()) < timedelta(seconds=1)


def test_a_database_with_a_real_campaign_is_refused_the_clock(engine: Engine, moved: Path) -> None:
    with database.transaction(engine) as db:
        make_real(db)
    with pytest.raises(BadInputError, match=REAL):
        start_after(engine, moved)
    assert clock.demonstrated_since() is None


def test_serve_does_not_start_on_a_real_campaign_under_a_demonstrations_clock(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.transaction(engine) as db:
        make_real(db)
    monkeypatch.setenv(VARIABLE, "150000000")
    monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", str(engine.url))
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--port", "0"])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert REAL in err
    assert VARIABLE in err


@pytest.mark.parametrize("told", ["", "-1", "1.5", "tomorrow", "9" * 11])
def test_a_clock_set_by_hand_to_nonsense_is_refused(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    monkeypatch.setenv(VARIABLE, told)
    with pytest.raises(BadInputError, match=VARIABLE):
        keep(engine)


def test_no_real_campaign_is_opened_while_it_runs(engine: Engine, moved: Path) -> None:
    start_after(engine, moved)
    with database.transaction(engine) as db:
        told = db.get_one(Campaign, CAMPAIGN).model_dump() | {"id": "real", "fictional": False}
    with pytest.raises(RefusedError) as refused, database.transaction(engine) as db:
        open_campaign(db, Campaign(**told), [], by="staffing", at=clock.now())
    assert refused.value.code == "campaign.demonstration"
    with database.transaction(engine) as db:
        assert db.get(Campaign, "real") is None
