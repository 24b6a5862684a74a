"""What was entered wrongly and is put right; whose follow-up ends, and who is taken up again.

Nothing is removed: a corrected contact stays beside the one that replaces it, an end beside its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from resettlement.errors import RefusedError
from resettlement.follow_up.model import QUESTIONS, Answer, Channel, Ended, Outcome, Topic
from resettlement.follow_up.service import day_of, followed, log_contact, stream_of
from resettlement.follow_up.tables import Contact, FollowUp
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock
from resettlement.translation import gettext as _

KEPT = ("held_on", "note", "next_on", "promised", "place", "satisfied")
"""What a correction takes over as it was unless told otherwise; so are channel, outcome and answers."""


def correct_contact(
    session: Session,
    campaign_id: str,
    serial: int,
    changed: Mapping[str, Any],
    *,
    reason: str,
    by: str,
    at: datetime,
) -> Contact:
    """Replace a contact by a corrected one. `changed` are arguments of `log_contact`; of `answers` those that
    were wrong.

    Raises RefusedError `follow_up.no_such_contact`, `follow_up.corrected_already`, `follow_up.no_reason`, and
    what `log_contact` raises.
    """
    lock(session, stream_of(campaign_id))
    wrong = _standing(session, campaign_id, serial)
    if not reason.strip():
        raise RefusedError("follow_up.no_reason", _("请写明为什么更正。"))
    given = {name: getattr(wrong, name) for name in KEPT} | dict(changed)
    given["answers"] = _answers(wrong) | dict(changed.get("answers", {}))
    return log_contact(
        session,
        campaign_id,
        wrong.candidate,
        **{"channel": Channel(wrong.channel), "outcome": Outcome(wrong.outcome), **given},
        by=by,
        at=at,
        replaces=serial,
        reason=reason.strip(),
    )


def end_follow_up(
    session: Session, campaign_id: str, candidate: str, why: Ended, *, note: str, by: str, at: datetime
) -> FollowUp:
    """Nobody calls any more, for a reason that is written down; everything stays to be read.

    Raises RefusedError `follow_up.not_open`, `follow_up.no_reason`, `follow_up.ended`.
    """
    lock(session, stream_of(campaign_id))
    row = followed(session, campaign_id, candidate)
    if not note.strip():
        raise RefusedError("follow_up.no_reason", _("请写明为什么结束回访、怎么知道的。"))
    if row.ended_on is not None:
        raise RefusedError(
            "follow_up.ended",
            _("%(candidate)s 的回访已于 %(day)s 结束。", candidate=candidate, day=row.ended_on),
            candidate=candidate,
        )
    row.ended_on, row.ended_why, row.ended_note, row.ended_by = day_of(at), why.value, note.strip(), by
    session.add(row)
    payload = {"candidate": candidate, "why": why.value}
    append(session, stream_of(campaign_id), [Draft("follow_up_ended", payload)], by=by, at=at)
    return row


def take_up_again(
    session: Session, campaign_id: str, candidate: str, *, reason: str, by: str, at: datetime
) -> FollowUp:
    """Undo an end that was entered wrongly; the journal keeps both.

    Raises RefusedError `follow_up.not_open`, `follow_up.not_ended`, `follow_up.no_reason`.
    """
    lock(session, stream_of(campaign_id))
    row = followed(session, campaign_id, candidate)
    if row.ended_on is None:
        raise RefusedError(
            "follow_up.not_ended",
            _("%(candidate)s 的回访没有结束，不用恢复。", candidate=candidate),
            candidate=candidate,
        )
    if not reason.strip():
        raise RefusedError("follow_up.no_reason", _("请写明为什么恢复回访。"))
    row.ended_on = row.ended_why = row.ended_note = row.ended_by = None
    session.add(row)
    payload = {"candidate": candidate, "reason": reason.strip()}
    append(session, stream_of(campaign_id), [Draft("follow_up_taken_up_again", payload)], by=by, at=at)
    return row


def _standing(session: Session, campaign_id: str, serial: int) -> Contact:
    of_campaign = select(Contact).where(Contact.campaign_id == campaign_id)
    found = session.exec(of_campaign.where(Contact.serial == serial)).first()
    if found is None:
        raise RefusedError(
            "follow_up.no_such_contact",
            _("没有第 %(n)s 号联系记录，请从本人的页面查号。", n=serial),
            serial=serial,
        )
    later = session.exec(of_campaign.where(Contact.replaces == serial)).first()
    if later is not None:
        raise RefusedError(
            "follow_up.corrected_already",
            _("第 %(n)s 号联系记录已由第 %(later)s 号更正，请更正后者。", n=serial, later=later.serial),
            serial=serial,
        )
    return found


def _answers(contact: Contact) -> dict[Topic, Answer]:
    return {topic: Answer(getattr(contact, topic.value)) for topic in QUESTIONS}
