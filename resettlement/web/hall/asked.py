"""Asking a second person from the host's page, and their answer from a screen of their own."""

from __future__ import annotations

from litestar import post
from litestar.response import Redirect

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.rights import SECONDS
from resettlement.selection import asking
from resettlement.selection.rehearsal import drill
from resettlement.selection.service import load
from resettlement.selection.session.command import number_of
from resettlement.selection.session.events.undone import Undo
from resettlement.selection.session.events.waived import Waive
from resettlement.web import feed
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.hall.faults import PROCESS
from resettlement.web.hall.forms import command_of, expected_of, filed_in, session_of
from resettlement.web.hall.hall_state import read_hall
from resettlement.web.rendering import page
from resettlement.web.security import AnyResponse, may

BESIDE = may(*map(Role, SECONDS))


def ask(desk: Desk, name: str) -> None:
    """What the host's form says, to be confirmed by somebody else."""
    with database.transaction(desk.engine) as db:
        campaign_id, shown = session_of(db, desk.fields)
        session = load(db, shown)
        made = command_of(name, desk.fields, session, filed_in(db, campaign_id, session), "")
        assert isinstance(made, Undo | Waive), name
        asking.ask(db, shown, made, by=desk.by, at=clock.now(), expected=expected_of(desk.fields))
    feed.nudge(desk.request.app)


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    return page(
        desk.request, "hall/asked_page.html", retry.status, errors=retry.errors, hall=read_hall(desk.engine)
    )


@post("/hall/asked/confirm", guards=[BESIDE], sync_to_thread=True)
@or_show(_page)
def confirm(desk: AtDesk) -> AnyResponse:
    """Confirm what was asked, under one's own sign-in."""
    with database.transaction(desk.engine) as db:
        _campaign, shown = session_of(db, desk.fields)
        before, at = load(db, shown).version, clock.now()
        asking.confirm(db, shown, number_of(desk.fields, "number"), by=desk.by, at=at)
        drill.follow(db, shown, before=before, process=PROCESS, by=desk.by, at=at)
    return _onward(desk)


@post("/hall/asked/decline", guards=[BESIDE], sync_to_thread=True)
@or_show(_page)
def decline(desk: AtDesk) -> AnyResponse:
    """Say no to it, or take back what one asked."""
    with database.transaction(desk.engine) as db:
        _campaign, shown = session_of(db, desk.fields)
        asking.decline(db, shown, number_of(desk.fields, "number"), by=desk.by, at=clock.now())
    return _onward(desk)


def _onward(desk: Desk) -> AnyResponse:
    feed.nudge(desk.request.app)
    homes = {Role.SUPERVISOR: "/hall/supervisor", Role.REVIEWER: "/hall/standby"}
    return Redirect(homes.get(desk.account.role, "/hall/control"), status_code=303)
