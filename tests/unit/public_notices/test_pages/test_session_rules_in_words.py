"""The session rules of a place in sentences: what it has, nothing of what it has not, what is open."""

from __future__ import annotations

import re
from typing import Any

import pytest

from public_notices.page_views import BundleView
from public_notices.pages import render_pages
from public_notices.rule_words import for_candidates, sentences
from resettlement.selection.session.rules import load_rules, shipped_rules
from resettlement.translation import CHINESE, ENGLISH, speaking

Data = dict[str, dict[str, Any]]
EXTRAS = {
    *("时间提醒", "分批", "点名", "备选区核对", "提前叫号", "岗位表", "选定后放弃", "第二轮", "须另行安排"),
}
BARE = {
    key: load_rules("default").settings[key]
    for key in ("minutes_to_choose", "guarantee", "tie_method", "missed", "passed", "proxy")
}
SAID: list[tuple[dict[str, Any], str, str]] = [
    ({"seconds_warning": 60}, "时间提醒", "剩 60 秒起，各屏幕的时钟变色，并写明“时间快到了”。"),
    (
        {"batches": [{"category": "sergeant", "from": 6, "at": "2026-03-02T06:30:00+00:00"}]},
        "分批",
        "士官第 6 名起，2026-03-02 14:30 开始叫号。",
    ),
    ({"standby": {"roll_call": 10, "check": True}}, "点名", "叫号前 10 分钟在备选区点名。"),
    (
        {"standby": {"roll_call": 10, "check": True}},
        "备选区核对",
        "先在备选区核对身份和资格，没有通过的不能选岗。",
    ),
    (
        {"call_ahead": {"people": 1, "minutes": 2, "clock": "first"}},
        "提前叫号",
        "前一人叫号满 2 分钟，可以再叫后面的人到选岗席旁等候，至多 1 人；他的时限从轮到他选起算。",
    ),
    ({"lists": "separate"}, "岗位表", "各类人员分列岗位，只在本类的岗位里选。"),
    ({"freed_post": "kept"}, "选定后放弃", "选定后又放弃的岗位，本次选岗会不再给别人。"),
    (
        {"second_round": {"who": ["gave_up", "waived"], "restart": "top", "opens": "coordinated"}},
        "第二轮",
        "本次不选岗的、选定后又放弃的，都叫过一遍以后再选一轮，从次序最前的人重新开始。"
        "区级统筹岗位到第二轮才开放。",
    ),
    ({"not_supported": ["选岗全程录像。"]}, "须另行安排", "选岗全程录像。"),
    (
        {"proxy": {"allowed": True, "papers": ["关系证明"], "days_ahead": 1}},
        "委托别人来",
        "可以，须交验关系证明。须提前 1 日申请。",
    ),
]


@pytest.mark.parametrize(("rule", "about", "sentence"), SAID)
def test_what_a_place_has_is_said_in_a_full_sentence(rule: dict[str, Any], about: str, sentence: str) -> None:
    assert dict(for_candidates({**BARE, **rule}))[about] == sentence


def test_what_a_place_has_not_is_not_said() -> None:
    assert EXTRAS.isdisjoint(about for about, _rule in sentences({**BARE, "lists": "shared"}))
    nobody = {
        **BARE,
        "passed": {"times": 0, "then": "last_of_list"},
        "proxy": {"allowed": False, "papers": []},
    }
    assert {"本轮先不选", "委托别人来"}.isdisjoint(about for about, _rule in for_candidates(nobody))


@pytest.mark.parametrize("pack", shipped_rules())
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_what_no_text_of_a_place_says_is_said_to_be_open(pack: str, language: str) -> None:
    rules = load_rules(pack)
    wanted = {CHINESE: "待定", ENGLISH: "ot settled yet"}[language]
    with speaking(language):
        told = " ".join(rule for _about, rule in sentences(rules.settings))
        for_candidates(rules.settings)
    assert "unknown" not in told
    assert (wanted in told) == bool(rules.unknown)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("pack", ["default", "jinan-2024"])
def test_the_page_for_everybody_says_the_rules_of_its_place(data: Data, pack: str) -> None:
    rules = load_rules(pack)
    data["rules"]["session_rules"]["text"] = rules.text
    told = text(render_pages(data)["how.html"])
    assert "点名 叫号前 10 分钟在备选区点名。" in told
    assert ("没有通过的不能选岗" in told) == (pack == "jinan-2024")
    assert ("每人有 5 分钟" in told) == (pack == "default")
    assert "unknown" not in told
    assert BundleView(data).session_rules_said == for_candidates(BundleView(data).session_rules)
