"""A caller's day: who waits, who is done, who comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement.follow_up.due import CallRow, ContactLine, DutyLine, call_row
from resettlement.follow_up.model import QUESTIONS, Answer, DueState, Outcome, Topic
from resettlement.follow_up.today import Wanted, day, narrowed, next_after, topics

ON = date(2026, 11, 23)
ALL_OK = dict.fromkeys(QUESTIONS, Answer.OK)
STARTING = DutyLine(
    "on_post", Topic.START, "安排上岗", "unit", "30日内", "退役军人安置条例", "第七十五条",
    DueState.DATED, date(2026, 11, 1), "", None,
)  # fmt: skip


def row(code: str, last: ContactLine | None = None, *duties: DutyLine, unit: str = "虚构单位") -> CallRow:
    return call_row((code, "sergeant", unit, "P1", "regulation-2024"), date(2026, 10, 2), duties, last, ON)


def held(on: date, next_on: date | None = None, **answers: Answer) -> ContactLine:
    told = {Topic(topic): answer for topic, answer in answers.items()}
    return ContactLine(on, ALL_OK | told, "", next_on)


def test_whoever_was_called_today_is_done_even_when_nothing_was_agreed() -> None:
    found = day([row("S1", held(ON, pay=Answer.TROUBLE), STARTING)], ON)
    assert [r.candidate for r in found.done] == ["S1"]
    assert found.waiting == ()


def test_whoever_was_not_reached_and_got_no_day_is_back_on_the_list_tomorrow() -> None:
    yesterday = replace(held(date(2026, 11, 22), pay=Answer.UNKNOWN), outcome=Outcome.NO_ANSWER)
    (found,) = day([row("S1", yesterday)], ON).waiting
    assert found.why == ("上次没有联系上；未约下次",)


def test_whoever_has_all_settled_waits_for_nobody() -> None:
    assert [r.candidate for r in day([row("S1", held(date(2026, 11, 20)))], ON).others] == ["S1"]


@given(st.lists(st.sampled_from([None, ON, date(2026, 11, 20), date(2026, 11, 1)]), max_size=8))
def test_everybody_stands_in_exactly_one_part(days: list[date | None]) -> None:
    rows = [row(f"S{n}", held(on) if on else None) for n, on in enumerate(days)]
    found = day(rows, ON)
    assert sorted(r.candidate for part in (found.waiting, found.done, found.others) for r in part) == sorted(
        r.candidate for r in rows
    )


def test_a_call_is_about_what_is_due_and_about_the_troubles_told() -> None:
    assert topics(row("S1", held(ON, pay=Answer.TROUBLE), STARTING), ON) == {Topic.PAY, Topic.START}
    assert topics(row("S2"), ON) == frozenset()


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (Wanted(), ["S1", "S2"]),
        (Wanted(text="s1"), ["S1"]),
        (Wanted(text="1390"), ["S2"]),
        (Wanted(unit="另一单位"), ["S2"]),
        (Wanted(topic=Topic.START), ["S1"]),
        (Wanted(overdue=True), ["S1"]),
        (Wanted(unit="另一单位", overdue=True), []),
    ],
)
def test_every_narrowing_keeps_only_what_fits_all_of_it(wanted: Wanted, codes: list[str]) -> None:
    rows = [row("S1", None, STARTING), row("S2", unit="另一单位")]
    words = {("", "S1"): "S1 虚构甲", ("", "S2"): "S2 虚构乙 1390"}
    assert [r.candidate for r in narrowed(rows, wanted, ON, words)] == codes


@pytest.mark.parametrize(
    ("candidate", "following"), [("S1", "S2"), ("S2", "S3"), ("S3", "S1"), ("elsewhere", "S1")]
)
def test_the_next_is_the_one_below_and_after_the_last_the_first(candidate: str, following: str) -> None:
    assert next_after([row("S1"), row("S2"), row("S3")], ("", candidate)) == ("", following)


def test_after_the_only_one_nobody_comes() -> None:
    assert next_after([row("S1")], ("", "S1")) is None
    assert next_after([], ("", "S1")) is None


def test_the_same_number_in_two_campaigns_is_two_people() -> None:
    earlier, later = (replace(row("S1"), campaign_id=year) for year in ("2021", "2022"))
    assert next_after([earlier, later], earlier.key) == later.key
    words = {earlier.key: "", later.key: ""}
    assert narrowed([earlier, later], Wanted(campaign="2022"), ON, words) == [later]


def test_the_longest_overdue_duty_is_the_first_reason_to_call() -> None:
    later = replace(STARTING, key="contract", label="签订合同", due_on=date(2026, 11, 20))
    agreed = replace(held(date(2026, 10, 30), ON), answers=ALL_OK)
    first, second, third = row("S1", agreed, later, STARTING).reasons
    assert first.text == "「安排上岗」已超期 22 天"
    assert first.basis == "（《退役军人安置条例》第七十五条）"
    assert second.text == "「签订合同」已超期 3 天"
    assert third.text == "约定 2026-11-23 再联系"
