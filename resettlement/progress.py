"""What a campaign's rows say, counted: what the stages, the overview and `status` are made from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.service import categories
from resettlement.campaign.stages import Progress
from resettlement.errors import RefusedError
from resettlement.notices.drafting import is_unfrozen
from resettlement.objections.model import OPEN
from resettlement.objections.service import not_carried_out, objections
from resettlement.positions.feasibility import audit
from resettlement.positions.service import eligible, positions
from resettlement.publication.bundle import is_published
from resettlement.publication.public_documents import result_open
from resettlement.publication.register import announced_day, announcement_stands, positions_posted, posted
from resettlement.records.lookup import lines
from resettlement.records.service import people, unconfirmed, unreviewed
from resettlement.selection.outcome import is_recorded
from resettlement.selection.service import current, load
from resettlement.selection.wishes import service as wishes
from resettlement.selection.wishes.times import times
from resettlement.standing.findings import open_findings
from resettlement.standing.needed import needed
from resettlement.standing.release import stale
from resettlement.standing.service import newest_standing


def progress(db: Session, campaign_id: str, today: date, site: Path | None = None) -> Progress:
    """What the campaign's rows say, counted."""
    newest, notices = newest_standing(db, campaign_id), posted(db, campaign_id)
    everybody, offered = people(db, campaign_id), positions(db, campaign_id)
    state = session_state(db, campaign_id)
    filed = objections(db, campaign_id)
    changed = newest is not None and bool(stale(db, campaign_id))
    found = audit(
        [person.code for person in everybody],
        {position.id: position.seats for position in offered},
        eligible(db, campaign_id, today),
    )
    return Progress(
        today=today,
        people=len(everybody),
        unreviewed=len(unreviewed(db, campaign_id)),
        returned=sum(one.returned_at is not None and not one.removed_at for one in lines(db, campaign_id)),
        unconfirmed=len(unconfirmed(db, campaign_id)),
        standing=newest.version if newest else 0,
        records_newer=changed,
        unscorable=_unscorable(db, campaign_id) if newest is None or changed else 0,
        positions=len(offered),
        seats=sum(position.seats for position in offered),
        placeable=found.placeable,
        nobody_fits=found.nobody_fits,
        posted=frozenset(notice.kind for notice in notices),
        standing_posted=newest is not None and newest.version in {notice.standing for notice in notices},
        unfrozen=is_unfrozen(db, campaign_id),
        announced=announcement_stands(db, campaign_id),
        positions_posted=positions_posted(db, campaign_id),
        periods={n.number: n.closes_on for n in notices if n.closes_on and n.closes_on >= today},
        objections=len(filed),
        objections_open=sum(one.status in OPEN for one in filed),
        objections_upheld=len(not_carried_out(db, campaign_id)),
        findings=len(open_findings(db, campaign_id, today)) if newest and not newest.frozen else 0,
        frozen=newest is not None and newest.frozen,
        wishes=len(wishes.commitments(db, campaign_id)),
        wishes_closed=bool(times(db, campaign_id).closed_at(clock.now())),
        session_on=announced_day(db, campaign_id),
        session=state,
        recorded=is_recorded(db, campaign_id),
        result_open=result_open(db, campaign_id),
        published=state == "closed" and site is not None and is_published(db, campaign_id, site),
    )


def _unscorable(db: Session, campaign_id: str) -> int:
    """How many people need a figure that their rules lack."""
    needs = (need for row in categories(db, campaign_id) for need in needed(db, row).values())
    return len({who for need in needs for who in need.people})


def session_state(db: Session, campaign_id: str) -> str | None:
    """None before a session was opened, then "open", then "closed": of the one opened last."""
    try:
        return "closed" if load(db, current(db, campaign_id)).closed else "open"
    except RefusedError:
        return None
