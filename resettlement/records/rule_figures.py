"""A figure of the rules as the office enters it: the document it is from is public with the rules."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from public_notices.translation import gettext as _
from resettlement.campaign import figures
from resettlement.campaign.service import stream_of
from resettlement.journal.service import lock
from resettlement.records.gate import refuse_unpublishable


def enter(
    db: Session, campaign_id: str, category: str, what: str, written: str, *, document: str, by: str,
    at: datetime,
) -> int:  # fmt: skip
    """As `campaign.figures.enter`, once what was typed has passed the gate.

    Raises RefusedError `gate.not_public`, and what that raises.
    """
    lock(db, stream_of(campaign_id))
    refuse_unpublishable(db, campaign_id, {_("取自哪份文件"): document, _("数值"): written})
    return figures.enter(db, campaign_id, category, what, written, document=document, by=by, at=at)
