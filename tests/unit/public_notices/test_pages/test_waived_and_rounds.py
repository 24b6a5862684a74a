"""What was chosen and given back, and what a second round brought: result page and seats left."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from public_notices.log_views import revoked_versions
from public_notices.page_views import BundleView
from public_notices.pages import render_pages

Data = dict[str, dict[str, Any]]


def happens(data: Data, at: int, type_: str, **payload: Any) -> None:
    """Put one more entry into the session's log before entry `at`, and number the rest anew."""
    log = data["log"]["session"]
    log.insert(at - 1, {**log[at - 2], "type": type_, "payload": payload})
    data["log"]["session"] = [{**entry, "version": number} for number, entry in enumerate(log, 1)]


def last_pick(data: Data) -> tuple[int, dict[str, Any]]:
    chosen = [entry for entry in data["log"]["session"] if entry["type"] == "chosen"]
    return chosen[-1]["version"], chosen[-1]["payload"]


def waive_last(data: Data) -> str:
    """Whoever chose last gives his post back at once; his number."""
    version, pick = last_pick(data)
    happens(
        data, version + 1, "waived", candidate=pick["candidate"], position=pick["position"], reason="随迁"
    )
    return str(pick["candidate"])


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_pick_that_was_given_back_counts_no_more_and_keeps_its_number(data: Data) -> None:
    before = BundleView(data).picks
    person = waive_last(data)
    after = BundleView(data)
    assert [(one.order, one.candidate) for one in after.picks] == [
        (one.order, one.candidate) for one in before[:-1]
    ]
    assert [(one.order, one.candidate) for one in after.waived] == [(before[-1].order, person)]


def test_the_result_page_says_who_gave_back_what_and_leads_to_the_entry(data: Data) -> None:
    assert "选定后又放弃的" not in render_pages(data)["result.html"]
    person = waive_last(data)
    version, _ = last_pick(data)
    html = render_pages(data)["result.html"]
    told = text(html.partition("选定后又放弃的</h2>")[2].partition("</ul>")[0])
    assert "次序号保留，不再有效" in told
    assert f"位 {person}" in told
    assert f'#entry-{version + 1}">第 {version + 1} 条' in html


@pytest.mark.parametrize(("freed_post", "left"), [("highest_waiting", 1), ("kept", 0)])
def test_the_seat_is_free_again_or_kept_as_the_rules_say(data: Data, freed_post: str, left: int) -> None:
    data["log"]["session"][0]["payload"]["settings"]["freed_post"] = freed_post
    before = BundleView(data).left
    waive_last(data)
    assert BundleView(data).left == before + left


def test_a_waiver_that_was_taken_back_changes_nothing(data: Data) -> None:
    before = BundleView(data).choices
    waive_last(data)
    version = last_pick(data)[0] + 1
    happens(data, version + 1, "undone", from_version=version, reason="误听", second="supervisor")
    assert BundleView(data).choices.keys() == before.keys()


def test_picks_of_the_second_round_are_marked(data: Data) -> None:
    assert "第二轮" not in render_pages(data)["result.html"]
    version, pick = last_pick(data)
    happens(data, version, "round_begun", round=2, queues=[[pick["candidate"]]])
    assert [one.candidate for one in BundleView(data).picks if one.round == 2] == [pick["candidate"]]
    assert render_pages(data)["result.html"].count("第二轮") == 1


def test_no_undo_takes_back_who_has_come_to_the_hall() -> None:
    def entry(version: int, type_: str, **payload: Any) -> dict[str, Any]:
        return {"version": version, "type": type_, "payload": payload}

    log = [
        entry(2, "arrived", candidate="S01"),
        entry(3, "called", candidate="S01"),
        entry(4, "standby_checked", candidate="S01", passed=True, reason=""),
        entry(5, "undone", from_version=2, reason="误叫", second="supervisor"),
    ]
    assert revoked_versions(log) == {3}
