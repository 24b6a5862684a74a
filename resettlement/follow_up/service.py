"""What callers do: open the follow-up of those placed, record days, log calls and visits, settle duties.

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
from sqlmodel import Session, col, select

from public_notices.translation import gettext as _
from resettlement import clock
from resettlement.errors import ConflictError, RefusedError
from resettlement.follow_up.due import CallRow, ContactLine, DutyLine, call_row, in_order
from resettlement.follow_up.model import (
    EVENT_LABELS,
    QUESTIONS,
    Answer,
    Channel,
    DueState,
    Duty,
    Outcome,
    Topic,
    Trigger,
    applicable,
    duties_for,
)
from resettlement.follow_up.rules import shipped
from resettlement.follow_up.tables import Contact, DutyRow, FollowUp, SentForm
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock

REGISTERED = "登记%(event)s"
"""How it is known that an event showed a duty done; kept with the duty, so it is Chinese."""


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
    received_on: Mapping[str, date] | None = None,
) -> tuple[FollowUp, ...]:
    """Give every placed person his duties. `letter_on` is the day of the placement letter; `received_on` by
    candidate, where known. Raises RefusedError `follow_up.already_open` or `follow_up.no_rules`."""
    lock(session, stream_of(campaign_id))
    opened = []
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
        row = _follow_up(campaign_id, placement, letter_on, (received_on or {}).get(placement.candidate))
        session.add(row)
        session.flush()
        session.add_all(_duty_row(row, n, duty) for n, duty in enumerate(_duties(row), 1))
        opened.append(row)
    payload = {
        "candidates": [row.candidate for row in opened],
        "letter_on": letter_on.isoformat(),
        "rules": {row.rules_id: row.rules_digest for row in opened},
    }
    append(session, stream_of(campaign_id), [Draft("follow_up_opened", payload)], by=by, at=at)
    return tuple(opened)


def record_event(
    session: Session, campaign_id: str, candidate: str, event: Trigger, on: date, *, by: str, at: datetime
) -> None:
    """Register a day (reported in, started work …): dates that waited for it are computed, open duties
    recomputed, and what the event shows done is settled."""
    lock(session, stream_of(campaign_id))
    row = _open(session, campaign_id, candidate)
    setattr(row, event.value, on)
    session.add(row)
    computed = {duty.rule.key: duty for duty in _duties(row)}
    for duty_row in _rows(session, campaign_id, candidate):
        duty = computed.get(duty_row.key)
        shown = duty is not None and duty.rule.fulfilled_by is event  # the day may be corrected later
        if duty is None or (duty_row.settled_on is not None and not shown):
            continue
        _recompute(duty_row, duty)
        if shown:
            duty_row.settled_on, duty_row.settled_by = on, by
            duty_row.settled_note = REGISTERED % {"event": EVENT_LABELS[event]}
        session.add(duty_row)
    payload = {"candidate": candidate, "event": event.value, "on": on.isoformat()}
    append(session, stream_of(campaign_id), [Draft("follow_up_event_recorded", payload)], by=by, at=at)


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
    expected: int | None = None,
) -> Contact:
    """Log a call or visit. Questions not asked count as unknown. `next_on` must be later than `held_on`.

    `expected` is how many contacts the caller saw: ConflictError when somebody logged another since.
    """
    lock(session, stream_of(campaign_id))
    _open(session, campaign_id, candidate)
    if next_on is not None and next_on <= held_on:
        raise RefusedError(
            "follow_up.next_not_later",
            _("下次联系日期（%(next_on)s）应晚于本次（%(held_on)s）。", next_on=next_on, held_on=held_on),
            candidate=candidate,
        )
    before = len(contacts(session, campaign_id, candidate))
    if expected is not None and expected != before:
        raise ConflictError(
            _(
                "%(candidate)s 刚刚另有人登记了一次联系，请先看下面的记录，再决定是否还要登记。",
                candidate=candidate,
            ),
            candidate=candidate,
        )
    contact = Contact(
        campaign_id=campaign_id,
        candidate=candidate,
        number=before + 1,
        held_on=held_on,
        by=by,
        channel=channel.value,
        note=note,
        next_on=next_on,
        outcome=outcome.value,
        promised=promised,
        place=place,
        **{topic.value: answers.get(topic, Answer.UNKNOWN).value for topic in QUESTIONS},
    )
    session.add(contact)
    payload = {"candidate": candidate, "contact": contact.number}
    append(session, stream_of(campaign_id), [Draft("contact_logged", payload)], by=by, at=at)
    return contact


def first_time(session: Session, campaign_id: str, token: str, *, by: str, at: datetime) -> bool:
    """Is this form sent for the first time? Remembered in the transaction that carries it out."""
    lock(session, stream_of(campaign_id))
    if session.get(SentForm, (campaign_id, token)):
        return False
    session.add(SentForm(campaign_id=campaign_id, token=token, by=by, at=clock.written(at)))
    session.flush()
    return True


def settle(
    session: Session,
    campaign_id: str,
    candidate: str,
    key: str,
    *,
    on: date,
    note: str,
    by: str,
    at: datetime,
) -> DutyRow:
    """Note that a duty has been carried out, and how that is known."""
    lock(session, stream_of(campaign_id))
    row = session.get(DutyRow, (campaign_id, candidate, key), populate_existing=True)
    if row is None:
        raise RefusedError(
            "follow_up.no_such_duty",
            _("%(candidate)s 没有「%(duty)s」这项义务，请核对编号。", candidate=candidate, duty=key),
            candidate=candidate,
            key=key,
        )
    if row.settled_on is not None:
        raise RefusedError(
            "follow_up.already_settled",
            _("「%(duty)s」已于 %(day)s 办结。", duty=row.label, day=row.settled_on),
            candidate=candidate,
            key=key,
        )
    row.settled_on, row.settled_by, row.settled_note = on, by, note
    session.add(row)
    payload = {"candidate": candidate, "duty": key, "on": on.isoformat()}
    append(session, stream_of(campaign_id), [Draft("duty_settled", payload)], by=by, at=at)
    return row


def due_list(session: Session, campaign_id: str, on: date) -> tuple[CallRow, ...]:
    """Whom to call on a day, why and since when; the longest overdue first."""
    return tuple(row for row in call_rows(session, campaign_id, on) if row.reasons)


def call_rows(session: Session, campaign_id: str, on: date) -> tuple[CallRow, ...]:
    """Everybody who is followed up, as of a day; those to be called come first."""
    people = session.exec(select(FollowUp).where(FollowUp.campaign_id == campaign_id)).all()
    duties = _duty_lines(session, campaign_id)
    held = _by_person(
        session.exec(
            select(Contact)
            .where(Contact.campaign_id == campaign_id, Contact.held_on <= on)
            .order_by(col(Contact.held_on), col(Contact.number))
        ).all()
    )
    return in_order([_call_row(row, duties[row.candidate], held[row.candidate], on) for row in people])


def _duty_lines(session: Session, campaign_id: str) -> Mapping[str, list[DutyLine]]:
    """Everybody's duties by candidate: columns alone, for a campaign has thousands."""
    columns = [getattr(DutyRow, field.name) for field in fields(DutyLine)]  # in the order of the line's
    of_campaign = col(DutyRow.campaign_id) == campaign_id
    wanted = sqlalchemy.select(col(DutyRow.candidate), *columns).where(of_campaign)
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
    return call_row(person, row.letter_on, duties, last_line(held), on, row.campaign_id)


def _follow_up(campaign_id: str, placement: Placement, letter_on: date, received_on: date | None) -> FollowUp:
    rules = applicable(shipped(), placement.category, letter_on)
    return FollowUp(
        campaign_id=campaign_id,
        **placement._asdict(),
        letter_on=letter_on,
        received_on=received_on,
        rules_id=rules.id,
        rules_digest=rules.digest,
    )


def _duties(row: FollowUp) -> tuple[Duty, ...]:
    return duties_for(row.category, row.events(), shipped(), row.residence)


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


def _recompute(row: DutyRow, duty: Duty) -> None:
    row.state, row.due_on, row.reason = duty.state.value, duty.due_on, duty.reason
    row.waits_for = duty.waits_for.value if duty.waits_for else None


def _open(session: Session, campaign_id: str, candidate: str) -> FollowUp:
    row = session.get(FollowUp, (campaign_id, candidate))
    if row is None:
        raise RefusedError(
            "follow_up.not_open",
            _("%(candidate)s 尚未建立回访，请先在选岗结果确认后建立。", candidate=candidate),
            candidate=candidate,
        )
    return row


def _rows(session: Session, campaign_id: str, candidate: str) -> Sequence[DutyRow]:
    return session.exec(
        select(DutyRow)
        .where(DutyRow.campaign_id == campaign_id, DutyRow.candidate == candidate)
        .order_by(col(DutyRow.number))
    ).all()


def contacts(session: Session, campaign_id: str, candidate: str) -> Sequence[Contact]:
    """One person's calls and visits, the oldest first."""
    return session.exec(
        select(Contact)
        .where(Contact.campaign_id == campaign_id, Contact.candidate == candidate)
        .order_by(col(Contact.held_on), col(Contact.number))
    ).all()


def last_line(held: Sequence[Contact]) -> ContactLine | None:
    """The last of some contacts, with what was last known about the four questions."""
    if not held:
        return None
    last = held[-1]
    reached = [contact for contact in held if contact.outcome == Outcome.REACHED]
    answers = {
        topic: Answer(getattr(reached[-1], topic.value)) if reached else Answer.UNKNOWN for topic in QUESTIONS
    }
    return ContactLine(last.held_on, answers, last.note, last.next_on, Outcome(last.outcome))
