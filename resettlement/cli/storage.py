"""`resettlement db upgrade`, `backup FILE`, `restore FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.engine import URL

from resettlement import clock, settings
from resettlement.cli import backup_postgresql, backup_sqlite
from resettlement.database import address, telling
from resettlement.database import upgrade as upgrade_database
from resettlement.errors import BadInputError, RefusedError, TamperedError
from resettlement.journal.check import Head
from resettlement.journal.model import short
from resettlement.office.old_uploads import delete_old_uploads

TAMPERED = 3
KINDS = {"sqlite": backup_sqlite, "postgresql": backup_postgresql}


@click.group()
def db() -> None:
    """数据库。"""


@db.command("upgrade")
def upgrade() -> None:
    """新建数据库，或把它升级到当前版本。"""
    url = settings.load().database_url
    upgrade_database(url)
    click.echo("数据库已是当前版本。")
    say_old_uploads(url)


def say_old_uploads(url: str) -> None:
    """Delete what an earlier version left, and say so."""
    folder, n = delete_old_uploads(url)
    if n:
        click.echo(f"已删除旧版本留在 {folder} 的 {n} 个上传文件：里面可能有身份证号，现在不再用。", err=True)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """把整个数据库备份成一个文件；使用中也可以备份，写完并核对后才算数。"""
    if file.exists():
        raise RefusedError("storage.file_exists", f"{file} 已经存在，备份不覆盖旧文件。请换一个文件名。")
    if not file.absolute().parent.is_dir():
        raise BadInputError(f"文件夹 {file.parent} 不存在，请先建立或换一个位置。")
    url = _url()
    with _tampered_is_3():
        heads = KINDS[url.get_backend_name()].back_up(url, file)
    click.echo(f"已备份到 {file}（{file.stat().st_size:,} 字节），日志链核对无误。")
    _say_heads(heads)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="替换现有数据；旧数据库改名保留。")
def restore(file: Path, replace: bool) -> None:
    """用备份恢复数据库；先核对备份，通过后才替换。"""
    url = _url()
    kind = url.get_backend_name()
    if not file.read_bytes()[:16].startswith(KINDS[kind].MAGIC):
        raise BadInputError(f"{file} 不是 {kind} 数据库的备份。请核对文件和 RESETTLEMENT_DATABASE_URL。")
    with telling():
        empty = KINDS[kind].is_empty(url)
    if not (empty or replace):
        raise RefusedError(
            "storage.not_empty", "现有数据库里已有数据。确要替换请加 --replace，旧数据库会改名保留。"
        )
    stamp = clock.now().strftime("%Y%m%d_%H%M%S")
    with _tampered_is_3():
        heads, aside = _restore(url, file, stamp)
    click.echo(f"已从 {file} 恢复，日志链核对无误。" + (f"原数据库保留为 {aside}。" if not empty else ""))
    _say_heads(heads)


def _restore(url: URL, file: Path, stamp: str) -> tuple[tuple[Head, ...], str]:
    if url.get_backend_name() == "sqlite":
        aside = Path(f"{url.database}.before_{stamp}")
        return backup_sqlite.restore(url, file, aside), aside.name
    return backup_postgresql.restore(url, file, stamp), f"{url.database}_before_{stamp}"


def _url() -> URL:
    return address(settings.load().database_url)


@contextmanager
def _tampered_is_3() -> Iterator[None]:
    try:
        with telling():
            yield
    except TamperedError as error:
        click.echo(error.message, err=True)
        sys.exit(TAMPERED)


def _say_heads(heads: Sequence[Head]) -> None:
    """A chain cut off at its end still holds: only paper tells how long it was."""
    if heads:
        click.echo("请与纸面上的记录核对：")
    for head in heads:
        click.echo(f"  {head.stream}  {head.count} 条  {short(head.head)}")
