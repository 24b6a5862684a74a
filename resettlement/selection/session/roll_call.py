"""The roll call (点名) in words of the log: who is still to choose, who has come, who has been checked. Pure.

Rules: docs/session-log.md, "Standby" and "Batches".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from resettlement.selection.session.batches import begins
from resettlement.selection.session.events.standby import StandbyChecked, refused_by
from resettlement.selection.session.state import Session

NEAR = 10
"""Screens ask so many of those next in turn to the standby zone: it fills a screen, and is no rule."""


@dataclass(frozen=True)
class Present:
    """Somebody still to choose. `place`: 1 is the next, 0 whoever is first at the table.

    `checked`: what the last check in the standby zone showed, None without one; `reason`: why not passed;
    `refused_by`: who said so, and whose word stands until they or two people take it back.
    `roll_call`: when their batch is called up, None without batches or once they count no more.
    """

    candidate: str
    place: int
    called: bool
    tied: bool
    arrived: bool
    checked: bool | None
    reason: str
    refused_by: tuple[str, ...]
    begins: datetime | None
    roll_call: datetime | None


def roll(session: Session) -> tuple[Present, ...]:
    """Everybody still to choose, in turn, from the table on."""
    last = _checks(session)
    tied = {one for queue in session.queues for entry in queue if len(entry) > 1 for one in entry}
    called = [one.candidate for one in session.at_table]
    order = [*called[:1], *session.waiting]
    first = 0 if called else 1
    return tuple(
        _present(session, one, place, called=one in called, tied=one in tied, check=last.get(one))
        for place, one in enumerate(order, first)
    )


def is_asked(session: Session, one: Present, at: datetime) -> bool:
    """Whether a screen asks them to the standby zone now: near, not there yet, and their batch is due."""
    due = one.roll_call is None or at >= one.roll_call
    return "standby" in session.opened.settings and not one.arrived and 0 < one.place <= NEAR and due


def _checks(session: Session) -> Mapping[str, StandbyChecked]:
    return {e.event.candidate: e.event for e in session.history if isinstance(e.event, StandbyChecked)}


def _present(
    session: Session, candidate: str, place: int, *, called: bool, tied: bool, check: StandbyChecked | None
) -> Present:
    start = begins(session.opened, candidate) if session.round == 1 else None
    ahead = timedelta(minutes=session.opened.settings.get("standby", {}).get("roll_call", 0))
    return Present(
        candidate,
        place,
        called,
        tied,
        candidate in session.arrived,
        check.passed if check else None,
        check.reason if check else "",
        refused_by(session, candidate) if check else (),
        start,
        start - ahead if start else None,
    )
