"""Days that become known (reported in, started work) and duties that were carried out."""

from __future__ import annotations

from collections.abc import Callable

from litestar import post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from resettlement import clock, database
from resettlement.errors import RefusedError
from resettlement.follow_up import duties
from resettlement.follow_up.model import EVENT_LABELS, Trigger
from resettlement.follow_up.service import stream_of
from resettlement.journal.service import lock
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.callers.desk import PEOPLE, Desk, Key, desk, query_of, wanted_of
from resettlement.web.callers.forms import LOOK, Fault, Reader
from resettlement.web.callers.person import EVENTS, Form, show
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do


@post(PEOPLE + "/{campaign:str}/{candidate:str}/events", guards=[may_do("event")], sync_to_thread=True)
def record_event(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    campaign: FromPath[str],
    candidate: FromPath[str],
    data: Form,
) -> AnyResponse:
    """Register a day; the duties that run from it get their dates."""

    def carry_out(db: Session, _found: Desk) -> list[Fault]:
        read = Reader(data)
        event = read.choice("event", Trigger, Trigger.REPORTED_IN, _("请选择登记哪一个日期。"))
        if event not in EVENTS:
            read.fault("event", _("这里只登记报到、上岗和规定的报到日期。"))
        needed = _("请填%(field)s。", field=looked_up(EVENT_LABELS[event]))
        on = read.day("event_on", EVENT_LABELS[event], needed=needed)
        if on is not None and not read.faults:
            try:
                duties.record_event(db, campaign, candidate, event, on, by=account.id, at=clock.now())
            except RefusedError as error:
                read.fault("event_on", error.message)
        return read.faults

    return registered(request, engine, (campaign, candidate), data, carry_out, "duties")


@post(
    PEOPLE + "/{campaign:str}/{candidate:str}/duties/{key:str}", guards=[may_do("event")], sync_to_thread=True
)
def settle_duty(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    campaign: FromPath[str],
    candidate: FromPath[str],
    key: FromPath[str],
    data: Form,
) -> AnyResponse:
    """Note that a duty was carried out, and how that is known."""

    def carry_out(db: Session, found: Desk) -> list[Fault]:
        if key not in {duty.key for duty in found.row((campaign, candidate)).duties}:
            raise NotFoundException
        read = Reader(data)
        on = read.past_day("settled_on", "办结日期", found.on, needed=_("请填办结日期。"))
        needed = _("请写明怎么知道已经办到，例如“看到合同原件”。")
        note = read.text("settled_note", "怎么知道的", needed=needed)
        if on is not None and not read.faults:
            duties.settle(db, campaign, candidate, key, on=on, note=note, by=account.id, at=clock.now())
        return [Fault(f"{fault.field}-{key}", fault.message) for fault in read.faults]

    return registered(request, engine, (campaign, candidate), {**data, "settling": key}, carry_out, "duties")


def registered(
    request: AnyRequest,
    engine: CurrentEngine,
    who: Key,
    data: dict[str, str],
    carry_out: Callable[[Session, Desk], list[Fault]],
    part: str,
) -> AnyResponse:
    """Carry a form out in one transaction; back to `part` of the page, or the page with its faults."""
    if LOOK in data:
        return show(request, engine, who, typed=data)
    try:
        with database.transaction(engine) as db:
            lock(db, stream_of(who[0]))
            found = desk(db)
            found.row(who)
            faults = carry_out(db, found)
    except RefusedError as error:
        faults = [Fault(part, error.message)]
    if faults:
        return show(request, engine, who, typed=data, faults=faults, status=422)
    place = found.people[who].address + query_of(wanted_of(request))
    return Redirect(f"{place}#{part}", status_code=303)


handlers: list[HTTPRouteHandler] = [record_event, settle_duty]
