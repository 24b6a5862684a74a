"""What callers entered wrongly is put right on the person's page; an end is said and can be undone (虚构)."""

from __future__ import annotations

from tests.unit.web_callers.browsing import PEOPLE, Browser

PAGE = f"{PEOPLE}/S1"
CALL = {"outcome": "reached", "rest": "ok", "next": "usual"}


def send(caller: Browser, path: str, **fields: str) -> int:
    return int(caller.post(f"{PAGE}/{path}", caller.csrf() | fields).status_code)


def test_a_wrong_call_is_corrected_with_a_reason_and_stays_to_be_read(caller: Browser) -> None:
    assert caller.send(PAGE, **CALL).status_code == 303
    assert send(caller, "contacts/1", pay="trouble") == 422
    assert send(caller, "contacts/1", pay="trouble", correct_reason="记错了人") == 303
    page = caller.get(PAGE).text
    assert "第 1 号，已由第 2 号更正" in page
    assert "更正第 1 号：记错了人" in page
    assert send(caller, "contacts/1", pay="ok", correct_reason="又错") == 422
    assert caller.post(f"{PEOPLE}/S2/contacts/1", caller.csrf() | {"correct_reason": "x"}).status_code == 404


def test_an_end_takes_the_form_away_and_is_undone_with_a_reason(caller: Browser) -> None:
    assert send(caller, "end", ended_why="died") == 422
    assert send(caller, "end", ended_why="died", ended_note="家属来电") == 303
    page = caller.get(PAGE).text
    assert "去世" in page
    assert "家属来电" in page
    assert 'name="outcome"' not in page
    assert send(caller, "reopen") == 422
    assert send(caller, "reopen", reopen_reason="误记") == 303
    assert 'name="outcome"' in caller.get(PAGE).text
