"""decide(session, command): which events a command makes, or which rule it breaks.

Pure. Rules and their words: docs/session-log.md. A refusal carries a stable code and the remedy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never

from resettlement.errors import RefusedError
from resettlement.journal.model import digest
from resettlement.selection.session import rounds, standby
from resettlement.selection.session.batches import begins
from resettlement.selection.session.choosing import (
    at_table,
    chosen,
    chosen_by_filed_wish,
    commits_to,
    refuse_filed_wish_due,
)
from resettlement.selection.session.events import (
    AdjustClock,
    AdmitProxy,
    Arrive,
    BeginRound,
    Call,
    Called,
    CheckStandby,
    Choose,
    ChooseFiledWish,
    ClockAdjusted,
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
    Waive,
)
from resettlement.selection.session.proxies import admitted
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.rules import REASONS
from resettlement.selection.session.state import Session
from resettlement.selection.session.ties import settle
from resettlement.selection.session.undoing import goes_back_to
from resettlement.translation import gettext as _

MOST_SECONDS = 3600
"""The most that a clock is adjusted by at once."""


def decide(session: Session, command: Command, at: datetime, by: str) -> tuple[Event, ...]:
    """The events this command makes now, by this account. Raises RefusedError (`selection.…`)."""
    if session.closed:
        raise RefusedError(
            "selection.closed", _("选岗会已经结束，不能再作任何操作；需要更正的，请走更正公告。")
        )
    if session.paused_at and not isinstance(command, Resume | Undo | Arrive | CheckStandby):
        raise RefusedError("selection.paused", _("选岗会已暂停。请先恢复，再继续操作。"))
    match command:
        case DrawLot(key, witnesses):
            return _draw_lot(session, key, witnesses, by)
        case SettleTie(opened):
            return (_settle_tie(session, opened),)
        case Arrive(candidate):
            return (standby.arrived(session, candidate),)
        case CheckStandby():
            return (standby.checked(session, command),)
        case Call(candidate):
            return (_call(session, candidate, at),)
        case AdjustClock():
            return (_adjust_clock(session, command),)
        case AdmitProxy():
            refuse_filed_wish_due(at_table(session, command.candidate))
            return (admitted(session.opened.settings["proxy"], command, at),)
        case Choose():
            return (chosen(session, command, at),)
        case ChooseFiledWish(candidate, wishes):
            return (chosen_by_filed_wish(session, candidate, wishes),)
        case Miss(candidate, reason):
            return (_miss(session, candidate, reason),)
        case Pass(candidate):
            return (_pass(session, candidate),)
        case GiveUp(candidate):
            return (_give_up(session, candidate),)
        case Waive(candidate, reason):
            _table_free(session)
            return (rounds.waived(session, candidate, reason),)
        case BeginRound():
            return (_begin_round(session),)
        case Pause(reason):
            return (Paused(require_reason(reason)),)
        case Resume():
            return (_resume(session),)
        case Undo(from_version, reason, second):
            return (_undo(session, from_version, reason, second, by),)
        case Close():
            return (_close(session),)
        case _ as unknown:
            assert_never(unknown)


def _table_free(session: Session) -> None:
    if session.table is not None:
        who = session.table.candidate
        raise RefusedError(
            "selection.table_taken", _("%(who)s 正在选岗，尚未选定。请先完成 %(who)s 的选岗。", who=who)
        )


def _may_call_ahead(session: Session, at: datetime) -> None:
    """Somebody may be at the table still where the rules have the next one called ahead."""
    start = may_call_ahead_from(session)
    if start is None:
        _table_free(session)
    elif at < start:
        raise RefusedError(
            "selection.called_ahead_early",
            _(
                "前一人叫号满 %(minutes)s 分钟后才能叫下一人，最早 %(time)s。",
                minutes=session.opened.settings["call_ahead"]["minutes"],
                time=f"{start:%H:%M:%S}",
            ),
        )


def may_call_ahead_from(session: Session) -> datetime | None:
    """When one more may be called although somebody is at the table; None where nobody may, or nobody is."""
    rule, table = session.opened.settings.get("call_ahead"), session.table
    if rule is None or table is None or table.takes_filed_wish or len(session.ahead) >= rule["people"]:
        return None
    return session.at_table[-1].called_at + timedelta(minutes=rule["minutes"])


def _adjust_clock(session: Session, command: AdjustClock) -> Event:
    refuse_filed_wish_due(at_table(session, command.candidate))
    if not 1 <= command.seconds <= MOST_SECONDS:
        raise RefusedError("selection.seconds", _("补时应为1秒到%(most)s秒，请重新填写。", most=MOST_SECONDS))
    return ClockAdjusted(command.candidate, command.seconds, require_reason(command.reason))


def _begin_round(session: Session) -> Event:
    _table_free(session)
    if session.next_in_turn or not rounds.is_due(session):
        raise RefusedError(
            "selection.no_round_due",
            _("现在不能开始第二轮：规则没有第二轮、还有人没有叫到，或者没有人能在第二轮选到岗位。"),
        )
    return rounds.begun(session)


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
    _may_call_ahead(session, at)
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
    start = begins(session.opened, following[0]) if session.round == 1 else None
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


def _miss(session: Session, candidate: str, reason: str) -> Event:
    refuse_filed_wish_due(at_table(session, candidate))
    if reason not in REASONS:
        raise RefusedError(
            "selection.reason_unknown",
            _("不认识的原因“%(reason)s”。可用：%(known)s。", reason=reason, known="、".join(REASONS)),
        )
    rule = session.opened.settings["missed"][reason]
    return Missed(candidate, reason, rule["again" if session.misses.get(candidate) else "first"])


def _pass(session: Session, candidate: str) -> Event:
    refuse_filed_wish_due(at_table(session, candidate))
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
    table = at_table(session, candidate)
    if table.takes_filed_wish and candidate in session.opened.wish_commitments:
        raise RefusedError(
            "selection.takes_filed_wish", _("按规则 %(who)s 应按已填报的志愿取岗。", who=candidate)
        )
    return GaveUp(candidate)


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
    return Undone(goes_back_to(session, from_version), require_reason(reason), second)


def _close(session: Session) -> Event:
    _table_free(session)
    if session.next_in_turn:
        who = "、".join(session.next_in_turn)
        raise RefusedError(
            "selection.somebody_waits", _("还有人没有选岗（下一位：%(who)s），不能结束。", who=who)
        )
    if rounds.is_due(session):
        raise RefusedError("selection.round_due", _("按规则还有第二轮，不能结束。请先开始第二轮。"))
    assignment = session.assignment
    return Closed(assignment, digest(assignment))
