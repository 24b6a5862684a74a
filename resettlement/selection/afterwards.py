"""What becomes of a result after the session: a pick found void, a post assigned by the office (组织指定).

Each stands in the campaign's log with a public reason. What was posted of the result is open to be corrected
from then on; a seat that came free goes to a second session (`hall.opening`) or is assigned.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session as Database

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock
from resettlement.records.gate import gate_of
from resettlement.selection.outcome import Outcome, is_recorded, outcome
from resettlement.selection.session.reasons import require_reason
from resettlement.translation import gettext as _


def annul(db: Database, campaign_id: str, candidate: str, reason: str, *, by: str, at: datetime) -> None:
    """A post is theirs no more: avoidance was broken, papers were false. They are without a post again.

    Raises RefusedError `selection.no_post_to_annul`, and what :func:`_ready` raises.
    """
    found = _ready(db, campaign_id, candidate, reason)
    held = found.held.get(candidate)
    if held is None:
        raise RefusedError(
            "selection.no_post_to_annul", _("%(who)s 没有岗位，不用作废。请核对编号。", who=candidate)
        )
    payload = {"candidate": candidate, "position": held.position, "reason": reason.strip()}
    append(db, stream_of(campaign_id), [Draft("pick_annulled", payload)], by=by, at=at)


def assign(
    db: Database, campaign_id: str, candidate: str, position: str, reason: str, *, by: str, at: datetime
) -> None:
    """The office assigns a post to somebody who took none, where the rules of the place say so.

    Raises RefusedError `selection.no_rule_for_assigning`, `selection.has_a_post`, `selection.no_seat`,
    `selection.not_eligible`, and what :func:`_ready` raises.
    """
    found = _ready(db, campaign_id, candidate, reason)
    if not found.first.settings.get("assigned_by_office"):
        raise RefusedError(
            "selection.no_rule_for_assigning",
            _(
                "本批次的选岗会规则没有写明由组织指定岗位（assigned_by_office），不能指定。可以再开一场选岗会。"
            ),
        )
    if candidate in found.held:
        raise RefusedError(
            "selection.has_a_post",
            _("%(who)s 已有岗位 %(post)s，不用指定。", who=candidate, post=found.held[candidate].position),
        )
    if found.seats_left.get(position, 0) < 1:
        raise RefusedError(
            "selection.no_seat", _("%(post)s 没有剩余名额。请另选岗位。", post=position), position=position
        )
    if position not in found.open_to(candidate):
        raise RefusedError(
            "selection.not_eligible",
            _("%(who)s 不符合 %(post)s 的条件。请另选。", who=candidate, post=position),
        )
    payload = {"candidate": candidate, "position": position, "reason": reason.strip()}
    append(db, stream_of(campaign_id), [Draft("position_assigned", payload)], by=by, at=at)


def refuse_unrecorded(db: Database, campaign_id: str) -> Outcome:
    """What stands, once every session that was opened is recorded.

    Raises RefusedError `selection.not_recorded`, and `selection.not_open` before there was a session.
    """
    found = outcome(db, campaign_id)
    if not is_recorded(db, campaign_id):
        raise RefusedError(
            "selection.not_recorded",
            _("选岗会的结果还没有登记。请先结束选岗会、签认并登记结果，再办理。"),
        )
    return found


def _ready(db: Database, campaign_id: str, candidate: str, reason: str) -> Outcome:
    """Raises what `refuse_unrecorded` raises, RefusedError `selection.unknown_candidate`,
    `gate.not_public` for a reason that names somebody, and what `require_reason` raises.
    """
    lock(db, stream_of(campaign_id))
    found = refuse_unrecorded(db, campaign_id)
    if candidate not in found.first.eligible:
        raise RefusedError(
            "selection.unknown_candidate", _("%(who)s 不在选岗名单里，请核对编号。", who=candidate)
        )
    gate_of(db, campaign_id).refuse({_("理由"): require_reason(reason)})
    return found
