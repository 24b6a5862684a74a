"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, FromQuery
from litestar.response import Redirect

from resettlement import clock, database
from resettlement.accounts import service
from resettlement.accounts.model import Role
from resettlement.errors import RefusedError
from resettlement.web.rendering import page, refused
from resettlement.web.security import (
    AnyRequest,
    AnyResponse,
    CurrentAccount,
    CurrentEngine,
    any_role,
    anyone,
    local_path,
    session_cookie,
    session_token,
)

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
TEMPLATE = "accounts/sign_in.html"
START = {Role.HOST: "/hall/control", Role.CALLER: "/callers", Role.SUPERVISOR: "/hall/supervisor"}


@get("/sign-in", guards=[anyone], sync_to_thread=True)
def sign_in_form(request: AnyRequest, to: FromQuery[str] = "") -> AnyResponse:
    """The form; `to` is the page that sent people here."""
    return page(request, TEMPLATE, account_id="", to=local_path(to))


@post("/sign-in", guards=[anyone], sync_to_thread=True)
def sign_in(request: AnyRequest, engine: CurrentEngine, data: Form) -> AnyResponse:
    """Sign in and go where people wanted to go."""
    account_id, to = data.get("account", "").strip(), local_path(data.get("to", ""))
    address = request.client.host if request.client else ""
    now = clock.now()
    try:
        token = service.sign_in(
            engine,
            account_id,
            data.get("password", ""),
            address=address,
            at=now,
            earlier=session_token(request),
        )
    except RefusedError as error:
        answer = refused(request, TEMPLATE, error, account_id=account_id, to=to)
        answer.status_code = 429 if error.code == "accounts.too_many" else 422
        return answer
    account = service.signed_in(engine, token, now)
    start = START.get(account.role, "/staff") if account else "/"
    return Redirect(to or start, status_code=303, cookies=[session_cookie(request, token)])


@post("/sign-out", guards=[any_role], sync_to_thread=True)
def sign_out(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """End the sign-in on the server, and the cookie with it."""
    with database.transaction(engine) as db:
        service.sign_out(db, session_token(request) or "")
    return Redirect("/", status_code=303, cookies=[session_cookie(request, "")])


handlers: list[HTTPRouteHandler] = [sign_in_form, sign_in, sign_out]
