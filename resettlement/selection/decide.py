"""decide(session, command): which events a command makes, or which rule it breaks.

Pure. Rules and their words: docs/session-log.md. A refusal carries a stable code and the remedy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, assert_never

from public_notices.translation import gettext as _
from resettlement.errors import RefusedError
from resettlement.journal.model import digest
from resettlement.positions.feasibility import someone_loses
from resettlement.selection.batches import begins
from resettlement.selection.events import (
    AdmitProxy,
    Call,
    Called,
    Choose,
    ChooseFiledWish,
    Chosen,
    Close,
    Closed,
    Command,
    DrawLot,
    Event,
    GaveUp,
    GiveUp,
    LotDrawn,
    Miss,
    Missed,
    Opened,
    Pass,
    Passed,
    Pause,
    Paused,
    Resume,
    Resumed,
    SessionOpened,
    SettleTie,
    Undo,
    Undone,
)
from resettlement.selection.proxies import admitted
from resettlement.selection.rules import REASONS
from resettlement.selection.session import AtTable, Session
from resettlement.selection.ties import settle
from resettlement.selection.undoing import goes_back_to


def decide(session: Session, command: Command, at: datetime, by: str) -> tuple[Event, ...]:
    """The events this command makes now, by this account. Raises RefusedError (`selection.…`)."""
    if session.closed:
        raise RefusedError(
            "selection.closed", _("选岗会已经结束，不能再作任何操作；需要更正的，请走更正公告。")
        )
    if session.paused_at and not isinstance(command, Resume | Undo):
        raise RefusedError("selection.paused", _("选岗会已暂停。请先恢复，再继续操作。"))
    match command:
        case DrawLot(key, witnesses):
            return _draw_lot(session, key, witnesses, by)
        case SettleTie(opened):
            return (_settle_tie(session, opened),)
        case Call(candidate):
            return (_call(session, candidate, at),)
        case AdmitProxy():
            _chooses_live(_at_table(session, command.candidate))
            return (admitted(session.opened.settings["proxy"], command, at),)
        case Choose():
            return (_choose(session, command, at),)
        case ChooseFiledWish(candidate, wishes):
            return (_choose_filed_wish(session, candidate, wishes),)
        case Miss(candidate, reason):
            return (_miss(session, candidate, reason),)
        case Pass(candidate):
            return (_pass(session, candidate),)
        case GiveUp(candidate):
            return (_give_up(session, candidate),)
        case Pause(reason):
            return (Paused(_said(reason)),)
        case Resume():
            return (_resume(session),)
        case Undo(from_version, reason, second):
            return (_undo(session, from_version, reason, second, by),)
        case Close():
            return (_close(session),)
        case _ as unknown:
            assert_never(unknown)


def commits_to(opened: Opened, commitment: str | None) -> bool:
    """Whether opened wishes are those of the commitment published before the session."""
    return digest(_plain(opened)) == commitment


def deadline(table: AtTable, settings: Mapping[str, Any]) -> datetime:
    """The last instant at which whoever is at the table may choose, while the session runs."""
    return table.called_at + table.paused + timedelta(minutes=settings["minutes_to_choose"])


def _plain(opened: Opened) -> dict[str, Any]:
    return {**opened, "wishes": list(opened["wishes"])}


def _said(reason: str) -> str:
    if not reason.strip():
        raise RefusedError("selection.reason_missing", _("暂停和撤销都必须写明原因。"))
    return reason.strip()


def _at_table(session: Session, candidate: str) -> AtTable:
    table = session.table
    if table is None:
        raise RefusedError(
            "selection.nobody_called",
            _("现在没有人在选岗席，不能为 %(who)s 操作。请先叫号。", who=candidate),
        )
    if table.candidate != candidate:
        raise RefusedError(
            "selection.not_your_turn",
            _(
                "现在轮到 %(expected)s，不是 %(found)s。请核对编号。",
                expected=table.candidate,
                found=candidate,
            ),
            expected=table.candidate,
            found=candidate,
        )
    return table


def _table_free(session: Session) -> None:
    if session.table is not None:
        who = session.table.candidate
        raise RefusedError(
            "selection.table_taken", _("%(who)s 正在选岗，尚未选定。请先完成 %(who)s 的选岗。", who=who)
        )


def _draw_lot(session: Session, key: str, witnesses: tuple[str, ...], by: str) -> tuple[Event, ...]:
    if session.lot is not None:
        raise RefusedError("selection.lot_drawn", _("本场已经抽过签。抽签只有一次，任何情况下不得重抽。"))
    if len({*witnesses} - {by}) < 2:
        raise RefusedError("selection.witnesses", _("抽签须有两名以上见证人，且不含操作员本人。"))
    if not key:
        raise RefusedError("selection.lot_key", _("请录入抽签结果（例如 3.5.1.6./）。"))
    return (LotDrawn(key, tuple(witnesses)),)


def _settle_tie(session: Session, opened: Mapping[str, Opened]) -> Event:
    _table_free(session)
    class_ = session.next_in_turn
    if len(class_) < 2:
        raise RefusedError("selection.no_tie", _("下一位没有同分同名次的人，不需要处理并列。"))
    for person in class_:
        if person in opened and not commits_to(opened[person], session.opened.wish_commitments.get(person)):
            raise RefusedError(
                "selection.wishes_altered",
                _("%(who)s 的志愿与会前公布的封存码不符，不能启用。", who=person),
                candidate=person,
            )
    return settle(session, class_, {person: opened[person] for person in class_ if person in opened})


def _call(session: Session, candidate: str | None, at: datetime) -> Event:
    _table_free(session)
    following = session.next_in_turn
    if not following:
        raise RefusedError("selection.nobody_left", _("没有待叫号的人了。可以结束选岗会。"))
    if len(following) > 1:
        names = "、".join(following)
        raise RefusedError(
            "selection.tie_unsettled", _("%(names)s 同分同名次，请先按规则处理并列，再叫号。", names=names)
        )
    if candidate is not None and candidate != following[0]:
        raise RefusedError(
            "selection.not_next",
            _("下一位是 %(expected)s，不是 %(found)s。", expected=following[0], found=candidate),
            expected=following[0],
        )
    start = begins(session.opened, following[0])
    if start is not None and at < start:
        raise RefusedError(
            "selection.batch_not_begun",
            _(
                "%(who)s 所在的批次 %(time)s 开始，还不能叫号。",
                who=following[0],
                time=f"{start:%m-%d %H:%M}",
            ),
        )
    return Called(following[0])


def _choose(session: Session, command: Choose, at: datetime) -> Event:
    candidate, position = command.candidate, command.position
    table = _at_table(session, candidate)
    if table.takes_filed_wish:
        raise RefusedError(
            "selection.takes_filed_wish",
            _("按规则 %(who)s 应按已填报的志愿取岗，不能现场选。", who=candidate),
        )
    _may_take(session, candidate, position)
    last = deadline(table, session.opened.settings)
    if at > last:
        raise RefusedError(
            "selection.over_time",
            _(
                "%(who)s 的选岗时间已到（%(time)s）。请按“超时”登记；确有原因的，请撤销后重新叫号。",
                who=candidate,
                time=f"{last:%H:%M:%S}",
            ),
        )
    warned = _warned(session, candidate, position)
    enforced = session.opened.settings["guarantee"] == "enforce"
    if warned and (enforced or not command.despite_warning):
        raise _leaves_nothing(candidate, position, warned, enforced)
    basis = "tie" if candidate in session.held else "live"
    return Chosen(candidate, position, basis, table.proxy, warned)


def _may_take(session: Session, candidate: str, position: str) -> None:
    if position not in {known["id"] for known in session.opened.positions}:
        raise RefusedError(
            "selection.no_such_position", _("岗位表里没有 %(post)s。请核对岗位编号。", post=position)
        )
    held = session.held.get(candidate)
    if held is not None and position != held:
        raise RefusedError(
            "selection.tie_decided",
            _("%(who)s 的并列已按志愿分配为 %(post)s，只能选 %(post)s 或者放弃。", who=candidate, post=held),
        )
    if position not in session.opened.eligible[candidate]:
        raise RefusedError(
            "selection.not_eligible",
            _("%(who)s 不符合 %(post)s 的条件。请另选。", who=candidate, post=position),
        )
    if held is None and session.seats_left[position] < 1:
        raise RefusedError(
            "selection.no_seat", _("%(post)s 已没有名额。请另选。", post=position), position=position
        )


def _warned(session: Session, candidate: str, position: str) -> tuple[str, ...]:
    """Those waiting who could be left with nothing; people with a held seat are safe and left out."""
    if session.opened.settings["guarantee"] == "off" or candidate in session.held:
        return ()
    waiting = [person for person in session.waiting if person not in session.held]
    lacks = someone_loses(waiting, session.seats_left, session.opened.eligible, candidate, position)
    return tuple(sorted(person for shortage in lacks for person in shortage.people))


def _leaves_nothing(candidate: str, position: str, warned: tuple[str, ...], enforced: bool) -> RefusedError:
    values = {"who": candidate, "post": position, "names": "、".join(warned)}
    return RefusedError(
        "selection.leaves_someone_with_nothing",
        _(
            "%(who)s 若选 %(post)s，后面的 %(names)s 将没有可选的岗位。本场规则不允许这样选，请另选。",
            **values,
        )
        if enforced
        else _(
            "%(who)s 若选 %(post)s，后面的 %(names)s 将没有可选的岗位。请向本人说明；仍要选的，请再次确认。",
            **values,
        ),
        candidate=candidate,
        position=position,
        people=warned,
    )


def _choose_filed_wish(session: Session, candidate: str, opened: Opened | None) -> Event:
    table = _at_table(session, candidate)
    if not table.takes_filed_wish:
        raise RefusedError(
            "selection.must_choose_live",
            _("%(who)s 应现场选岗，不能启用已填报的志愿。", who=candidate),
        )
    commitment = session.opened.wish_commitments.get(candidate)
    if opened is None:
        if commitment is not None:
            raise RefusedError(
                "selection.wishes_not_opened", _("%(who)s 填报过志愿，请先启用其志愿。", who=candidate)
            )
        return GaveUp(candidate)
    if not commits_to(opened, commitment):
        raise RefusedError(
            "selection.wishes_altered",
            _("%(who)s 的志愿与会前公布的封存码不符，不能启用。", who=candidate),
        )
    position = first_free(session, candidate, opened)
    if position is None:
        return GaveUp(candidate, opened)
    basis = "tie" if candidate in session.held else "filed_wish"
    return Chosen(candidate, position, basis, table.proxy, (), opened if basis == "filed_wish" else None)


def first_free(session: Session, candidate: str, opened: Opened) -> str | None:
    """The first of his wishes with a seat left; then, if he accepts any, of his other posts as posted."""
    free = session.open_to(candidate)
    wished = next((position for position in opened["wishes"] if position in free), None)
    if wished is None and opened["accepts_any"]:
        return free[0] if free else None
    return wished


def _miss(session: Session, candidate: str, reason: str) -> Event:
    _chooses_live(_at_table(session, candidate))
    if reason not in REASONS:
        raise RefusedError(
            "selection.reason_unknown",
            _("不认识的原因“%(reason)s”。可用：%(known)s。", reason=reason, known="、".join(REASONS)),
        )
    rule = session.opened.settings["missed"][reason]
    return Missed(candidate, reason, rule["again" if session.misses.get(candidate) else "first"])


def _pass(session: Session, candidate: str) -> Event:
    _chooses_live(_at_table(session, candidate))
    rule = session.opened.settings["passed"]
    if session.passes.get(candidate, 0) >= rule["times"]:
        raise RefusedError(
            "selection.passed_enough",
            _(
                "%(who)s 暂缓次数已用完（规则允许 %(times)s 次），请选岗或放弃。",
                who=candidate,
                times=rule["times"],
            ),
        )
    return Passed(candidate, rule["then"])


def _give_up(session: Session, candidate: str) -> Event:
    table = _at_table(session, candidate)
    if table.takes_filed_wish and candidate in session.opened.wish_commitments:
        raise RefusedError(
            "selection.takes_filed_wish", _("按规则 %(who)s 应按已填报的志愿取岗。", who=candidate)
        )
    return GaveUp(candidate)


def _chooses_live(table: AtTable) -> None:
    if table.takes_filed_wish:
        raise RefusedError(
            "selection.takes_filed_wish",
            _("%(who)s 应按已填报的志愿取岗；没有填报的，登记为放弃本轮。", who=table.candidate),
        )


def _resume(session: Session) -> Event:
    if session.paused_at is None:
        raise RefusedError("selection.not_paused", _("选岗会没有暂停，不需要恢复。"))
    return Resumed()


def _undo(session: Session, from_version: int, reason: str, second: str, by: str) -> Event:
    if not second or second == by:
        raise RefusedError("selection.second_person", _("撤销须由另一人（例如纪检监督人员）共同确认。"))
    stands = {entry.version: entry for entry in session.history}
    entry = stands.get(from_version)
    if entry is None or isinstance(entry.event, SessionOpened):
        raise RefusedError(
            "selection.cannot_undo",
            _("第 %(number)s 条不能撤销：不存在、已撤销，或是开场记录。", number=from_version),
        )
    return Undone(goes_back_to(session, from_version), _said(reason), second)


def _close(session: Session) -> Event:
    _table_free(session)
    if session.next_in_turn:
        who = "、".join(session.next_in_turn)
        raise RefusedError(
            "selection.somebody_waits", _("还有人没有选岗（下一位：%(who)s），不能结束。", who=who)
        )
    assignment = session.assignment
    return Closed(assignment, digest(assignment))
