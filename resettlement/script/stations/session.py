"""Stations 志愿 and 选岗会: wishes sealed, the hall opened, every command of it, certified and recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from resettlement.hall.opening import open_hall
from resettlement.hall.recording import record_session
from resettlement.journal.service import act
from resettlement.papers import lot_pictures
from resettlement.positions.service import eligible
from resettlement.publication.register import held_on
from resettlement.script.lines import Line
from resettlement.script.state import Command, Play
from resettlement.script.stations.records import because, word
from resettlement.selection import afterwards, supervision
from resettlement.selection.service import current, execute, load
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
    picture = play.file(words[-1]) if line.command == "draw-lot" and words[-2] == "picture" else b""

    def write(db: Session, at: datetime) -> None:
        session_id = current(db, play.id)
        kept = (lot_pictures.keep(db, session_id, picture, by=line.who, at=at),) if picture else words[-1:]
        told = script.Line(line.number, line.at, line.who, (*words[:-1], *kept), line.refused)
        command = script.command_of(told, load(db, session_id), lambda code: _filed(db, play.id, code))
        execute(db, session_id, command, by=line.who, at=at)

    act(play.engine, session_stream(play.id), write)


def _filed(db: Session, campaign_id: str, code: str) -> Opened | None:
    """Somebody's filed wishes, opened; None where they filed none."""
    filed = code in wishes.commitments(db, campaign_id)
    return wishes.opened(db, campaign_id, code) if filed else None


def _certify(play: Play, line: Line) -> None:
    _supervised(play, lambda db, id_, at: supervision.certify(db, id_, by=line.who, at=at))


def _refuse_certificate(play: Play, line: Line) -> None:
    reason = because(line)
    _supervised(play, lambda db, id_, at: supervision.refuse_certificate(db, id_, reason, by=line.who, at=at))


def _co_sign(play: Play, line: Line) -> None:
    _supervised(
        play, lambda db, id_, at: supervision.co_sign(db, id_, load(db, id_).version, by=line.who, at=at)
    )


def _supervised(play: Play, f: Callable[[Session, str, datetime], Any]) -> None:
    """Sign something of the session that was opened last."""
    act(play.engine, supervision.stream_of(play.id), lambda db, at: f(db, current(db, play.id), at))


def _annul(play: Play, line: Line) -> None:
    person = word(line, 0, "PERSON")
    play.act(lambda db, at: afterwards.annul(db, play.id, person, line.because, by=line.who, at=at))


def _assign(play: Play, line: Line) -> None:
    person, position, why = word(line, 0, "PERSON"), word(line, 1, "POSITION"), line.because
    play.act(lambda db, at: afterwards.assign(db, play.id, person, position, why, by=line.who, at=at))


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
        "[because …]", "选岗会开场，不在公告的日子须写明理由；登记以后为没有岗位的人再开一场", _open,
        "hall.opening.open_hall", "/staff/session/open",
        ("posting.not_ready", "posting.not_announced", "posting.already_open", "posting.other_day",
         "posting.not_publishable", "posting.period_open", "posting.nobody_left", "posting.objections_open"),
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
         "posting.positions_not_posted", "posting.objections_open"),
    ),
    "annul": Command(
        "PERSON because …", "选定的岗位作废（违反回避、材料虚假），本人重新没有岗位", _annul,
        "selection.afterwards.annul", "/staff/result/annul",
        ("selection.not_recorded", "selection.no_post_to_annul", "selection.unknown_candidate",
         "selection.reason_missing", "gate.not_public"),
    ),
    "assign": Command(
        "PERSON POSITION because …", "组织指定岗位给没有岗位的人（规则写明的）", _assign,
        "selection.afterwards.assign", "/staff/result/assign",
        ("selection.not_recorded", "selection.no_rule_for_assigning", "selection.has_a_post",
         "selection.no_seat", "selection.not_eligible", "selection.unknown_candidate",
         "selection.reason_missing", "gate.not_public"),
    ),
}  # fmt: skip
