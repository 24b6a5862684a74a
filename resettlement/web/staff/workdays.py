"""`/staff/workdays`: the working days of years that came after the software, typed from the State Council's
notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from litestar import get, post

from resettlement import clock, database
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import act
from resettlement.office.calendar import STREAM, calendar_of, rows, set_workdays
from resettlement.office.holiday_text import days_of
from resettlement.translation import gettext as _
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff.common import CurrentForm, done, show, text_of, typed_of
from resettlement.workdays import is_workday, shipped_years

PATH = "/staff/workdays"
WRITERS = may_do("set-workdays")
LABELS = {
    "year": "年份", "source": "放假安排通知的名称和文号", "rest_days": "放假的日子",
    "workdays": "调休上班的日子",
}  # fmt: skip


@get("/workdays", guards=[WRITERS], sync_to_thread=True)
def workdays_page(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Every year that is known, and the form; `?year=` shows a year that was typed, to be mended."""
    return _page(request, engine, {})


@post("/workdays", guards=[WRITERS], sync_to_thread=True)
def keep_workdays(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Keep a year as it was typed."""
    typed, problems = typed_of(form), {}
    year = text_of(form, "year")
    if not (year.isascii() and year.isdecimal() and 2000 <= int(year) <= 2200):
        return _page(request, engine, typed, {"year": _("请填写四位年份，如 2027")})
    days = {}
    for name in ("rest_days", "workdays"):
        try:
            days[name] = days_of(text_of(form, name), int(year))
        except ValueError as error:
            problems[name] = str(error)
    if problems:
        return _page(request, engine, typed, problems)
    try:
        act(
            engine,
            STREAM,
            lambda db, at: set_workdays(
                db, int(year), source=text_of(form, "source"), rest_days=days["rest_days"],
                workdays=days["workdays"], by=account.id, at=at,
            ),
        )  # fmt: skip
    except BadInputError as error:
        return _page(request, engine, typed, error.arguments.get("fields"))
    return done(PATH, "workdays")


def _page(
    request: AnyRequest,
    engine: CurrentEngine,
    typed: Mapping[str, str],
    problems: object = None,
) -> AnyResponse:
    with database.reading(engine) as db:
        entered, calendar = rows(db), calendar_of(db)
    wanted = str(request.query_params.get("year", ""))
    held = {
        name: getattr(row, name).replace(" ", "\n") if name != "source" else row.source
        for row in entered
        if str(row.year) == wanted
        for name in ("source", "rest_days", "workdays")
    }
    first, last = shipped_years()
    unknown = [year for year in (clock.now().year, clock.now().year + 1) if not _known(year, calendar)]
    return show(
        request,
        "office/workdays",
        entered=entered,
        shipped=(first, last),
        unknown=unknown,
        typed={"year": wanted or (str(unknown[0]) if unknown else ""), **held, **typed},
        problems=problems or {},
        labels=LABELS,
    )


def _known(year: int, calendar: object) -> bool:
    try:
        is_workday(date(year, 1, 4), calendar)  # type: ignore[arg-type]
    except RefusedError:
        return False
    return True
