"""Today's list, and each campaign's as a workbook, always in Chinese."""

from __future__ import annotations

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery

from resettlement import clock, database
from resettlement.follow_up.sheet_of_day import sheet_of_day
from resettlement.follow_up.today import Day, Wanted
from resettlement.web.callers.call_list import (
    CALLERS,
    followed_campaigns,
    query_of,
    read_call_list,
    wanted_of,
    wording,
)
from resettlement.web.callers.saved_call import read_saved
from resettlement.web.rendering import XLSX, download, page
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine

A_PAGE = 40


@get("/callers", guards=[CALLERS], sync_to_thread=True)
def today_list(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Whom to call today, why and since when, the longest overdue first; done today is shown as done."""
    wanted = wanted_of(request)
    with database.reading(engine) as db:
        found = read_call_list(db)
        said = read_saved(db, found, request.query_params.get("saved"))
    shown, turn = found.narrowed(wanted), _turn(request)
    everybody = bool(wanted.text) or request.query_params.get("who") == "all"
    return page(
        request,
        "callers/list.html",
        wanted=wanted,
        shown=shown,
        everybody=everybody,
        narrowing=query_of(wanted),
        turn=turn,
        here=slice((turn - 1) * A_PAGE, turn * A_PAGE),
        turns=turns(shown, everybody, wanted),
        said=said,
        **wording(found),
    )


def _turn(request: AnyRequest) -> int:
    asked = request.query_params.get("page", "")[:4]
    return max(1, int(asked)) if asked.isdecimal() else 1


def turns(shown: Day, everybody: bool, wanted: Wanted) -> list[tuple[int, str]]:
    """The pages of a long list with their addresses; empty when one holds it all."""
    longest = max(len(shown.waiting), len(shown.done), len(shown.others) if everybody else 0)
    pages = range(1, -(-longest // A_PAGE) + 1)
    who = "all" if everybody and not wanted.text else ""
    return [(n, "/callers" + query_of(wanted, who=who, page=str(n))) for n in pages] if len(pages) > 1 else []


@get("/callers/sheet.xlsx", guards=[CALLERS], sync_to_thread=True)
def sheet(engine: CurrentEngine, campaign: FromQuery[str] = "") -> AnyResponse:
    """A campaign's call sheet of the day (the newest one's unless another is named), to print or to fill in
    away from the desk."""
    on = clock.now().date()
    with database.reading(engine) as db:
        followed = followed_campaigns(db)
        campaign = campaign or next(iter(followed), "")
        if campaign not in followed:
            raise NotFoundException
        content = sheet_of_day(db, campaign, on)
    return download(content, f"回访联系表-{on}.xlsx", XLSX)
