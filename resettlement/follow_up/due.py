"""Whom to call on a day, and why. Pure.

Nobody drops out of sight: a person is called until all four questions are answered "ok" and no duty that is
due stands open. A later call that was agreed puts off what was known then, but not what fell due since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from resettlement.follow_up.model import QUESTIONS, Answer, DueState, Outcome, Topic

TOPIC_LABELS = {
    Topic.CONTRACT: "合同签订",
    Topic.PAY: "薪酬待遇",
    Topic.INSURANCE: "保险接续",
    Topic.HOUSEHOLD: "户口落地",
    Topic.START: "报到上岗",
    Topic.OTHER: "其他",
}
ANSWER_LABELS = {
    Answer.OK: "已落实",
    Answer.TROUBLE: "有困难",
    Answer.NOT_YET: "未到时间",
    Answer.UNKNOWN: "未了解",
}
OUTCOME_LABELS = {
    Outcome.REACHED: "已联系上",
    Outcome.NO_ANSWER: "没有联系上",
    Outcome.ASKED_LATER: "本人请改时间",
    Outcome.WRONG_NUMBER: "号码不对",
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
class CallRow:
    """One person on the call sheet. `why` is empty when he need not be called; `overdue_days` counts from the
    oldest last day that has passed, 0 when none has; `next_duty` is the open duty with the earliest day;
    `rules_id` names the rule file his duties come from.
    """

    candidate: str
    category: str
    unit: str
    position: str
    rules_id: str
    why: tuple[str, ...]
    since_on: date | None
    overdue_days: int
    next_duty: DutyLine | None
    duties: tuple[DutyLine, ...]
    last: ContactLine | None


def call_row(
    person: tuple[str, str, str, str, str],
    letter_on: date,
    duties: Sequence[DutyLine],
    last: ContactLine | None,
    on: date,
) -> CallRow:
    """The row of `person` (candidate, category, unit, position, rules_id) on a day."""
    reasons = [*_agreed(last, on), *_due(duties, last, on), *_unanswered(letter_on, last, on)]
    dated = sorted((d for d in duties if d.due_on and not d.settled_on), key=lambda d: (d.due_on, d.key))
    oldest = dated[0].due_on if dated else None
    return CallRow(
        *person,
        why=tuple(text for _, text in reasons),
        since_on=min((since for since, _ in reasons), default=None),
        overdue_days=max(0, (on - oldest).days) if oldest else 0,
        next_duty=dated[0] if dated else None,
        duties=tuple(duties),
        last=last,
    )


def in_order(rows: Sequence[CallRow]) -> tuple[CallRow, ...]:
    """Those to be called first, the longest overdue on top; then by the day since when, then by candidate."""
    return tuple(
        sorted(rows, key=lambda r: (not r.why, -r.overdue_days, r.since_on or date.max, r.candidate))
    )


def _agreed(last: ContactLine | None, on: date) -> list[tuple[date, str]]:
    if last is None or last.next_on is None or last.next_on > on:
        return []
    return [(last.next_on, f"约定 {last.next_on} 再联系")]


def _due(duties: Sequence[DutyLine], last: ContactLine | None, on: date) -> list[tuple[date, str]]:
    put_off = last.held_on if last and last.next_on and last.next_on > on else None
    found = []
    for duty in duties:
        if duty.due_on is None or not duty.is_due(on) or (put_off and duty.due_on <= put_off):
            continue
        days = (on - duty.due_on).days
        late = f"已超期 {days} 天" if days else "今天到期"
        found.append((duty.due_on, f"「{duty.label}」{late}（《{duty.law}》{duty.article}）"))
    return found


def _unanswered(letter_on: date, last: ContactLine | None, on: date) -> list[tuple[date, str]]:
    if last is None:
        return [(letter_on, "尚未联系过")] if letter_on <= on else []
    open_ = [topic for topic in QUESTIONS if last.answers[topic] is not Answer.OK]
    if last.next_on is not None or not open_ or last.held_on > on:
        return []
    if last.outcome is not Outcome.REACHED:
        return [(last.held_on, f"上次{OUTCOME_LABELS[last.outcome]}；未约下次")]
    told = "、".join(f"{TOPIC_LABELS[topic]}{ANSWER_LABELS[last.answers[topic]]}" for topic in open_)
    return [(last.held_on, f"上次回访：{told}；未约下次")]
