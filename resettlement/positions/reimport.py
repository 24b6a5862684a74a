"""A position list imported again: what differs from the one that is kept, and putting it in its place.

A list is one whole: unlike people, a post that the new workbook does not have is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete

from resettlement.campaign.service import stream_of
from resettlement.errors import ConflictError, RefusedError
from resettlement.journal.model import digest
from resettlement.journal.service import lock
from resettlement.positions import tables
from resettlement.positions.model import Offer, Position
from resettlement.positions.service import positions, refuse_unfit, write_positions
from resettlement.records.model import CATEGORY_LABELS, Preview
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later
from resettlement.translation import in_chinese


@dataclass(frozen=True)
class Change:
    """One column of a post: what the list says, and what the workbook says."""

    id: str
    field: str
    before: str
    now: str


@dataclass(frozen=True)
class Differences:
    """What a workbook would change; `digest` names exactly these differences, for whoever agrees to them."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changes: tuple[Change, ...]
    reordered: bool
    digest: str

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.changes or self.reordered)


def differences(session: Session, campaign_id: str, preview: Preview[Offer]) -> Differences:
    """Compare a workbook with the list that is kept; nothing is written."""
    before = {post.id: post for post in positions(session, campaign_id)}
    now = {offer.position.id: offer.position for offer in preview.rows}
    new = tuple(id_ for id_ in now if id_ not in before)
    gone = tuple(id_ for id_ in before if id_ not in now)
    both = [id_ for id_ in before if id_ in now]
    changes = tuple(change for id_ in both for change in _changes(before[id_], now[id_]))
    reordered = both != [id_ for id_ in now if id_ in before]
    told = [[change.id, change.field, change.before, change.now] for change in changes]
    return Differences(new, gone, changes, reordered, digest([new, gone, told, list(now)]))


def replace_positions(
    session: Session,
    campaign_id: str,
    preview: Preview[Offer],
    agreed: str,
    *,
    by: str,
    at: datetime,
) -> Differences:
    """Put the workbook's list in the place of the one that is kept, or nothing.

    `agreed` is the digest of the differences somebody looked at. Raises RefusedError `positions.problems`,
    `gate.not_public` and `positions.same`, ConflictError when the differences are others now.
    """
    lock(session, stream_of(campaign_id))
    refuse_unfit(session, campaign_id, preview)
    found = differences(session, campaign_id, preview)
    if not found:
        raise RefusedError("positions.same", _("这份工作簿与现在的岗位表相同，不必更换。"))
    if found.digest != agreed:
        raise ConflictError(_("与现在岗位表的差别，和刚才核对的不一样了，没有写入任何内容。请重新核对。"))
    position, unit = tables.Position, tables.ReceivingUnit
    session.exec(delete(position).where(col(position.campaign_id) == campaign_id))
    session.exec(delete(unit).where(col(unit.campaign_id) == campaign_id))
    further = {"new": list(found.new), "gone": list(found.gone)}
    further["changed"] = sorted({change.id for change in found.changes})
    write_positions(session, campaign_id, preview, by=by, at=at, replaced=further)
    return found


def _changes(before: Position, now: Position) -> list[Change]:
    old, new = _told(before), _told(now)
    return [Change(before.id, label, old[label], new[label]) for label in old if old[label] != new[label]]


@in_chinese  # in the words of the workbook, and in the digest that somebody agrees to
def _told(post: Position) -> Mapping[str, Any]:
    """A post by the columns of the workbook, as text."""
    return {
        later("接收单位"): post.unit,
        later("单位类别"): post.unit_kind,
        later("岗位名称"): post.title,
        later("岗位性质"): post.kind,
        later("名额"): str(post.seats),
        later("是否区级统筹"): later("是") if post.coordinated else later("否"),
        later("面向"): "、".join(CATEGORY_LABELS[category] for category in post.open_to),
        later("条件"): "；".join(post.requirements.sentences()),
        later("备注"): post.note or "",
    }
