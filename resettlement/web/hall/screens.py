"""What others see of the hall: the projector, the supervisor's page, the public's live board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect
from markupsafe import Markup
from sqlalchemy import Engine

from public_notices import wording
from public_notices.pages import PAGES
from public_notices.typesetting import qr_svg
from resettlement import clock, database, translation
from resettlement.accounts.model import Role
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.journal.service import lock
from resettlement.notices.objecting import file_in_the_hall
from resettlement.objections.model import FiledBy
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.session.command import number_of
from resettlement.selection.session.events.round_begun import taking_part
from resettlement.selection.session.roll_call import is_asked
from resettlement.selection.supervision import co_sign
from resettlement.translation import gettext as _
from resettlement.web.addresses import linked
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.hall import turns
from resettlement.web.hall.coming import coming, waits_until
from resettlement.web.hall.forms import in_session
from resettlement.web.hall.hall_state import Hall, board_address, read_hall, read_real_hall, shown_campaign
from resettlement.web.hall.ties import ordinal, settled
from resettlement.web.hall.told import told
from resettlement.web.rendering import (
    LiveLinks,
    find_campaign,
    page,
    read_campaign,
    rendered,
    site_address,
    templates,
)
from resettlement.web.response_cache import Prepared, ResponseCache, answer, answer_cached, prepare
from resettlement.web.security import (
    AnyRequest,
    AnyResponse,
    CurrentEngine,
    anyone,
    may,
    may_do,
)

SUPERVISORS = may(Role.SUPERVISOR, Role.ADMINISTRATOR)
OWN = Markup("<!-- own place -->")
FIRST_OF_ALL = Markup("<!-- own place first -->")
"""Where a reader's own place goes: into the page while they have typed no number, then above the menu."""
FrameMaker = Callable[[AnyRequest, Engine], tuple[Hall | None, str]]
"""Makes the board of everybody; without a hall it is a whole page already."""


@get("/hall/projector", guards=[anyone], sync_to_thread=True)
def projector(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The big screen: nothing on it that the public may not see, and nothing to press but its sound."""
    hall = read_hall(engine)
    if hall is None:
        return _waiting_page(request, engine)
    address = board_address(request, hall)
    qr = qr_svg(address, _("现场看板的网址"))
    shown = {*hall.board.ahead, *(person for entry in hall.board.following for person in entry)}
    asked = tuple(one for one in hall.asked() if one.candidate not in shown)
    until = waits_until(hall, clock.now())
    shown_too: dict[str, Any] = {"coming": asked, "address": address, "qr": qr, "until": until}
    return page(request, "hall/projector.html", **_shown(hall), **_happened(hall), **shown_too)


def _waiting_page(request: AnyRequest, engine: Engine) -> AnyResponse:
    campaign = read_campaign(engine)
    if campaign is None:
        return page(request, "hall/projector_none.html", coming=None, until=None, address="")
    address = site_address(request) + LiveLinks(translation.language()).page("board")
    told, qr = coming(engine, campaign.id), qr_svg(address, _("现场看板的网址"))
    until = told.next_begin(clock.now()) if told else None
    return page(request, "hall/projector_none.html", coming=told, until=until, address=address, qr=qr)


def _supervision(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    hall, filed = read_hall(desk.engine), desk.query("filed")
    if hall is None:
        return page(desk.request, "hall/none.html", retry.status, errors=retry.errors)
    shown = {**_signed(hall), "filed": filed[:9] if filed.isdigit() else "", "form": retry.typed}
    return page(desk.request, "hall/supervisor.html", retry.status, errors=retry.errors, **shown)


@get("/hall/supervisor", guards=[SUPERVISORS], sync_to_thread=True)
def supervisor(desk: AtDesk) -> AnyResponse:
    """Every event with who and when, the heads, and what supervisors have signed. `?filed=`: an objection."""
    return _supervision(desk)


@post("/hall/supervisor/sign", guards=[may_do("co-sign")], sync_to_thread=True)
@or_show(_supervision)
def sign(desk: AtDesk) -> AnyResponse:
    """Sign the log as far as it was shown."""
    version = number_of(desk.fields, "version")
    in_session(desk, lambda db, shown: co_sign(db, shown, version, by=desk.by, at=clock.now()))
    return Redirect("/hall/supervisor", status_code=303)


@post("/hall/supervisor/objection", guards=[may_do("object")], sync_to_thread=True)
@or_show(_supervision)
def object_on_the_spot(desk: AtDesk) -> AnyResponse:
    """Take down what somebody in the hall objects to; it goes into the campaign's log, to be ruled on."""
    with database.transaction(desk.engine) as db:
        campaign = find_campaign(db)
        if campaign is None or rehearsal.on_screen(db, campaign.id) != campaign.id:
            raise RefusedError("selection.not_open", _("演练中不登记异议。"))
        lock(db, stream_of(campaign.id))
        filed_by = FiledBy.SELF if desk.text("filed_by") == FiledBy.SELF.value else FiledBy.OTHER
        candidate, text = desk.text("candidate"), desk.text("text")
        filed = file_in_the_hall(
            db, campaign.id, candidate, text, filed_by=filed_by, by=desk.by, at=clock.now()
        ).number
    return Redirect(f"/hall/supervisor?filed={filed}", status_code=303)


@get(["/board", "/en/board"], guards=[anyone])
async def live_board(request: AnyRequest) -> AnyResponse:
    """For phones: who is being called, what is left, and what a candidate number can count on."""
    return await _on_the_phone(request, _board)


@get(["/rehearsal", "/en/rehearsal"], guards=[anyone])
async def rehearsal_board(request: AnyRequest) -> AnyResponse:
    """The same of a rehearsal, for those who take part in it; 404 while none is running."""
    return await _on_the_phone(request, _rehearsal)


async def _on_the_phone(request: AnyRequest, make: FrameMaker) -> AnyResponse:
    """All but the reader's own place is made once for each entry of the log."""
    engine, number = request.app.state.engine, request.query_params.get("who", "").strip().upper()[:20]
    if not number:
        return await answer_cached(request, lambda: _whole(*make(request, engine), ""))
    store: ResponseCache = request.app.state.responses
    frame = await store.get(f"frame of {request.scope['path']}", lambda: make(request, engine))
    return answer(request, _whole(*frame, number))


def _board(request: AnyRequest, engine: Engine) -> tuple[Hall | None, str]:
    hall, campaign = read_real_hall(engine), read_campaign(engine)
    if campaign is None:
        return None, rendered(request, "public/no_campaign.html")
    if hall is None:
        frame = _framed(campaign, "board")
        return None, rendered(request, "hall/board_none.html", coming=coming(engine, campaign.id), **frame)
    return hall, _frame(request, hall)


def _rehearsal(request: AnyRequest, engine: Engine) -> tuple[Hall | None, str]:
    hall = read_hall(engine)
    if hall is None or not hall.rehearsal:
        raise NotFoundException
    return hall, _frame(request, hall)


def _frame(request: AnyRequest, hall: Hall) -> str:
    """The board of everybody, with marks where a reader's own place goes."""
    frame = _framed(hall.campaign, hall.phone_page)
    return rendered(
        request,
        "hall/board.html",
        **{**_shown(hall), **_happened(hall), **frame, "own": OWN, "first": FIRST_OF_ALL},
    )


def _framed(campaign: Campaign, current: str) -> dict[str, Any]:
    return {"campaign": shown_campaign(campaign), "pages": PAGES, "current": current}


def _whole(hall: Hall | None, frame: str, number: str) -> Prepared:
    if hall is None:
        return prepare(frame.encode(), "html")
    own = templates().get_template("hall/own_place.html")
    links = LiveLinks(translation.language())
    one = hall.roll.get(number)
    due = one is not None and is_asked(hall.session, one, clock.now())
    again = number in taking_part(hall.session)
    place = hall.places.get(number)
    shown = own.render(
        hall=hall,
        who=number,
        place=place,
        one=one,
        due=due,
        again=again,
        expected=turns.expected(hall, place, clock.now()) if place else None,
        left=hall.session.seats_left,
        links=links,
    )
    above, within = (shown.strip(), "") if number else ("", shown.strip())
    page = frame.replace(FIRST_OF_ALL, linked(translation.voiced(above)))
    return prepare(page.replace(OWN, linked(translation.voiced(within))).encode(), "html")


def _shown(hall: Hall) -> dict[str, Any]:
    return {"hall": hall, "board": hall.board, "campaign": hall.campaign}


def _happened(hall: Hall) -> dict[str, Any]:
    """What went otherwise than usual, and why the last tie went as it did."""
    return {"told": told(hall), "tie": settled(hall), "ordinal": ordinal}


def _signed(hall: Hall) -> dict[str, Any]:
    signed = [(one, wording.account(one.by), wording.clock(one.at)) for one in reversed(hall.signatures)]
    events = hall.events(hall.name)
    return {**_shown(hall), "events": events, "signed": signed, "filed": "", "form": {}}
