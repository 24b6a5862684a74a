"""What others see of the hall: the projector, the supervisor's page, the public's live board."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body
from litestar.response import Redirect
from markupsafe import Markup
from sqlalchemy import Engine

from public_notices import wording
from public_notices.pages import PAGES
from public_notices.typesetting import qr_svg
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.errors import RefusedError, ResettlementError
from resettlement.selection.supervision import co_sign
from resettlement.web.hall.forms import number_of
from resettlement.web.hall.view import Hall, read_hall
from resettlement.web.ready import Kept, Ready, answer, kept, ready
from resettlement.web.rendering import newest, page, refused, rendered, templates
from resettlement.web.security import (
    AnyRequest,
    AnyResponse,
    CurrentAccount,
    CurrentEngine,
    anyone,
    may,
)

SUPERVISORS = may(Role.SUPERVISOR, Role.ADMINISTRATOR)
OWN = Markup("<!-- own place -->")
FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/hall/projector", guards=[anyone], sync_to_thread=True)
def projector(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The big screen: nothing on it that the public may not see, and nothing to press."""
    hall = read_hall(engine)
    if hall is None:
        return page(request, "hall/projector_none.html")
    address = f"{str(request.base_url).rstrip('/')}/board"
    return page(
        request,
        "hall/projector.html",
        **_shown(hall),
        address=address,
        qr=qr_svg(address, "现场看板的网址"),
    )


@get("/hall/supervisor", guards=[SUPERVISORS], sync_to_thread=True)
def supervisor(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Every event with who and when, the heads, and what supervisors have signed."""
    hall = read_hall(engine)
    if hall is None:
        return page(request, "hall/none.html")
    return page(request, "hall/supervisor.html", **_signed(hall))


@post("/hall/supervisor/sign", guards=[SUPERVISORS], sync_to_thread=True)
def sign(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, data: FormData) -> AnyResponse:
    """Sign the log as far as it was shown."""
    try:
        with database.transaction(engine) as db:
            campaign = newest(db)
            if campaign is None:
                raise RefusedError("selection.not_open", "选岗会还没有开场。")
            co_sign(db, campaign.id, number_of(data, "version"), by=account.id, at=clock.now())
    except ResettlementError as error:
        hall = read_hall(engine)
        if hall is None:
            return refused(request, "hall/none.html", error)
        return refused(request, "hall/supervisor.html", error, **_signed(hall))
    return Redirect("/hall/supervisor", status_code=303)


@get("/board", guards=[anyone])
async def live_board(request: AnyRequest) -> AnyResponse:
    """For phones: who is being called, what is left, and what a candidate number can count on.

    All but the reader's own place is made once for each entry of the log.
    """
    engine, number = request.app.state.engine, request.query_params.get("who", "").strip().upper()[:20]
    if not number:
        return await kept(request, lambda: _whole(*_frame(request, engine), ""))
    store: Kept = request.app.state.kept
    return answer(request, _whole(*await store.get("board", lambda: _frame(request, engine)), number))


def _frame(request: AnyRequest, engine: Engine) -> tuple[Hall | None, str]:
    """The board of everybody, with OWN where a reader's own place goes."""
    hall = read_hall(engine)
    if hall is None:
        return None, rendered(request, "hall/board_none.html")
    shown = {**_shown(hall), "campaign": hall.shown_campaign, "pages": PAGES, "current": "board"}
    return hall, rendered(request, "hall/board.html", **shown, own=OWN)


def _whole(hall: Hall | None, frame: str, number: str) -> Ready:
    if hall is None:
        return ready(frame.encode(), "html")
    own = templates().get_template("hall/own_place.html")
    place = own.render(hall=hall, who=number, place=hall.places.get(number))
    return ready(frame.replace(OWN, place).encode(), "html")


def _shown(hall: Hall) -> dict[str, Any]:
    return {"hall": hall, "board": hall.board, "campaign": hall.campaign}


def _signed(hall: Hall) -> dict[str, Any]:
    signed = [(one, wording.account(one.by), wording.clock(one.at)) for one in reversed(hall.signatures)]
    return {**_shown(hall), "events": hall.events(hall.name), "signed": signed}


handlers: list[HTTPRouteHandler] = [projector, supervisor, sign, live_board]
