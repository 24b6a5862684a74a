"""Opening a campaign and looking it up."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.campaign.tables import Campaign, Category
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import Draft, digest
from resettlement.journal.service import append
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later


def stream_of(campaign_id: str) -> str:
    """The journal's stream of everything about a campaign but its selection session."""
    return f"campaign/{campaign_id}"


def open_campaign(
    session: Session, campaign: Campaign, categories: Sequence[Category], *, by: str, at: datetime
) -> None:
    """Open a campaign; its rules are copied in, so that a later change of a file changes nothing here.

    Raises RefusedError `campaign.demonstration` for a real one while a demonstration's clock runs.
    """
    if clock.demonstrated_since() and not campaign.fictional:
        raise RefusedError(
            "campaign.demonstration",
            later("演示时钟正在走，这里只能建立虚构的批次。真实的批次请在正式的服务器上建立。"),
        )
    session.add(campaign)
    session.flush()
    session.add_all(categories)
    payload = {
        "campaign": campaign.id,
        "categories": [category.id for category in categories],
        "rules": digest([[c.pack_text, c.overlay_text] for c in categories]),
        "session_rules": digest(campaign.session_rules),
        **({"wishes_close_at": campaign.wishes_close_at} if campaign.wishes_close_at else {}),
    }
    append(session, stream_of(campaign.id), [Draft("campaign_opened", payload)], by=by, at=at)


def campaign(session: Session, campaign_id: str) -> Campaign:
    """The campaign's row. Raises BadInputError when there is none of this id."""
    row = session.get(Campaign, campaign_id)
    if row is None:
        raise BadInputError(
            _("没有编号为“%(campaign)s”的安置批次。请先建立批次，或核对编号。", campaign=campaign_id)
        )
    return row


def categories(session: Session, campaign_id: str) -> tuple[Category, ...]:
    """The categories of a campaign in the order of the session."""
    query = select(Category).where(Category.campaign_id == campaign_id).order_by(col(Category.place))
    return tuple(session.exec(query))


def salt(row: Campaign, what: str) -> str:
    """The salt (hex) for one withheld value: told to the person concerned, to nobody else."""
    return hmac.new(bytes.fromhex(row.salt_key), what.encode(), hashlib.sha256).hexdigest()
