"""Nothing typed is lost when a sign-in ends in the middle of a call. Everybody here is fictional (虚构)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from sqlalchemy import Engine

from resettlement.database import transaction
from resettlement.follow_up.service import contacts
from tests.storage.building import CAMPAIGN
from tests.unit.web_callers.browsing import PEOPLE, Browser
from tests.unit.web_callers.conftest import PASSWORD

TYPED = {"outcome": "reached", "pay": "trouble", "note": "工资“还没有”定 & <再问>", "next": "week"}


def fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to `action`."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.S)
    assert form
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0])
    return {name: unescape(value) for name, value in found}


def logged(engine: Engine) -> int:
    with transaction(engine) as db:
        return len(contacts(db, CAMPAIGN, "S1"))


def test_a_form_sent_too_late_comes_back_after_the_sign_in_and_is_saved_by_hand(
    signed_in: Callable[[str], Browser], engine: Engine
) -> None:
    caller = signed_in("caller")
    sent = caller.hidden(f"{PEOPLE}/S1") | TYPED
    caller.client.cookies.clear()
    late = caller.post(f"{PEOPLE}/S1?overdue=1", sent)
    assert late.status_code == 401
    assert "刚才填写的内容还在" in late.text

    wrong = caller.post("/sign-in", fields(late.text, "/sign-in") | {"account": "caller", "password": "x"})
    again = {"account": "caller", "password": PASSWORD}
    carried = caller.post("/sign-in", fields(wrong.text, "/sign-in") | again)
    assert carried.status_code == 200
    shown = caller.post(f"{PEOPLE}/S1?overdue=1", fields(carried.text, f"{PEOPLE}/S1?overdue=1"))
    assert shown.status_code == 200
    assert "工资“还没有”定 &amp; &lt;再问&gt;" in shown.text
    assert re.search(r'name="pay" value="trouble"[^>]* checked', shown.text)
    assert logged(engine) == 0, "shown, not saved"

    form = fields(shown.text, f"{PEOPLE}/S1?overdue=1")
    assert caller.post(f"{PEOPLE}/S1?overdue=1", form | TYPED | {"rest": "ok"}).status_code == 303
    assert logged(engine) == 1


def test_a_form_that_waited_leads_nowhere_but_to_this_site(signed_in: Callable[[str], Browser]) -> None:
    caller = signed_in("caller")
    sent = {
        "account": "caller",
        "password": PASSWORD,
        "held": "note=x",
        "to": "https://elsewhere.test/callers",
    }
    answer = caller.post("/sign-in", sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/callers")


def test_what_waits_is_no_pass_for_somebody_without_the_role(
    signed_in: Callable[[str], Browser], engine: Engine
) -> None:
    caller = signed_in("caller")
    sent = caller.hidden(f"{PEOPLE}/S1") | TYPED
    caller.client.cookies.clear()
    late = caller.post(f"{PEOPLE}/S1", sent)
    told = {"account": "clerk", "password": PASSWORD}
    carried = caller.post("/sign-in", fields(late.text, "/sign-in") | told)
    assert caller.post(f"{PEOPLE}/S1", fields(carried.text, f"{PEOPLE}/S1")).status_code == 403
    assert logged(engine) == 0
