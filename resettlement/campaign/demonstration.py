"""The demonstration's clock: sample campaigns are shown from right after their last entry on.

`resettlement demo` tells the processes it starts by VARIABLE how far their clock is behind, and by MOVED in
which file stands how far it was moved forward from a page: one byte a day, so that a day is added in one step
and read with one look. Both are honoured only while every campaign of the database is fictional: nothing
about real people may be dated falsely.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func
from sqlmodel import col, select

from resettlement import clock, database
from resettlement.accounts.service import carry_over
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.tables import JournalEntry
from resettlement.translation import gettext as _

VARIABLE = "RESETTLEMENT_DEMONSTRATION_SECONDS"
MOVED = "RESETTLEMENT_DEMONSTRATION_MOVED"
DAY = timedelta(days=1)


def start_after(engine: Engine, moved: Path) -> None:
    """Set this process and those it starts to the second after the journal's last entry, of any campaign.

    The journal never runs backwards, nor does a demonstration that was stopped. In `moved` stands how far the
    clock is moved from then on. Raises BadInputError where a campaign is real.
    """
    begins = _last_written(engine) + timedelta(seconds=1)
    moved.unlink(missing_ok=True)
    os.environ[VARIABLE] = str(max(0, int((datetime.now(clock.CHINA) - begins).total_seconds())))
    os.environ[MOVED] = str(moved)
    keep(engine)


def keep(engine: Engine) -> None:
    """Set the clock as VARIABLE and MOVED say, if they do. BadInputError where that is not permitted."""
    told = os.environ.get(VARIABLE)
    if told is None:
        return
    if not (told.isascii() and told.isdigit() and len(told) <= 10):
        raise BadInputError(f"{VARIABLE} 写的是“{told}”，应为秒数。这个变量由 resettlement demo 自己设置。")
    _refuse_real(engine)
    moved = os.environ.get(MOVED)
    clock.set_back(timedelta(seconds=int(told)), lambda: _days(Path(moved)) if moved else timedelta())


def can_move() -> bool:
    """Whether a demonstration runs here whose clock can be moved."""
    return clock.demonstrated_since() is not None and MOVED in os.environ


def move_forward(engine: Engine) -> None:
    """A day later, for every process at once; who is signed in stays so.

    Raises RefusedError `clock.no_demonstration`, and BadInputError where a campaign is real.
    """
    if not can_move():
        raise RefusedError("clock.no_demonstration", _("这里没有演示时钟，时间不能往前拨。"))
    _refuse_real(engine)
    with database.transaction(engine) as db:
        carry_over(db, DAY)
    with Path(os.environ[MOVED]).open("ab") as days:
        days.write(b".")


def _days(moved: Path) -> timedelta:
    try:
        return moved.stat().st_size * DAY
    except FileNotFoundError:
        return timedelta()  # nobody has moved it


def _refuse_real(engine: Engine) -> None:
    if real := _real(engine):
        raise BadInputError(
            f"演示时钟只用于虚构的示例。数据库里有真实的批次：{'、'.join(real)}。没有启动，也没有写入任何内容。"
            f"请取消环境变量 {VARIABLE}，用 resettlement serve 启动；看示例请换一个目录运行 make demo。"
        )


def _real(engine: Engine) -> list[str]:
    query = select(Campaign.title).where(col(Campaign.fictional).is_(False))
    with database.reading(engine) as db:
        return list(db.exec(query.order_by(col(Campaign.id))))


def _last_written(engine: Engine) -> datetime:
    with database.reading(engine) as db:
        last = db.exec(select(func.max(JournalEntry.at))).one()
    return clock.read(last) if last else datetime.now(clock.CHINA)
