"""How a line of campaign.txt is read: comment, refusal, reason, then day, time, account and command."""

from __future__ import annotations

from datetime import datetime

import pytest

from resettlement import clock
from resettlement.script.commands import COMMANDS
from resettlement.script.lines import Line, ScriptError, accounts_named, moment, read_lines


def read(*lines: str) -> tuple[Line, ...]:
    return read_lines("\n".join(lines), COMMANDS)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.CHINA)


def test_comment_then_refusal_then_reason_are_cut_off_the_end() -> None:
    (line,) = read(
        "2021-10-22 10:00 supervisor rule 1 upheld because 档案 属实 -> objections.same_person  # 自己录入"
    )
    assert (line.command, line.words) == ("rule", ("1", "upheld"))
    assert (line.because, line.refused) == ("档案 属实", "objections.same_person")


def test_a_number_sign_within_a_word_begins_no_comment() -> None:
    (line,) = read("2021-10-22 public object S09 第1#记录 # 说明")
    assert line.words == ("S09", "第1#记录")


def test_a_day_left_out_is_that_of_the_line_before_and_a_time_nine_or_a_minute_later() -> None:
    lines = read(
        "2021-10-18 clerk score", "clerk confirm all", "17:00 clerk post scores", "2021-10-19 clerk score",
        "2021-10-19 clerk score",
    )  # fmt: skip
    assert [line.at for line in lines] == [
        at("2021-10-18 09:00"), at("2021-10-18 09:01"), at("2021-10-18 17:00"), at("2021-10-19 09:00"),
        at("2021-10-19 09:01"),
    ]  # fmt: skip


def test_a_command_of_two_words_is_one_command() -> None:
    (line,) = read("2021-10-18 clerk import records a.xlsx")
    assert (line.command, line.words) == ("import records", ("a.xlsx",))


@pytest.mark.parametrize(
    ("expected", "code", "right"),
    [
        ("standing.nothing_new", "standing.nothing_new", True),
        ("standing.nothing_new", "standing.nobody", False),
        ("standing.*", "standing.nobody", True),
        ("standing.*", "standings.x", False),
    ],
)
def test_a_refusal_is_expected_by_its_code_or_its_beginning(expected: str, code: str, right: bool) -> None:
    (line,) = read(f"2021-10-18 clerk score -> {expected}")
    assert line.expects(code) is right


def test_a_line_without_an_arrow_expects_no_refusal() -> None:
    assert not read("2021-10-18 clerk score")[0].expects("standing.nobody")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["clerk score"], "campaign.txt:1：第一行应以日期开头"),
        (["2021-10-18 clerk score", "", "2021-10-17 clerk score"], "campaign.txt:3：2021-10-17 09:00 早于"),
        (["2021-10-18 clerk juggle"], "campaign.txt:1：不认识的命令“juggle”"),
        (["2021-10-18 clerk"], "campaign.txt:1：应依次写明"),
        (["2021-13-18 clerk score"], "campaign.txt:1：没有“2021-13-18”这个日期"),
        (["2021-10-18 25:00 clerk score"], "campaign.txt:1：没有“25:00”这个日期或时间"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(lines: list[str], said: str) -> None:
    with pytest.raises(ScriptError) as refused:
        read(*lines)
    assert refused.value.message.startswith(said)


def test_accounts_are_those_who_give_lines_their_witnesses_and_seconds() -> None:
    lines = read(
        "2021-11-25 host draw-lot 1.2./ witnesses supervisor notary.gu",
        "host undo O05 second supervisor.b 读错",
    )
    assert list(dict.fromkeys(accounts_named(lines))) == ["host", "supervisor", "notary.gu", "supervisor.b"]


def test_until_names_a_day_or_a_minute() -> None:
    assert moment("2021-10-18") == at("2021-10-18 00:00")
    assert moment("2021-10-18 17:30") == at("2021-10-18 17:30")


def test_until_that_is_no_moment_is_refused() -> None:
    with pytest.raises(ScriptError, match="不是日期"):
        moment("明天")
