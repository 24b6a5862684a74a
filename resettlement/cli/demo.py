"""`resettlement demo`: three sample campaigns side by side, then the live site on loopback."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
import time
from pathlib import Path

import click

from resettlement.cli import demo_folder
from resettlement.errors import BadInputError

DEFAULT_PORT = 8000
DESKS = (
    ("公开网页", "/", "不用登录"),
    ("工作台", "/staff", "clerk 经办人、reviewer 复核人、staffing 编制岗位"),
    ("选岗会", "/hall/control", "host 主持人"),
    ("会场大屏", "/hall/projector", "不用登录"),
    ("监督席", "/hall/supervisor", "supervisor 纪检监督"),
    ("回访", "/callers", "caller 回访员"),
    ("账号管理", "/accounts", "administrator 系统管理员"),
)
"""Who works where, and the sample account (sample_accounts) to sign in with."""

BESIDE = ("soldiers_2022", "officers_2022")
"""The campaigns beside the finished one: records and findings open; in the middle of its session."""


@click.command()
@click.option(
    "--once", "folder", type=click.Path(path_type=Path), help="做完全部工作，写入此目录，不启动服务。"
)
@click.option("--port", type=int, default=DEFAULT_PORT, show_default=True, envvar="PORT", help="服务端口。")
def demo(folder: Path | None, port: int) -> None:
    """示例批次（虚构）：导入、评分、公示、选岗、协议、公开包、回访；不带 --once 时三个批次并排打开。"""
    if folder is not None:
        _make(folder)
        return
    site = Path("demo")
    sources = _sources()
    if not demo_folder.is_current(site, sources):
        demo_folder.refuse_others(site)
        if site.exists():
            shutil.rmtree(site)
        _make(site, sources)
    _serve(site, port)


def _make(folder: Path, sources: str = "") -> None:
    """The whole job into an absent or empty folder; with `sources`, marked as one that may be replaced."""
    from resettlement.cli.play import play_into
    from resettlement.sample import folder as sample

    if folder.exists() and any(folder.iterdir()):
        raise BadInputError(f"目录 {folder} 不是空的，没有写入任何内容。请换一个新目录，或先移走其中的文件。")
    started = time.monotonic()

    def say(message: str) -> None:
        click.echo(f"[{time.monotonic() - started:5.1f} s] {message}", err=True)

    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as under_way:
        made = Path(under_way) / target.name
        made.mkdir()
        url = f"sqlite:///{made / 'resettlement.db'}"
        play_into(sample(), made, say, url=url)
        if sources:
            for name in BESIDE:
                say(f"同一个区的另一个批次：{name}")
                play_into(sample() / name, made / name, say, url=url)
            demo_folder.mark(made, sources)
        made.replace(target)  # an empty folder may stand there; a job that failed leaves nothing
    say(f"全部完成：{folder}")


def _sources() -> str:
    """A digest of everything the result is made from, so that a changed program or sample makes it again."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256(sys.version.encode())
    for package in ("resettlement", "scoring", "public_notices", "templates"):
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _serve(made: Path, port: int) -> None:
    from resettlement import database
    from resettlement.campaign.demonstration import start_after
    from resettlement.cli.sample_accounts import renew
    from resettlement.web.server import serve_live

    url = f"sqlite:///{(made / 'resettlement.db').resolve()}"
    database.upgrade(url)
    start_after(database.connect(url), made / "resettlement.db-days-moved")
    password = renew(url)
    serve_live(url, site=made / "bundle", port=port, announce=lambda: _announce(made, port, password))


def _announce(made: Path, port: int, password: str) -> None:
    """Where everybody finds their desk, by which account, and what day it is there."""
    from rich.cells import set_cell_size

    from resettlement import clock

    click.echo("\n示例批次（虚构）已经在这台电脑上打开。按 Ctrl+C 结束。\n")
    for who, path, accounts in DESKS:
        address = f"http://127.0.0.1:{port}{path}"
        click.echo(f"  {set_cell_size(who, 14)}{address:<42}{accounts}")
    click.echo(f"\n  密码都是      {password}（每次启动都换，只供本机演示）")
    click.echo(
        f"  今天是        {clock.now():%Y-%m-%d}（演示时钟：紧接示例的最后一步；页面上可以往前拨一天）"
    )
    click.echo("  三个批次      2021年度（已办完，正在回访）、2022年度退役士兵（档案、疑点未办完）、")
    click.echo("                2022年度军转干部（选岗会开到一半，暂停）；各人的工作台打开自己有事的那个")
    click.echo(f"  成果目录      {made.resolve()}（公示、协议、回执、回访名单）")
    click.echo(f"  核对公开包    .venv/bin/resettlement verify {made / 'bundle'}\n")
