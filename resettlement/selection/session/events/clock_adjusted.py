"""Whoever is first at the table gets more time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from resettlement.errors import BadInputError, RefusedError
from resettlement.selection.session.choosing import at_table, refuse_filed_wish_due
from resettlement.selection.session.command import Command, Filed, Form, given
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.state import REASON, Event, InATurn, Recorded, Session
from resettlement.selection.session.turns import first_at_table
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class ClockAdjusted(InATurn):
    seconds: int
    reason: str

    typed = REASON

    def evolve(self, session: Session, entry: Recorded) -> Session:
        table = first_at_table(session)
        return replace(session, table=replace(table, extra=table.extra + timedelta(seconds=self.seconds)))


MOST_SECONDS = 3600
"""The most that a clock is adjusted by at once."""


@dataclass(frozen=True)
class AdjustClock(Command):
    candidate: str
    seconds: int
    reason: str

    name, arguments, does = "adjust-clock", "PERSON SECONDS REASON", "补时"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_filed_wish_due(at_table(session, self.candidate))
        if not 1 <= self.seconds <= MOST_SECONDS:
            raise RefusedError(
                "selection.seconds", _("补时应为1秒到%(most)s秒，请重新填写。", most=MOST_SECONDS)
            )
        return ClockAdjusted(self.candidate, self.seconds, require_reason(self.reason))

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        return cls(words[0], int(words[1]), " ".join(words[2:]))

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        typed = [given(form, field) or "0" for field in ("minutes", "seconds")]
        if not all(re.fullmatch("[0-9]{1,4}", number) for number in typed):
            raise BadInputError(_("补时的分钟和秒应为整数，例如 2 分 30 秒。"))
        minutes, seconds = map(int, typed)
        return cls(given(form, "candidate"), 60 * minutes + seconds, given(form, "reason"))
