"""会场里出故障：磁盘满、时钟被拨回、打印时断电。没有选定的不算，选定的不丢，说清楚怎么办。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from resettlement import clock, database
from resettlement.web.app import create_app
from tests.browsing import Visitor
from tests.unit.web_hall.hall_building import Desk, open_sample_hall

ADDRESS = "http://127.0.0.1:8000"


@contextmanager
def full_disk(engine: Engine) -> Iterator[None]:
    """The database file may grow no further."""

    def no_more(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # type: ignore[attr-defined]

    def again(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")  # type: ignore[attr-defined]

    event.listen(engine, "begin", no_more)
    yield
    event.remove(engine, "begin", no_more)
    event.listen(engine, "begin", again)


def test_while_the_disk_is_full_nothing_counts_and_once_there_is_space_the_hall_goes_on(host: Desk) -> None:
    host.do("call")
    with full_disk(host.engine):
        answer = fill_up(host)
        assert answer.status_code == 503
        assert "磁盘已满" in answer.text
        stopped = host.log
        refused = pause_or_resume(host)
        assert (refused.status_code, host.log) == (503, stopped)
        assert "O01" in host.get("/board").text
    if host.session.paused_at is not None:
        host.do("resume")
    host.do("choose", candidate="O01", position="P01")
    assert host.session.chosen == {"O01": "P01"}


def fill_up(host: Desk) -> Any:
    """Write until the disk is full; the answer that says so."""
    for _ in range(500):
        answer = pause_or_resume(host)
        if answer.status_code != 303:
            return answer
    raise AssertionError("the disk never filled up")


def pause_or_resume(host: Desk) -> Any:
    command = "resume" if host.session.paused_at else "pause"
    return host.send(f"/hall/control/{command}", {"reason": "停电" * 100})


@pytest.mark.parametrize("command", ["call", "pause"])
def test_a_clock_set_back_is_told_and_nothing_is_written(before: Engine, command: str) -> None:
    open_sample_hall(before, at=clock.now() + timedelta(minutes=10))
    with Visitor(create_app(before), base_url=ADDRESS) as client:
        host = Desk(before, client).sign_in("host")
        answer = host.send(f"/hall/control/{command}", {"reason": "停电"})
        assert answer.status_code == 422
        assert "时钟" in answer.text or "时间" in answer.text
        assert host.version == 1


def test_after_a_power_cut_while_printing_the_same_papers_are_printed_again(host: Desk) -> None:
    host.do("call")
    host.do("choose", candidate="O01", position="P01")
    printed = papers(host)
    engine = database.connect(host.engine.url.render_as_string(hide_password=False))
    with Visitor(create_app(engine), base_url=ADDRESS) as client:
        assert papers(Desk(engine, client).sign_in("host")) == printed
    engine.dispose()


def papers(desk: Desk) -> str:
    page: str = desk.get("/hall/papers/3").text
    return page[page.index("<article") : page.rindex("</article>")]
