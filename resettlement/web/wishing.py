"""`/wishes`: a candidate files and changes wishes (志愿) on the phone, with number and code.

Without cookie and script: the code travels in each form that is sent, never in an address, and no answer is
kept by the browser. Nobody else's wishes can be asked for here; the office's pages never show any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import post, route
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Engine
from sqlmodel import Session

from public_notices.masking import masked_name
from public_notices.pages import PAGES
from resettlement import clock, database, translation
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.journal.model import canonical, short
from resettlement.journal.service import act
from resettlement.records.service import names
from resettlement.rights import PUBLIC
from resettlement.selection.wishes.codes import let_in
from resettlement.selection.wishes.service import Filing, How, file_one, filings, opened, touched
from resettlement.selection.wishes.times import Times, times
from resettlement.selection.wishes.times import shown as shown_time
from resettlement.web import wish_fields
from resettlement.web.hall.hall_state import read_real_hall, shown_campaign
from resettlement.web.rendering import LiveLinks, page, read_campaign, status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine, anyone
from resettlement.web.sent_form import Form
from resettlement.web.wish_fields import ANY, Offered


@dataclass(frozen=True)
class Own:
    """What one candidate sees of their own wishes; `last` is None while nothing is filed."""

    candidate: str
    name: str
    times: Times
    offer: Offered
    last: Filing | None
    opened: Mapping[str, Any] | None
    touched: Sequence[str] = ()
    """The posts among their wishes that went, lost seats or were changed since they filed."""

    @property
    def code(self) -> str:
        """The commitment as people read it aloud."""
        return short(self.last.commitment) if self.last else ""

    @property
    def sealed_text(self) -> str:
        """The text whose SHA-256 is the commitment (docs/session-log.md)."""
        return canonical(dict(self.opened)) if self.opened else ""


def _door_of(language: str) -> HTTPRouteHandler:
    @route(
        LiveLinks(language).page("wishes"),
        http_method=(HttpMethod.GET, HttpMethod.HEAD),
        guards=[anyone],
        sync_to_thread=True,
    )
    def door(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
        """Where number and code are typed, and until when one may file."""
        return _door(request, engine, _campaign(engine), {}, {})

    return door


def _step_of(language: str) -> HTTPRouteHandler:
    @post(LiveLinks(language).page("wishes"), guards=[anyone], sync_to_thread=True, status_code=200)
    def step(request: AnyRequest, engine: CurrentEngine, data: Form) -> AnyResponse:
        """One's own page, the wishes read back, or the receipt; each asks for the code again."""
        return _let_in(request, engine, data)

    return step


def _let_in(request: AnyRequest, engine: Engine, data: Mapping[str, str]) -> AnyResponse:
    campaign, address = _campaign(engine), request.client.host if request.client else ""
    who, code = wish_fields.plain(data.get("candidate", "")), data.get("code", "")
    try:
        let_in(engine, campaign.id, who, code, address=address, at=clock.now())
    except RefusedError as error:
        status = 429 if error.code == "wishes.too_many" else 422
        return _door(request, engine, campaign, {"candidate": who}, {"code": error.message}, status)
    context = {"candidate": who, "code": code.strip()}
    return _step(request, engine, campaign, data, context)


def _step(
    request: AnyRequest, engine: Engine, campaign: Campaign, data: Mapping[str, str], who: dict[str, str]
) -> AnyResponse:
    own, step = _own(engine, campaign.id, who["candidate"]), data.get("step", "")
    typed = wish_fields.typed_of(data)
    if step not in {"review", "file", "change"}:
        kept = own.opened
        return _form(
            request, campaign, own, who, wish_fields.filled(kept["wishes"], kept[ANY]) if kept else {}
        )
    wrong = {} if step == "change" else wish_fields.problems(typed, own.offer)
    if wrong or step == "change":
        return _form(request, campaign, own, who, typed, wrong)
    if step == "review":
        return _shown(request, "review", campaign, own, who, **wish_fields.read_back(own.offer, typed))
    return _file(request, engine, campaign, own, who, typed)


def _file(
    request: AnyRequest,
    engine: Engine,
    campaign: Campaign,
    own: Own,
    who: dict[str, str],
    typed: Mapping[str, str],
) -> AnyResponse:
    wishes, any_post = wish_fields.wished(typed), typed[ANY] == "yes"

    def file(db: Session, at: datetime) -> None:
        on = wish_fields.held_on(db, campaign.id)
        file_one(
            db,
            campaign.id,
            own.candidate,
            wishes,
            any_post,
            how=How.PHONE,
            on=on,
            by=PUBLIC,
            at=at,
        )

    try:
        act(engine, stream_of(campaign.id), file)
    except RefusedError as error:
        own = _own(engine, campaign.id, own.candidate)
        return _form(request, campaign, own, who, typed, {"main": error.message}, status_of(error))
    own = _own(engine, campaign.id, own.candidate)
    return _shown(request, "filed", campaign, own, who, **wish_fields.read_back(own.offer, typed))


def _form(
    request: AnyRequest,
    campaign: Campaign,
    own: Own,
    who: dict[str, str],
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    status: int = 0,
) -> AnyResponse:
    """One's own page: what was filed last, and the form while filing is open."""
    last = own.opened
    hall = read_real_hall(request.app.state.engine)
    running = hall is not None and not hall.session.closed
    return _shown(
        request,
        "own",
        campaign,
        own,
        who,
        status or (422 if wrong else 200),
        filed=last["wishes"] if last else (),
        left=hall.session.seats_left if hall is not None and running else None,
        session=hall.id if hall is not None else "",
        wishes=own.offer.read_back(last["wishes"]) if last else [],
        accepts_any=dict(wish_fields.any_choices())["yes" if last and last[ANY] else "no"],
        **wish_fields.shown(own.offer, typed, wrong or {}),
    )


def _shown(
    request: AnyRequest,
    template: str,
    campaign: Campaign,
    own: Own,
    who: Mapping[str, str],
    status: int = 200,
    **context: Any,
) -> AnyResponse:
    return page(
        request, f"public/wishes_{template}.html", status, own=own, who=who, **_frame(campaign, own.times),
        **context,
    )  # fmt: skip


def _door(
    request: AnyRequest,
    engine: Engine,
    campaign: Campaign,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    status: int = 200,
) -> AnyResponse:
    with database.reading(engine) as db:
        frame = _frame(campaign, times(db, campaign.id))
    return page(request, "public/wishes.html", status, typed=typed, problems=wrong, **frame)


def _frame(campaign: Campaign, when: Times) -> dict[str, Any]:
    at = clock.now()
    closed = when.closed_at(at)
    return {
        "campaign": shown_campaign(campaign),
        "pages": PAGES,
        "current": "wishes",
        "path": "wishes",
        "open": when.is_open(at),
        "closed": shown_time(closed) if closed else "",
        "closes": shown_time(when.close_at) if when.close_at else "",
        "shown_time": shown_time,
    }


def _own(engine: Engine, campaign_id: str, candidate: str) -> Own:
    with database.reading(engine) as db:
        filed = filings(db, campaign_id).get(candidate, ())
        return Own(
            candidate,
            masked_name(names(db, campaign_id)[candidate]),
            times(db, campaign_id),
            wish_fields.offered(db, campaign_id, candidate),
            filed[-1] if filed else None,
            opened(db, campaign_id, candidate) if filed else None,
            touched(db, campaign_id).get(candidate, ()),
        )


def _campaign(engine: Engine) -> Campaign:
    found = read_campaign(engine)
    if found is None:
        raise NotFoundException
    return found


handlers: list[HTTPRouteHandler] = [
    *(_door_of(language) for language in translation.LANGUAGES),
    *(_step_of(language) for language in translation.LANGUAGES),
]
