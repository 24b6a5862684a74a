"""Every command of the script is reached in a browser, where it says, by somebody who may give it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import create_engine

from resettlement.rights import COMMANDS as RIGHTS
from resettlement.script.commands import COMMANDS
from resettlement.web.app import create_app
from resettlement.web.security import May

PROCEDURE = (Path(__file__).resolve().parents[2] / "docs" / "procedure.md").read_text(encoding="utf-8")
TO_LOOK_AT = {"print", "call-sheet"}
"""What only makes something to print or to take away is asked for, not sent."""


def routes() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Method, path without the types of its parts, and the roles that its guard lets in."""
    for route in create_app(create_engine("sqlite://")).routes:
        for handler in getattr(route, "route_handlers", ()):
            assert isinstance(handler, HTTPRouteHandler)
            guards = [guard for guard in handler.guards or () if isinstance(guard, May)]
            roles = {str(role) for guard in guards for role in guard.roles or ()}
            for method in handler.http_methods:
                yield method, re.sub(r":\w+}", "}", route.path), frozenset(roles)


@pytest.fixture(scope="module")
def reached() -> dict[tuple[str, str], frozenset[str]]:
    return {(method, path): roles for method, path, roles in routes()}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_reached_in_a_browser_by_somebody_who_may_give_it(
    name: str, reached: dict[tuple[str, str], frozenset[str]]
) -> None:
    method = "GET" if name in TO_LOOK_AT else "POST"
    assert reached[method, COMMANDS[name].address] & set(RIGHTS[name])


def test_the_procedure_names_commands_that_there_are() -> None:
    named = set(re.findall(r"→ `([a-z- ]+)`", PROCEDURE))
    assert len(named) > 30
    assert named <= COMMANDS.keys() | RIGHTS.keys()
