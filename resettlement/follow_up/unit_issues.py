"""Issues with a receiving unit: what it owes or refuses, demanded by a day, followed until it is closed.

Each function writes rows and one journal entry in the caller's transaction; the journal holds numbers and
topics alone, what was said stays in the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from resettlement.errors import RefusedError
from resettlement.follow_up.model import Topic
from resettlement.follow_up.service import stream_of
from resettlement.follow_up.tables import FollowUp, UnitIssue, UnitIssueStep
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock
from resettlement.translation import gettext as _


def open_issue(
    session: Session,
    campaign_id: str,
    unit: str,
    *,
    topic: Topic,
    what: str,
    demanded_by_on: date | None,
    candidate: str | None,
    on: date,
    by: str,
    at: datetime,
) -> UnitIssue:
    """Write down what is wrong at a unit and until when it is to be put right.

    Raises RefusedError `follow_up.nothing_said`, `follow_up.demanded_too_early`, `follow_up.no_such_unit` or
    `follow_up.not_of_this_unit`.
    """
    lock(session, stream_of(campaign_id))
    _refuse_empty(what, _("请写明单位哪里没有做到。"))
    _refuse_early(demanded_by_on, on)
    _refuse_stranger(session, campaign_id, unit, candidate)
    numbers = select(func.max(UnitIssue.number)).where(UnitIssue.campaign_id == campaign_id)
    issue = UnitIssue(
        campaign_id=campaign_id,
        number=(session.exec(numbers).one() or 0) + 1,
        unit=unit,
        candidate=candidate,
        topic=topic.value,
        what=what.strip(),
        opened_on=on,
        opened_by=by,
        demanded_by_on=demanded_by_on,
    )
    session.add(issue)
    session.flush()
    payload = {"issue": issue.number, "topic": topic.value, "candidate": candidate}
    append(session, stream_of(campaign_id), [Draft("unit_issue_opened", payload)], by=by, at=at)
    return issue


def follow_issue(
    session: Session,
    campaign_id: str,
    number: int,
    *,
    note: str,
    demanded_by_on: date | None,
    on: date,
    by: str,
    at: datetime,
) -> UnitIssueStep:
    """Note what was done about an open issue; a new day demanded takes the place of the old one."""
    lock(session, stream_of(campaign_id))
    issue = _still_open(session, campaign_id, number)
    _refuse_empty(note, _("请写明这次跟进做了什么、单位怎么答复。"))
    _refuse_early(demanded_by_on, on)
    step = UnitIssueStep(
        campaign_id=campaign_id,
        issue=number,
        number=len(steps(session, campaign_id, number)) + 1,
        held_on=on,
        by=by,
        note=note.strip(),
        demanded_by_on=demanded_by_on,
    )
    session.add(step)
    if demanded_by_on is not None:
        issue.demanded_by_on = demanded_by_on
        session.add(issue)
    payload = {"issue": number, "step": step.number}
    append(session, stream_of(campaign_id), [Draft("unit_issue_followed", payload)], by=by, at=at)
    return step


def close_issue(
    session: Session, campaign_id: str, number: int, *, outcome: str, on: date, by: str, at: datetime
) -> UnitIssue:
    """Close an issue, saying how it ended. It cannot be closed twice, nor reopened: a new one is opened."""
    lock(session, stream_of(campaign_id))
    issue = _still_open(session, campaign_id, number)
    _refuse_empty(outcome, _("请写明问题是怎样解决的，或者为什么不再跟进。"))
    issue.closed_on, issue.closed_by, issue.outcome = on, by, outcome.strip()
    session.add(issue)
    append(session, stream_of(campaign_id), [Draft("unit_issue_closed", {"issue": number})], by=by, at=at)
    return issue


def issues(
    session: Session, campaign_id: str, *, unit: str | None = None, open_only: bool = False
) -> Sequence[UnitIssue]:
    """Issues of a campaign or of one unit: open ones first, then by the day demanded, the earliest on top."""
    wanted = select(UnitIssue).where(UnitIssue.campaign_id == campaign_id)
    if unit is not None:
        wanted = wanted.where(UnitIssue.unit == unit)
    if open_only:
        wanted = wanted.where(col(UnitIssue.closed_on).is_(None))
    found = session.exec(wanted).all()
    return sorted(found, key=urgency)


def urgency(issue: UnitIssue) -> tuple[bool, date, int]:
    """Open ones come first, then those demanded earliest."""
    return issue.closed_on is not None, issue.demanded_by_on or date.max, issue.number


def steps(session: Session, campaign_id: str, number: int) -> Sequence[UnitIssueStep]:
    """What was done about an issue, the oldest first."""
    return session.exec(
        select(UnitIssueStep)
        .where(UnitIssueStep.campaign_id == campaign_id, UnitIssueStep.issue == number)
        .order_by(col(UnitIssueStep.number))
    ).all()


def _still_open(session: Session, campaign_id: str, number: int) -> UnitIssue:
    issue = session.get(UnitIssue, (campaign_id, number), populate_existing=True)
    if issue is None:
        raise RefusedError(
            "follow_up.no_such_issue",
            _("没有第 %(issue)s 号问题，请从单位页面重新打开。", issue=number),
            issue=number,
        )
    if issue.closed_on is not None:
        raise RefusedError(
            "follow_up.issue_closed",
            _(
                "第 %(issue)s 号问题已于 %(day)s 办结。如又出现，请另开一个。",
                issue=number,
                day=issue.closed_on,
            ),
            issue=number,
        )
    return issue


def _refuse_empty(text: str, say: str) -> None:
    if not text.strip():
        raise RefusedError("follow_up.nothing_said", say)


def _refuse_early(demanded_by_on: date | None, on: date) -> None:
    if demanded_by_on is not None and demanded_by_on < on:
        raise RefusedError(
            "follow_up.demanded_too_early",
            _("要求单位办到的日期（%(day)s）不应早于今天（%(today)s）。", day=demanded_by_on, today=on),
            on=demanded_by_on,
        )


def _refuse_stranger(session: Session, campaign_id: str, unit: str, candidate: str | None) -> None:
    placed = session.exec(
        select(FollowUp.candidate).where(FollowUp.campaign_id == campaign_id, FollowUp.unit == unit)
    ).all()
    if not placed:
        raise RefusedError(
            "follow_up.no_such_unit",
            _("没有人安置在「%(unit)s」，请从单位名单中选择。", unit=unit),
            unit=unit,
        )
    if candidate is not None and candidate not in placed:
        raise RefusedError(
            "follow_up.not_of_this_unit",
            _(
                "%(candidate)s 不是安置在「%(unit)s」的人，请核对编号，或者不选个人。",
                candidate=candidate,
                unit=unit,
            ),
            candidate=candidate,
        )
