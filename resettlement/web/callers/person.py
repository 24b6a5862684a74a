"""One person's page, and logging a call or a visit on it: saved, the next person on the list comes up."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from resettlement import clock, database
from resettlement.accounts.model import Account
from resettlement.errors import ConflictError, ResettlementError
from resettlement.follow_up import service, today, unit_issues
from resettlement.follow_up.due import ENDED_LABELS
from resettlement.follow_up.model import EVENT_LABELS, Channel, Trigger
from resettlement.follow_up.service import stream_of
from resettlement.follow_up.tables import FollowUp
from resettlement.journal.service import lock
from resettlement.office.calendar import calendar_of
from resettlement.web.callers.call_list import (
    CALLERS,
    PEOPLE,
    Key,
    names,
    query_of,
    read_call_list,
    wanted_of,
    wording,
)
from resettlement.web.callers.days import NextCall, quick
from resettlement.web.callers.forms import LOOK, Fault, Rest, Typed, read_contact
from resettlement.web.callers.saved_call import read_saved
from resettlement.web.desk import AtDesk, Desk
from resettlement.web.rendering import page
from resettlement.web.security import AnyResponse, may_do

PERSON = PEOPLE + "/{campaign:str}/{candidate:str}"
EVENTS = (Trigger.REPORTED_IN, Trigger.STARTED_WORK, Trigger.REPORT_BY)


@get(PERSON, guards=[CALLERS], sync_to_thread=True)
def person_page(desk: AtDesk, campaign: FromPath[str], candidate: FromPath[str]) -> AnyResponse:
    """Who the person is, what is owed to them, what was said last time; the form for a call."""
    return show(desk, (campaign, candidate))


@get(PERSON + "/visit", guards=[CALLERS], sync_to_thread=True)
def visit_page(desk: AtDesk, campaign: FromPath[str], candidate: FromPath[str]) -> AnyResponse:
    """The same with the form for a visit."""
    return show(desk, (campaign, candidate), channel=Channel.VISIT)


@post(PERSON, guards=[may_do("reached", "not-reached")], sync_to_thread=True)
def log_call(desk: AtDesk, campaign: FromPath[str], candidate: FromPath[str]) -> AnyResponse:
    """Log a call."""
    return _log(desk, (campaign, candidate), Channel.PHONE)


@post(PERSON + "/visit", guards=[may_do("visit")], sync_to_thread=True)
def log_visit(desk: AtDesk, campaign: FromPath[str], candidate: FromPath[str]) -> AnyResponse:
    """Log a visit."""
    return _log(desk, (campaign, candidate), Channel.VISIT)


def _log(desk: Desk, who: Key, channel: Channel) -> AnyResponse:
    """Once a form: sent again, it leads on as if it had just been saved."""
    typed, wanted = desk.fields, wanted_of(desk.request)
    if LOOK in typed:
        return show(desk, who, channel=channel, typed=typed)
    try:
        with database.transaction(desk.engine) as db:
            lock(db, stream_of(who[0]))
            found = read_call_list(db)
            last, calendar = found.row(who).last, calendar_of(db)
            contact, faults = read_contact(typed, channel, found.on, last, calendar)
            following = today.next_after(found.narrowed(wanted).waiting, who)
            if contact is not None:
                _keep(db, who, channel, typed, vars(contact), desk.account)
    except ResettlementError as error:
        status = 409 if isinstance(error, ConflictError) else 422
        faults = [Fault("outcome", error.message)]
        return show(desk, who, channel=channel, typed=typed, faults=faults, status=status)
    if faults:
        return show(desk, who, channel=channel, typed=typed, faults=faults, status=422)
    place = found.people[following].address if following else "/callers"
    return Redirect(place + query_of(wanted, saved="/".join(who)), status_code=303)


def _keep(
    db: Session, who: Key, channel: Channel, typed: Typed, contact: Mapping[str, Any], account: Account
) -> None:
    campaign_id, candidate = who
    at = clock.now()
    if service.first_time(db, campaign_id, token_of(typed), by=account.id, at=at):
        seen = typed.get("expected", "")[:9]
        service.log_contact(
            db,
            campaign_id,
            candidate,
            channel=channel,
            expected=int(seen) if seen.isdecimal() else None,
            by=account.id,
            at=at,
            **contact,
        )


def token_of(typed: Typed) -> str:
    """What makes a sent form unique; a form without one counts as new."""
    sent = typed.get("token", "")[:64]
    return sent if sent.isascii() and sent.isprintable() and sent else new_token()


def new_token() -> str:
    """For a form that is shown now."""
    return secrets.token_urlsafe(16)


def show(
    desk: Desk,
    who: Key,
    *,
    channel: Channel = Channel.PHONE,
    typed: Typed | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> AnyResponse:
    """The page; after a refusal with everything that was typed (`typed`) and what is to be mended."""
    wanted = wanted_of(desk.request)
    with desk.reading() as db:
        found = read_call_list(db)
        row = found.row(who)
        held = service.contacts(db, *who)
        told = {
            "held": list(reversed(held)),
            "names": names(db),
            "follow_up": db.get_one(FollowUp, who),
            "issues": _issues(db, row.unit, who),
            "quick": quick(found.on, calendar_of(db)),
            "said": read_saved(db, found, desk.query("saved")),
        }
    waiting = found.narrowed(wanted).waiting
    following = today.next_after(waiting, who)
    return page(
        desk.request,
        "callers/person.html",
        status=status,
        campaign=found.campaigns[row.campaign_id],
        row=row,
        person=found.people[who],
        channel=channel,
        Channel=Channel,
        typed=defaultdict(str, typed or {}),
        retyped=typed is not None,
        faults=faults,
        token=new_token(),
        expected=len(held),
        NextCall=NextCall,
        Rest=Rest,
        narrowing=query_of(wanted),
        following=found.people[following] if following else None,
        left=len(waiting),
        ended_choices=[(why.value, label, "") for why, label in ENDED_LABELS.items()],
        events=[(event.value, EVENT_LABELS[event], "") for event in EVENTS],
        **told,
        **wording(found),
    )


def _issues(db: Session, unit: str, who: Key) -> list[Any]:
    """The unit's open issues that concern this person or everybody there."""
    campaign_id, candidate = who
    return [
        issue
        for issue in unit_issues.issues(db, campaign_id, unit=unit, open_only=True)
        if issue.candidate in (None, candidate)
    ]
