"""`resettlement publish`, `verify` and `serve`: the public bundle written, checked and shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from resettlement.errors import BadInputError

if TYPE_CHECKING:
    from sqlmodel import Session


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--campaign", "campaign_id", help="安置批次编号；只有一个批次时可以不写。")
def publish(folder: Path, campaign_id: str | None) -> None:
    """把公开包写入 DIR：网页、公示、数据和核对程序。原有的公开包整体替换。"""
    from public_notices.errors import NoticeError
    from resettlement import database, settings
    from resettlement.publication.bundle import publish_campaign

    url = settings.load().database_url
    database.upgrade(url)
    engine = database.connect(url)
    with database.transaction(engine) as db:
        campaign = campaign_id or _only_campaign(db)
    try:
        publish_campaign(engine, campaign, folder)
    except NoticeError as error:
        raise BadInputError(str(error)) from error
    click.echo(f"公开包已写入 {folder}", err=True)


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--head", metavar="XXXX-XXXX", help="回执、选岗会公告、结果公示上的日志头；与纸面比对。")
@click.option("--fingerprint", metavar="XXXX-XXXX", help="公示上印的结果指纹。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 写出。")
@click.pass_context
def verify(
    context: click.Context, folder: str, head: str | None, fingerprint: str | None, as_json: bool
) -> None:
    """核对 DIR 里的公开包，不连数据库、不连网。退出码：0 无误，1 有出入，2 无法核对，3 被改动过。"""
    from public_notices import verifier

    given = {"--head": head, "--fingerprint": fingerprint}
    options = [part for name, value in given.items() if value is not None for part in (name, value)]
    context.exit(verifier.main([*options, *(["--json"] if as_json else []), "--", folder]))


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址；默认只有本机能看。")
@click.option("--port", type=int, default=8000, show_default=True, envvar="PORT", help="端口。")
def serve(folder: Path | None, host: str, port: int) -> None:
    """启动网站：公开网页、工作台、选岗会、回访。写上 DIR 时只展示这个公开包。按 Ctrl+C 结束。

    对外提供时请放在 HTTPS 反向代理之后：除本机外，没有 HTTPS 就不能登录。
    """
    from resettlement import database, settings
    from resettlement.cli.storage import say_old_uploads
    from resettlement.web.server import serve_live, serve_site

    def announce() -> None:
        click.echo(f"网址：http://{host}:{port}/", err=True)

    def show_code(code: str) -> None:
        click.echo(f"还没有人可以登录。请在浏览器里初次设置：http://{host}:{port}/setup", err=True)
        click.echo(f"设置码（只能用一次）：{code}", err=True)

    if folder is None:
        url = settings.load().database_url
        database.upgrade(url)
        say_old_uploads(url)
        serve_live(url, host=host, port=port, announce=announce, show_code=show_code)
    else:
        serve_site(folder, host=host, port=port, announce=announce)


def _only_campaign(db: Session) -> str:
    from sqlmodel import col, select

    from resettlement.campaign.tables import Campaign

    ids = list(db.exec(select(Campaign.id).order_by(col(Campaign.id))))
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise BadInputError(
            "数据库里还没有安置批次。请先建立批次，或用 RESETTLEMENT_DATABASE_URL 指明数据库。"
        )
    raise BadInputError(f"数据库里有多个安置批次（{'、'.join(ids)}）。请用 --campaign 指明一个。")
