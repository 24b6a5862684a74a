"""An opened campaign with nobody in it. Fictional (虚构)."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

import scoring
from resettlement import clock
from resettlement.campaign.service import open_campaign
from resettlement.campaign.tables import Campaign, Category

ID = "2021-empty"
PACKS = {"officer": "officers-city-table", "sergeant": "soldiers-2018"}
OPENED = datetime(2021, 9, 13, 9, tzinfo=clock.CHINA)
NINE = datetime(2021, 9, 24, 9, tzinfo=clock.CHINA)


def open_empty(session: Session, *, campaign_id: str = ID) -> None:
    """A campaign without people, posts or wishes."""
    campaign = Campaign(
        id=campaign_id, title="虚构区2021年度安置", district="虚构区", year=2021,
        issuer="虚构区退役军人事务局",
        fictional=True, opened_on=date(2021, 9, 13), contact_office="安置科", contact_phone="0000-0000000",
        contact_address="虚构路0号", objection_guide="书面提出", session_rules="", salt_key="5a" * 32,
    )  # fmt: skip
    rows = [
        Category(
            campaign_id=campaign_id, id=id_, label=id_, place=place, pack_text=scoring.load_pack(pack).text
        )
        for place, (id_, pack) in enumerate(PACKS.items())
    ]
    open_campaign(session, campaign, rows, by="staffing", at=OPENED)
