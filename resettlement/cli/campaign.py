"""`resettlement campaign open`: a campaign from its plan, a TOML file like `sample/campaign.toml`."""

from __future__ import annotations

from pathlib import Path

import click

from resettlement import clock, database, settings
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError
from resettlement.plan.reading import campaign_of, read_table, set_up
from resettlement.selection.rules import parse_rules


@click.group()
def campaign() -> None:
    """安置批次。"""


@campaign.command("open")
@click.argument("file", metavar="FILE.toml", type=click.Path(path_type=Path))
@click.option("--by", default="staffing", show_default=True, help="经办账号。")
def open_(file: Path, by: str) -> None:
    """按方案文件建立批次；所用的规则连同补充规则一并存入，以后改文件不影响已建立的批次。"""
    table = read_table(file)
    row, categories = campaign_of(table, file.parent)
    url = settings.load().database_url
    database.upgrade(url)
    with database.transaction(database.connect(url)) as db:
        if db.get(Campaign, row.id) is not None:
            raise BadInputError(f"批次 {row.id} 已经建立过。没有写入任何内容；新的批次请换一个编号。")
        set_up(db, table, row, categories, by=by, at=clock.now())
    for sentence in parse_rules(row.session_rules.encode(), "session rules").not_supported:
        click.echo(f"请注意：{sentence}", err=True)
    click.echo(f"批次已建立：{row.title}（{row.id}），{len(categories)} 个类别。", err=True)
