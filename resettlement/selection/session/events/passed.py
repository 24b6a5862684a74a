"""Somebody lets others go first (暂缓), as often as the rules allow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from resettlement.errors import RefusedError
from resettlement.selection.session.choosing import at_table, refuse_filed_wish_due
from resettlement.selection.session.command import Command
from resettlement.selection.session.state import EndsTurn, Event, Recorded, Session
from resettlement.selection.session.turns import follow
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Passed(EndsTurn):
    consequence: str

    def evolve(self, session: Session, entry: Recorded) -> Session:
        passes = {**session.passes, self.candidate: session.passes.get(self.candidate, 0) + 1}
        return follow(replace(session, passes=passes), self.consequence, "passed", entry.at)


@dataclass(frozen=True)
class Pass(Command):
    candidate: str

    name, arguments, does = "pass", "PERSON", "暂缓"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_filed_wish_due(at_table(session, self.candidate))
        rule = session.opened.settings["passed"]
        if session.passes.get(self.candidate, 0) >= rule["times"]:
            raise RefusedError(
                "selection.passed_enough",
                _(
                    "%(who)s 暂缓次数已用完（规则允许 %(times)s 次），请选岗或放弃。",
                    who=self.candidate,
                    times=rule["times"],
                ),
            )
        return Passed(self.candidate, rule["then"])
