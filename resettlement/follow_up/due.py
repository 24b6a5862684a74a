"""Whom to call on a day, and why. Pure.

Nobody drops out of sight: a person is called until all four questions are answered "ok" and no duty that is
due stands open. A later call that was agreed puts off what was known then, but not what fell due since.
Reasons are in the language spoken; labels are Chinese, and a page looks them up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from resettlement.follow_up.model import (
    QUESTIONS,
    Answer,
    Channel,
    DueState,
    Ended,
    Outcome,
    Topic,
    Trigger,
)
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later
from resettlement.translation import looked_up

TOPIC_LABELS = {
    Topic.CONTRACT: later("合同签订"),
    Topic.PAY: later("薪酬待遇"),
    Topic.INSURANCE: later("保险接续"),
    Topic.HOUSEHOLD: later("户口落地"),
    Topic.START: later("报到上岗"),
    Topic.OTHER: later("其他"),
}
ANSWER_LABELS = {
    Answer.OK: "已落实",
    Answer.TROUBLE: "有困难",
    Answer.NOT_YET: "未到时间",
    Answer.UNKNOWN: "未了解",
}
OUTCOME_LABELS = {
    Outcome.REACHED: later("已联系上"),
    Outcome.NO_ANSWER: later("没有联系上"),
    Outcome.ASKED_LATER: later("本人请改时间"),
    Outcome.WRONG_NUMBER: "号码不对",
}
CHANNEL_LABELS = {Channel.PHONE: later("通话"), Channel.VISIT: later("走访")}
ENDED_LABELS = {
    Ended.DIED: later("去世"),
    Ended.WITHDREW: later("本人退出安置"),
    Ended.MOVED: later("迁往外地"),
}
OWED_BY_LABELS = {
    "unit": later("接收单位"),
    "bureau": later("本局"),
    "candidate": later("本人"),
    "other": later("其他部门"),
}


@dataclass(frozen=True)
class DutyLine:
    """A duty as the caller sees it."""

    key: str
    topic: Topic
    label: str
    owed_by: str
    figure: str | None
    law: str | None
    article: str | None
    state: DueState
    due_on: date | None
    reason: str
    settled_on: date | None
    waits_for: Trigger | None = None

    def is_due(self, on: date) -> bool:
        """Open, and its last day is this one or past."""
        return self.settled_on is None and self.due_on is not None and self.due_on <= on


@dataclass(frozen=True)
class ContactLine:
    """The last call or visit. `answers` are the last ones known: who is not reached has said nothing new."""

    held_on: date
    answers: Mapping[Topic, Answer]
    note: str
    next_on: date | None
    outcome: Outcome = Outcome.REACHED


@dataclass(frozen=True)
class Reason:
    """Why somebody is to be called, since when, and under which article where there is one."""

    since_on: date
    text: str
    basis: str = ""


@dataclass(frozen=True)
class CallRow:
    """One person on the call sheet. `reasons`, the most urgent first, are empty when no call is needed;
    `overdue_days` counts from the oldest last day that has passed, 0 when none has; `next_duty` is the open
    duty with the earliest day; `rules_id` names the rule file their duties come from, "" where none is known.
    Who `ended` is called no more and has nothing overdue.
    """

    candidate: str
    category: str
    unit: str
    position: str
    rules_id: str
    reasons: tuple[Reason, ...]
    overdue_days: int
    next_duty: DutyLine | None
    duties: tuple[DutyLine, ...]
    last: ContactLine | None
    campaign_id: str = ""
    ended: Ended | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Who it is among the people of every campaign: numbers start again in each."""
        return self.campaign_id, self.candidate

    @property
    def why(self) -> tuple[str, ...]:
        """The reasons in full, each with its article."""
        return tuple(reason.text + reason.basis for reason in self.reasons)

    @property
    def since_on(self) -> date | None:
        """The day from which they wait."""
        return min((reason.since_on for reason in self.reasons), default=None)


def call_row(
    person: tuple[str, str, str, str, str],
    letter_on: date,
    duties: Sequence[DutyLine],
    last: ContactLine | None,
    on: date,
    campaign_id: str = "",
    ended: Ended | None = None,
) -> CallRow:
    """The row of `person` (candidate, category, unit, position, rules_id) on a day."""
    reasons = [*_due(duties, last, on), *_agreed(last, on), *_unanswered(letter_on, last, on)]
    open_ = [] if ended else [d for d in duties if d.due_on and not d.settled_on]
    dated = sorted(open_, key=lambda d: (d.due_on, d.key))
    oldest = dated[0].due_on if dated else None
    return CallRow(
        *person,
        reasons=() if ended else tuple(reasons),
        overdue_days=max(0, (on - oldest).days) if oldest else 0,
        next_duty=dated[0] if dated else None,
        duties=tuple(duties),
        last=last,
        campaign_id=campaign_id,
        ended=ended,
    )


def in_order(rows: Sequence[CallRow]) -> tuple[CallRow, ...]:
    """Those to be called first, the longest overdue on top; then by the day since when, then by candidate."""
    return tuple(
        sorted(rows, key=lambda r: (not r.reasons, -r.overdue_days, r.since_on or date.max, r.candidate))
    )


def _agreed(last: ContactLine | None, on: date) -> list[Reason]:
    if last is None or last.next_on is None or last.next_on > on:
        return []
    return [Reason(last.next_on, _("约定 %(day)s 再联系", day=last.next_on))]


def _due(duties: Sequence[DutyLine], last: ContactLine | None, on: date) -> list[Reason]:
    """What is due, the longest overdue first."""
    put_off = last.held_on if last and last.next_on and last.next_on > on else None
    found = []
    for duty in duties:
        if duty.due_on is None or not duty.is_due(on) or (put_off and duty.due_on <= put_off):
            continue
        days = (on - duty.due_on).days
        late = _("「%(duty)s」已超期 %(days)s 天", duty=duty.label, days=days)
        text = late if days else _("「%(duty)s」今天到期", duty=duty.label)
        found.append(Reason(duty.due_on, text, f"（《{duty.law}》{duty.article}）"))
    return sorted(found, key=lambda reason: reason.since_on)


def _unanswered(letter_on: date, last: ContactLine | None, on: date) -> list[Reason]:
    if last is None:
        return [Reason(letter_on, _("尚未联系过"))] if letter_on <= on else []
    open_ = [topic for topic in QUESTIONS if last.answers[topic] is not Answer.OK]
    if last.next_on is not None or not open_ or last.held_on > on:
        return []
    if last.outcome is not Outcome.REACHED:
        outcome = looked_up(OUTCOME_LABELS[last.outcome])
        return [Reason(last.held_on, _("上次%(outcome)s；未约下次", outcome=outcome))]
    told = _("、").join(
        _(
            "%(topic)s%(answer)s",
            topic=looked_up(TOPIC_LABELS[t]),
            answer=looked_up(ANSWER_LABELS[last.answers[t]]),
        )
        for t in open_
    )
    return [Reason(last.held_on, _("上次回访：%(told)s；未约下次", told=told))]
