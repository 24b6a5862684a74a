"""The command line. A command is imported only when it is called, so that the small ones answer at once."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import click

COMMANDS = {
    "rules": "resettlement.cli.rules:rules",
    "campaign": "resettlement.cli.campaign:campaign",
    "template": "resettlement.cli.workbooks:template",
    "import": "resettlement.cli.workbooks:import_",
    "sheets": "resettlement.cli.sheets:sheets",
    "follow-up": "resettlement.cli.follow_up:follow_up",
    "audit": "resettlement.cli.cases:audit",
    "outlook": "resettlement.cli.cases:outlook",
    "allocate": "resettlement.cli.cases:allocate",
    "play": "resettlement.cli.play:play",
    "demo": "resettlement.cli.demo:demo",
    "publish": "resettlement.cli.publication:publish",
    "status": "resettlement.cli.status:status",
    "verify": "resettlement.cli.publication:verify",
    "serve": "resettlement.cli.publication:serve",
    "user": "resettlement.cli.accounts:user",
    "db": "resettlement.cli.storage:db",
    "backup": "resettlement.cli.storage:backup",
    "restore": "resettlement.cli.storage:restore",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="resettlement")
def cli() -> None:
    """阳光安置：退役军人量化评分、公开选岗、公示与回访。人人可核对每一分、每一次选岗。"""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end with its exit code; whatever could not run ends with 2.

    1 is an answer ("no"), so even a fault of our own must not end with it.
    """
    try:
        code = cli.main(args=arguments, prog_name="resettlement", standalone_mode=False)
    except click.ClickException as error:
        from resettlement.cli.usage import wrongly_written

        _could_not_run(wrongly_written(error))
    except click.Abort:
        _could_not_run("已中断，没有得出结果。")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains at its end
        sys.exit(2)
    except OSError as error:
        from scoring.errors import why_unreadable

        _could_not_run(
            f"{error.filename or '系统'}：不能读写（{why_unreadable(error)}）。请核对路径、权限和磁盘空间。"
        )
    except Exception as error:
        if not _can_be_mended(error):
            import traceback

            traceback.print_exc()
            _could_not_run("程序自身出错，没有得出结果。请把以上内容交给维护人员。")
        _could_not_run(str(error))
    sys.exit(code if isinstance(code, int) else 0)


def _could_not_run(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(2)


def _can_be_mended(error: Exception) -> bool:
    """The error trees of the three packages carry a stable `code`; anything else is our own fault."""
    package = type(error).__module__.partition(".")[0]
    return package in {"resettlement", "scoring", "public_notices"} and isinstance(
        getattr(error, "code", None), str
    )
