"""A notice withdrawn by a numbered one counts as never posted; the second path holds withdrawals to that."""

from __future__ import annotations

from typing import Any

import pytest

from public_notices.verifier.afterwards import withdrawn_notices
from public_notices.verifier.bundle import Bundle
from public_notices.verifier.check_contents import withdrawal_differences

Json = dict[str, Any]


def posted(number: str, kind: str, withdraws: str = "", reason: str = "公示期写错") -> Json:
    named = {"withdraws": withdraws, "reason": reason} if kind == "withdrawal" else {}
    return {"number": number, "kind": kind, **named}


def bundle(*contents: Json, opened_after: str = "") -> Bundle:
    log = [
        {"type": "notice_posted", "hash": one["number"], "payload": {"number": one["number"]}}
        for one in contents
    ]
    session = [{"payload": {"campaign_head": opened_after}}] if opened_after else []
    notices = [{"number": one["number"], "kind": one["kind"], "content": one} for one in contents]
    data = {"log": {"campaign": log, "session": session}, "notices": {"notices": notices}}
    return Bundle(None, {}, {}, data)


SCORES = posted("1号", "scores")
WITHDRAWN = posted("2号", "withdrawal", "1号")


def test_a_notice_is_withdrawn_once_with_a_reason_before_the_hall_opens() -> None:
    whole = bundle(SCORES, WITHDRAWN, posted("3号", "scores"), opened_after="3号")
    assert withdrawal_differences(whole) == []
    assert withdrawn_notices(whole) == {"1号"}


def test_a_result_may_be_withdrawn_after_the_session() -> None:
    contents = posted("3号", "result"), posted("4号", "withdrawal", "3号")
    assert withdrawal_differences(bundle(SCORES, *contents, opened_after="1号")) == []


@pytest.mark.parametrize(
    ("contents", "opened_after", "said"),
    [
        ((SCORES, posted("2号", "withdrawal", "9号")), "", "此前没有这份公示公告"),
        ((posted("2号", "withdrawal", "1号"), SCORES), "", "此前没有这份公示公告"),
        ((SCORES, WITHDRAWN, posted("3号", "withdrawal", "1号")), "", "已经撤回"),
        ((SCORES, WITHDRAWN, posted("3号", "withdrawal", "2号")), "", "此前没有这份公示公告"),
        ((SCORES, posted("2号", "withdrawal", "1号", " ")), "", "没有写明理由"),
        ((SCORES, WITHDRAWN), "1号", "已经按它开场"),
    ],
    ids=["unknown", "later", "twice", "a withdrawal", "no reason", "after the opening"],
)
def test_a_wrong_withdrawal_is_told(contents: tuple[Json, ...], opened_after: str, said: str) -> None:
    (found,) = withdrawal_differences(bundle(*contents, opened_after=opened_after))
    assert said in found.sentence
