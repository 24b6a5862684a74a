"""Every event of docs/session-log.md is told in a sentence; nobody reads a type name on the page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from public_notices.event_words import campaign_event, session_event
from public_notices.wording import consequence
from resettlement.translation import CHINESE, ENGLISH, speaking

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
PAGE = (ROOT / "docs" / "session-log.md").read_text(encoding="utf-8")
OPENED = {"wishes": ["P2"], "accepts_any": False, "salt": "00"}
FILED = {"candidate": "S01", "revision": 2, "issue": 1, "commitment": "00" * 32}
CHANGED = {"candidate": "S01", "position": "P2", "positions": ["P2", "P3"], "before": 2, "now": 1}
EXAMPLES: dict[str, dict[str, Any]] = {
    "session_opened": {"eligible": {"S01": []}, "positions": [{"id": "P1", "seats": 1}]},
    "lot_drawn": {"key": "1.2./", "witnesses": ["supervisor", "notary"]},
    "tie_settled": {"class": ["S01", "S02"], "method": "lot", "opened": {}, "order": ["S02", "S01"],
                    "assignment": None, "mattered": True},
    "arrived": {"candidate": "S01"},
    "standby_checked": {"candidate": "S01", "passed": False, "reason": "未带身份证"},
    "post_barred": {"candidate": "S01", "position": "P2", "barred": True},
    "called": {"candidate": "S01"},
    "clock_adjusted": {"candidate": "S01", "seconds": 150, "reason": "电脑死机"},
    "proxy_admitted": {"candidate": "S01", "papers": ["委托书"]},
    "chosen": {"candidate": "S01", "position": "P2", "basis": "filed_wish", "proxy": False, "opened": OPENED,
               "warned": ["S02"]},
    "missed": {"candidate": "S01", "reason": "over_time", "consequence": "after:2"},
    "passed": {"candidate": "S01", "consequence": "last_of_list"},
    "gave_up": {"candidate": "S01"},
    "waived": {"candidate": "S01", "position": "P2", "reason": "家属随迁"},
    "round_begun": {"round": 2, "queues": [["S02"], ["S01"]]},
    "seats_changed": {"position": "P2", "before": 2, "now": 1, "reason": "编制收回"},
    "paused": {"reason": "停电"},
    "resumed": {},
    "undone": {"from_version": 3, "reason": "录错", "second": "supervisor"},
    "closed": {"assignment": {"S01": "P1", "S02": None}},
}  # fmt: skip
SENTENCES = {
    "session_opened": "选岗会开始。共 1 人、1 个岗位；公示过的名次、岗位、规则在此锁定。",
    "lot_drawn": "抽签。号码 1.2./，监督人、公证员见证。",
    "tie_settled": "「S01」、「S02」 同分，按抽签次序现场选岗。抽签次序：「S02」、「S01」。",
    "arrived": "「S01」 到备选区，点名已到。",
    "standby_checked": "「S01」 在备选区核对身份和资格，没有通过。原因：未带身份证。",
    "post_barred": "《P2》 经复核不对 「S01」 开放，理由告知本人。",
    "called": "请 「S01」 选岗。",
    "clock_adjusted": "给 「S01」 补时2分30秒。原因：电脑死机。",
    "proxy_admitted": "「S01」 的受托人代为选岗，已验委托书。",
    "chosen": "「S01」 选定 《P2》。按填报志愿。当场启封志愿：P2。已当场提示：此后 「S02」 可能无岗可选。",
    "missed": "「S01」 超过规定时间，按规则顺延到其后 2 人之后。",
    "passed": "「S01」 本轮暂不选，排到本组最后。",
    "gave_up": "「S01」 本次不选岗（不等于放弃安排工作待遇）。",
    "waived": "「S01」 放弃已选定的 《P2》（不等于放弃安排工作待遇）。原因：家属随迁。",
    "round_begun": "第二轮开始，2 人参加，依次为：「S02」、「S01」。",
    "seats_changed": "岗位 《P2》 的名额由 2 个改为 1 个。原因：编制收回。",
    "paused": "暂停，停止计时。原因：停电。",
    "resumed": "恢复，继续计时。",
    "undone": "撤回第 3 条起的操作。原因：录错。由主持人与监督人两人共同确认。",
    "closed": "选岗会结束，1 人选定岗位。",
}

KEPT_INSIDE = {"accounts", "asking.py", "follow_up", "office", "rehearsal", "signed.py", "supervision.py"}
"""What writes streams of its own that nobody publishes."""
WORDS = {"zh": re.compile("[a-z]{2}"), "en": re.compile("_|[\u4e00-\u9fff]")}
"""What stands in no sentence of a language."""


def written_by_the_code() -> Iterator[str]:
    """The types of all entries that a campaign's published log can hold, as the modules name them."""
    for path in sorted((ROOT / "resettlement").rglob("*.py")):
        if KEPT_INSIDE.isdisjoint(path.relative_to(ROOT).parts):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Call):
                    yield from _type_in(ast.unparse(node.func).rpartition(".")[2], node.args)


def _type_in(called: str, arguments: list[ast.expr]) -> Iterator[str]:
    """`Draft("type", …)`, and the rooms' own `log(session, campaign, "type", …)`."""
    place = {"Draft": 0, "log": 2, "_log": 2}.get(called)
    if place is not None and len(arguments) > place:
        match arguments[place]:
            case ast.Constant(value=str(type_)):
                yield type_


def section(title: str) -> str:
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


def test_the_examples_are_the_events_of_the_page() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", section("Session events"), re.M)) == set(EXAMPLES)


@pytest.mark.parametrize("type_", EXAMPLES)
def test_a_session_event_is_told_in_a_sentence(type_: str) -> None:
    entry = {"type": type_, "by": "host", "payload": EXAMPLES[type_]}
    assert session_event(entry, lambda id_: f"「{id_}」", lambda id_: f"《{id_}》") == SENTENCES[type_]


def told(type_: str, **payload: Any) -> str:
    return session_event({"type": type_, "by": "host", "payload": {**EXAMPLES[type_], **payload}}, str, str)


def test_a_refusal_lifted_by_two_names_both() -> None:
    assert told("standby_checked", passed=True, reason="", second="supervisor") == (
        "S01 在备选区核对身份和资格，通过；此前登记的未通过由主持人与监督人两人共同取消。"
    )


def test_a_lot_says_what_became_of_its_picture() -> None:
    assert told("lot_drawn", no_picture="未带相机").endswith("见证。没有照片：未带相机。")
    assert re.search(r"现场照片留存，指纹 \S{9}。$", told("lot_drawn", picture="0" * 64))


def test_a_post_given_back_names_both_who_confirmed_it() -> None:
    assert told("waived", second="supervisor").endswith("原因：家属随迁。由主持人与监督人两人共同确认。")


def test_a_check_that_passed_gives_no_reason() -> None:
    assert told("standby_checked", passed=True, reason="") == "S01 在备选区核对身份和资格，通过。"


def test_a_proxy_who_had_to_ask_ahead_is_told_with_the_day_of_his_request() -> None:
    assert "，2021年12月16日申请，" in told("proxy_admitted", requested_on="2021-12-16")


@pytest.mark.parametrize(("seconds", "words"), [(1, "1秒"), (60, "1分"), (61, "1分1秒"), (3600, "60分")])
def test_added_time_is_told_in_minutes_and_seconds(seconds: int, words: str) -> None:
    assert f"补时{words}。" in told("clock_adjusted", seconds=seconds)


@pytest.mark.parametrize("name", ["last_of_list", "after:3", "given_up", "first_free_wish"])
def test_every_consequence_has_words(name: str) -> None:
    assert name in PAGE.replace("after:N", "after:3")
    assert not re.search("[a-z]", consequence(name))


def test_every_campaign_event_of_the_page_has_words() -> None:
    rows = re.findall(r"^\| (`.*?) \|", section("Campaign events"), re.M)
    types = {type_ for row in rows for type_ in re.findall(r"`(\w+)`", row)}
    assert types >= set(written_by_the_code())
    payload = {"kind": "scores", "number": 1, "standing": 1, "outcome": "rejected", "candidates": ["S01"]}
    payload |= {
        "admitted": True,
        "announced": "2021-12-18",
        "held_on": "2021-12-19",
        "reason": "-",
        **FILED,
        **CHANGED,
    }
    for type_ in types:
        assert not re.search("[a-z]", campaign_event({"type": type_, "payload": payload})), type_


def test_a_filing_of_wishes_is_told_by_the_code_that_stands_on_the_receipt() -> None:
    told = campaign_event({"type": "wish_filed", "payload": {**FILED, "commitment": "ff" * 32}})
    assert told == "S01 第 2 次填报志愿，密封存档，封存码 7777-7777。"


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_event_that_the_code_can_write_has_words_in_both_languages(language: str) -> None:
    payload = {"kind": "scores", "number": 1, "standing": 1, "outcome": "upheld", "admitted": True, **FILED}
    payload |= {"announced": "2021-12-18", "held_on": "2021-12-19", "reason": "-", **CHANGED}
    types = set(written_by_the_code())
    assert types >= {"objection_carried_out", "finding_decided", "records_reimported", "review_passed"}
    with speaking(language):
        for type_ in types:
            told = campaign_event({"type": type_, "payload": payload})
            assert type_ not in told
            assert not WORDS[language].search(told), f"{type_}: {told}"


@pytest.mark.parametrize("type_", EXAMPLES)
def test_a_session_event_is_told_in_english_too(type_: str) -> None:
    payload = {**EXAMPLES[type_], **({} if type_ == "missed" else {"reason": "-"})}
    payload |= {"papers": []} if type_ == "proxy_admitted" else {}
    with speaking(ENGLISH):
        told = session_event({"type": type_, "by": "host", "payload": payload}, str, str)
    assert not WORDS[ENGLISH].search(told)


@pytest.mark.parametrize(
    ("type_", "sentence"),
    [
        ("seats_changed", "岗位 P2 的名额由 2 个改为 1 个。原因：编制收回。"),
        ("position_withdrawn", "岗位 P2 撤回。原因：编制收回。"),
        ("positions_added", "增加岗位 P2、P3。原因：编制收回。"),
        ("pick_annulled", "S01 选定的岗位 P2 作废。原因：编制收回。"),
        ("position_assigned", "S01 由组织指定岗位 P2。原因：编制收回。"),
    ],
)
def test_a_change_of_posts_is_told_with_its_reason(type_: str, sentence: str) -> None:
    assert campaign_event({"type": type_, "payload": {**CHANGED, "reason": "编制收回"}}) == sentence
