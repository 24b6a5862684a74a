"""Seats of a post cut or added while the session is paused; a post withdrawn keeps what was given of it.

Rules: docs/session-log.md, "Seats changed in the session".
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from resettlement.errors import RefusedError
from resettlement.selection.session.command import Command
from resettlement.selection.session.events.waived import wait_again
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.state import REASON, Event, Lasting, Recorded, Session
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class SeatsChanged(Lasting):
    position: str
    before: int
    now: int
    reason: str

    typed = REASON

    def evolve(self, session: Session, entry: Recorded) -> Session:
        after = replace(session, seats={**session.seats, self.position: self.now})
        if self.now <= self.before:
            return after
        eligible = session.opened.eligible
        return wait_again(after, {one for one in session.stranded if self.position in eligible[one]})


@dataclass(frozen=True)
class ChangeSeats(Command):
    """Given from the page of positions. `seats`: how many there are to be; None for those given already."""

    position: str
    seats: int | None
    reason: str

    name, does = "change-seats", "名额增减"
    while_paused = True

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        if session.paused_at is None:
            raise RefusedError(
                "selection.not_paused", _("选岗会正在进行。请主持人先暂停，名额变动登记以后再恢复。")
            )
        reason, before = require_reason(self.reason), session.seats_of(self.position)
        given = given_of(session)[self.position]
        now = given if self.seats is None else self.seats
        if now < given:
            raise RefusedError(
                "positions.seats_given",
                _(
                    "岗位 %(post)s 已有 %(given)s 个名额选定或预留，不能减到 %(seats)s 个。",
                    post=self.position,
                    given=given,
                    seats=now,
                ),
            )
        if now == before:
            raise RefusedError(
                "positions.same_seats",
                _("岗位 %(post)s 现在就是 %(seats)s 个名额。", post=self.position, seats=now),
            )
        return SeatsChanged(self.position, before, now, reason)


def given_of(session: Session) -> Counter[str]:
    """Seats of each post that were chosen, are held, or are kept from everybody."""
    return Counter((*session.chosen.values(), *session.held.values(), *session.kept))
