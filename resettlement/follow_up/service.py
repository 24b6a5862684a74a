"""Who is followed up from their letter on, whom to call, and the calls and visits that are logged.

Each function writes rows and one journal entry in the caller's transaction. The journal holds ids alone: what
somebody said on the telephone stays in the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from resettlement import clock
from resettlement.campaign.service import campaign
from resettlement.campaign.tables import Campaign
from resettlement.errors import ConflictError, RefusedError
from resettlement.follow_up.due import CallRow, ContactLine, DutyLine, call_row, in_order
from resettlement.follow_up.model import (
    QUESTIONS,
    SATISFIED,
    Answer,
    Channel,
    DueState,
    Duty,
    Ended,
    Outcome,
    Topic,
    Trigger,
    duties_of,
)
from resettlement.follow_up.rules import named
from resettlement.follow_up.rules_in_force import rules_for
from resettlement.follow_up.tables import Contact, DutyRow, FollowUp, SentForm
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock
from resettlement.translation import gettext as _


def stream_of(campaign_id: str) -> str:
    """The journal's stream of calls and duties. Unlike the campaign's own it is never published."""
    return f"follow_up/{campaign_id}"


class Placement(NamedTuple):
    """A pick that became a placement: ids, and the category as scored (officer, sergeant, conscript)."""

    candidate: str
    category: str
    position: str
    unit: str


def open_follow_up(
    session: Session,
    campaign_id: str,
    placements: Sequence[Placement],
    letter_on: date,
    *,
    by: str,
    at: datetime,
    report_by_on: date | None = None,
    received_on: Mapping[str, date] | None = None,
) -> tuple[FollowUp, ...]:
    """Give every placed person their duties. `letter_on` is the day of the placement letter; `received_on` by
    candidate, where known. Where no rules are known there are no duties, and calls begin all the same.

    Raises RefusedError `follow_up.already_open`.
    """
    lock(session, stream_of(campaign_id))
    of, opened = campaign(session, campaign_id), []
    for placement in placements:
        if session.get(FollowUp, (campaign_id, placement.candidate)):
            raise RefusedError(
                "follow_up.already_open",
                _(
                    "%(candidate)s 的回访已经建立，不能重复建立；请直接登记联系情况。",
                    candidate=placement.candidate,
                ),
                candidate=placement.candidate,
            )
        row = _follow_up(of, placement, letter_on)
        row.report_by_on, row.received_on = report_by_on, (received_on or {}).get(placement.candidate)
        session.add(row)
        session.flush()
        session.add_all(_duty_row(row, n, duty) for n, duty in enumerate(duties_now(row), 1))
        opened.append(row)
    payload = {
        "candidates": [row.candidate for row in opened],
        "letter_on": letter_on.isoformat(),
        "rules": {row.rules_id: row.rules_digest for row in opened},
    }
    append(session, stream_of(campaign_id), [Draft("follow_up_opened", payload)], by=by, at=at)
    return tuple(opened)


def day_of(at: datetime) -> date:
    """The day of an instant, in China."""
    return at.astimezone(clock.CHINA).date()


def log_contact(
    session: Session,
    campaign_id: str,
    candidate: str,
    *,
    held_on: date,
    channel: Channel,
    answers: Mapping[Topic, Answer],
    note: str,
    next_on: date | None,
    by: str,
    at: datetime,
    outcome: Outcome = Outcome.REACHED,
    promised: str | None = None,
    place: str | None = None,
    satisfied: int | None = None,
    expected: int | None = None,
    replaces: int | None = None,
    reason: str | None = None,
) -> Contact:
    """Log a call or visit. Questions not asked count as unknown. `next_on` must be later than `held_on`;
    `satisfied` is 1 to 5, as the person says; `replaces` and `reason` are those of `corrections`.

    `expected` is how many contacts the caller saw: ConflictError when somebody logged another since. Raises
    RefusedError `follow_up.ended`, `follow_up.not_yet`, `follow_up.next_not_later`, `follow_up.satisfied`.
    """
    lock(session, stream_of(campaign_id))
    _refuse_ended(followed(session, campaign_id, candidate))
    _refuse_contact(held_on, next_on, satisfied, day_of(at))
    before = len(contacts(session, campaign_id, candidate))
    _refuse_unseen(candidate, expected, before)
    contact = Contact(
        campaign_id=campaign_id,
        candidate=candidate,
        number=before + 1,
        serial=_next_serial(session, campaign_id),
        held_on=held_on,
        by=by,
        channel=channel.value,
        note=note,
        next_on=next_on,
        outcome=outcome.value,
        promised=promised,
        place=place,
        satisfied=satisfied,
        replaces=replaces,
        reason=reason,
        **{topic.value: answers.get(topic, Answer.UNKNOWN).value for topic in QUESTIONS},
    )
    session.add(contact)
    payload = {"candidate": candidate, "contact": contact.number, "serial": contact.serial}
    if replaces is not None:
        payload["replaces"] = replaces
    append(session, stream_of(campaign_id), [Draft("contact_logged", payload)], by=by, at=at)
    session.flush()
    return contact


def _next_serial(session: Session, campaign_id: str) -> int:
    last = session.exec(select(func.max(Contact.serial)).where(Contact.campaign_id == campaign_id)).one()
    return (last or 0) + 1


def _refuse_contact(held_on: date, next_on: date | None, satisfied: int | None, today: date) -> None:
    if held_on > today:
        raise RefusedError(
            "follow_up.not_yet",
            _("联系日期（%(day)s）还没有到。请填今天（%(today)s）或更早的日期。", day=held_on, today=today),
            on=held_on,
        )
    if next_on is not None and next_on <= held_on:
        raise RefusedError(
            "follow_up.next_not_later",
            _("下次联系日期（%(next_on)s）应晚于本次（%(held_on)s）。", next_on=next_on, held_on=held_on),
        )
    if satisfied is not None and satisfied not in SATISFIED:
        raise RefusedError("follow_up.satisfied", _("满意度为 1 至 5，5 为最满意。"), satisfied=satisfied)


def _refuse_unseen(candidate: str, expected: int | None, found: int) -> None:
    if expected is not None and expected != found:
        raise ConflictError(
            _(
                "%(candidate)s 刚刚另有人登记了一次联系，请先看下面的记录，再决定是否还要登记。",
                candidate=candidate,
            ),
            candidate=candidate,
        )


def _refuse_ended(row: FollowUp) -> None:
    if row.ended_on is not None:
        raise RefusedError(
            "follow_up.ended",
            _(
                "%(candidate)s 的回访已于 %(day)s 结束。如属误记，请先恢复回访。",
                candidate=row.candidate,
                day=row.ended_on,
            ),
            candidate=row.candidate,
        )


def first_time(session: Session, campaign_id: str, token: str, *, by: str, at: datetime) -> bool:
    """Is this form sent for the first time? Remembered in the transaction that carries it out."""
    lock(session, stream_of(campaign_id))
    if session.get(SentForm, (campaign_id, token)):
        return False
    session.add(SentForm(campaign_id=campaign_id, token=token, by=by, at=clock.written(at)))
    session.flush()
    return True


def due_list(session: Session, campaign_id: str, on: date) -> tuple[CallRow, ...]:
    """Whom to call on a day, why and since when; the longest overdue first."""
    return tuple(row for row in call_rows(session, campaign_id, on) if row.reasons)


def call_rows(
    session: Session, campaign_id: str, on: date, candidate: str | None = None
) -> tuple[CallRow, ...]:
    """Everybody who is followed up, or one of them, as of a day; those to be called come first."""

    def asked(table: type[FollowUp | Contact | DutyRow]) -> ColumnElement[bool]:
        of_campaign = col(table.campaign_id) == campaign_id
        return of_campaign & (col(table.candidate) == candidate) if candidate is not None else of_campaign

    people = session.exec(select(FollowUp).where(asked(FollowUp))).all()
    duties = _duty_lines(session, asked(DutyRow))
    held = _by_person(
        session.exec(
            select(Contact)
            .where(asked(Contact), Contact.held_on <= on)
            .order_by(col(Contact.held_on), col(Contact.number))
        ).all()
    )
    return in_order([_call_row(row, duties[row.candidate], held[row.candidate], on) for row in people])


def _duty_lines(session: Session, asked: ColumnElement[bool]) -> Mapping[str, list[DutyLine]]:
    """Everybody's duties by candidate: columns alone, for a campaign has thousands."""
    columns = [getattr(DutyRow, field.name) for field in fields(DutyLine)]  # in the order of the line's
    wanted = sqlalchemy.select(col(DutyRow.candidate), *columns).where(asked)
    found: dict[str, list[DutyLine]] = defaultdict(list)
    for candidate, *values in session.execute(wanted.order_by(col(DutyRow.number))).all():
        key, topic, label, owed_by, figure, law, article, state, due_on, reason, settled_on, waits = values
        known = figure, law, article, DueState(state), due_on, reason, settled_on
        waits_for = Trigger(waits) if waits else None
        found[candidate].append(DutyLine(key, Topic(topic), label, owed_by, *known, waits_for))
    return found


def _by_person(rows: Sequence[Contact]) -> Mapping[str, list[Contact]]:
    found: dict[str, list[Contact]] = defaultdict(list)
    for row in rows:
        found[row.candidate].append(row)
    return found


def _call_row(row: FollowUp, duties: Sequence[DutyLine], held: Sequence[Contact], on: date) -> CallRow:
    person = (row.candidate, row.category, row.unit, row.position, row.rules_id)
    ended = Ended(row.ended_why) if row.ended_why else None
    return call_row(person, row.letter_on, duties, last_line(held), on, row.campaign_id, ended)


def _follow_up(of: Campaign, placement: Placement, letter_on: date) -> FollowUp:
    rules = rules_for(of, placement.category, letter_on)
    return FollowUp(
        campaign_id=of.id,
        **placement._asdict(),
        letter_on=letter_on,
        rules_id=rules.id,
        rules_digest=rules.digest,
    )


def duties_now(row: FollowUp) -> tuple[Duty, ...]:
    """The duties of somebody by the days known so far."""
    return duties_of(named(row.rules_id), row.events(), row.residence)


def _duty_row(row: FollowUp, number: int, duty: Duty) -> DutyRow:
    rule = duty.rule
    return DutyRow(
        campaign_id=row.campaign_id,
        candidate=row.candidate,
        key=rule.key,
        number=number,
        topic=rule.topic.value,
        label=rule.label,
        owed_by=rule.owed_by.value,
        figure=rule.figure,
        direction=rule.direction.value if rule.direction else None,
        law=rule.law,
        article=rule.article,
        state=duty.state.value,
        due_on=duty.due_on,
        waits_for=duty.waits_for.value if duty.waits_for else None,
        reason=duty.reason,
    )


def followed(session: Session, campaign_id: str, candidate: str) -> FollowUp:
    """Somebody who is followed up; else RefusedError `follow_up.not_open`."""
    row = session.get(FollowUp, (campaign_id, candidate))
    if row is None:
        raise RefusedError(
            "follow_up.not_open",
            _("%(candidate)s 还没有介绍信，没有建立回访。请先开具介绍信。", candidate=candidate),
            candidate=candidate,
        )
    return row


def contacts(session: Session, campaign_id: str, candidate: str) -> Sequence[Contact]:
    """One person's calls and visits, the oldest first, with those that were corrected since."""
    return session.exec(
        select(Contact)
        .where(Contact.campaign_id == campaign_id, Contact.candidate == candidate)
        .order_by(col(Contact.held_on), col(Contact.number))
    ).all()


def last_line(held: Sequence[Contact]) -> ContactLine | None:
    """The last of some contacts, with what was last known of the four questions; corrected ones left out."""
    replaced = {contact.replaces for contact in held}
    counting = [contact for contact in held if contact.serial not in replaced]
    if not counting:
        return None
    last = counting[-1]
    reached = [contact for contact in counting if contact.outcome == Outcome.REACHED]
    answers = {
        topic: Answer(getattr(reached[-1], topic.value)) if reached else Answer.UNKNOWN for topic in QUESTIONS
    }
    return ContactLine(last.held_on, answers, last.note, last.next_on, Outcome(last.outcome))
