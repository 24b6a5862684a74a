"""`resettlement play FOLDER OUT`: a whole campaign from its script."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import click

from resettlement.errors import BadInputError


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--until", metavar='"DATE[ TIME]"', help="在这一时刻或之后的第一行之前停下。")
@click.pass_context
def play(context: click.Context, folder: Path, out: Path, until: str | None) -> None:
    """按 FOLDER 里的 campaign.txt 逐行办完一个批次，成果写入 OUT；写法见 docs/script.md。

    退出码：0 每一行都照办；1 某一行不该被拒绝而被拒绝，或该被拒绝而没有；2 文件夹或某一行读不懂。
    """
    from resettlement.script.play import LineFailedError

    started = time.monotonic()

    def say(message: str) -> None:
        click.echo(f"[{time.monotonic() - started:5.1f} s] {message}", err=True)

    try:
        play_into(folder, out, say, until)
    except LineFailedError as failed:
        click.echo(str(failed), err=True)
        context.exit(1)


def play_into(
    folder: Path, out: Path, say: Callable[[str], None], until: str | None = None, url: str | None = None
) -> None:
    """Play a folder into OUT, which is absent or empty, and into the database of `url`, the environment's,
    or one beside what comes out. Raises as `script.play.play`.
    """
    from resettlement import database
    from resettlement.script.lines import moment
    from resettlement.script.play import play, played

    played(folder)  # what cannot be read is refused before anything is made
    stop = moment(until) if until else None
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInputError(f"{out} 不是空目录，没有写入任何内容。请换一个新目录，或先移走其中的文件。")
    out.mkdir(parents=True, exist_ok=True)
    own = f"sqlite:///{(out / 'resettlement.db').resolve()}"
    url = url or os.environ.get("RESETTLEMENT_DATABASE_URL") or own
    database.upgrade(url)
    engine = database.connect(url)
    try:
        play(folder, out, engine, say, until=stop)
    finally:
        engine.dispose()
