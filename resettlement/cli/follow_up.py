"""`resettlement follow-up --json`: everybody placed, in every campaign, and how far they have got."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click
from sqlmodel import Session, select

from resettlement import clock, database, settings
from resettlement.campaign.tables import Campaign
from resettlement.follow_up.letters import placed
from resettlement.follow_up.service import call_rows
from resettlement.follow_up.state import listed
from resettlement.follow_up.tables import FollowUp


@click.command("follow-up")
@click.option("--json", "as_json", is_flag=True, required=True, help="给程序读的 JSON。")
@click.option("--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天；不写就是今天。")
def follow_up(as_json: bool, on: datetime | None) -> None:
    """列出每一位已安置人员的回访情况：状态、各项义务、下次联系。"""
    assert as_json
    day = on.date() if on else clock.now().date()
    with database.reading(database.connect(settings.load().database_url)) as db:
        found = everybody(db, day)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def everybody(db: Session, on: date) -> dict[str, Any]:
    """The answer, of every campaign in the database."""
    campaigns = sorted(db.exec(select(Campaign.id)))
    rows = [row for campaign_id in campaigns for row in call_rows(db, campaign_id, on)]
    events = {(row.campaign_id, row.candidate): row.events() for row in db.exec(select(FollowUp))}
    without = [
        (campaign_id, one.person.code)
        for campaign_id in campaigns
        for one in placed(db, campaign_id)
        if (campaign_id, one.person.code) not in events
    ]
    return listed(rows, events, without, on)
