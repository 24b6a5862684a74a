"""Where somebody placed has got to, in one word, as of a day. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from resettlement.follow_up.due import CallRow, DutyLine
from resettlement.follow_up.model import QUESTIONS, Answer, DueState, Events


class State(StrEnum):
    """Everybody placed is in exactly one."""

    AWAITING_LETTER = "awaiting_letter"
    TO_REPORT = "to_report"
    WAITING_FOR_POST = "waiting_for_post"
    SETTLING = "settling"
    SETTLED = "settled"
    ENDED = "ended"


def state_of(row: CallRow, events: Events, on: date) -> State:
    """Settled is who is at work, answered "ok" to all four questions and has no dated duty open."""
    if row.ended:
        return State.ENDED
    if events.letter_on > on:
        return State.AWAITING_LETTER
    if not _known(events.started_work_on, on):
        return State.WAITING_FOR_POST if _known(events.reported_in_on, on) else State.TO_REPORT
    answers = row.last.answers if row.last else {}
    asked = all(answers.get(topic) is Answer.OK for topic in QUESTIONS)
    open_ = [duty for duty in row.duties if duty.state in (DueState.DATED, DueState.WAITING)]
    done = all(_known(duty.settled_on, on) for duty in open_)
    return State.SETTLED if asked and done else State.SETTLING


def duty_state(duty: DutyLine, on: date) -> str:
    """`done`, `done_late`, `due` (today), `overdue`, or what its date is (`dated`, `waiting`, `to_check`,
    `unknown`)."""
    if duty.settled_on is not None and duty.settled_on <= on:
        return "done_late" if duty.due_on and duty.settled_on > duty.due_on else "done"
    if duty.due_on is not None and duty.due_on <= on:
        return "overdue" if duty.due_on < on else "due"
    return duty.state.value


def next_call_on(row: CallRow, state: State, on: date) -> date | None:
    """The day of the next call: today, as agreed, or when the next duty falls due; None when never."""
    if state in (State.ENDED, State.SETTLED, State.AWAITING_LETTER):
        return None
    if row.reasons and not (row.last and row.last.held_on == on):
        return on
    days = [duty.due_on for duty in row.duties if duty.due_on and not duty.settled_on and duty.due_on > on]
    if row.last and row.last.next_on and row.last.next_on > on:
        days.append(row.last.next_on)
    return min(days, default=None)


def listed(
    rows: Sequence[CallRow],
    events: Mapping[tuple[str, str], Events],
    without_letter: Sequence[tuple[str, str]],
    on: date,
) -> dict[str, Any]:
    """`resettlement follow-up --json`: everybody placed, by campaign and number, and how many in each state.

    `events` by campaign and candidate; `without_letter` are those of the result whom no letter was issued.
    """
    people = [_person(row, state_of(row, events[row.key], on), on) for row in rows]
    people += [
        {"campaign": campaign, "candidate": candidate, "state": State.AWAITING_LETTER.value, "duties": [],
         "next_call_on": None}
        for campaign, candidate in without_letter
    ]  # fmt: skip
    people.sort(key=lambda person: (person["campaign"], person["candidate"]))
    return {"people": people, "totals": dict(sorted(Counter(person["state"] for person in people).items()))}


def _person(row: CallRow, state: State, on: date) -> dict[str, Any]:
    return {
        "campaign": row.campaign_id,
        "candidate": row.candidate,
        "state": state.value,
        "duties": [
            {"key": duty.key, "state": duty_state(duty, on), "due_on": _written(duty.due_on)}
            for duty in row.duties
        ],
        "next_call_on": _written(next_call_on(row, state, on)),
    }


def _known(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
