"""What a corrected list of positions, or a corrected result, says of the changes since it was posted last."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from resettlement.campaign.service import stream_of
from resettlement.journal.model import Entry
from resettlement.journal.service import read
from resettlement.publication.register import withdrawn
from resettlement.selection.service import sessions
from resettlement.selection.service import stream_of as session_stream

POSITION_CHANGES = {
    "seats_changed": "岗位{position}的名额由{before}个改为{now}个，理由：{reason}。",
    "position_withdrawn": "岗位{position}撤回，理由：{reason}。",
    "positions_added": "增加岗位{posts}，理由：{reason}。",
}
"""What changes a list of positions, as the notice of the corrected list says."""


RESULT_CHANGES = {
    "pick_annulled": "{candidate}选定的岗位{position}作废，理由：{reason}。",
    "position_assigned": "{candidate}由组织指定岗位{position}，理由：{reason}。",
}
"""What changes a result after the session, as a notice of it says."""


def of_positions(db: Session, campaign_id: str) -> tuple[str, ...]:
    """What changed of the posts since their list was posted last, each with its reason: before the session
    out of the campaign's log, in it out of its own.
    """
    log = read(db, stream_of(campaign_id))
    last = _posted_last(db, campaign_id, log, "positions")
    if last is None:
        return ()
    halls = (entry for one in sessions(db, campaign_id) for entry in read(db, session_stream(one)))
    since = [one for one in (*log, *halls) if one.type in POSITION_CHANGES and one.at > last.at]
    return tuple(
        POSITION_CHANGES[one.type].format(**one.payload, posts="、".join(one.payload.get("positions", ())))
        for one in since
    )


def of_result(db: Session, campaign_id: str) -> tuple[str, ...]:
    """What changed the result since it was posted last, or since the session: each with its reason."""
    log = read(db, stream_of(campaign_id))
    last = _posted_last(db, campaign_id, log, "result")
    since = [one for one in log[last.version if last else 0 :] if one.type in RESULT_CHANGES]
    return tuple(RESULT_CHANGES[one.type].format(**one.payload) for one in since)


def _posted_last(db: Session, campaign_id: str, log: Sequence[Entry], kind: str) -> Entry | None:
    """The entry of the newest notice of a kind that stands."""
    gone = withdrawn(db, campaign_id)
    posted = (one for one in reversed(log) if one.type == "notice_posted" and one.payload["kind"] == kind)
    return next((one for one in posted if one.payload["number"] not in gone), None)
