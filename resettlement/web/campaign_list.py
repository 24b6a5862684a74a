"""All campaigns of a database side by side, by what was posted and held: nothing here is anybody's secret."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from resettlement.campaign.tables import Campaign
from resettlement.journal.tables import JournalEntry
from resettlement.publication.tables import Notice
from resettlement.selection.service import current, stream_of
from resettlement.translation import gettext as _
from resettlement.web.addresses import at, here
from resettlement.web.cache_key import NEWEST_FIRST


@dataclass(frozen=True)
class ListedCampaign:
    """One of the campaigns. `posted`: the kinds of its notices; `object_until`: the last day on which one of
    them may be objected to, None where none may; `session`: None, "open" or "closed".
    """

    campaign: Campaign
    posted: frozenset[str]
    object_until: date | None
    session: str | None

    @property
    def id(self) -> str:
        return self.campaign.id

    def desk(self, path: str, desks: Sequence[tuple[str, str]]) -> str:
        """The desk at which somebody with these `desks` looks at `path`, in this campaign."""
        own = [desk for desk, _label in desks]
        with at(self.id):
            return here(next((desk for desk in own if path.startswith(desk)), own[0]))

    @property
    def in_session(self) -> bool:
        return self.session == "open"

    @property
    def finished(self) -> bool:
        """Its result was posted and nobody may object any more."""
        return "result" in self.posted and self.object_until is None

    @property
    def stage(self) -> str:
        """How far it is, as a family would say it."""
        if "result" in self.posted:
            return _("已结束，结果已公示") if self.finished else _("结果正在公示")
        if self.session:
            return _("选岗会正在进行") if self.in_session else _("选岗已结束，等候结果公示")
        if "announcement" in self.posted:
            return _("选岗会已经公告")
        if self.object_until:
            return _("评分或岗位正在公示")
        return _("公示期满，等候选岗会公告") if self.posted else _("正在准备，还没有公示")


def list_campaigns(db: Session, today: date) -> tuple[ListedCampaign, ...]:
    """Every campaign, the newest first."""
    rows = db.exec(select(Campaign).order_by(*NEWEST_FIRST)).all()
    posted: Mapping[str, list[tuple[str, date | None]]] = _posted(db)
    held = _held(db, {stream_of(current(db, row.id)): row.id for row in rows})
    return tuple(
        ListedCampaign(
            row,
            frozenset(kind for kind, _last in posted[row.id]),
            max((last for _kind, last in posted[row.id] if last and last >= today), default=None),
            held.get(row.id),
        )
        for row in rows
    )


def _posted(db: Session) -> Mapping[str, list[tuple[str, date | None]]]:
    found: defaultdict[str, list[tuple[str, date | None]]] = defaultdict(list)
    for campaign_id, kind, last in db.exec(select(Notice.campaign_id, Notice.kind, col(Notice.closes_on))):
        found[campaign_id].append((kind, last))
    return found


def _held(db: Session, streams: Mapping[str, str]) -> dict[str, str]:
    """The sessions by campaign: "open" or "closed"."""
    query = (
        select(JournalEntry.stream, JournalEntry.type)
        .where(col(JournalEntry.stream).in_(streams))
        .where((col(JournalEntry.version) == 1) | (col(JournalEntry.type) == "closed"))
        .order_by(col(JournalEntry.version))
    )
    return {streams[stream]: "closed" if type_ == "closed" else "open" for stream, type_ in db.exec(query)}
