"""Stations 介绍信 and 回访: letters, days that came, calls and visits, issues, the day's call sheet."""

from __future__ import annotations

from collections.abc import Mapping

from public_notices.documents import print_job
from public_notices.rendering import render_many
from resettlement.follow_up import commands
from resettlement.follow_up.service import stream_of
from resettlement.journal.service import act
from resettlement.script.lines import Line
from resettlement.script.state import Command, Play


def _carry_out(play: Play, line: Line) -> None:
    """The service's own command; what it gives to print is set in type when it has been kept."""
    made = act(
        play.engine,
        stream_of(play.id),
        lambda db, at: commands.COMMANDS[line.command](
            db, play.id, line.words, line.because or None, by=line.who, at=at
        ),
    )
    papers = {place: content for place, content in made.items() if not isinstance(content, bytes)}
    for place, pdf in zip(papers, render_many([print_job(one) for one in papers.values()]), strict=True):
        play.write(place, pdf)
    for place, content in made.items():
        if isinstance(content, bytes):
            play.write(place, content)


_PERSON, _ISSUE = "/callers/people/{campaign}/{candidate}", "/callers/issues/{campaign}/{number}"
_ANSWERS = "contract=… pay=… insurance=… residence=… [satisfied=1..5] [next=DATE]"
_OF: Mapping[str, tuple[str, str, str, str]] = {
    "letters": (
        "[PERSON…] [report-by=DATE] [received=DATE]", "开介绍信，回访由此开始", "letters.letters",
        "/staff/letters",
    ),
    "correct-letter": (
        "PERSON [date=DATE] [report-by=DATE] because …", "更正介绍信，另编文号", "letters.correct_letter",
        "/staff/letters/correct/{candidate}",
    ),
    "event": (
        "PERSON KEY DATE", "登记报到、上岗等日期", "duties.record_event", f"{_PERSON}/events",
    ),
    "reached": (f"PERSON {_ANSWERS}", "登记一次通话", "service.log_contact", _PERSON),
    "not-reached": (
        "PERSON [outcome=…] [next=DATE]", "没有联系上", "service.log_contact", _PERSON,
    ),
    "visit": (f"PERSON {_ANSWERS} [place=…]", "实地回访", "service.log_contact", f"{_PERSON}/visit"),
    "issue": (
        "PERSON TOPIC [demanded=DATE] because …", "向接收单位提出问题", "unit_issues.open_issue",
        "/callers/units/{unit}",
    ),
    "close-issue": (
        "N because …", "问题办结", "unit_issues.close_issue", f"{_ISSUE}/close",
    ),
    "correct": ("N …", "更正一次联系的记录", "corrections.correct_contact", f"{_PERSON}/contacts/{{serial}}"),
    "end": (
        "PERSON died | withdrew | moved because …", "结束回访", "corrections.end_follow_up",
        f"{_PERSON}/end",
    ),
    "reopen": ("PERSON because …", "恢复回访", "corrections.take_up_again", f"{_PERSON}/reopen"),
    "call-sheet": ("", "当天的回访名单", "call_sheet.call_sheet", "/callers/sheet.xlsx"),
}  # fmt: skip
COMMANDS = {
    name: Command(arguments, does, _carry_out, f"follow_up.{function}", address, ("follow_up.*", "letters.*"))
    for name, (arguments, does, function, address) in _OF.items()
}
