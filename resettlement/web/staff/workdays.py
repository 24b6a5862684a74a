"""`/staff/workdays`: the working days of years that came after the software, typed from the State Council's
notice."""

from __future__ import annotations

from datetime import date

from litestar import get, post

from resettlement import clock
from resettlement.errors import RefusedError
from resettlement.office.calendar import STREAM, calendar_of, rows, set_workdays
from resettlement.office.holiday_text import days_of
from resettlement.translation import gettext as _
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.frame import done, show
from resettlement.workdays import is_workday, shipped_years

PATH = "/staff/workdays"
WRITERS = may_do("set-workdays")
LABELS = {
    "year": "年份", "source": "放假安排通知的名称和文号", "rest_days": "放假的日子",
    "workdays": "调休上班的日子",
}  # fmt: skip


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        entered, calendar = rows(db), calendar_of(db)
    wanted = desk.query("year")
    held = {
        name: getattr(row, name).replace(" ", "\n") if name != "source" else row.source
        for row in entered
        if str(row.year) == wanted
        for name in ("source", "rest_days", "workdays")
    }
    first, last = shipped_years()
    unknown = [year for year in (clock.now().year, clock.now().year + 1) if not _known(year, calendar)]
    return show(
        desk,
        "office/workdays",
        retry,
        entered=entered,
        shipped=(first, last),
        unknown=unknown,
        typed={"year": wanted or (str(unknown[0]) if unknown else ""), **held, **retry.typed},
        labels=LABELS,
    )


@get("/workdays", guards=[WRITERS], sync_to_thread=True)
def workdays_page(desk: AtDesk) -> AnyResponse:
    """Every year that is known, and the form; `?year=` shows a year that was typed, to be mended."""
    return _page(desk)


@post("/workdays", guards=[WRITERS], sync_to_thread=True)
@or_show(_page)
def keep_workdays(desk: AtDesk) -> AnyResponse:
    """Keep a year as it was typed."""
    year = desk.text("year")
    if not (year.isascii() and year.isdecimal() and 2000 <= int(year) <= 2200):
        desk.check(year=_("请填写四位年份，如 2027"))
    days = {}
    for name in ("rest_days", "workdays"):
        try:
            days[name] = days_of(desk.text(name), int(year))
        except ValueError as error:
            desk.problems[name] = str(error)
    desk.check()
    desk.write_to(STREAM,
            lambda db, at: set_workdays(
                db, int(year), source=desk.text("source"), rest_days=days["rest_days"],
                workdays=days["workdays"], by=desk.by, at=at,
            ),
        )  # fmt: skip
    return done(PATH, "workdays")


def _known(year: int, calendar: object) -> bool:
    try:
        is_workday(date(year, 1, 4), calendar)  # type: ignore[arg-type]
    except RefusedError:
        return False
    return True
