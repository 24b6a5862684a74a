"""Every route says who may, and the answer is the same for everybody else: no."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Engine

from resettlement.accounts.model import Role
from resettlement.rights import COMMANDS
from resettlement.rights import PUBLIC as ANYBODY
from resettlement.web.app import create_app
from resettlement.web.hall.forms import COMMANDS as SESSION_COMMANDS
from resettlement.web.security import CSRF_HEADER, May
from tests.browsing import browsing
from tests.unit.web.office import OFFICE, Client, enter, new_database, signed_in

PUBLIC = {
    "/", "/how", "/find", "/standing", "/standing/{file:str}", "/people/{file:str}",
    "/positions", "/notices", "/notices/{file:str}", "/result", "/log", "/verify",
    "/verify.py", "/bundle.zip", "/data/{file:str}", "/assets/{name:str}", "/object", "/sign-in", "/healthz",
    "/board", "/en/board", "/rehearsal", "/en/rehearsal", "/board/feed", "/rehearsal/feed", "/hall/projector",
    "/language", "/campaigns", "/en/campaigns", "/setup", "/help", "/help/{name:str}",
    "/en", "/en/how", "/en/find", "/en/standing", "/en/standing/{file:str}", "/en/people/{file:str}",
    "/en/positions", "/en/notices", "/en/notices/{file:str}", "/en/result", "/en/log",
    "/en/verify", "/en/object", "/wishes", "/en/wishes",
}  # fmt: skip
DESKS = {
    "/staff": set(Role) - {Role.CALLER},
    "/hall": set(Role),
    "/callers": {Role.CALLER, Role.ADMINISTRATOR},
    "/sign-out": set(Role),
    "/accounts": set(Role),
    "/demonstration": set(Role),
}


@dataclass(frozen=True)
class Route:
    """One method of one path, and the roles its guard lets in; None: anybody."""

    method: str
    path: str
    guards: tuple[object, ...]

    @property
    def roles(self) -> frozenset[Role] | None:
        (guard,) = self.guards
        assert isinstance(guard, May)
        return guard.roles

    @property
    def url(self) -> str:
        return re.sub(r"{\w+:\w+}", "1", self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return new_database(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def routes(engine: Engine) -> list[Route]:
    """All but OPTIONS, which the framework answers with the methods of a path and nothing else."""
    return [
        Route(method, route.path, tuple(handler.guards or ()))
        for route in create_app(engine).routes
        for handler in route.route_handlers  # type: ignore[attr-defined]
        if isinstance(handler, HTTPRouteHandler)
        for method in sorted(handler.http_methods - {"OPTIONS"})
    ]


@pytest.fixture
def client(engine: Engine) -> Iterator[Client]:
    with browsing(engine, base_url=OFFICE, raise_server_exceptions=False) as client:
        yield client


def status(client: Client, route: Route, **headers: str) -> int:
    return client.request(route.method, route.url, headers=headers, follow_redirects=False).status_code


def test_every_route_has_one_guard(routes: list[Route]) -> None:
    assert len(routes) > 20
    assert [str(r) for r in routes if len(r.guards) != 1 or not isinstance(r.guards[0], May)] == []


def test_open_to_anybody_are_the_public_routes_alone(routes: list[Route]) -> None:
    assert {route.path for route in routes if route.roles is None} <= PUBLIC


def test_a_desk_is_for_those_who_work_at_it(routes: list[Route]) -> None:
    for route in routes:
        if route.roles is not None:
            at_the_desk = next(roles for desk, roles in DESKS.items() if route.path.startswith(desk))
            assert route.roles <= at_the_desk, str(route)


def test_without_signing_in_every_other_route_is_closed(client: Client, routes: list[Route]) -> None:
    closed = [route for route in routes if route.roles is not None]
    assert {str(r): status(client, r) for r in closed} == {str(r): 401 for r in closed}


@pytest.mark.parametrize("role", list(Role))
def test_who_has_not_the_role_is_refused_even_with_a_right_form(
    client: Client, engine: Engine, routes: list[Route], role: Role
) -> None:
    enter(client, engine, role)
    token = {CSRF_HEADER: csrf_of(engine, role)}
    others = [r for r in routes if r.roles is not None and role not in r.roles]
    assert {str(r): status(client, r, **token) for r in others} == {str(r): 403 for r in others}


@pytest.mark.parametrize("role", list(Role))
def test_who_has_the_role_gets_in_and_before_a_campaign_nothing_breaks(
    client: Client, engine: Engine, routes: list[Route], role: Role
) -> None:
    enter(client, engine, role)
    token = {CSRF_HEADER: csrf_of(engine, role)}
    own = [
        r for r in routes if r.roles and role in r.roles and r.path != "/sign-out" and "feed" not in r.path
    ]
    answers = {str(route): status(client, route, **token) for route in own}
    assert {name: code for name, code in answers.items() if code in (401, 403) or code >= 500} == {}


@pytest.mark.parametrize("role", list(Role))
def test_a_form_without_the_token_of_the_sign_in_changes_nothing(
    client: Client, engine: Engine, routes: list[Route], role: Role
) -> None:
    enter(client, engine, role)
    other = next(one for one in Role if one is not role)
    unsafe = [r for r in routes if r.roles and role in r.roles and r.method not in ("GET", "HEAD")]
    assert unsafe
    for headers in ({}, {CSRF_HEADER: ""}, {CSRF_HEADER: "0" * 64}, {CSRF_HEADER: csrf_of(engine, other)}):
        assert {str(r): status(client, r, **headers) for r in unsafe} == {str(r): 403 for r in unsafe}


def test_no_other_site_can_send_a_form_not_even_a_public_one(client: Client, routes: list[Route]) -> None:
    open_forms = [r for r in routes if r.roles is None and r.method not in ("GET", "HEAD")]
    assert {route.path for route in open_forms} == {
        "/sign-in", "/object", "/en/object", "/wishes", "/en/wishes", "/language", "/setup",
    }  # fmt: skip
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://elsewhere.test"},
        {"origin": "null"},
    ):
        assert {status(client, route, **headers) for route in open_forms} == {403}


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_every_answer_carries_the_strict_headers(client: Client, routes: list[Route], method: str) -> None:
    paths = {route.url for route in routes if "feed" not in route.path} | {"/nothing", "/staff/nothing"}
    for path in sorted(paths):
        headers = client.request(method, path, follow_redirects=False).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path
        assert "set-cookie" not in headers, path
        assert headers["cache-control"], path


def csrf_of(engine: Engine, role: Role) -> str:
    """What the form of somebody of this role holds, computed here: HMAC-SHA-256 of `csrf` under the token."""
    return hmac.new(signed_in(engine, role).encode(), b"csrf", hashlib.sha256).hexdigest()


NO_COMMANDS = {
    "/sign-in", "/sign-out", "/language", "/accounts/password",  # oneself
    "/staff/accounts/new", "/staff/accounts/{account_id:str}/password",  # accounts are no part of a campaign
    "/staff/accounts/{account_id:str}/close", "/setup", "/staff/office",
    "/object", "/en/object", "/wishes", "/en/wishes",  # the public's own forms
    "/staff/records/find", "/staff/rules/compare", "/staff/rules/compare.xlsx",  # they only read
    "/hall/asked/confirm", "/hall/asked/decline",  # a second person (SECONDS) says yes or no
    "/hall/rehearsal/fault/{fault:str}",  # the practice of a team, with invented people
    "/demonstration/forward",  # an invented campaign's clock, not an office's
}  # fmt: skip


def test_every_route_that_writes_names_its_command_and_lets_in_whom_the_table_of_rights_does(
    routes: list[Route],
) -> None:
    for route in routes:
        if route.method in ("GET", "HEAD") or route.path in NO_COMMANDS:
            continue
        (guard,) = route.guards
        assert isinstance(guard, May)
        assert guard.commands, str(route)
        table = {role for command in guard.commands for role in COMMANDS[command]} - {ANYBODY}
        assert guard.roles == table, str(route)


def test_the_hall_carries_out_every_command_of_its_session(routes: list[Route]) -> None:
    found = {str(route): route.guards[0] for route in routes}
    control = found["POST /hall/control/{command:str}"]
    assert isinstance(control, May)
    assert set(control.commands) == set(SESSION_COMMANDS)
    assert {COMMANDS[command] for command in SESSION_COMMANDS} == {COMMANDS["call"]}
