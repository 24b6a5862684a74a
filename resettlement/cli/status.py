"""`resettlement status`: where every campaign stands, what it lacks, and whether it could be published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click
from sqlmodel import Session, col, select

from resettlement import clock, database, settings
from resettlement.campaign.stages import State, stages
from resettlement.campaign.tables import Campaign
from resettlement.office.service import site_folder
from resettlement.progress import progress
from resettlement.publication.publishable import differences

FINISHED = "finished"
"""The stage of a campaign that lacks nothing any more."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="以 JSON 写出。")
def status(as_json: bool) -> None:
    """每个安置批次进行到哪一步、还缺什么、公示的内容能否公布。"""
    url = settings.load().database_url
    database.upgrade(url)
    with database.reading(database.connect(url)) as db:
        of = Campaign
        rows = db.exec(select(of).order_by(col(of.opened_on), col(of.id)))
        found = [state_of(db, row) for row in rows]
    if as_json:
        click.echo(json.dumps({"campaigns": found}, ensure_ascii=False))
    else:
        click.echo("\n".join(line for one in found for line in _lines(one)))


def state_of(db: Session, campaign: Campaign) -> Mapping[str, Any]:
    """One campaign as CONTRACT.md has it."""
    counted = progress(db, campaign.id, clock.now().date(), site_folder(db, campaign.id))
    now = next((one for one in stages(counted) if one.state is State.CURRENT), None)
    wrong = differences(db, campaign.id)
    return {
        "id": campaign.id,
        "title": campaign.title,
        "stage": now.id if now else FINISHED,
        "missing": [lack.text for lack in now.missing] if now else [],
        "publishable": not wrong,
        "differences": [one.sentence for one in wrong],
    }


def _lines(found: Mapping[str, Any]) -> list[str]:
    able = "能" if found["publishable"] else "不能"
    return [
        f"{found['title']}（{found['id']}）：{found['stage']}",
        *(f"  缺：{one}" for one in found["missing"]),
        f"  能否公布：{able}",
        *(f"    {one}" for one in found["differences"]),
    ]
