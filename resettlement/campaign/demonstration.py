"""The demonstration's clock: a sample campaign is shown as on the working day after its last event.

`resettlement demo` tells the processes it starts by VARIABLE how far their clock is behind. It is honoured
only while every campaign of the database is fictional: nothing about real people may be dated falsely.
"""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine, func
from sqlmodel import col, select

from resettlement import clock, database, workdays
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError
from resettlement.journal.tables import JournalEntry
from resettlement.office.calendar import calendar_of

VARIABLE = "RESETTLEMENT_DEMONSTRATION_SECONDS"
_OPENS_AT = time(9)


def start_after(engine: Engine, last_event: date) -> None:
    """Set this process and those it starts to nine in the morning of the next working day.

    A demonstration that was stopped goes on after the last entry of its journal, which never runs backwards.
    Raises BadInputError where a campaign is real.
    """
    begins = max(_morning_after(engine, last_event), _last_written(engine) + timedelta(seconds=1))
    os.environ[VARIABLE] = str(max(0, int((datetime.now(clock.CHINA) - begins).total_seconds())))
    keep(engine)


def keep(engine: Engine) -> None:
    """Set the clock as VARIABLE says, if it does. Raises BadInputError where that is not permitted."""
    told = os.environ.get(VARIABLE)
    if told is None:
        return
    if not (told.isascii() and told.isdigit() and len(told) <= 10):
        raise BadInputError(f"{VARIABLE} 写的是“{told}”，应为秒数。这个变量由 resettlement demo 自己设置。")
    if real := _real(engine):
        raise BadInputError(
            f"演示时钟只用于虚构的示例。数据库里有真实的批次：{'、'.join(real)}。没有启动，也没有写入任何内容。"
            f"请取消环境变量 {VARIABLE}，用 resettlement serve 启动；看示例请换一个目录运行 make demo。"
        )
    clock.set_back(timedelta(seconds=int(told)))


def _real(engine: Engine) -> list[str]:
    query = select(Campaign.title).where(col(Campaign.fictional).is_(False))
    with database.transaction(engine) as db:
        return list(db.exec(query.order_by(col(Campaign.id))))


def _last_written(engine: Engine) -> datetime:
    with database.transaction(engine) as db:
        last = db.exec(select(func.max(JournalEntry.at))).one()
    return clock.read(last) if last else datetime.min.replace(tzinfo=clock.CHINA)


def _morning_after(engine: Engine, last_event: date) -> datetime:
    with database.reading(engine) as db:
        calendar = calendar_of(db)
    day = last_event + timedelta(days=1)
    while not workdays.is_workday(day, calendar):
        day += timedelta(days=1)
    return datetime.combine(day, _OPENS_AT, clock.CHINA)
