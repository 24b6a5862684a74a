"""What callers do: open the follow-up of those placed, record days, log calls and visits, settle duties.

Each function writes rows and one journal entry in the caller's transaction. The journal holds ids alone: what
somebody said on the telephone stays in the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from resettlement.errors import RefusedError
from resettlement.follow_up.due import CallRow, ContactLine, DutyLine, call_row, in_order
from resettlement.follow_up.model import (
    EVENT_LABELS,
    QUESTIONS,
    Answer,
    Channel,
    DueState,
    Duty,
    Topic,
    Trigger,
    applicable,
    duties_for,
)
from resettlement.follow_up.rules import shipped
from resettlement.follow_up.tables import Contact, DutyRow, FollowUp
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock


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
                f"{placement.candidate} 的回访已经建立，不能重复建立；请直接登记联系情况。",
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
        if duty is None or duty_row.settled_on is not None:
            continue
        _recompute(duty_row, duty)
        if duty.rule.fulfilled_by is event:
            duty_row.settled_on, duty_row.settled_by = on, by
            duty_row.settled_note = f"登记{EVENT_LABELS[event]}"
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
) -> Contact:
    """Log a call or visit. Questions not asked count as unknown. `next_on` must be later than `held_on`."""
    lock(session, stream_of(campaign_id))
    _open(session, campaign_id, candidate)
    if next_on is not None and next_on <= held_on:
        raise RefusedError(
            "follow_up.next_not_later",
            f"下次联系日期（{next_on}）应晚于本次（{held_on}）。",
            candidate=candidate,
        )
    contact = Contact(
        campaign_id=campaign_id,
        candidate=candidate,
        number=len(_contacts(session, campaign_id, candidate)) + 1,
        held_on=held_on,
        by=by,
        channel=channel.value,
        note=note,
        next_on=next_on,
        **{topic.value: answers.get(topic, Answer.UNKNOWN).value for topic in QUESTIONS},
    )
    session.add(contact)
    payload = {"candidate": candidate, "contact": contact.number}
    append(session, stream_of(campaign_id), [Draft("contact_logged", payload)], by=by, at=at)
    return contact


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
            f"{candidate} 没有「{key}」这项义务，请核对编号。",
            candidate=candidate,
            key=key,
        )
    if row.settled_on is not None:
        raise RefusedError(
            "follow_up.already_settled",
            f"「{row.label}」已于 {row.settled_on} 办结。",
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
    return tuple(row for row in call_rows(session, campaign_id, on) if row.why)


def call_rows(session: Session, campaign_id: str, on: date) -> tuple[CallRow, ...]:
    """Everybody who is followed up, as of a day; those to be called come first."""
    people = session.exec(select(FollowUp).where(FollowUp.campaign_id == campaign_id)).all()
    return in_order([_call_row(session, person, on) for person in people])


def _call_row(session: Session, row: FollowUp, on: date) -> CallRow:
    duties = [_line(duty) for duty in _rows(session, row.campaign_id, row.candidate)]
    contacts = [c for c in _contacts(session, row.campaign_id, row.candidate) if c.held_on <= on]
    last = _last(contacts[-1]) if contacts else None
    person = (row.candidate, row.category, row.unit, row.position, row.rules_id)
    return call_row(person, row.letter_on, duties, last, on)


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
            "follow_up.not_open", f"{candidate} 尚未建立回访，请先在选岗结果确认后建立。", candidate=candidate
        )
    return row


def _rows(session: Session, campaign_id: str, candidate: str) -> Sequence[DutyRow]:
    return session.exec(
        select(DutyRow)
        .where(DutyRow.campaign_id == campaign_id, DutyRow.candidate == candidate)
        .order_by(col(DutyRow.number))
    ).all()


def _contacts(session: Session, campaign_id: str, candidate: str) -> Sequence[Contact]:
    return session.exec(
        select(Contact)
        .where(Contact.campaign_id == campaign_id, Contact.candidate == candidate)
        .order_by(col(Contact.number))
    ).all()


def _line(row: DutyRow) -> DutyLine:
    return DutyLine(
        key=row.key,
        topic=Topic(row.topic),
        label=row.label,
        owed_by=row.owed_by,
        figure=row.figure,
        law=row.law,
        article=row.article,
        state=DueState(row.state),
        due_on=row.due_on,
        reason=row.reason,
        settled_on=row.settled_on,
    )


def _last(contact: Contact) -> ContactLine:
    answers = {topic: Answer(getattr(contact, topic.value)) for topic in QUESTIONS}
    return ContactLine(contact.held_on, answers, contact.note, contact.next_on)
