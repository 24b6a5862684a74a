"""Days that become known (reported in, started work) and duties that were carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from litestar import post
from litestar.exceptions import NotFoundException
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
from resettlement.web.callers.call_list import CallList, Key, query_of, read_call_list, wanted_of
from resettlement.web.callers.forms import LOOK, Fault, Reader
from resettlement.web.callers.person import EVENTS, PERSON, show
from resettlement.web.desk import AtDesk, Desk
from resettlement.web.security import AnyResponse, may_do

NOTHING: Mapping[str, str] = {}


@post(PERSON + "/events", guards=[may_do("event")], sync_to_thread=True)
def record_event(desk: AtDesk, campaign: FromPath[str], candidate: FromPath[str]) -> AnyResponse:
    """Register a day; the duties that run from it get their dates."""

    def carry_out(db: Session, _found: CallList, read: Reader) -> None:
        event = read.choice("event", Trigger, Trigger.REPORTED_IN, _("请选择登记哪一个日期。"))
        if event not in EVENTS:
            read.fault("event", _("这里只登记报到、上岗和规定的报到日期。"))
        needed = _("请填%(field)s。", field=looked_up(EVENT_LABELS[event]))
        on = read.day("event_on", EVENT_LABELS[event], needed=needed)
        if on is not None and not read.faults:
            try:
                duties.record_event(db, campaign, candidate, event, on, by=desk.by, at=clock.now())
            except RefusedError as error:
                read.fault("event_on", error.message)

    return registered(desk, (campaign, candidate), carry_out, "duties")


@post(PERSON + "/duties/{key:str}", guards=[may_do("event")], sync_to_thread=True)
def settle_duty(
    desk: AtDesk, campaign: FromPath[str], candidate: FromPath[str], key: FromPath[str]
) -> AnyResponse:
    """Note that a duty was carried out, and how that is known."""

    def carry_out(db: Session, found: CallList, read: Reader) -> None:
        if key not in {duty.key for duty in found.row((campaign, candidate)).duties}:
            raise NotFoundException
        on = read.past_day("settled_on", "办结日期", found.on, needed=_("请填办结日期。"))
        needed = _("请写明怎么知道已经办到，例如“看到合同原件”。")
        note = read.text("settled_note", "怎么知道的", needed=needed)
        if on is not None and not read.faults:
            duties.settle(db, campaign, candidate, key, on=on, note=note, by=desk.by, at=clock.now())

    return registered(desk, (campaign, candidate), carry_out, "duties", {"settling": key}, suffix=f"-{key}")


def registered(
    desk: Desk,
    who: Key,
    carry_out: Callable[[Session, CallList, Reader], None],
    part: str,
    chosen: Mapping[str, str] = NOTHING,
    suffix: str = "",
) -> AnyResponse:
    """Carry a form out in one transaction; back to `part` of the page, or the page with its faults.

    `chosen` and `suffix`: which of several equal forms on the page it was.
    """
    typed = {**desk.fields, **chosen}
    if LOOK in typed:
        return show(desk, who, typed=typed)
    read = Reader(typed, suffix)
    try:
        with database.transaction(desk.engine) as db:
            lock(db, stream_of(who[0]))
            found = read_call_list(db, who)
            found.row(who)
            carry_out(db, found, read)
    except RefusedError as error:
        read.faults = [Fault(part, error.message)]
    if read.faults:
        return show(desk, who, typed=typed, faults=read.faults, status=422)
    place = found.people[who].address + query_of(wanted_of(desk.request))
    return Redirect(f"{place}#{part}", status_code=303)
