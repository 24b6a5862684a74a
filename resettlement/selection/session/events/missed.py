"""Somebody misses their turn (过号); what follows is in the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from resettlement.errors import BadInputError, RefusedError
from resettlement.selection.session.choosing import at_table, refuse_filed_wish_due
from resettlement.selection.session.command import Command, Filed, Form, given
from resettlement.selection.session.rules import REASONS
from resettlement.selection.session.state import EndsTurn, Event, Recorded, Session
from resettlement.selection.session.turns import follow
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Missed(EndsTurn):
    reason: str
    consequence: str

    def evolve(self, session: Session, entry: Recorded) -> Session:
        misses = {**session.misses, self.candidate: session.misses.get(self.candidate, 0) + 1}
        return follow(replace(session, misses=misses), self.consequence, "missed", entry.at)


@dataclass(frozen=True)
class Miss(Command):
    candidate: str
    reason: str

    name, arguments, does = "miss", "PERSON absent | late | left | overtime", "过号"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_filed_wish_due(at_table(session, self.candidate))
        if self.reason not in REASONS:
            known = "、".join(REASONS)
            raise RefusedError(
                "selection.reason_unknown",
                _(
                    "不认识的原因“%(reason)s”。可用：%(known)s。",
                    reason=self.reason,
                    known=known,
                ),
            )
        rule = session.opened.settings["missed"][self.reason]
        consequence = rule["again" if session.misses.get(self.candidate) else "first"]
        return Missed(self.candidate, self.reason, consequence)

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        return cls(words[0], words[1])

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        if not given(form, "reason"):
            raise BadInputError(_("还没有选过号的原因。请在未到、迟到、超时等原因中选一个。"))
        return cls(given(form, "candidate"), given(form, "reason"))
