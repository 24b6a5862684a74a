"""Who may do what: headers on every answer, a guard on every route, a token in every form.

Public routes never look at a cookie and never set one. Every other route says what it carries out, or, where
it only reads, who may look:

    @post("/staff/standing/score", guards=[may_do("score")], sync_to_thread=True)
    @get("/staff", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
    def stages(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse: ...

A form of a signed-in page carries `csrf_token` (templates/components/csrf.html), tied to the sign-in.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.types import Message, Scope
from sqlalchemy import Engine

from resettlement import clock
from resettlement.accounts import service
from resettlement.accounts.model import ABSOLUTE, Account, Role
from resettlement.rights import COMMANDS, PUBLIC
from resettlement.web.addresses import here

AnyRequest: TypeAlias = Request[Any, Any, Any]
AnyResponse: TypeAlias = Response[Any]
CurrentAccount: TypeAlias = NamedDependency[Account]
CurrentEngine: TypeAlias = NamedDependency[Engine]

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_ENCODED = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
STRICT_TRANSPORT = b"max-age=31536000"  # a year; RFC 6797; said to nobody who came by plain http
SAFE = {"GET", "HEAD", "OPTIONS"}
CSRF_FIELD, CSRF_HEADER = "csrf_token", "x-csrf-token"
HELD, MOST_HELD = ("/callers/", "/staff/", "/hall/"), 50_000
"""Forms of these pages, up to so many bytes, outlive the sign-in they were sent with."""

NEVER_HELD = {CSRF_FIELD, "password", "new", "again"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class May:
    """A guard for the signed-in of certain roles; `roles` None: for anybody, without any cookie.

    `commands`: those of the table of rights that its route carries out.
    """

    def __init__(self, roles: frozenset[Role] | None, commands: tuple[str, ...] = ()) -> None:
        self.roles, self.commands = roles, commands

    async def __call__(
        self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        request: AnyRequest = Request(connection.scope, connection.receive, connection.send)
        if request.method not in SAFE:
            _refuse_from_elsewhere(request)
        if self.roles is None:
            return
        account = await account_of(request)
        if account is None:
            await _hold(request)
            raise NotAuthorizedException
        if account.role not in self.roles:
            raise PermissionDeniedException(detail="role")
        if request.method not in SAFE:
            await _refuse_without_token(request)


def may(*roles: Role | str) -> May:
    """Only the signed-in of these roles."""
    return May(frozenset(Role(role) for role in roles))


def may_do(*commands: str) -> May:
    """Only the signed-in who may give one of these commands (resettlement.rights); which one, the service or
    the handler asks again where they differ.
    """
    roles = {role for command in commands for role in COMMANDS[command] if role != PUBLIC}
    return May(frozenset(map(Role, roles)), commands)


anyone = May(None)
any_role = May(frozenset(Role))


def current_account(request: AnyRequest) -> Account:
    """The account that the guard let in, for the handlers that ask for `account: CurrentAccount`."""
    account: Account = request.scope["state"]["account"]
    return account


def account_or_none(request: AnyRequest) -> Account | None:
    """The same where a public page may ask: None, for a public route never looks."""
    found: Account | None = request.scope["state"].get("account")
    return found


def csrf_token(request: AnyRequest) -> str:
    """The token for this sign-in's forms; empty on public pages."""
    token = session_token(request) if account_or_none(request) else None
    return csrf_of(token) if token else ""


def local_path(to: str) -> str:
    """A path on this site as it was asked for; anything that leads elsewhere is dropped (open redirect)."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable() else ""


def session_token(request: AnyRequest) -> str | None:
    """The token in the browser's cookie, right or wrong."""
    return request.cookies.get(_cookie_name(request))


def session_cookie(request: AnyRequest, token: str) -> Cookie:
    """The cookie that signs in: for this host alone, out of reach of scripts and of other sites.

    `__Host-` needs TLS; on loopback, where nothing travels, the demo does without.
    """
    return Cookie(
        key=_cookie_name(request),
        value=token,
        path="/",
        httponly=True,
        secure=not on_loopback(request),
        samesite="strict",
        max_age=int(ABSOLUTE.total_seconds()) if token else 0,
    )


async def add_headers(message: Message, scope: Scope) -> None:
    """Security headers on every answer, errors included (`before_send`); no handler sets one of them.

    And a redirect's address as it stands at the campaign asked for (resettlement.web.addresses).
    """
    if message["type"] == "http.response.start":
        headers = [(name, _onward(name, value)) for name, value in message["headers"]] + _ENCODED
        if scope["scheme"] == "https":
            headers.append((b"strict-transport-security", STRICT_TRANSPORT))
        if not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"no-store"))
        message["headers"] = headers


def _onward(name: bytes, value: bytes) -> bytes:
    return here(value.decode("latin-1")).encode("latin-1") if name.lower() == b"location" else value


async def account_of(request: AnyRequest) -> Account | None:
    """Whose cookie it is; None for nobody's."""
    token = session_token(request)
    engine: Engine | None = request.app.state.get("engine")
    if not token or engine is None:
        return None
    account = await asyncio.to_thread(service.signed_in, engine, token, clock.now())
    request.scope["state"]["account"] = account
    return account


def _refuse_from_elsewhere(request: AnyRequest) -> None:
    """No other site may send our forms: not even the public ones, which have no token."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    same = not origin or urlsplit(origin).netloc == request.headers.get("host")
    if site not in {"same-origin", "none"} if site else not same:
        raise PermissionDeniedException(detail="csrf")


async def _hold(request: AnyRequest) -> None:
    """What somebody sends whose sign-in has ended is not lost: the sign-in gives it back (web.accounts)."""
    kind, length = request.headers.get("content-type", ""), request.headers.get("content-length", "")
    if (
        request.method == "POST"
        and request.scope["path"].startswith(HELD)
        and kind.startswith(RequestEncodingType.URL_ENCODED)
        and length.isdecimal()
        and int(length[:9]) <= MOST_HELD
    ):
        fields = (await request.form()).multi_items()
        held = [(name, value) for name, value in fields if name not in NEVER_HELD and isinstance(value, str)]
        request.scope["state"]["held"] = held


async def _refuse_without_token(request: AnyRequest) -> None:
    sent = request.headers.get(CSRF_HEADER) or (await request.form()).get(CSRF_FIELD)
    wanted = csrf_token(request)
    if not wanted or not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), wanted.encode()):
        raise PermissionDeniedException(detail="csrf")


def csrf_of(token: str) -> str:
    """The token for the forms of a sign-in that has just begun."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def on_loopback(request: AnyRequest) -> bool:
    """Whether the site is looked at on the machine it runs on."""
    return urlsplit(f"//{request.headers.get('host', '')}").hostname in LOOPBACK


def _cookie_name(request: AnyRequest) -> str:
    return "session" if on_loopback(request) else "__Host-session"
