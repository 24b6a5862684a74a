"""The "?" of every desk page leads to that part of the handbook which tells of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from resettlement.web.app import create_app
from tests.unit.web_staff.office import ID, Desk

Enter = Callable[[str], Desk]
FILE = re.compile(r"\.\w+$|/pdf$|/feed$")
HELP = re.compile(r'<a href="(?:/c/[\w-]+)?(/help)#(\w+)">？')
DESKS = re.compile(r"/(?:staff|hall|callers|accounts)(?:/|$)")
BIG_SCREEN = "/hall/projector"


def pages(desk: Desk) -> list[str]:
    """The desks' addresses that name nothing."""
    routes = create_app(desk.engine).routes
    paths = {route.path for route in routes if "GET" in getattr(route, "methods", ())}
    return sorted(path for path in paths if DESKS.match(path) and "{" not in path and not FILE.search(path))


@pytest.mark.parametrize("who", ["clerk", "staffing", "supervisor", "administrator", "host", "caller"])
def test_every_desk_page_leads_to_a_part_that_the_handbook_has(scored: Desk, desk: Enter, who: str) -> None:
    mine = desk(who)
    handbook = mine.get(f"/c/{ID}/help").text
    seen = 0
    for path in pages(mine):
        answer = mine.client.get(path, headers={"accept": "text/html"}, follow_redirects=True)
        if answer.status_code != 200 or path == BIG_SCREEN:
            continue
        found = HELP.search(answer.text)
        assert found, path
        assert f'id="{found[2]}"' in handbook, path
        seen += 1
    assert seen >= 2


def test_the_handbook_is_read_without_an_account_and_within_each_campaign(scored: Desk) -> None:
    scored.client.cookies.clear()
    for path in ("/help", f"/c/{ID}/help"):
        answer = scored.client.get(path, headers={"accept": "text/html"}, follow_redirects=True)
        assert answer.status_code == 200
        assert "操作手册" in answer.text
    assert scored.get("/help/none.png").status_code in {303, 404}
    assert scored.get(f"/c/{ID}/help/none.png").status_code == 404
