"""Duties after the pick: who owes what, by when, under which article. Pure; figures live in `rules/*.toml`.

A period in months ends on the same day of the later month, or on its last day where the month has no such
day (31 January + 1 month = 28 February). A period in days ends that many days after the event, whose own
day is not counted. Nothing is moved because of a rest day. A figure that is not known gives no date: the
duty says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from resettlement.errors import RefusedError
from resettlement.translation import gettext as _
from scoring.dates import add_months

ASK_THE_BUREAU = "数字未知，向本局索取"
NO_LAST_DAY = "没有期限，每次回访核对"
WAITS_FOR = "待登记%(event)s后计算"
RUNS_FROM = "%(event)s %(day)s 起算"
"""Why a duty has no date, or this one. Kept with the duty and printed, so they are Chinese always."""


class Topic(StrEnum):
    """The four kinds of trouble asked about on every call, and what else is owed."""

    CONTRACT = "contract"
    PAY = "pay"
    INSURANCE = "insurance"
    HOUSEHOLD = "household"
    START = "start"
    OTHER = "other"


QUESTIONS = (Topic.CONTRACT, Topic.PAY, Topic.INSURANCE, Topic.HOUSEHOLD)


class Answer(StrEnum):
    """What a call learned about one question."""

    OK = "ok"
    TROUBLE = "trouble"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """电话跟踪 or 实地回访."""

    PHONE = "phone"
    VISIT = "visit"


class Outcome(StrEnum):
    """Whether the caller spoke to the person concerned. Only then were the four questions asked."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    ASKED_LATER = "asked_later"
    WRONG_NUMBER = "wrong_number"


class Ended(StrEnum):
    """Why somebody is not followed up any more."""

    DIED = "died"
    WITHDREW = "withdrew"
    MOVED = "moved"


class OwedBy(StrEnum):
    """Whose duty it is."""

    UNIT = "unit"
    BUREAU = "bureau"
    CANDIDATE = "candidate"
    OTHER = "other"


class Direction(StrEnum):
    """How the figure binds: a last day, a floor, a ceiling, or something to be done without a day named."""

    LATEST_BY = "latest_by"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MUST = "must"


class Trigger(StrEnum):
    """The event a period runs from; also the name of its day in :class:`Events`."""

    RECEIVED = "received_on"
    LETTER = "letter_on"
    REPORT_BY = "report_by_on"
    REPORTED_IN = "reported_in_on"
    STARTED_WORK = "started_work_on"


class DueState(StrEnum):
    """Has a date; waits for an event; has no date and is asked about; the figure is unknown."""

    DATED = "dated"
    WAITING = "waiting"
    TO_CHECK = "to_check"
    UNKNOWN = "unknown"


SATISFIED = range(1, 6)
"""How satisfied somebody says they are; 5 is the most."""


@dataclass(frozen=True)
class DutyRule:
    """One row of a rule file. `months` or `days` only with LATEST_BY; `figure` None where not known.

    `fulfilled_by` is the event that shows the duty done: reporting in, starting work.
    """

    key: str
    topic: Topic
    owed_by: OwedBy
    label: str
    figure: str | None
    direction: Direction | None
    law: str | None
    article: str | None
    trigger: Trigger | None = None
    months: int | None = None
    days: int | None = None
    residence: str | None = None
    fulfilled_by: Trigger | None = None


@dataclass(frozen=True)
class DutyRules:
    """A rule file: whom it covers by category and day of placement, and its SHA-256."""

    id: str
    title: str
    digest: str
    categories: frozenset[str]
    placed_from: date | None
    placed_before: date | None
    duties: tuple[DutyRule, ...]
    consequences: tuple[tuple[str, str], ...]

    def covers(self, category: str, placed_on: date) -> bool:
        """Does this file apply? `placed_from` is included, `placed_before` is not."""
        begun = self.placed_from is None or self.placed_from <= placed_on
        ended = self.placed_before is not None and placed_on >= self.placed_before
        return category in self.categories and begun and not ended


@dataclass(frozen=True)
class Events:
    """The days known so far. `report_by_on` is the day the bureau set for reporting in."""

    letter_on: date
    received_on: date | None = None
    report_by_on: date | None = None
    reported_in_on: date | None = None
    started_work_on: date | None = None


@dataclass(frozen=True)
class Duty:
    """A duty born from one pick. `due_on` only when DATED, `waits_for` only when WAITING."""

    rule: DutyRule
    state: DueState
    due_on: date | None
    waits_for: Trigger | None
    reason: str


EVENT_LABELS = {
    Trigger.RECEIVED: "接收日期",
    Trigger.LETTER: "介绍信日期",
    Trigger.REPORT_BY: "规定的报到日期",
    Trigger.REPORTED_IN: "报到日期",
    Trigger.STARTED_WORK: "上岗日期",
}


NO_RULES = DutyRules("", "没有查到适用的期限，请录入", "", frozenset(), None, None, (), ())
"""Where no rule file is known: somebody is followed up all the same, with the four questions alone."""


def applicable(rules: Sequence[DutyRules], category: str, placed_on: date) -> DutyRules:
    """The rule file for a category and day of placement; NO_RULES where none is known.

    Raises RefusedError `follow_up.no_rules` where several say that they apply.
    """
    match [file for file in rules if file.covers(category, placed_on)]:
        case []:
            return NO_RULES
        case [only]:
            return only
        case found:
            raise RefusedError(
                "follow_up.no_rules",
                _(
                    "%(placed_on)s 安置的 %(category)s 类人员只应适用一份回访规则，现有 %(count)s 份。"
                    "请修正 follow_up/rules 中的文件。",
                    placed_on=placed_on,
                    category=category,
                    count=len(found),
                ),
                category=category,
                placed_on=placed_on,
                files=[file.id for file in found],
            )


def duties_of(rules: DutyRules, events: Events, residence: str | None = None) -> tuple[Duty, ...]:
    """The duties of one placement.

    `residence` (`city`, `country`) picks between duties that differ by it; without it both are listed.
    """
    return tuple(
        _duty(rule, events) for rule in rules.duties if residence in (None, rule.residence or residence)
    )


def _duty(rule: DutyRule, events: Events) -> Duty:
    if rule.figure is None:
        return Duty(rule, DueState.UNKNOWN, None, None, ASK_THE_BUREAU)
    if rule.direction is not Direction.LATEST_BY or rule.trigger is None:
        return Duty(rule, DueState.TO_CHECK, None, None, NO_LAST_DAY)
    label = EVENT_LABELS[rule.trigger]
    start: date | None = getattr(events, rule.trigger.value)
    if start is None:
        return Duty(rule, DueState.WAITING, None, rule.trigger, WAITS_FOR % {"event": label})
    due_on = _later(start, rule)
    return Duty(rule, DueState.DATED, due_on, None, RUNS_FROM % {"event": label, "day": start})


def _later(start: date, rule: DutyRule) -> date:
    if rule.months is not None:
        return add_months(start, rule.months)
    return start + timedelta(days=rule.days or 0)
