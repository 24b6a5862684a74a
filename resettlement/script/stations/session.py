"""Stations 志愿 and 选岗会: wishes sealed, the hall opened, every command of it, certified and recorded."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from resettlement.hall.opening import open_hall
from resettlement.hall.recording import record_session
from resettlement.journal.service import act
from resettlement.positions.service import eligible
from resettlement.publication.register import held_on
from resettlement.script.lines import Line
from resettlement.script.state import Command, Play
from resettlement.script.stations.records import because, word
from resettlement.selection import supervision
from resettlement.selection.service import execute, load
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.session import events, script
from resettlement.selection.session.state import Opened
from resettlement.selection.wishes import service as wishes
from resettlement.selection.wishes.form import against, read_wishes
from resettlement.selection.wishes.service import How


def _import(play: Play, line: Line) -> None:
    found = read_wishes(play.file(word(line, 0, "FILE")))

    def write(db: Session, at: datetime) -> None:
        on = held_on(db, play.id, at.date())
        checked = replace(found, findings=found.findings + against(found, eligible(db, play.id, on)))
        again = wishes.differences(db, play.id, checked) if not checked.problems else None
        agreed = again.digest if again and (again.changed or again.same) else ""
        wishes.file_wishes(db, play.id, checked, on=on, by=line.who, at=at, agreed=agreed)

    play.act(write)


def _file(play: Play, line: Line) -> None:
    candidate, *posts = word(line, 0, "PERSON"), *line.words[1:]
    accepts_any = posts[-1:] == ["any"]
    chosen = posts[:-1] if accepts_any else posts
    play.act(
        lambda db, at: wishes.file_one(
            db, play.id, candidate, chosen, accepts_any,
            how=How.PAPER, on=held_on(db, play.id, at.date()), by=line.who, at=at,
        )
    )  # fmt: skip


def _open(play: Play, line: Line) -> None:
    play.act(lambda db, at: open_hall(db, play.id, reason=line.because, by=line.who, at=at))


def _in_session(play: Play, line: Line) -> None:
    """A command of the session, in the words that a session's script has always had."""
    words = (line.command, *line.words)
    if line.because and "reason" in {field.name for field in fields(events.COMMANDS[line.command])}:
        words += (line.because,)
    told = script.Line(line.number, line.at, line.who, words, line.refused)

    def write(db: Session, at: datetime) -> None:
        command = script.command_of(told, load(db, play.id), lambda code: _filed(db, play.id, code))
        execute(db, play.id, command, by=line.who, at=at)

    act(play.engine, session_stream(play.id), write)


def _filed(db: Session, campaign_id: str, code: str) -> Opened | None:
    """Somebody's filed wishes, opened; None where they filed none."""
    filed = code in wishes.commitments(db, campaign_id)
    return wishes.opened(db, campaign_id, code) if filed else None


def _certify(play: Play, line: Line) -> None:
    _supervised(play, lambda db, at: supervision.certify(db, play.id, by=line.who, at=at))


def _refuse_certificate(play: Play, line: Line) -> None:
    reason = because(line)
    _supervised(play, lambda db, at: supervision.refuse_certificate(db, play.id, reason, by=line.who, at=at))


def _co_sign(play: Play, line: Line) -> None:
    _supervised(
        play, lambda db, at: supervision.co_sign(db, play.id, load(db, play.id).version, by=line.who, at=at)
    )


def _supervised(play: Play, f: Any) -> None:
    act(play.engine, supervision.stream_of(play.id), f)


def _record(play: Play, line: Line) -> None:
    play.act(lambda db, at: record_session(db, play.id, by=line.who, at=at))


COMMANDS = {
    "import wishes": Command(
        "FILE", "志愿表导入并封存", _import, "selection.wishes.service.file_wishes",
        "/staff/import/{sort}/commit",
        ("wishes.problems", "wishes.not_open", "wishes.closed"),
    ),
    "file": Command(
        "PERSON P1 P2 … [any]", "纸质志愿封存；any 为服从调剂", _file,
        "selection.wishes.service.file_one", "/staff/wishes/{candidate}",
        ("wishes.problems", "wishes.not_open", "wishes.closed", "wishes.not_in_standing"),
    ),
    "open-session": Command(
        "[because …]", "选岗会开场；不在公告的日子须写明理由", _open, "hall.opening.open_hall",
        "/staff/session/open",
        ("posting.not_ready", "posting.not_announced", "posting.already_open", "posting.other_day",
         "posting.not_publishable", "posting.period_open"),
    ),
    **{
        name: Command(
            kind.arguments, kind.does, _in_session, "selection.service.execute", kind.desk, ("selection.*",)
        )
        for name, kind in events.COMMANDS.items()
    },
    "co-sign": Command(
        "", "监督人联签到现在为止的日志", _co_sign, "selection.supervision.co_sign", "/hall/supervisor/sign",
        ("supervision.signed",),
    ),
    "certify": Command(
        "", "核对全部日志后签认", _certify, "selection.supervision.certify", "/hall/closing/certify",
        ("supervision.not_closed", "supervision.own_session", "supervision.certified"),
    ),
    "refuse-certificate": Command(
        "because …", "不予签认", _refuse_certificate, "selection.supervision.refuse_certificate",
        "/hall/closing/refuse", ("supervision.not_closed",),
    ),
    "record": Command(
        "", "登记结果", _record, "hall.recording.record_session", "/staff/session/record",
        ("posting.session_open", "posting.not_certified", "posting.already_recorded",
         "posting.objections_open"),
    ),
}  # fmt: skip
