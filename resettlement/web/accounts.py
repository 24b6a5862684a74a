"""Signing in and out, and changing one's own password."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, FromQuery
from litestar.response import Redirect

from resettlement import clock, database
from resettlement.accounts import service
from resettlement.accounts.model import Role, password_rules
from resettlement.errors import BadInputError, RefusedError
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
TEMPLATE, PASSWORD = "accounts/sign_in.html", "accounts/password.html"
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


@get("/accounts/password", guards=[any_role], sync_to_thread=True)
def password_form(request: AnyRequest, account: CurrentAccount, done: FromQuery[str] = "") -> AnyResponse:
    """The form for a new password; `done` when it has just been changed."""
    return page(request, PASSWORD, rules=password_rules(), changed=bool(done))


@post("/accounts/password", guards=[any_role], sync_to_thread=True)
def change_password(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, data: Form
) -> AnyResponse:
    """A new password for oneself, knowing the old one; every other sign-in of the account ends."""
    try:
        if data.get("new", "") != data.get("again", ""):
            raise BadInputError("两次输入的新密码不一样，请重新输入。")
        token = service.change_own_password(
            engine,
            account.id,
            data.get("password", ""),
            data.get("new", ""),
            address=request.client.host if request.client else "",
            at=clock.now(),
        )
    except (RefusedError, BadInputError) as error:
        answer = refused(request, PASSWORD, error, rules=password_rules(), changed=False)
        answer.status_code = 429 if error.code == "accounts.too_many" else 422
        return answer
    cookies = [session_cookie(request, token)]
    return Redirect("/accounts/password?done=changed", status_code=303, cookies=cookies)


handlers: list[HTTPRouteHandler] = [sign_in_form, sign_in, sign_out, password_form, change_password]
