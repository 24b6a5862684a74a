"""Today's list, and the same as a workbook."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from resettlement import database
from resettlement.follow_up.call_sheet import SheetPerson, call_sheet
from resettlement.follow_up.today import Day, Wanted
from resettlement.web.callers.desk import CALLERS, desk, query_of, wanted_of, wording
from resettlement.web.callers.said import saved
from resettlement.web.rendering import page
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine

A_PAGE = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/callers", guards=[CALLERS], sync_to_thread=True)
def today_list(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Whom to call today, why and since when, the longest overdue first; done today is shown as done."""
    wanted = wanted_of(request)
    with database.transaction(engine) as db:
        found = desk(db)
        said = saved(db, found, request.query_params.get("saved"))
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
def sheet(engine: CurrentEngine) -> Response[bytes]:
    """The day's call sheet, to print or to fill in away from the desk."""
    with database.transaction(engine) as db:
        found = desk(db)
    people = {p.code: SheetPerson(p.name, p.phone, p.unit, p.position) for p in found.people.values()}
    content = call_sheet(found.rows, found.on, found.campaign, people)
    name = quote(f"回访联系表-{found.on}.xlsx")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}", "cache-control": "no-store"}
    return Response(content, media_type=XLSX, headers=headers)


handlers: list[HTTPRouteHandler] = [today_list, sheet]
