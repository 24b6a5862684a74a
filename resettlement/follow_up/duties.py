"""Duties and their days: a day that becomes known moves them, what is carried out settles them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from resettlement.errors import RefusedError
from resettlement.follow_up.model import EVENT_LABELS, Duty, Trigger
from resettlement.follow_up.service import day_of, duties_now, followed, stream_of
from resettlement.follow_up.tables import DutyRow, FollowUp
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later
from resettlement.translation import looked_up

REGISTERED = later("登记%(event)s")
"""How it is known that an event showed a duty done; kept with the duty, so it is Chinese."""


def record_event(
    session: Session, campaign_id: str, candidate: str, event: Trigger, on: date, *, by: str, at: datetime
) -> None:
    """Register a day (reported in, started work …): dates that waited for it are computed, open duties
    recomputed, and what the event shows done is settled.

    Raises RefusedError `follow_up.by_letter`, `follow_up.not_yet`, `follow_up.before_letter`.
    """
    lock(session, stream_of(campaign_id))
    row = followed(session, campaign_id, candidate)
    refuse_day(event, on, row.letter_on, day_of(at))
    setattr(row, event.value, on)
    session.add(row)
    recompute(session, row)
    for duty in duties_now(row):
        if duty.rule.fulfilled_by is event:  # settled already: the day may be corrected later
            shown = session.get_one(DutyRow, (campaign_id, candidate, duty.rule.key))
            _recompute(shown, duty)
            shown.settled_on, shown.settled_by = on, by
            shown.settled_note = REGISTERED % {"event": EVENT_LABELS[event]}
            session.add(shown)
    payload = {"candidate": candidate, "event": event.value, "on": on.isoformat()}
    append(session, stream_of(campaign_id), [Draft("follow_up_event_recorded", payload)], by=by, at=at)


def refuse_day(event: Trigger, on: date, letter_on: date, today: date) -> None:
    """Reporting in and starting work lie behind us and not before the letter; the day set may lie ahead."""
    told = {"field": looked_up(EVENT_LABELS[event]), "day": on, "letter": letter_on, "today": today}
    if event is Trigger.LETTER:
        raise RefusedError("follow_up.by_letter", _("介绍信日期以介绍信为准。要改，请更正介绍信。"))
    if event is not Trigger.REPORT_BY and on > today:
        raise RefusedError(
            "follow_up.not_yet",
            _("%(field)s（%(day)s）还没有到。请填今天（%(today)s）或更早的日期。", **told),
            on=on,
        )
    if event is not Trigger.RECEIVED and on < letter_on:
        raise RefusedError(
            "follow_up.before_letter",
            _("%(field)s（%(day)s）早于介绍信日期（%(letter)s），请核对。", **told),
            on=on,
        )


def recompute(session: Session, row: FollowUp) -> None:
    """The open duties of somebody by the days as they are known now."""
    computed = {duty.rule.key: duty for duty in duties_now(row)}
    for duty_row in _rows(session, row.campaign_id, row.candidate):
        if duty_row.settled_on is None and duty_row.key in computed:
            _recompute(duty_row, computed[duty_row.key])
            session.add(duty_row)


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


def _recompute(row: DutyRow, duty: Duty) -> None:
    row.state, row.due_on, row.reason = duty.state.value, duty.due_on, duty.reason
    row.waits_for = duty.waits_for.value if duty.waits_for else None


def _rows(session: Session, campaign_id: str, candidate: str) -> Sequence[DutyRow]:
    return session.exec(
        select(DutyRow)
        .where(DutyRow.campaign_id == campaign_id, DutyRow.candidate == candidate)
        .order_by(col(DutyRow.number))
    ).all()
