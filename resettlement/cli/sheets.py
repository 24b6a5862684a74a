"""`resettlement sheets DIR`: everybody's score sheet as a PDF, to be checked and signed (本人确认)."""

from __future__ import annotations

from pathlib import Path

import click
from sqlmodel import Session, select

from resettlement import clock, database, settings
from resettlement.campaign.service import campaign
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError
from resettlement.papers.score_sheets import printed, sheets_to_sign
from scoring.errors import why_unreadable


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--campaign", "campaign_id", metavar="ID", help="哪个批次；只有一个批次时不必写。")
@click.option("--candidate", "candidates", multiple=True, metavar="编号", help="只打印这些人；可以写多次。")
def sheets(folder: Path, campaign_id: str | None, candidates: tuple[str, ...]) -> None:
    """打印量化评分表（PDF，每人一份），供本人核对、签字确认。"""
    today = clock.now().date()
    with database.reading(database.connect(settings.load().database_url)) as db:
        of = _campaign(db, campaign_id)
        contents = sheets_to_sign(db, of, issued_on=today, codes=candidates)
    papers = printed(contents)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for code, pdf in papers.items():
            (folder / f"{code}.pdf").write_bytes(pdf)
    except OSError as error:
        raise BadInputError(f"{folder}：写不进去（{why_unreadable(error)}）。请核对文件夹和权限。") from error
    click.echo(f"已打印 {len(contents)} 份量化评分表：{folder}", err=True)


def _campaign(db: Session, named: str | None) -> str:
    if named is not None:
        return campaign(db, named).id
    known = db.exec(select(Campaign.id).order_by(Campaign.id)).all()
    if len(known) != 1:
        raise BadInputError(f"请用 --campaign 写明是哪个批次（现有：{'、'.join(known) or '无'}）。")
    return known[0]
