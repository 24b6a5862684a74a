"""The operator's page (主持人): call, choose, read back, confirm, and what else happens at the table."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from public_notices import wording
from resettlement import clock, database
from resettlement.errors import ResettlementError
from resettlement.papers import lot_pictures
from resettlement.records.scans import MOST_BYTES
from resettlement.selection.rehearsal import drill
from resettlement.selection.service import execute, load
from resettlement.selection.session.command import given
from resettlement.selection.session.rules import REASONS
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.feed import nudge
from resettlement.web.hall import turns
from resettlement.web.hall.asked import ask
from resettlement.web.hall.choices import choices, matching, meant
from resettlement.web.hall.faults import PROCESS, note_refusal
from resettlement.web.hall.forms import (
    COMMANDS,
    command_of,
    expected_of,
    filed_in,
    session_of,
)
from resettlement.web.hall.hall_state import Hall, board_address, read_hall
from resettlement.web.hall.vouching import WITNESSES_AT_MOST, second_person, witnesses
from resettlement.web.hall.wishing import wishing
from resettlement.web.rendering import page, refused
from resettlement.web.security import (
    LOOPBACK,
    AnyRequest,
    AnyResponse,
    CurrentEngine,
    may_do,
)

TEMPLATE = "hall/control.html"
WARNING = "selection.leaves_someone_with_nothing"
HOSTS = may_do(*COMMANDS)
SECONDED = ("undo", "waive")
"""What a second person confirms with a sign-in of their own."""


@get("/hall/control", guards=[HOSTS], sync_to_thread=True)
def control(
    request: AnyRequest,
    engine: CurrentEngine,
    q: FromQuery[str] = "",
    position: FromQuery[str] = "",
    undo: FromQuery[str] = "",
    waive: FromQuery[str] = "",
    lot: FromQuery[str] = "",
    wish: FromQuery[str] = "",
) -> AnyResponse:
    """The board and what can be done now.

    `q` searches the posts, `position` is the one to be read back, `undo` the entry whose undoing is weighed,
    `waive` who may give back their post, `lot` the numbers drawn, to be read back,
    `wish` says that the filed wishes of who is at the table are opened to be shown.
    """
    hall = read_hall(engine)
    if hall is None:
        return page(request, "hall/none.html")
    wished = wishing(engine) if wish else None
    shown = _shown(request, hall, q, position, undo, waive, lot)
    return page(request, TEMPLATE, **{**shown, "wished": wished})


def refused_board(desk: Desk, command: str = "", retry: Retry = FIRST) -> AnyResponse:
    """The board as it is now with what is wrong, and all that was typed but the password."""
    error, form = retry.error, retry.typed
    assert isinstance(error, ResettlementError)
    if command:
        note_refusal(desk, command, error)
    hall = read_hall(desk.engine)
    if hall is None:
        return refused(desk.request, "hall/none.html", error)
    position = given(form, "position") if command == "choose" and error.code == WARNING else ""
    warned = error.message if position and hall.session.opened.settings["guarantee"] == "warn" else ""
    undo = given(form, "from_version") if command == "undo" else ""
    waive = given(form, "candidate") if command == "waive" else ""
    lot = given(form, "key") if command == "draw-lot" else ""
    shown = _shown(desk.request, hall, "", position, undo, waive, lot)
    return refused(
        desk.request, TEMPLATE, error, **{**shown, "failed": command, "form": form, "warned": warned}
    )


@post(
    "/hall/control/{command:str}",
    guards=[HOSTS],
    sync_to_thread=True,
    request_max_body_size=2 * MOST_BYTES,  # the picture of a lot
)
@or_show(refused_board)
def act(desk: AtDesk, command: FromPath[str]) -> AnyResponse:
    """Carry out one command on the board that the operator saw; a refusal shows the board as it is now."""
    if command not in COMMANDS:
        raise NotFoundException
    if command in SECONDED and desk.text("ask"):
        ask(desk, command)
        return Redirect("/hall/control", status_code=303)
    second = second_person(desk) if command in SECONDED else ""
    if command == "draw-lot":
        witnesses(desk)
    _carry_out(desk, command, second)
    nudge(desk.request.app)
    return Redirect("/hall/control", status_code=303)


@get("/hall/control/{command:str}", guards=[HOSTS], sync_to_thread=False)
def back(command: FromPath[str]) -> AnyResponse:
    """Opening a command's address by hand, or reloading a refused one, leads to the board."""
    return Redirect("/hall/control", status_code=303)


def _carry_out(desk: Desk, command: str, second: str) -> None:
    form, content = desk.fields, desk.file("picture") if command == "draw-lot" else b""
    with database.transaction(desk.engine) as db:
        campaign_id, shown = session_of(db, form)
        kept = lot_pictures.keep(db, shown, content, by=desk.by, at=clock.now()) if content else ""
        form = {**form, "picture": kept}
        expected, session = expected_of(form), load(db, shown)
        made = command_of(command, form, session, filed_in(db, campaign_id, session), second)
        at = clock.now()
        execute(db, shown, made, by=desk.by, at=at, expected=expected)
        drill.follow(db, shown, before=session.version, process=PROCESS, by=desk.by, at=at)


def _shown(
    request: AnyRequest, hall: Hall, q: str, position: str, undo: str, waive: str, lot: str
) -> dict[str, Any]:
    offered = choices(hall)
    reading = meant(offered, position) or meant(offered, q)
    return {
        "hall": hall,
        "board": hall.board,
        "campaign": hall.campaign,
        "choices": matching(offered, q),
        "q": q,
        "reading": reading,
        "reasons": [(reason, wording.MISSED[reason]) for reason in REASONS],
        "consequence": wording.consequence,
        "failed": "",
        "form": {},
        "warned": "",
        "shortage": turns.shortage(hall, reading.position.id) if reading else None,
        "left_out": turns.left_out(hall),
        "undoing": hall.undo(int(undo)) if undo.isascii() and undo.isdigit() and len(undo) < 10 else None,
        "waiving": turns.waiving(hall, waive),
        "wished": None,
        "drawing": turns.drawing(hall, lot.strip()),
        "witnesses": range(1, WITNESSES_AT_MOST + 1),
        "may_waive": turns.may_waive(hall),
        "second_round": turns.second_round(hall),
        "address": board_address(request, hall),
        "loopback": urlsplit(board_address(request, hall)).hostname in LOOPBACK,
    }
