"""What can happen in a session, one module an event: the event, the command that makes it, its rules.

Payloads and their meaning: docs/session-log.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from resettlement.selection.session.command import Command
from resettlement.selection.session.events.called import Call, Called
from resettlement.selection.session.events.chosen import Choose, ChooseFiledWish, Chosen
from resettlement.selection.session.events.clock_adjusted import AdjustClock, ClockAdjusted
from resettlement.selection.session.events.closed import Close, Closed
from resettlement.selection.session.events.gave_up import GaveUp, GiveUp
from resettlement.selection.session.events.lot_drawn import DrawLot, LotDrawn
from resettlement.selection.session.events.missed import Miss, Missed
from resettlement.selection.session.events.passed import Pass, Passed
from resettlement.selection.session.events.pauses import Pause, Paused, Resume, Resumed
from resettlement.selection.session.events.post_barred import PostBarred
from resettlement.selection.session.events.proxy_admitted import AdmitProxy, ProxyAdmitted
from resettlement.selection.session.events.round_begun import BeginRound, RoundBegun
from resettlement.selection.session.events.seats_changed import SeatsChanged
from resettlement.selection.session.events.standby import Arrive, Arrived, CheckStandby, StandbyChecked
from resettlement.selection.session.events.tie_settled import SettleTie, TieSettled
from resettlement.selection.session.events.undone import Undo, Undone
from resettlement.selection.session.events.waived import Waive, Waived
from resettlement.selection.session.state import Event, SessionOpened

COMMANDS: Mapping[str, type[Command]] = {
    kind.name: kind
    for kind in (
        Arrive, CheckStandby, DrawLot, SettleTie, Call, AdmitProxy, AdjustClock, Choose, ChooseFiledWish,
        Miss, Pass, GiveUp, Waive, BeginRound, Pause, Resume, Undo, Close,
    )
}  # fmt: skip
"""Every command by the name that scripts, addresses and rights know."""


def _name(kind: type[Event]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


EVENTS: Mapping[str, type[Event]] = {
    _name(kind): kind
    for kind in (
        SessionOpened, LotDrawn, TieSettled, Arrived, StandbyChecked, PostBarred, Called, ClockAdjusted,
        ProxyAdmitted, Chosen, Missed, Passed, GaveUp, Waived, RoundBegun, SeatsChanged, Paused, Resumed,
        Undone, Closed,
    )
}  # fmt: skip
"""Every event by the type that the journal writes: `SessionOpened` is `session_opened`."""


def type_of(event: Event) -> str:
    """The type of an event as the journal writes it."""
    return _name(type(event))


def payload_of(event: Event) -> dict[str, Any]:
    """The payload as the journal writes it."""
    values = ((field, getattr(event, field.name)) for field in fields(event))  # type: ignore[arg-type]
    return {
        field.name.rstrip("_"): _thaw(value)
        for field, value in values
        if value is not None or field.default is MISSING
    }


def read_event(type_: str, payload: Mapping[str, Any]) -> Event:
    """The event that :func:`payload_of` wrote."""
    values = {("class_" if key == "class" else key): _freeze(value) for key, value in payload.items()}
    return EVENTS[type_](**values)


def _thaw(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _thaw(item) for key, item in value.items()}
        case tuple() | list():
            return [_thaw(item) for item in value]
        case _:
            return value


def _freeze(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _freeze(item) for key, item in value.items()}
        case list():
            return tuple(_freeze(item) for item in value)
        case _:
            return value
