"""What can happen in a selection session: events (past) and commands (imperative).

Payloads and their meaning: docs/session-log.md. An event's fields are its payload, name by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

Ids: TypeAlias = tuple[str, ...]
Opened: TypeAlias = Mapping[str, Any]
"""Opened wishes of a person: `{wishes, accepts_any, salt}`."""


@dataclass(frozen=True)
class SessionOpened:
    session: str
    campaign: str
    rules: Mapping[str, Any]
    settings: Mapping[str, Any]
    groups: tuple[Mapping[str, Any], ...]
    positions: tuple[Mapping[str, Any], ...]
    eligible: Mapping[str, Ids]
    wish_commitments: Mapping[str, str]
    lot: Mapping[str, str]
    frozen: Mapping[str, str]
    campaign_head: str


@dataclass(frozen=True)
class LotDrawn:
    key: str
    witnesses: Ids


@dataclass(frozen=True)
class TieSettled:
    class_: Ids
    method: str
    order: Ids
    assignment: Mapping[str, str | None] | None
    mattered: bool
    opened: Mapping[str, Opened] | None = None


@dataclass(frozen=True)
class Arrived:
    candidate: str


@dataclass(frozen=True)
class StandbyChecked:
    """Identity and eligibility checked in the standby zone; `reason` only where it did not pass."""

    candidate: str
    passed: bool
    reason: str


@dataclass(frozen=True)
class Called:
    candidate: str


@dataclass(frozen=True)
class ClockAdjusted:
    candidate: str
    seconds: int
    reason: str


@dataclass(frozen=True)
class ProxyAdmitted:
    """`requested_on`: the day of the request, where the rules want it ahead of the session."""

    candidate: str
    papers: Ids
    requested_on: str | None = None


@dataclass(frozen=True)
class Chosen:
    candidate: str
    position: str
    basis: str
    proxy: bool
    warned: Ids
    opened: Opened | None = None


@dataclass(frozen=True)
class Missed:
    candidate: str
    reason: str
    consequence: str


@dataclass(frozen=True)
class Passed:
    candidate: str
    consequence: str


@dataclass(frozen=True)
class GaveUp:
    candidate: str
    opened: Opened | None = None


@dataclass(frozen=True)
class Waived:
    """Somebody gives back the post he has chosen."""

    candidate: str
    position: str
    reason: str


@dataclass(frozen=True)
class RoundBegun:
    """`queues`: for each group, those who take part, in turn."""

    round: int
    queues: tuple[Ids, ...]


@dataclass(frozen=True)
class Paused:
    reason: str


@dataclass(frozen=True)
class Resumed:
    pass


@dataclass(frozen=True)
class Undone:
    from_version: int
    reason: str
    second: str


@dataclass(frozen=True)
class Closed:
    assignment: Mapping[str, str | None]
    fingerprint: str


Event: TypeAlias = (
    SessionOpened
    | LotDrawn
    | TieSettled
    | Arrived
    | StandbyChecked
    | Called
    | ClockAdjusted
    | ProxyAdmitted
    | Chosen
    | Missed
    | Passed
    | GaveUp
    | Waived
    | RoundBegun
    | Paused
    | Resumed
    | Undone
    | Closed
)


@dataclass(frozen=True)
class DrawLot:
    key: str
    witnesses: Ids


@dataclass(frozen=True)
class SettleTie:
    """`opened`: the wishes of those of the class who filed any."""

    opened: Mapping[str, Opened]


@dataclass(frozen=True)
class Arrive:
    """Somebody answers the roll call (点名)."""

    candidate: str


@dataclass(frozen=True)
class CheckStandby:
    candidate: str
    passed: bool
    reason: str = ""


@dataclass(frozen=True)
class Call:
    """Without a candidate: whoever is next."""

    candidate: str | None = None


@dataclass(frozen=True)
class AdjustClock:
    """Gives whoever is first at the table more time."""

    candidate: str
    seconds: int
    reason: str


@dataclass(frozen=True)
class AdmitProxy:
    candidate: str
    papers: Ids
    requested_on: str = ""


@dataclass(frozen=True)
class Choose:
    """`despite_warning`: the operator was shown who could be left with nothing, and goes on."""

    candidate: str
    position: str
    despite_warning: bool = False


@dataclass(frozen=True)
class ChooseFiledWish:
    """His first wish with a seat left, for somebody to whom the rules give it; None when he filed nothing."""

    candidate: str
    opened: Opened | None


@dataclass(frozen=True)
class Miss:
    candidate: str
    reason: str


@dataclass(frozen=True)
class Pass:
    candidate: str


@dataclass(frozen=True)
class GiveUp:
    candidate: str


@dataclass(frozen=True)
class Waive:
    candidate: str
    reason: str


@dataclass(frozen=True)
class BeginRound:
    pass


@dataclass(frozen=True)
class Pause:
    reason: str


@dataclass(frozen=True)
class Resume:
    pass


@dataclass(frozen=True)
class Undo:
    from_version: int
    reason: str
    second: str


@dataclass(frozen=True)
class Close:
    pass


Command: TypeAlias = (
    DrawLot
    | SettleTie
    | Arrive
    | CheckStandby
    | Call
    | AdjustClock
    | AdmitProxy
    | Choose
    | ChooseFiledWish
    | Miss
    | Pass
    | GiveUp
    | Waive
    | BeginRound
    | Pause
    | Resume
    | Undo
    | Close
)


_MAY_LACK = ("opened", "requested_on")
WITH_REASON = (StandbyChecked, ClockAdjusted, Waived, Paused, Undone)
"""The events that carry a reason in words; everybody reads it in the log."""

OF_THE_STANDBY_ZONE = (Arrived, StandbyChecked)
"""Who has come and was checked: it changes nobody's turn, and no undo revokes it."""
TURN_ENDS = (Chosen, Missed, Passed, GaveUp)
IN_A_TURN = (Called, ClockAdjusted, ProxyAdmitted, *TURN_ENDS)
LASTING = (LotDrawn, *OF_THE_STANDBY_ZONE)
"""What no undo revokes."""


def type_of(event: Event) -> str:
    """`SessionOpened` is written `session_opened`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()


EVENTS: Mapping[str, type[Event]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(): kind for kind in Event.__args__
}


def payload_of(event: Event) -> dict[str, Any]:
    """The payload as the journal writes it; `opened` and `requested_on` stand only where there is one."""
    values = {field.name.rstrip("_"): _thaw(getattr(event, field.name)) for field in fields(event)}
    return {key: value for key, value in values.items() if value is not None or key not in _MAY_LACK}


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
