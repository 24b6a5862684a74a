"""What the browser tests begin with: the sample campaign (fictional) at four of its stages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path

import openpyxl
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.accounts.model import ROLE_LABELS, Role
from resettlement.accounts.service import add_account
from resettlement.hall.opening import open_hall
from resettlement.notices import contents
from resettlement.notices.posting import post, prepare
from resettlement.publication import public_documents
from resettlement.records.service import people
from resettlement.sample import folder as sample
from tests.passwords import keep_cheaply
from tests.playing import play_before

PASSWORD = "a quiet office in autumn"
OPEN_NOTICE = "江运退公〔2021〕91号"
IN_THE_HALL = ("O01", "O03", "O02", "S10", "S11")
"""In their order, officers first; S11 may take P20 alone."""


def opened(folder: Path) -> Path:
    """The campaign has been opened; nobody is in it yet."""
    engine = _new(folder)
    play_before(engine, sample(), "import records")
    return _kept(engine)


def posted_today(folder: Path) -> Path:
    """Everybody is scored, the scores are on the wall since today, and objections are taken."""
    engine = _new(folder)
    _post_scores(engine, play_before(engine, sample(), "post scores").id)
    return _kept(engine)


def planned(folder: Path, people: Collection[str] = IN_THE_HALL) -> Path:
    """A copy of the sample's plan with these people alone."""
    plan = folder / "plan"
    shutil.copytree(sample(), plan, ignore=shutil.ignore_patterns("__pycache__"))
    for workbook in ("records", "wishes"):
        leave_out(plan / f"{workbook}.xlsx", lambda code: code not in people)
    return plan


def in_session(plan: Path) -> Path:
    """The people of the plan have come to the hall, which is open; nobody has been called yet."""
    folder = plan.parent
    engine = _new(folder)
    state = play_before(engine, plan, "open-session", objection=False)
    at = clock.now() - timedelta(minutes=10)
    with database.transaction(engine) as db:
        open_hall(db, state.id, by="host", at=at, reason="因故改在今天举行")
    return _kept(engine)


def after_the_session(finished: Path, folder: Path) -> Path:
    """What the main job leaves: everybody placed, callers at work."""
    shutil.copyfile(finished / "resettlement.db", folder / "resettlement.db")
    url = f"sqlite:///{folder / 'resettlement.db'}"
    database.upgrade(url)
    return _kept(database.connect(url))


def _new(folder: Path) -> Engine:
    url = f"sqlite:///{folder / 'resettlement.db'}"
    database.upgrade(url)
    return database.connect(url)


def _kept(engine: Engine) -> Path:
    """An account of each role, by its own name; the file, whole and closed."""
    with database.transaction(engine) as db:
        for role, label in ROLE_LABELS.items():
            add_account(
                db,
                f"{role.value}-1",
                name=f"{label}（虚构）",
                role=Role(role),
                password=PASSWORD,
                by="set-up",
                at=clock.now(),
            )
    keep_cheaply(engine, PASSWORD)
    engine.dispose()  # the last connection to close folds the write-ahead log into the file
    return Path(str(engine.url.database))


def leave_out(workbook: Path, who: Callable[[str], bool], *, sheets: slice = slice(None)) -> None:
    """Leave out the rows of some people: a row begins with the number of whom it tells of."""
    book = openpyxl.load_workbook(workbook)
    for sheet in book.worksheets[sheets]:
        for row in range(sheet.max_row, 1, -1):
            code = sheet.cell(row, 1).value
            if isinstance(code, str) and code[1:].isdecimal() and who(code):
                sheet.delete_rows(row)
    book.save(workbook)


def _post_scores(engine: Engine, campaign_id: str) -> None:
    """As posted by the clerk today; the period is given, so that no year's holidays need be known."""
    today = clock.now().date()
    period = {"from": today.isoformat(), "to": (today + timedelta(days=7)).isoformat(), "workdays": 5}
    heading = contents.Heading(OPEN_NOTICE, "关于评分名次的公示", today, period, ("现予公示。",))
    with database.transaction(engine) as db:
        documents = public_documents.drafted(db, campaign_id)
        names = [person.name for person in people(db, campaign_id)]
    prepared = prepare(contents.scores(heading, documents), full_names=names)
    with database.transaction(engine) as db:
        post(db, campaign_id, prepared, by="clerk", at=clock.now())
