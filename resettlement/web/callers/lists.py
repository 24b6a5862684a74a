"""Today's list, and the same as a workbook."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from resettlement import database
from resettlement.follow_up.call_sheet import SheetPerson, call_sheet
from resettlement.web.callers.desk import CALLERS, desk, query_of, wanted_of, wording
from resettlement.web.callers.said import saved
from resettlement.web.rendering import page
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/callers", guards=[CALLERS], sync_to_thread=True)
def today_list(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Whom to call today, why and since when, the longest overdue first; done today is shown as done."""
    wanted = wanted_of(request)
    with database.transaction(engine) as db:
        found = desk(db)
        said = saved(db, found, request.query_params.get("saved"))
    everybody = bool(wanted.text) or request.query_params.get("who") == "all"
    return page(
        request,
        "callers/list.html",
        wanted=wanted,
        shown=found.narrowed(wanted),
        everybody=everybody,
        narrowing=query_of(wanted),
        said=said,
        **wording(found),
    )


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
