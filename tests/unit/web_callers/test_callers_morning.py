"""A caller's morning, from today's list to the last call. Everybody here is fictional (虚构)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from resettlement import clock
from resettlement.database import transaction
from resettlement.follow_up.due import call_row
from resettlement.follow_up.service import contacts
from resettlement.follow_up.today import Day, Wanted
from resettlement.office.calendar import set_workdays
from resettlement.web.callers.lists import turns
from tests.storage.building import CAMPAIGN
from tests.unit.web_callers.browsing import PEOPLE, UNIT, Browser, today

BACK = f"/callers?overdue=1&saved={CAMPAIGN}%2FS1"
OK = {"outcome": "reached", "contract": "ok", "pay": "ok", "insurance": "ok", "household": "ok"}
TROUBLE = OK | {"pay": "trouble", "note": "工资还没有定"}


def listed(page: str, heading: str) -> list[str]:
    """The codes under one heading of the list page."""
    part = re.search(rf'<section aria-labelledby="{heading}">.*?</section>', page, re.S)
    return re.findall(r'<span class="code">(\w+)</span>', part[0]) if part else []


def logged(engine: Engine, candidate: str) -> list[Any]:
    with transaction(engine) as db:
        return list(contacts(db, CAMPAIGN, candidate))


def test_the_list_names_everybody_to_call_the_longest_overdue_first(caller: Browser) -> None:
    page = caller.get("/callers").text
    assert listed(page, "waiting") == ["S2", "S1", "O1"]
    assert "已超期" in page
    assert "尚未联系过" in page
    assert 'href="tel:13900000003"' in page


def test_three_calls_later_the_list_is_empty_and_the_three_are_shown_as_done(caller: Browser) -> None:
    order = ["S2", "S1", "O1"]
    for code, following in zip(order, [*order[1:], None], strict=True):
        answer = caller.send(f"{PEOPLE}/{code}", **TROUBLE)
        assert answer.status_code == 303
        place = f"{PEOPLE}/{following}" if following else "/callers"
        assert answer.headers["location"] == f"{place}?saved={CAMPAIGN}%2F{code}"
        page = caller.get("/callers").text
        assert code not in listed(page, "waiting")
        assert code in listed(page, "done")
    assert listed(page, "waiting") == []
    assert "今天的名单已经打完" in page


def test_the_page_after_a_call_says_what_was_saved_and_when_the_next_is(caller: Browser) -> None:
    answer = caller.send(f"{PEOPLE}/S2", **OK, next="own", next_on=str(today() + timedelta(days=9)))
    page = caller.get(answer.headers["location"]).text
    day = today() + timedelta(days=9)
    assert "已记录 S2 虚构S2" in page
    assert f"{day.month}月{day.day}日" in page


def test_the_same_form_sent_twice_logs_one_contact(caller: Browser, engine: Engine) -> None:
    fields = caller.hidden(f"{PEOPLE}/S1") | OK
    answers = [caller.post(f"{PEOPLE}/S1", fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(logged(engine, "S1")) == 1


def test_two_callers_who_reach_the_same_person_are_told_of_each_other(
    caller: Browser, signed_in: Callable[[str], Browser], engine: Engine
) -> None:
    second = signed_in("second")
    seen = second.hidden(f"{PEOPLE}/S1")
    caller.send(f"{PEOPLE}/S1", **OK)
    clash = second.post(f"{PEOPLE}/S1", seen | TROUBLE)
    assert clash.status_code == 409
    assert "刚刚另有人登记了一次联系" in clash.text
    assert "工资还没有定" in clash.text, "what was typed is still there"
    assert len(logged(engine, "S1")) == 1


def test_a_form_with_nothing_chosen_says_what_to_choose_and_logs_nothing(
    caller: Browser, engine: Engine
) -> None:
    answer = caller.send(f"{PEOPLE}/S1", note="他说下周再看", promised="单位周五前给答复")
    assert answer.status_code == 422
    assert 'href="#outcome"' in answer.text
    for topic in ("contract", "pay", "insurance", "household"):
        assert f'href="#{topic}"' in answer.text
    assert "他说下周再看" in answer.text
    assert "单位周五前给答复" in answer.text
    assert logged(engine, "S1") == []


def test_a_chosen_answer_stays_chosen_after_a_refusal(caller: Browser) -> None:
    answer = caller.send(f"{PEOPLE}/S1", outcome="reached", pay="trouble")
    assert re.search(r'name="pay" value="trouble"[^>]* checked', answer.text)
    assert not re.search(r'name="contract" value="\w+"[^>]* checked', answer.text)


def test_the_last_answers_count_again_only_when_the_caller_says_so(caller: Browser, engine: Engine) -> None:
    assert 'name="rest" value="same"' not in caller.get(f"{PEOPLE}/S1").text, (
        "nothing is known before the first call"
    )
    caller.send(f"{PEOPLE}/S1", **TROUBLE)
    assert caller.send(f"{PEOPLE}/S1", outcome="reached").status_code == 422
    assert caller.send(f"{PEOPLE}/S1", outcome="reached", rest="same", contract="not_yet").status_code == 303
    last = logged(engine, "S1")[-1]
    assert (last.contract, last.pay, last.insurance) == ("not_yet", "trouble", "ok")


def test_one_choice_settles_all_four_questions_but_for_those_answered_by_themselves(
    caller: Browser, engine: Engine
) -> None:
    assert caller.send(f"{PEOPLE}/S1", outcome="reached", rest="ok").status_code == 303
    assert caller.send(f"{PEOPLE}/S2", outcome="reached", rest="ok", pay="trouble").status_code == 303
    first, second = logged(engine, "S1")[0], logged(engine, "S2")[0]
    assert (first.contract, first.pay, first.insurance, first.household) == ("ok", "ok", "ok", "ok")
    assert (second.contract, second.pay, second.household) == ("ok", "trouble", "ok")


def test_who_does_not_answer_is_not_asked_the_questions_and_comes_back(
    caller: Browser, engine: Engine
) -> None:
    caller.send(f"{PEOPLE}/S1", **TROUBLE)
    assert caller.send(f"{PEOPLE}/S1", outcome="no_answer").status_code == 303
    last = logged(engine, "S1")[-1]
    assert (last.outcome, last.pay) == ("no_answer", "unknown")
    assert last.next_on > today()
    assert "薪酬待遇 有困难" in caller.get(f"{PEOPLE}/S1").text, "what was known before is still shown"


def test_who_asks_for_another_time_must_get_one(caller: Browser) -> None:
    answer = caller.send(f"{PEOPLE}/S1", outcome="asked_later")
    assert (answer.status_code, 'href="#next"' in answer.text) == (422, True)
    assert caller.send(f"{PEOPLE}/S1", outcome="asked_later", next="tomorrow").status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"next": "own"}, "next_on"),
        ({"next": "own", "next_on": "2020-01-01"}, "next_on"),
        ({"next": "own", "next_on": "soon"}, "next_on"),
        ({"next": "week", "next_on": "2099-01-01"}, "next_on"),
        ({"held_on": "2099-01-01"}, "held_on"),
        ({"note": "长" * 1001}, "note"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    caller: Browser, typed: dict[str, str], field: str
) -> None:
    answer = caller.send(f"{PEOPLE}/S1", **OK, **typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text


def test_what_was_promised_stands_on_top_at_the_next_call(caller: Browser) -> None:
    caller.send(f"{PEOPLE}/S1", **TROUBLE, promised="单位人事科答应周五前定岗")
    page = caller.get(f"{PEOPLE}/S1").text
    top = page[: page.index('id="duties"')]
    assert "单位人事科答应周五前定岗" in top


def test_a_visit_says_where(caller: Browser, engine: Engine) -> None:
    assert caller.send(f"{PEOPLE}/S1/visit", **OK, place="").status_code == 422
    assert caller.send(f"{PEOPLE}/S1/visit", **OK, place="虚构单位门口").status_code == 303
    visit = logged(engine, "S1")[0]
    assert (visit.channel, visit.place) == ("visit", "虚构单位门口")
    assert "走访（虚构单位门口）" in caller.get(f"{PEOPLE}/S1").text


def test_the_list_can_be_searched_and_narrowed(caller: Browser) -> None:
    assert listed(caller.get("/callers?q=0002").text, "waiting") == ["S1"]
    assert listed(caller.get("/callers?q=13900000002").text, "waiting") == [], "no whole number in addresses"
    assert listed(caller.get("/callers?topic=start").text, "waiting") == ["S2", "S1"]
    assert listed(caller.get("/callers?overdue=1").text, "waiting") == ["S2", "S1"]
    assert listed(caller.get(f"/callers?unit={UNIT}").text, "waiting") == ["S2", "S1", "O1"]
    assert "没有符合筛选条件的人" in caller.get("/callers?q=nobody").text


def test_a_search_finds_those_who_need_no_call_today(caller: Browser, engine: Engine) -> None:
    page = caller.get("/callers?q=S1").text
    assert listed(page, "waiting") == ["S1"]
    caller.send(f"{PEOPLE}/S1", **OK, held_on=str(today() - timedelta(days=1)), next="month")
    assert listed(caller.get("/callers?q=S1").text, "others") == ["S1"]


def test_a_narrowed_list_stays_narrowed_from_call_to_call(caller: Browser) -> None:
    fields = caller.hidden(f"{PEOPLE}/S2?overdue=1") | OK
    answer = caller.post(f"{PEOPLE}/S2?overdue=1", fields)
    assert answer.headers["location"] == f"{PEOPLE}/S1?overdue=1&saved={CAMPAIGN}%2FS2"
    fields = caller.hidden(f"{PEOPLE}/S1?overdue=1") | OK
    assert caller.post(f"{PEOPLE}/S1?overdue=1", fields).headers["location"] == BACK


def test_whatever_comes_in_hidden_fields_is_borne(caller: Browser, engine: Engine) -> None:
    odd = {"expected": "9" * 5000, "token": "\x00", "note": "\x00好"} | OK
    answer = caller.post(f"{PEOPLE}/S1", caller.csrf() | odd)
    assert answer.status_code == 409
    odd["expected"] = "x"
    assert caller.post(f"{PEOPLE}/S1", caller.csrf() | odd).status_code == 303
    assert logged(engine, "S1")[0].note == "好"


def test_a_long_list_comes_in_pages_that_keep_what_it_is_narrowed_to() -> None:
    rows = tuple(
        call_row((f"S{n}", "sergeant", UNIT, "P1", "rules"), today(), [], None, today()) for n in range(90)
    )
    shown, wanted = Day(waiting=rows, done=(), others=()), Wanted(overdue=True)
    assert turns(shown, False, wanted) == [(n, f"/callers?overdue=1&page={n}") for n in (1, 2, 3)]
    assert turns(Day(rows[:40], rows[:40], rows), False, wanted) == []
    assert turns(Day((), (), rows), True, Wanted())[2] == (3, "/callers?who=all&page=3")


def test_a_page_beyond_the_list_says_so(caller: Browser) -> None:
    assert "都在前面各页" in caller.get("/callers?page=2").text
    assert listed(caller.get("/callers?page=x").text, "waiting") == ["S2", "S1", "O1"]


def test_how_satisfied_somebody_is_may_be_said_with_a_call_and_need_not(
    caller: Browser, engine: Engine
) -> None:
    assert caller.send(f"{PEOPLE}/S1", **OK, satisfied="4").status_code == 303
    assert caller.send(f"{PEOPLE}/S1", **OK).status_code == 303
    assert [one.satisfied for one in logged(engine, "S1")] == [4, None]
    assert "满意度 4" in caller.get(f"{PEOPLE}/S1").text


def test_a_satisfaction_beyond_five_is_refused_and_one_of_somebody_not_reached_counts_for_nothing(
    caller: Browser, engine: Engine
) -> None:
    refused = caller.send(f"{PEOPLE}/S1", **OK, satisfied="6")
    assert refused.status_code == 422
    assert "满意度为 1 至 5" in refused.text
    assert caller.send(f"{PEOPLE}/S1", outcome="no_answer", satisfied="1").status_code == 303
    assert [one.satisfied for one in logged(engine, "S1")] == [None]


def test_the_next_call_moves_over_a_holiday_that_the_office_entered(caller: Browser, engine: Engine) -> None:
    tomorrow = today() + timedelta(days=1)
    told = {"source": "虚构通知", "rest_days": [tomorrow], "workdays": [], "by": "staffing"}
    with transaction(engine) as db:
        set_workdays(db, tomorrow.year, at=clock.now(), **told)  # type: ignore[arg-type]
    caller.send(f"{PEOPLE}/S1", outcome="no_answer", next="tomorrow")
    (held,) = logged(engine, "S1")
    assert held.next_on > tomorrow
