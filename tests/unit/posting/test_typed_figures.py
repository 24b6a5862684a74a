"""公告里手写的数字与选岗规则不同的，不能张贴；规则本身由系统写进公告。"""

from __future__ import annotations

from typing import Any

import pytest

from public_notices import rule_words
from public_notices.documents import notice_body_html
from resettlement.errors import RefusedError
from resettlement.notices.typed_figures import refuse_other_figures
from resettlement.selection.session.rules import load_rules
from tests.notices import contents

RULES: dict[str, Any] = {**load_rules("default").settings}  # 5 minutes, roll call 10, one pass, no days ahead
ANNING = {**RULES, "proxy": {"allowed": True, "papers": ["证明"], "days_ahead": 1}}


@pytest.mark.parametrize(
    ("text", "typed", "rule"),
    [
        ("每人选岗时间3分钟，以秒表为准。", 3, 5),
        ("先宣布纪律。叫到号的，须在三分钟之内作出决定。", 3, 5),
        ("选岗限时１０分钟", 10, 5),
        ("每位选岗人员十五分钟", 15, 5),
        ("每人限时180秒", 180, 300),
        ("叫号前15分钟在备选区点名", 15, 10),
        ("可以暂缓两次", 2, 1),
        ("委托他人的，须提前1日申请", 1, 0),
    ],
)
def test_another_figure_than_the_rule_is_refused_naming_both(text: str, typed: int, rule: int) -> None:
    with pytest.raises(RefusedError) as refusal:
        refuse_other_figures([text], RULES)
    assert refusal.value.code == "posting.other_figure"
    assert f"{typed} " in refusal.value.message
    assert f"{rule} " in refusal.value.message


@pytest.mark.parametrize(
    "text",
    [
        "每人选岗时间5分钟，以系统计时为准。",
        "五分钟内选定；300秒时停表",
        "叫号前10分钟点名",
        "可以暂缓一次，后面3人选完后再叫",
        "迟到30分钟的，不得入场",
        "选岗会开始后30分钟未到的，按规则办理",
        "会场距汽车站步行12分钟",
        "剩1分钟时提醒",
        "二等功加15分，每人限选1个岗位",
    ],
)
def test_the_rules_own_figures_and_those_of_other_things_are_let_through(text: str) -> None:
    refuse_other_figures([text], RULES)


def test_days_ahead_are_those_of_the_rules() -> None:
    refuse_other_figures(["委托他人的，须提前一天申请"], ANNING)
    with pytest.raises(RefusedError):
        refuse_other_figures(["委托他人的，须提前3个工作日申请"], ANNING)


def test_a_figure_that_the_place_has_not_settled_contradicts_nothing() -> None:
    refuse_other_figures(["每人3分钟"], {**RULES, "minutes_to_choose": "unknown"})


def announced(tie_method: str, *further: str) -> str:
    rules = {**RULES, "tie_method": tie_method}
    told = {"lines": rule_words.printed(rules), "further": list(further), "tie": rule_words.tie_order(rules)}
    content = contents.announcement()
    return str(notice_body_html({**content, "rules": {**content["rules"], **told}}))


def test_the_announcement_prints_the_rules_and_then_what_was_typed_besides() -> None:
    body = announced("wishes", "自带证件。")
    assert "1.选岗时限：5分钟。" in body
    assert "未到场、迟到、超过规定时间、离开会场：第一次：排到本组最后" in body
    assert body.index("选岗时限") < body.index("自带证件。") < body.index("条起的补充与前面各条不一致的")
    assert "补充" not in announced("wishes")


def test_the_announcement_says_how_equals_are_ordered_as_the_rules_do() -> None:
    assert "按各人事先密封的志愿统一分配，结果因先后而不同的，以抽签定先后" in announced("wishes")
    by_lot = announced("lot")
    assert "名次并列的，各人能选的岗位名额都够用时不抽签，不够用的以抽签定先后。" in by_lot
    assert "名次仍并列的" not in by_lot


def test_an_announcement_posted_before_keeps_its_words() -> None:
    content = contents.announcement()
    del content["rules"]["further"]
    del content["rules"]["tie"]
    assert "名次仍并列的，以抽签定先后。" in notice_body_html(content)
