"""Somebody chooses nothing in this round (放弃本轮)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from resettlement.errors import RefusedError
from resettlement.selection.session.choosing import at_table
from resettlement.selection.session.command import Command
from resettlement.selection.session.state import EndsTurn, Event, Opened, Recorded, Session
from resettlement.selection.session.turns import follow
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class GaveUp(EndsTurn):
    opened: Opened | None = None

    def evolve(self, session: Session, entry: Recorded) -> Session:
        return follow(session, "given_up", "gave_up", entry.at)


@dataclass(frozen=True)
class GiveUp(Command):
    candidate: str

    name, arguments, does = "give-up", "PERSON", "放弃本轮"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        table = at_table(session, self.candidate)
        if table.takes_filed_wish and self.candidate in session.opened.wish_commitments:
            raise RefusedError(
                "selection.takes_filed_wish", _("按规则 %(who)s 应按已填报的志愿取岗。", who=self.candidate)
            )
        return GaveUp(self.candidate)
