"""The session stands still, and goes on: no clock runs meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from resettlement.errors import RefusedError
from resettlement.selection.session.command import Command
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.state import REASON, Event, Recorded, Session
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Paused(Event):
    reason: str

    typed = REASON

    def evolve(self, session: Session, entry: Recorded) -> Session:
        return replace(session, paused_at=entry.at)


@dataclass(frozen=True)
class Resumed(Event):
    def evolve(self, session: Session, entry: Recorded) -> Session:
        assert session.paused_at is not None
        running = [
            replace(one, extra=one.extra + (entry.at - max(session.paused_at, one.since)))
            for one in session.at_table
        ]
        table, ahead = (running[0], tuple(running[1:])) if running else (None, ())
        return replace(session, paused_at=None, table=table, ahead=ahead)


@dataclass(frozen=True)
class Pause(Command):
    reason: str

    name, arguments, does = "pause", "REASON", "暂停"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        return Paused(require_reason(self.reason))


@dataclass(frozen=True)
class Resume(Command):
    name, does = "resume", "恢复"
    while_paused = True

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        if session.paused_at is None:
            raise RefusedError("selection.not_paused", _("选岗会没有暂停，不需要恢复。"))
        return Resumed()
