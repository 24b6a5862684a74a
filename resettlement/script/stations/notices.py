"""Stations 岗位, 公示, 异议 and 冻结: what is posted, what is said against it, and when it is final."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from resettlement import clock, database
from resettlement.errors import RefusedError
from resettlement.notices import objecting, replacing
from resettlement.notices.drafting import suggested
from resettlement.notices.freezing import freeze_standing, unfreeze_standing
from resettlement.notices.posting import post_notice
from resettlement.notices.withdrawing import withdraw_notice
from resettlement.objections.effect import carry_out
from resettlement.objections.model import FiledBy, Outcome
from resettlement.objections.service import admit_objection, rule_objection
from resettlement.positions import reimport
from resettlement.positions.service import import_positions, positions
from resettlement.positions.workbook import read_positions
from resettlement.progress import session_state
from resettlement.publication.register import notice_name
from resettlement.records.gate import permit_wording
from resettlement.rights import Role
from resettlement.script.lines import Line, ScriptError
from resettlement.script.state import Command, Play, role_of
from resettlement.script.stations.records import word
from resettlement.selection import barring
from resettlement.translation import gettext as _

OUTCOMES = {"upheld": Outcome.UPHELD, "dismissed": Outcome.REJECTED}


def _import_positions(play: Play, line: Line) -> None:
    found = read_positions(play.file(word(line, 0, "FILE")))

    def write(db: Session, at: Any) -> None:
        if not positions(db, play.id):
            import_positions(db, play.id, found, by=line.who, at=at)
            return
        agreed = reimport.differences(db, play.id, found).digest
        replacing.replace_positions(db, play.id, found, agreed, by=line.who, at=at)

    play.act(write)


def _post(play: Play, line: Line) -> None:
    kind = word(line, 0, "scores、positions、announcement、result 或 correction")
    with database.reading(play.engine) as db:
        draft = suggested(db, play.id, kind, clock.now().date(), line.because)
    notice = post_notice(play.engine, play.id, draft, by=line.who)
    play.write(f"notices/{notice_name(notice.number)}.pdf", notice.pdf)


def _withdraw_notice(play: Play, line: Line) -> None:
    notice = withdraw_notice(play.engine, play.id, word(line, 0, "NUMBER"), line.because, by=line.who)
    play.write(f"notices/{notice_name(notice.number)}.pdf", notice.pdf)


def _add_positions(play: Play, line: Line) -> None:
    found = read_positions(play.file(word(line, 0, "FILE")))
    play.act(lambda db, at: replacing.add_positions(db, play.id, found, line.because, by=line.who, at=at))


def _change_seats(play: Play, line: Line) -> None:
    position, seats = word(line, 0, "POSITION"), word(line, 1, "N")
    number = int(seats) if seats.isdecimal() and len(seats) < 6 else -1
    play.act(
        lambda db, at: replacing.change_seats(db, play.id, position, number, line.because, by=line.who, at=at)
    )


def _withdraw_position(play: Play, line: Line) -> None:
    position, why = word(line, 0, "POSITION"), line.because
    play.act(lambda db, at: replacing.withdraw_position(db, play.id, position, why, by=line.who, at=at))


def _bar(play: Play, line: Line) -> None:
    _close_or_open(play, line, barring.bar)


def _unbar(play: Play, line: Line) -> None:
    _close_or_open(play, line, barring.unbar)


def _close_or_open(play: Play, line: Line, decide: Callable[..., None]) -> None:
    person, position = word(line, 0, "PERSON"), word(line, 1, "POSITION")
    play.act(lambda db, at: decide(db, play.id, person, position, line.because, by=line.who, at=at))


def _object(play: Play, line: Line) -> None:
    candidate, text = word(line, 0, "PERSON"), " ".join(line.words[1:])
    on_the_spot = role_of(line.who) == Role.SUPERVISOR

    def file(db: Session, at: datetime) -> None:
        in_the_hall = on_the_spot and session_state(db, play.id) is not None
        filing = objecting.file_in_the_hall if in_the_hall else objecting.file_on_paper
        filing(db, play.id, candidate, text, filed_by=FiledBy.SELF, by=line.who, at=at)

    play.act(file)


def _admit(play: Play, line: Line) -> None:
    number = _number(line)
    play.act(
        lambda db, at: admit_objection(db, play.id, number, admitted=True, on=at.date(), by=line.who, at=at)
    )


def _rule(play: Play, line: Line) -> None:
    number, outcome = _number(line), OUTCOMES.get(word(line, 1, "upheld 或 dismissed"))
    if outcome is None:
        raise ScriptError(f"campaign.txt:{line.number}：应写明 upheld 或 dismissed。")
    play.act(
        lambda db, at: rule_objection(
            db, play.id, number, outcome=outcome, reason=line.because, ruled_on=at.date(),
            by=line.who, at=at,
        )
    )  # fmt: skip


def _carry_out(play: Play, line: Line) -> None:
    number = _number(line)
    play.act(lambda db, at: carry_out(db, play.id, number, reason=line.because, by=line.who, at=at))


def _freeze(play: Play, line: Line) -> None:
    play.act(lambda db, at: freeze_standing(db, play.id, by=line.who, at=at))


def _unfreeze(play: Play, line: Line) -> None:
    play.act(lambda db, at: unfreeze_standing(db, play.id, line.because, by=line.who, at=at))


def _permit(play: Play, line: Line) -> None:
    wording = " ".join(line.words)
    play.act(lambda db, at: permit_wording(db, play.id, wording, line.because, by=line.who, at=at))


def _number(line: Line) -> int:
    """The number of an objection: 1, 2, 3 … in the order of the script."""
    number = word(line, 0, "N")
    if not number.isdecimal():
        raise RefusedError("objections.unknown", _("没有第 %(number)s 号异议，请核对编号。", number=number))
    return int(number)


COMMANDS = {
    "import positions": Command(
        "FILE", "岗位表导入；再次导入时同意其中的差别", _import_positions,
        "positions.service.import_positions", "/staff/import/{sort}/commit",
        ("positions.problems", "posting.session_opened"),
    ),
    "add-positions": Command(
        "FILE because …", "岗位表之后增加岗位；公示过的，再做更正公示", _add_positions,
        "notices.replacing.add_positions", "/staff/positions/add",
        ("positions.problems", "positions.already_listed", "positions.no_reason", "gate.not_public",
         "posting.session_opened"),
    ),
    "change-seats": Command(
        "POSITION N because …", "岗位名额增减；选岗会暂停时也可以", _change_seats,
        "notices.replacing.change_seats", "/staff/positions/seats",
        ("positions.unknown_position", "positions.bad_seats", "positions.same_seats", "positions.no_reason",
         "positions.seats_given", "selection.not_paused", "selection.reason_missing", "gate.not_public",
         "posting.session_opened"),
    ),
    "withdraw-position": Command(
        "POSITION because …", "撤回一个岗位；选岗会暂停时撤回没有选定的名额", _withdraw_position,
        "notices.replacing.withdraw_position", "/staff/positions/withdraw",
        ("positions.unknown_position", "positions.last_position", "positions.no_reason",
         "positions.same_seats", "selection.not_paused", "gate.not_public", "posting.session_opened"),
    ),
    "bar": Command(
        "PERSON POSITION because …", "一个岗位不对一人开放（材料不全、回避），选岗会开场以前", _bar,
        "selection.barring.bar", "/staff/records/{code}/bar",
        ("positions.unknown_position", "positions.already_barred", "posting.session_opened",
         "records.unknown_candidate", "records.no_reason"),
    ),
    "unbar": Command(
        "PERSON POSITION because …", "岗位重新对本人开放", _unbar, "selection.barring.unbar",
        "/staff/records/{code}/unbar", ("positions.not_barred", "posting.session_opened"),
    ),
    "post": Command(
        "scores | positions | announcement | result | correction [because …]", "做好、读回、张贴一份公告",
        _post, "notices.posting.post_notice", "/staff/notices/post",
        ("posting.not_scored", "posting.already_posted", "posting.nothing_to_correct", "posting.no_positions",
         "posting.not_frozen", "posting.session_opened", "posting.not_recorded", "posting.period_too_short",
         "posting.session_not_later", "posting.announcement_incomplete", "posting.other_figure",
         "records.not_reviewed", "records.not_confirmed", "standing.stale", "findings.open",
         "workdays.year_unknown",
         "notices.gate_refused"),
    ),
    "withdraw-notice": Command(
        "NUMBER because …", "编号撤回一份公告，其中的事项另行张贴", _withdraw_notice,
        "notices.withdrawing.withdraw_notice", "/staff/notices/{sequence}/withdraw",
        ("posting.unknown_notice", "posting.withdrawn", "posting.no_reason", "posting.not_the_newest",
         "standing.frozen", "posting.session_opened", "notices.gate_refused"),
    ),
    "permit": Command(
        "WORDING because …", "看过之后放行一处用语（如含人名的地名）", _permit, "records.gate.permit_wording",
        "/staff/wordings", ("gate.wording_is_a_name", "gate.permitted_already", "gate.no_reason"),
    ),
    "object": Command(
        "PERSON TEXT", "书面提出异议（纸质）；选岗会上由监督人当场登记", _object,
        "notices.objecting.file_on_paper",
        "/staff/objections/new", ("objections.outside_period", "objections.empty"),
    ),
    "admit": Command(
        "N", "受理异议", _admit, "objections.service.admit_objection", "/staff/objections/{number}/admit",
        ("objections.already_admitted", "objections.already_ruled"),
    ),
    "rule": Command(
        "N upheld | dismissed because …", "裁定异议", _rule, "objections.service.rule_objection",
        "/staff/objections/{number}/rule",
        ("objections.same_person", "objections.already_ruled", "objections.no_reason",
         "objections.not_admitted"),
    ),
    "carry-out": Command(
        "N [because …]", "登记已按裁定办理", _carry_out, "objections.effect.carry_out",
        "/staff/objections/{number}/effect",
        ("objections.not_upheld", "objections.already_carried_out", "objections.not_scored_anew"),
    ),
    "freeze": Command(
        "", "公示期满后冻结名次", _freeze, "notices.freezing.freeze_standing", "/staff/standing/freeze",
        ("posting.not_posted", "posting.period_open", "posting.objections_open",
         "objections.not_carried_out", "records.not_reviewed", "standing.stale", "standing.frozen"),
    ),
    "unfreeze": Command(
        "because …", "解除冻结，更正后另行公告", _unfreeze, "notices.freezing.unfreeze_standing",
        "/staff/standing/unfreeze",
        ("standing.not_frozen", "standing.no_reason", "posting.session_opened"),
    ),
}  # fmt: skip
