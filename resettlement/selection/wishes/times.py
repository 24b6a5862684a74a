"""When wishes may be filed: from the frozen standing to the opening of the session, or until earlier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.campaign.service import campaign
from resettlement.errors import RefusedError
from resettlement.journal.tables import JournalEntry
from resettlement.positions.service import positions
from resettlement.selection.service import stream_of
from resettlement.standing.model import classes
from resettlement.standing.service import newest_standing, rows_of
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Times:
    """`people`: who takes part in the session; empty until the standing is frozen, because wishes name posts
    and the list of posts cannot be put right any more once the first are filed.

    `close_at` is the last instant of the plan, None without one; `session_at` when the session opened.
    """

    people: frozenset[str]
    close_at: datetime | None
    session_at: datetime | None

    def closed_at(self, at: datetime) -> datetime | None:
        """When filing closed, None while it has not; the last instant of the plan is in time."""
        over = [self.session_at, self.close_at if self.close_at and at > self.close_at else None]
        return min((one for one in over if one), default=None)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody may file now."""
        return bool(self.people) and self.closed_at(at) is None

    def refuse_closed(self, at: datetime) -> None:
        """Raises RefusedError `wishes.closed`, which names the time."""
        if over := self.closed_at(at):
            raise RefusedError(
                "wishes.closed",
                _("志愿填报已在 %(time)s 截止，不能再填报或改动。", time=shown(over)),
                closed_at=clock.written(over),
            )

    def refuse_unless_open(self, candidate: str, at: datetime) -> None:
        """Raises RefusedError `wishes.closed`, `wishes.not_open` and `wishes.not_in_standing`."""
        self.refuse_closed(at)
        if not self.people:
            raise RefusedError(
                "wishes.not_open",
                _("还不能填报志愿：名次确定（冻结）、岗位表导入之后才开始。"),
            )
        if candidate not in self.people:
            raise RefusedError(
                "wishes.not_in_standing",
                _("%(code)s 不在本批次确定的名次里，不能填报志愿。请核对编号。", code=candidate),
                candidate=candidate,
            )


def times(session: Session, campaign_id: str) -> Times:
    """As they stand now."""
    last = campaign(session, campaign_id).wishes_close_at
    opened = session.exec(
        select(JournalEntry.at).where(
            JournalEntry.stream == stream_of(campaign_id), col(JournalEntry.version) == 1
        )
    ).first()
    return Times(
        _people(session, campaign_id),
        clock.read(last) if last else None,
        clock.read(opened) if opened else None,
    )


def shown(at: datetime) -> str:
    """An instant to the minute as the office's clock shows it: `2021-11-24 17:00`."""
    return f"{at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"


def _people(session: Session, campaign_id: str) -> frozenset[str]:
    newest = newest_standing(session, campaign_id)
    if newest is None or not newest.frozen or not positions(session, campaign_id):
        return frozenset()
    found = rows_of(newest).values()
    return frozenset(person for rows in found for class_ in classes(rows) for person in class_)
