"""`resettlement campaign open`: a campaign from its plan, a TOML file like `sample/campaign.toml`."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import Engine

from resettlement import database, settings
from resettlement.accounts.service import accounts
from resettlement.campaign.service import categories, stream_of
from resettlement.errors import BadInputError
from resettlement.journal.service import act
from resettlement.plan.opening import open_plan
from resettlement.plan.reading import read_plan
from resettlement.rights import may
from resettlement.selection.session.rules import parse_rules


@click.group()
def campaign() -> None:
    """安置批次。"""


@campaign.command("open")
@click.argument("file", metavar="FILE.toml", type=click.Path(path_type=Path))
@click.option("--by", default="staffing", show_default=True, help="经办账号。")
def open_(file: Path, by: str) -> None:
    """按方案文件建立批次；所用的规则连同补充规则一并存入，以后改文件不影响已建立的批次。"""
    plan = read_plan(file)
    url = settings.load().database_url
    database.upgrade(url)
    engine = database.connect(url)
    _refuse_stranger(engine, by)
    row = act(engine, stream_of(plan.id), lambda db, at: open_plan(db, plan, by=by, at=at))
    with database.reading(engine) as db:
        count = len(categories(db, row.id))
    for sentence in parse_rules(row.session_rules.encode(), "session rules").not_supported:
        click.echo(f"请注意：{sentence}", err=True)
    click.echo(f"批次已建立：{row.title}（{row.id}），{count} 个类别。", err=True)


def _refuse_stranger(engine: Engine, by: str) -> None:
    """What the journal says of `by` is somebody of the office who may do it."""
    with database.reading(engine) as db:
        roles = {account.id: account.role for account, active in accounts(db) if active}
    if by not in roles or not may(roles[by], "open"):
        able = "、".join(one for one, role in roles.items() if may(role, "open"))
        raise BadInputError(
            f"账号“{by}”不能建立批次。请用 --by 写明编制岗位或系统管理员的账号"
            f"（现有：{able or '没有'}）；账号用 resettlement user add 建立。"
        )
