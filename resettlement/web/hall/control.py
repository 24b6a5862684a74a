"""The operator's page (主持人): call, choose, read back, confirm, and whatever else happens at the table."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import Engine

from public_notices import wording
from resettlement import clock, database
from resettlement.accounts import service as accounts
from resettlement.accounts.model import Account, Role
from resettlement.errors import RefusedError, ResettlementError
from resettlement.selection.rules import REASONS
from resettlement.selection.service import execute, load
from resettlement.web.feed import nudge
from resettlement.web.hall.forms import COMMANDS, Form, command_of, expected_of, filed_in, given
from resettlement.web.hall.view import Hall, matching, meant, read_hall
from resettlement.web.rendering import newest, page, refused
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may

TEMPLATE = "hall/control.html"
WARNING = "selection.leaves_someone_with_nothing"
HOSTS = may(Role.HOST, Role.ADMINISTRATOR)
FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/hall/control", guards=[HOSTS], sync_to_thread=True)
def control(
    request: AnyRequest, engine: CurrentEngine, q: FromQuery[str] = "", position: FromQuery[str] = ""
) -> AnyResponse:
    """The board and what can be done now; `q` searches the posts, `position` is the one to be read back."""
    hall = read_hall(engine)
    if hall is None:
        return page(request, "hall/none.html")
    return page(request, TEMPLATE, **_shown(hall, q, position))


@post("/hall/control/{command:str}", guards=[HOSTS], sync_to_thread=True)
def act(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    command: FromPath[str],
    data: FormData,
) -> AnyResponse:
    """Carry out one command on the board that the operator saw; a refusal shows the board as it is now."""
    if command not in COMMANDS:
        raise NotFoundException
    try:
        second = _second_person(request, engine, account, data) if command == "undo" else ""
        _carry_out(engine, account, command, data, second)
    except ResettlementError as error:
        return _again(request, engine, command, data, error)
    nudge(request.app)
    return Redirect("/hall/control", status_code=303)


@get("/hall/control/{command:str}", guards=[HOSTS], sync_to_thread=False)
def back(command: FromPath[str]) -> AnyResponse:
    """Whoever opens a command's address by hand, or loads a refused one anew, gets the board."""
    return Redirect("/hall/control", status_code=303)


def _carry_out(engine: Engine, account: Account, command: str, form: Form, second: str) -> None:
    with database.transaction(engine) as db:
        campaign = newest(db)
        if campaign is None:
            raise RefusedError("selection.not_open", "选岗会还没有开场。")
        expected, session = expected_of(form), load(db, campaign.id)
        made = command_of(command, form, session, filed_in(db, campaign.id, session), second)
        execute(db, campaign.id, made, by=account.id, at=clock.now(), expected=expected)


def _second_person(request: AnyRequest, engine: Engine, account: Account, form: Form) -> str:
    """The account that confirms an undo, by its own password; failed attempts count as at the sign-in."""
    second = given(form, "second")
    if not second or second == account.id:
        raise RefusedError("selection.second_person", "撤销须由另一人（例如纪检监督人员）共同确认。")
    address = request.client.host if request.client else ""
    password = form.get("password", "")
    token = accounts.sign_in(engine, second, password, address=address, at=clock.now())
    with database.transaction(engine) as db:
        accounts.sign_out(db, token)
    return second


def _again(
    request: AnyRequest, engine: Engine, command: str, form: Form, error: ResettlementError
) -> AnyResponse:
    """The board as it is now with what is wrong, and all that was typed but the password."""
    hall = read_hall(engine)
    if hall is None:
        return refused(request, "hall/none.html", error)
    position = given(form, "position") if command == "choose" and error.code == WARNING else ""
    warned = error.message if position and hall.session.opened.settings["guarantee"] == "warn" else ""
    shown = _shown(hall, "", position)
    typed = {name: value for name, value in form.items() if name != "password"}
    return refused(request, TEMPLATE, error, **{**shown, "failed": command, "form": typed, "warned": warned})


def _shown(hall: Hall, q: str, position: str) -> dict[str, Any]:
    choices = hall.choices()
    reading = meant(choices, position) or meant(choices, q)
    return {
        "hall": hall,
        "board": hall.board,
        "campaign": hall.campaign,
        "choices": matching(choices, q),
        "q": q,
        "reading": reading,
        "reasons": [(reason, wording.MISSED[reason]) for reason in REASONS],
        "consequence": wording.consequence,
        "failed": "",
        "form": {},
        "warned": "",
    }


handlers: list[HTTPRouteHandler] = [control, act, back]
