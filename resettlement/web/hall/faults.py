"""Faults of a rehearsal (演练的突发情况) on the hall's pages; a real session comes by none of this.

The screens of a rehearsal listen to a feed of their own, which is cut while the network is said to be gone.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from datetime import timedelta

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from sqlalchemy import Engine
from sqlmodel import Session as Database

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.errors import BadInputError, ResettlementError
from resettlement.journal.service import lock
from resettlement.selection.rehearsal import drill
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.rehearsal.drill import Process
from resettlement.selection.rehearsal.faults import NETWORK_GONE_SECONDS
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.service import load, stream_of
from resettlement.selection.session.command import Form, given, number_of
from resettlement.translation import gettext as _
from resettlement.web import feed
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.hall.forms import in_session
from resettlement.web.hall.hall_state import read_hall
from resettlement.web.rendering import find_campaign, page
from resettlement.web.security import (
    AnyRequest,
    AnyResponse,
    CurrentEngine,
    anyone,
    may,
)

TEAM = may(Role.HOST, Role.SUPERVISOR, Role.ADMINISTRATOR)
PROCESS = Process(secrets.token_hex(8), clock.exact())
"""This program since it was started: after a power cut it is another one."""
BACK = {"objection": "/hall/supervisor"}


def _page(desk: Desk, fault: str, retry: Retry = FIRST) -> AnyResponse:
    hall = read_hall(desk.engine)
    return page(
        desk.request, "hall/fault.html", retry.status, errors=retry.errors, hall=hall, form=retry.typed
    )


@post("/hall/rehearsal/fault/{fault:str}", guards=[TEAM], sync_to_thread=True)
@or_show(_page)
def deal_with(desk: AtDesk, fault: FromPath[str]) -> AnyResponse:
    """What the team did about the fault that is open; with `skip`, that it goes on without."""
    in_session(desk, lambda db, shown: _deal_with(db, shown, desk, fault))
    feed.nudge(desk.request.app)
    return Redirect(_onward(fault, desk), status_code=303)


@get("/hall/rehearsal/fault/{fault:str}", guards=[TEAM], sync_to_thread=True)
def fault_page(desk: AtDesk, fault: FromPath[str]) -> AnyResponse:
    """The fault that is open, on a page of its own; reloading a refused form leads here."""
    return _page(desk, fault)


def _deal_with(db: Database, shown: str, desk: Desk, fault: str) -> None:
    at = clock.now()
    if desk.text("skip"):
        drill.skip(db, shown, fault, by=desk.by, at=at)
    else:
        said = _taken_down(db, shown, desk.fields) if fault == "objection" else {}
        drill.answer(db, shown, fault, said, by=desk.by, at=at)


def _taken_down(db: Database, session_id: str, form: Form) -> dict[str, str]:
    """The objection as the supervisor wrote it; a rehearsal's journal keeps it and nothing else does."""
    candidate, text = given(form, "candidate"), given(form, "text")
    if candidate not in load(db, session_id).assignment:
        raise BadInputError(_("请选择异议涉及的候选人。"))
    if not text:
        raise BadInputError(_("请写明异议的内容和理由。"))
    return {"candidate": candidate, "text": text}


def _onward(fault: str, desk: Desk) -> str:
    if fault == "printer_jam" and not desk.text("skip"):
        return f"/hall/papers/{number_of(desk.fields, 'version')}"
    return "/hall/supervisor" if desk.account.role is Role.SUPERVISOR else BACK.get(fault, "/hall/control")


def note_refusal(desk: Desk, command: str, error: ResettlementError) -> None:
    """Keep that a command of a rehearsal was refused. A real session's form ends this before anything else.

    That it could not be kept is no reason to fail: the refusal itself is on the screen.
    """
    session_id = desk.text("session")
    if not is_rehearsal(session_id):
        return
    with suppress(ResettlementError), database.transaction(desk.engine) as db:
        campaign = find_campaign(db)
        if campaign and rehearsal.on_screen(db, campaign.id) == session_id:
            lock(db, stream_of(session_id))
            drill.note_refusal(db, session_id, command, error.code, by=desk.by, at=clock.now())


@get("/rehearsal/feed", guards=[anyone])
async def rehearsal_feed(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The feed of a rehearsal's screens: a version, no person; nothing at all while the network is gone."""
    if await asyncio.to_thread(_cut, engine):
        return Response(None, status_code=204)
    events = _until_cut(engine, await feed.listened(request))
    return Stream(events, media_type="text/event-stream", headers=feed.HEADERS)


async def _until_cut(engine: Engine, events: AsyncGenerator[str]) -> AsyncIterator[str]:
    async with aclosing(events):
        async for event in events:
            if await asyncio.to_thread(_cut, engine):
                return
            yield event


def _cut(engine: Engine) -> bool:
    hall = read_hall(engine)
    fault = hall.fault if hall else None
    if fault is None or fault.came is None or fault.fault != "network_gone":
        return False
    return clock.now() < clock.read(fault.came.at) + timedelta(seconds=NETWORK_GONE_SECONDS)
