"""Somebody is called to the table, or one more ahead of whoever is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from resettlement.errors import RefusedError
from resettlement.selection.session.batches import begins
from resettlement.selection.session.choosing import refuse_taken_table
from resettlement.selection.session.command import Command
from resettlement.selection.session.state import AtTable, Event, InATurn, Recorded, Session
from resettlement.selection.session.turns import first_group, with_queue
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Called(InATurn):
    def evolve(self, session: Session, entry: Recorded) -> Session:
        group = first_group(session)
        after = with_queue(session, group, session.queues[group][1:])
        called = AtTable(self.candidate, entry.at, group, since=entry.at)
        if session.table is None:
            return replace(after, table=called)
        return replace(after, ahead=(*session.ahead, called))


@dataclass(frozen=True)
class Call(Command):
    """Without a candidate: whoever is next."""

    candidate: str = ""

    name, arguments, does = "call", "PERSON", "叫号"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        _refuse_early(session, at)
        following = session.next_in_turn
        if not following:
            raise RefusedError("selection.nobody_left", _("没有待叫号的人了。可以结束选岗会。"))
        if len(following) > 1:
            names = "、".join(following)
            raise RefusedError(
                "selection.tie_unsettled",
                _("%(names)s 同分同名次，请先按规则处理并列，再叫号。", names=names),
            )
        if self.candidate and self.candidate != following[0]:
            raise RefusedError(
                "selection.not_next",
                _("下一位是 %(expected)s，不是 %(found)s。", expected=following[0], found=self.candidate),
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


def _refuse_early(session: Session, at: datetime) -> None:
    """Somebody may be at the table still where the rules have the next one called ahead."""
    start = may_call_ahead_from(session)
    if start is None:
        refuse_taken_table(session)
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
