"""Signing in and out, and changing one's own password."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from resettlement import clock, database
from resettlement.accounts import service
from resettlement.accounts.model import Account, Role, password_rules
from resettlement.errors import BadInputError, RefusedError
from resettlement.translation import gettext as _
from resettlement.web.rendering import page, refused
from resettlement.web.security import (
    AnyRequest,
    AnyResponse,
    CurrentAccount,
    CurrentEngine,
    any_role,
    anyone,
    csrf_of,
    local_path,
    may,
    on_loopback,
    session_cookie,
    session_token,
)
from resettlement.web.sent_form import Form

TEMPLATE, PASSWORD = "accounts/sign_in.html", "accounts/password.html"
CARRY_ON = "accounts/carry_on.html"
START = {
    Role.STAFFING: "/staff/positions",
    Role.HOST: "/hall/control",
    Role.SUPERVISOR: "/hall/supervisor",
    Role.NOTARY: "/hall/closing",
    Role.CALLER: "/callers",
    Role.ADMINISTRATOR: "/accounts",
}
"""Where somebody's work is (a notary reads what was checked); for the others it is the campaign's stages."""


@get("/sign-in", guards=[anyone], sync_to_thread=True)
def sign_in_form(request: AnyRequest, to: FromQuery[str] = "") -> AnyResponse:
    """The form; `to` is the page that sent people here."""
    return page(request, TEMPLATE, **_fields("", to), samples=_samples(request))


def sign_in_again(request: AnyRequest, to: str, held: Sequence[tuple[str, str]]) -> AnyResponse:
    """For a form that was sent after the sign-in had ended: `held` is what was typed, `to` where it goes."""
    told = _fields("", to, urlencode(held)) | {
        "errors": [_("登录已结束。刚才填写的内容还在，登录后接着做。")],
        "samples": _samples(request),
    }
    return page(request, TEMPLATE, 401, **told)


@post("/sign-in", guards=[anyone], sync_to_thread=True)
def sign_in(request: AnyRequest, engine: CurrentEngine, data: Form) -> AnyResponse:
    """Sign in and go where people wanted to go; a form that waited is shown again, saved by hand."""
    fields = _fields(data.get("account", "").strip(), data.get("to", ""), data.get("held", ""))
    address = request.client.host if request.client else ""
    now = clock.now()
    try:
        token = service.sign_in(
            engine,
            fields["account_id"],
            data.get("password", ""),
            address=address,
            at=now,
            earlier=session_token(request),
        )
    except RefusedError as error:
        answer = refused(request, TEMPLATE, error, **fields, samples=_samples(request))
        answer.status_code = 429 if error.code == "accounts.too_many" else 422
        return answer
    account = service.signed_in(engine, token, now)
    if fields["held"]:
        typed = parse_qsl(fields["held"], keep_blank_values=True)
        answer = page(
            request,
            CARRY_ON,
            to=fields["to"],
            typed=typed,
            looked=_shown_first(fields["to"]),
            csrf_token=csrf_of(token),
        )
        answer.set_cookie(session_cookie(request, token))
        return answer
    start = START.get(account.role, "/staff") if account else "/"
    return Redirect(fields["to"] or start, status_code=303, cookies=[session_cookie(request, token)])


def _shown_first(to: str) -> bool:
    """Whether a form that waited comes back as a form to look at; others are sent again as they are."""
    return to.startswith("/callers/")


def _fields(account_id: str, to: str, held: str = "") -> dict[str, Any]:
    """What the form carries besides the password."""
    place = local_path(to)
    return {"account_id": account_id, "to": place, "held": held if place else ""}


def _samples(request: AnyRequest) -> tuple[Account, ...]:
    """The demonstration's accounts, never their password: to the person at the machine itself."""
    if clock.demonstrated_since() is None or not on_loopback(request):
        return ()
    with database.reading(request.app.state.engine) as db:
        return tuple(account for account, active in service.accounts(db) if active)


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


@get("/accounts", guards=[may(Role.ADMINISTRATOR)], sync_to_thread=False)
def administration() -> Redirect:
    """The administrator's own desk is the list of accounts."""
    return Redirect("/staff/accounts", status_code=303)
