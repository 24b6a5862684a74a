"""The standby zone (备选区): roll call, and check of identity and eligibility ahead of the call.

Rules: docs/session-log.md, "Standby".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Self

from resettlement.errors import RefusedError
from resettlement.selection.session.command import STANDBY, Command, Filed, refuse_alone
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
    """Identity and eligibility checked in the standby zone; `reason` only where it did not pass.

    `second`: who confirmed with the first that a refusal of somebody else stands no more.
    """

    candidate: str
    passed: bool
    reason: str
    second: str | None = None

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
        refuse_not_waiting(session, self.candidate)
        if self.candidate in session.arrived:
            raise RefusedError("selection.arrived", _("%(who)s 已经登记到场。", who=self.candidate))
        return Arrived(self.candidate)


@dataclass(frozen=True)
class CheckStandby(Command):
    candidate: str
    passed: bool
    reason: str = ""
    second: str = ""

    name, does = "check", "备选区核对身份和资格"
    arguments = "PERSON passed [second ACCOUNT] | PERSON failed REASON"
    desk = STANDBY
    while_paused = True

    @property
    def confirmed_by(self) -> str:
        return self.second if self.passed else ""

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_not_waiting(session, self.candidate)
        if self.candidate not in session.arrived:
            raise RefusedError(
                "selection.not_arrived",
                _("%(who)s 还没有登记到场。请先点名，再核对。", who=self.candidate),
            )
        if not self.passed:
            return StandbyChecked(self.candidate, passed=False, reason=require_reason(self.reason))
        if self.second:
            refuse_alone(self.second, by)
        elif not set(refused_by(session, self.candidate)) <= {by}:
            raise _stands(self.candidate)
        return StandbyChecked(self.candidate, passed=True, reason="", second=self.second or None)

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        passed, *more = words[1:]
        if passed == "passed":
            return cls(words[0], passed=True, second=more[more.index("second") + 1] if more else "")
        return cls(words[0], passed=False, reason=" ".join(more))


def refused_by(session: Session, candidate: str) -> tuple[str, ...]:
    """The accounts whose refusals at the standby check stand: everybody's since it was passed last."""
    if session.checked.get(candidate, True):
        return ()
    checks = [(e.by, e.event) for e in session.history if isinstance(e.event, StandbyChecked)]
    own = [(by, event.passed) for by, event in checks if event.candidate == candidate]
    since = takewhile(lambda check: not check[1], reversed(own))
    return tuple(sorted({by for by, _passed in since}))


def _stands(candidate: str) -> RefusedError:
    return RefusedError(
        "selection.refusal_stands",
        _(
            "%(who)s 核对时被登记为未通过。请由登记的人自己改为通过，或由另一人（例如纪检监督人员）"
            "共同确认后取消。",
            who=candidate,
        ),
    )


def is_checked(session: Session, table: AtTable) -> bool:
    """Whether nothing more has to be checked before this person may choose. A proxy needs no check, and
    chooses no more than the person while a refusal stands."""
    demanded = session.opened.settings.get("standby", {}).get("check", False)
    return not demanded or session.checked.get(table.candidate, table.proxy)


def refuse_unchecked(session: Session, table: AtTable) -> None:
    """RefusedError `selection.not_checked` where the rules demand a check that has not passed."""
    if not is_checked(session, table):
        raise RefusedError(
            "selection.not_checked",
            _("%(who)s 还没有通过备选区核对，不能选岗。请先核对身份和资格并登记。", who=table.candidate),
        )


def refuse_not_waiting(session: Session, candidate: str) -> None:
    """RefusedError `selection.not_waiting` for who has chosen, or waits no more."""
    at_table = session.table is not None and session.table.candidate == candidate
    if not at_table and candidate not in session.waiting:
        raise RefusedError(
            "selection.not_waiting", _("%(who)s 不在等候选岗的人之中。请核对编号。", who=candidate)
        )
