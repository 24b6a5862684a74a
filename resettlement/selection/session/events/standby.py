"""The standby zone (备选区): roll call, and check of identity and eligibility ahead of the call.

Rules: docs/session-log.md, "Standby".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from resettlement.errors import RefusedError
from resettlement.selection.session.command import STANDBY, Command, Filed
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.state import REASON, AtTable, Event, OfStandbyZone, Recorded, Session
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Arrived(OfStandbyZone):
    candidate: str

    def evolve(self, session: Session, entry: Recorded) -> Session:
        return replace(session, arrived=session.arrived | {self.candidate})


@dataclass(frozen=True)
class StandbyChecked(OfStandbyZone):
    """Identity and eligibility checked in the standby zone; `reason` only where it did not pass."""

    candidate: str
    passed: bool
    reason: str

    typed = REASON

    def evolve(self, session: Session, entry: Recorded) -> Session:
        return replace(session, checked={**session.checked, self.candidate: self.passed})


@dataclass(frozen=True)
class Arrive(Command):
    """Somebody answers the roll call (点名)."""

    candidate: str

    name, arguments, does = "arrive", "PERSON", "点名已到"
    desk = STANDBY
    while_paused = True

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        _refuse_not_waiting(session, self.candidate)
        if self.candidate in session.arrived:
            raise RefusedError("selection.arrived", _("%(who)s 已经登记到场。", who=self.candidate))
        return Arrived(self.candidate)


@dataclass(frozen=True)
class CheckStandby(Command):
    candidate: str
    passed: bool
    reason: str = ""

    name, arguments, does = "check", "PERSON passed | failed [REASON]", "备选区核对身份和资格"
    desk = STANDBY
    while_paused = True

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        _refuse_not_waiting(session, self.candidate)
        if self.candidate not in session.arrived:
            raise RefusedError(
                "selection.not_arrived",
                _("%(who)s 还没有登记到场。请先点名，再核对。", who=self.candidate),
            )
        return StandbyChecked(self.candidate, self.passed, "" if self.passed else require_reason(self.reason))

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        return cls(words[0], words[1] == "passed", " ".join(words[2:]))


def is_checked(session: Session, table: AtTable) -> bool:
    """Whether nothing more has to be checked before this person, or their proxy, may choose."""
    demanded = session.opened.settings.get("standby", {}).get("check", False)
    return not demanded or table.proxy or session.checked.get(table.candidate, False)


def refuse_unchecked(session: Session, table: AtTable) -> None:
    """RefusedError `selection.not_checked` where the rules demand a check that has not passed."""
    if not is_checked(session, table):
        raise RefusedError(
            "selection.not_checked",
            _("%(who)s 还没有通过备选区核对，不能选岗。请先核对身份和资格并登记。", who=table.candidate),
        )


def _refuse_not_waiting(session: Session, candidate: str) -> None:
    at_table = session.table is not None and session.table.candidate == candidate
    if not at_table and candidate not in session.waiting:
        raise RefusedError(
            "selection.not_waiting", _("%(who)s 不在等候选岗的人之中。请核对编号。", who=candidate)
        )
