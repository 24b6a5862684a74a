"""What callers typed, read field by field: either something the services take, or what is to be mended.

A fault names its field, so that the page can lead there; nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from resettlement.follow_up.due import TOPIC_LABELS, ContactLine
from resettlement.follow_up.model import QUESTIONS, SATISFIED, Answer, Channel, Outcome, Topic
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.callers.days import NextCall, quick, usual
from resettlement.workdays import Calendar

MAX_TEXT = 1000
LOOK = "look"
"""A form that comes back after a sign-in that had ended: to be shown with all that was typed, not saved."""

Typed = Mapping[str, str]
Choice = TypeVar("Choice", bound=StrEnum)


class Rest(StrEnum):
    """What holds for the questions left open: each its own answer, all settled, or as last time."""

    EACH = "each"
    OK = "ok"
    SAME = "same"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, and what would be right."""

    field: str
    message: str


@dataclass(frozen=True)
class ContactTyped:
    """A call or visit, ready to be logged."""

    outcome: Outcome
    answers: Mapping[Topic, Answer]
    held_on: date
    next_on: date | None
    note: str
    promised: str | None
    place: str | None
    satisfied: int | None


@dataclass
class Reader:
    """Reads a form's fields one after another and gathers what is wrong."""

    typed: Typed
    suffix: str = ""
    """What tells the fields of one of several equal forms apart on the page."""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, message: str) -> None:
        """Note what is wrong with a field."""
        self.faults.append(Fault(f"{name}{self.suffix}", message))

    def choice(self, name: str, kind: type[Choice], otherwise: Choice, message: str | None) -> Choice:
        """One of the values; `message` is said when nothing (or nothing known) was chosen."""
        try:
            return kind(self.typed.get(name, ""))
        except ValueError:
            if message:
                self.fault(name, message)
            return otherwise

    def text(self, name: str, label: str, *, needed: str | None = None) -> str:
        """Free text; `needed` is said when it is empty."""
        said = self.typed.get(name, "").replace("\0", "").strip()  # PostgreSQL keeps no NUL
        if len(said) > MAX_TEXT:
            told = {"field": looked_up(label), "most": MAX_TEXT, "now": len(said)}
            self.fault(name, _("%(field)s最多 %(most)s 字，现有 %(now)s 字。请只写要点。", **told))
        if needed and not said:
            self.fault(name, needed)
        return said

    def day(self, name: str, label: str, *, needed: str | None = None) -> date | None:
        """A date as date fields send it (ISO 8601); None when left empty."""
        said = self.typed.get(name, "").strip()
        if not said and needed:
            self.fault(name, needed)
        try:
            return date.fromisoformat(said) if said else None
        except ValueError:
            self.fault(name, _("%(field)s应写成 2026-01-31 这样的日期。", field=looked_up(label)))
            return None

    def past_day(self, name: str, label: str, today: date, *, needed: str | None = None) -> date | None:
        """A day that has come: today or earlier."""
        day = self.day(name, label, needed=needed)
        if day is not None and day > today:
            told = {"field": looked_up(label), "day": day, "today": today}
            self.fault(name, _("%(field)s（%(day)s）还没有到。请填今天（%(today)s）或更早的日期。", **told))
        return day


def read_contact(
    typed: Typed, channel: Channel, today: date, last: ContactLine | None, calendar: Calendar
) -> tuple[ContactTyped | None, list[Fault]]:
    """A call or a visit. What was not asked one by one counts only as the caller says (`rest`)."""
    read = Reader(typed)
    ask = _("请选择有没有联系上。") if channel is Channel.PHONE else _("请选择有没有见到本人。")
    outcome = read.choice("outcome", Outcome, Outcome.REACHED, ask)
    answers = _answers(read, outcome, last)
    held_on = read.past_day("held_on", "联系日期", today) or today
    place = (
        read.text("place", "地点", needed=_("请写明在哪里见的，例如单位名称或家中。"))
        if channel is Channel.VISIT
        else ""
    )
    next_on = _next_on(read, outcome, answers, today, quick(today, calendar))
    note, promised = read.text("note", "说了什么"), read.text("promised", "答应的事")
    satisfied = _satisfied(read, outcome)
    contact = ContactTyped(
        outcome, answers, held_on, next_on, note, promised or None, place or None, satisfied
    )
    return (None if read.faults else contact), read.faults


def _answers(read: Reader, outcome: Outcome, last: ContactLine | None) -> dict[Topic, Answer]:
    if outcome is not Outcome.REACHED:
        return dict.fromkeys(QUESTIONS, Answer.UNKNOWN)
    rest = _rest(read, last)
    answers = {}
    for topic in QUESTIONS:
        known, label = rest.get(topic), looked_up(TOPIC_LABELS[topic])
        message = _("请选择%(topic)s的情况。没有问到的，选“未了解”。", topic=label)
        answers[topic] = read.choice(topic.value, Answer, known or Answer.UNKNOWN, None if known else message)
    return answers


def _rest(read: Reader, last: ContactLine | None) -> Mapping[Topic, Answer]:
    match read.choice("rest", Rest, Rest.EACH, None):
        case Rest.OK:
            return dict.fromkeys(QUESTIONS, Answer.OK)
        case Rest.SAME:
            return last.answers if last else {}
        case Rest.EACH:
            return {}


def _satisfied(read: Reader, outcome: Outcome) -> int | None:
    """As the person said it; None where they were not asked or not reached."""
    said = read.typed.get("satisfied", "")
    if outcome is not Outcome.REACHED or not said:
        return None
    if said not in map(str, SATISFIED):
        read.fault("satisfied", _("满意度为 1 至 5，5 为最满意。"))
        return None
    return int(said)


def _next_on(
    read: Reader,
    outcome: Outcome,
    answers: Mapping[Topic, Answer],
    today: date,
    days: Mapping[NextCall, date],
) -> date | None:
    choice = read.choice("next", NextCall, NextCall.USUAL, None)
    own = read.day("next_on", "下次联系日期")
    if own is not None and choice in (NextCall.USUAL, NextCall.OWN):
        if own <= today:
            read.fault("next_on", _("下次联系日期（%(day)s）应晚于今天（%(today)s）。", day=own, today=today))
        return own
    if own is not None:
        read.fault("next_on", _("既选了快捷日期，又填了 %(day)s。请选“自选”，或清空日期。", day=own))
    match choice:
        case NextCall.OWN:
            if not any(fault.field == "next_on" for fault in read.faults):
                read.fault("next_on", _("选了“自选”，请填下次联系日期。"))
            return None
        case NextCall.NONE:
            return None
        case NextCall.USUAL:
            if outcome is Outcome.ASKED_LATER:
                read.fault("next", _("本人请改时间：请选他要求的日期。"))
            return days[usual(outcome, answers.values())]
        case _:
            return days[choice]
