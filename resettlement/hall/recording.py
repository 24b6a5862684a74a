"""Recording the session's result in the campaign's log."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft, Entry, digest
from resettlement.journal.service import append, lock
from resettlement.objections.service import unanswered
from resettlement.publication import public_documents, register
from resettlement.selection import supervision
from resettlement.selection.outcome import is_recorded
from resettlement.selection.service import current, load, stream_of
from resettlement.translation import gettext as _


def record_session(db: Session, campaign_id: str, *, by: str, at: datetime) -> Entry:
    """Bind the head, count and result of the session opened last into the campaign's stream, once closed.

    Raises RefusedError `posting.session_open`, `posting.already_recorded`, `posting.not_certified` before the
    supervisor has certified exactly this log and this result, `posting.positions_not_posted` while seats
    changed in the session are not posted, and `posting.objections_open` while somebody waits for an answer:
    what they object to may be this very result.
    """
    stream = campaign_stream(campaign_id)
    lock(db, stream)  # pressed twice, the second finds it recorded
    session_id = current(db, campaign_id)
    session = load(db, session_id)
    if not session.closed:
        raise RefusedError("posting.session_open", _("选岗会还没有结束，不能登记结果。"))
    if is_recorded(db, campaign_id):
        raise RefusedError("posting.already_recorded", _("选岗结果已经登记过，不能重复登记。"))
    log, fingerprint = public_documents.head(db, stream_of(session_id)), digest(session.assignment)
    if not supervision.is_certified(db, session_id, log["head"], fingerprint):
        raise RefusedError(
            "posting.not_certified",
            _("监督人还没有签认这场选岗会，不能登记结果。请监督人先在“核对与签认”一页签认。"),
        )
    if session.seats and not register.positions_posted(db, campaign_id):
        raise RefusedError(
            "posting.positions_not_posted",
            _("选岗会上岗位名额有变动，还没有更正公示，不能登记结果。请经办人先做岗位的更正公示。"),
        )
    if numbers := unanswered(db, campaign_id):
        raise RefusedError(
            "posting.objections_open",
            _("第 %(numbers)s 号异议还没有答复，不能登记结果。请先裁定，或写明不予受理。", numbers=numbers),
        )
    payload = {
        "session": session_id,
        "head": log["head"],
        "count": log["count"],
        "fingerprint": fingerprint,
    }
    return append(db, stream, [Draft("session_recorded", payload)], by=by, at=at)[-1]
