"""temp"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from resettlement.objections.model import FiledBy
from resettlement.objections.service import file_objection
from resettlement.objections.tables import Objection
from resettlement.posting.publication import posted
from resettlement.workdays import Period


def file_on_paper(
    db: Session, campaign_id: str, candidate: str, text: str, *, filed_by: FiledBy, by: str, at: datetime
) -> Objection:
    day = at.date()
    found = [n for n in posted(db, campaign_id) if n.closes_on and n.posted_on <= day <= n.closes_on]
    period = Period(found[0].posted_on, found[0].closes_on) if found and found[0].closes_on else None
    return file_objection(
        db,
        campaign_id,
        candidate=candidate,
        item="评分表",
        filed_on=day,
        filed_by=filed_by,
        text=text,
        period=period,
        by=by,
        at=at,
    )
