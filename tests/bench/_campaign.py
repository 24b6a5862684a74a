"""A campaign of 200 people with everything posted and the hall open, for the benchmarks of the web.

The sample's people and posts with invented sergeants more, nobody tied: nobody here exists. Every step is
that of the main job; what stands in the database is what an office would have there.
"""

from __future__ import annotations

import random
import shutil
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.accounts.service import add_account
from resettlement.notices.freezing import freeze_standing
from resettlement.positions.workbook import POSITIONS as POSITIONS_FORM
from resettlement.records.forms import Filled, workbook_bytes
from resettlement.records.workbook import FACTS, PEOPLE
from resettlement.sample import folder as sample
from resettlement.sample.offers import POSITIONS
from resettlement.sample.people import OFFICERS, SERGEANTS, Someone, commended, merit, someone
from resettlement.script.state import Play
from tests.opening import open_unannounced
from tests.playing import play_before

PEOPLE_COUNT, SEATS_EACH = 200, 20
PASSWORD = "green boats on the canal"
AT = f"/c/{tomllib.loads((sample() / 'campaign.toml').read_text())['id']}"
"""Where the campaign's addresses begin."""

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "江河湖海山川林田春夏秋冬晨岳松柏"


def make(folder: Path, url: str = "") -> str:
    """Make the database, in `folder` where no URL is given; its URL. The operator's account is `host`."""
    shutil.copytree(sample(), folder / "plan")
    (folder / "plan" / "records.xlsx").write_bytes(_records())
    (folder / "plan" / "positions.xlsx").write_bytes(_positions())
    url = url or f"sqlite:///{folder / 'campaign.db'}"
    database.upgrade(url)
    _open_hall(play_before(database.connect(url), folder / "plan", "freeze", objection=False, out=folder))
    return url


def _open_hall(state: Play) -> None:
    now = clock.now()
    session = state.plan.table["session"]
    with database.transaction(state.engine) as db:
        freeze_standing(db, state.id, by="supervisor", at=now - timedelta(hours=1))
        at = now - timedelta(minutes=30)
        open_unannounced(db, state.id, session["on"], session["lot"], at=at)
        add_account(db, "host", name="", role=Role.HOST, password=PASSWORD, by="system", at=now)


def _records() -> bytes:
    tied = {"O07", "S07"}
    everybody = [one for one in (*OFFICERS, *SERGEANTS) if one.row["code"] not in tied]
    chance = random.Random(200)
    first = len(SERGEANTS) + 1
    everybody += [_sergeant(chance, first + n) for n in range(PEOPLE_COUNT - len(everybody))]
    title = ("测速用，人员全部虚构",)
    people = Filled(PEOPLE, [one.row for one in everybody], title)
    return workbook_bytes([people, Filled(FACTS, [fact for one in everybody for fact in one.facts], title)])


def _positions() -> bytes:
    """The sample's posts with seats for everybody."""
    more = [
        {
            **post,
            "seats": post["seats"] * SEATS_EACH,
            "establishment": post["establishment"] and post["establishment"] * SEATS_EACH,
        }
        for post in POSITIONS
    ]
    return workbook_bytes([Filled(POSITIONS_FORM, more, ("测速用，单位全部虚构",))])


def _sergeant(chance: random.Random, number: int) -> Someone:
    name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
    service = (_day(chance, 2003 + number % 6), _day(chance, 2021, last_month=9))
    facts: list[Any] = [*commended(*(_day(chance, 2010 + n) for n in range(chance.randint(1, 4))))]
    facts += [merit("三等功", _day(chance, 2016 + n), str(n), n + 1) for n in range(chance.randint(0, 2))]
    return someone(f"S{number:03}", name, "男", _day(chance, 1986), "士官", service, "大专", *facts)


def _day(chance: random.Random, year: int, last_month: int = 12) -> str:
    return f"{year}-{chance.randint(1, last_month):02}-{chance.randint(1, 28):02}"
