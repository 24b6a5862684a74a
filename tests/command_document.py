"""docs/commands.md, made from the commands themselves: `python -m tests.command_document`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from resettlement.cli import cli

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
_HEAD = (
    "# The commands of the terminal\n\n"
    "`resettlement COMMAND --help` says the same in the terminal; `resettlement --version` prints the "
    "version. Every command ends with 0 (done, or the answer is yes), 1 (the answer is no) or 2 (could not "
    "run); `verify` also with 3 (tampered).\n\n"
    "The database is the one that `RESETTLEMENT_DATABASE_URL` names. The steps of a campaign, each with its "
    "form in the browser, are in [script.md](script.md).\n\n"
    "This list is made from the code (`python -m tests.command_document`); a test compares them.\n"
)


def page() -> str:
    """The page as it should stand in docs."""
    return _HEAD + "".join(_section(name, command) for name, command in commands(cli, "resettlement"))


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that call it, in the order of `--help`."""
    context = click.Context(group)
    for name in group.list_commands(context):
        match group.get_command(context, name):
            case click.Group() as inner:
                yield from commands(inner, f"{path} {name}")
            case click.Command() as command:
                yield f"{path} {name}", command
            case None:
                raise LookupError(name)


def _section(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    arguments = [one.make_metavar(context) for one in command.params if isinstance(one, click.Argument)]
    written = " ".join([path, *arguments])
    said = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    options = [one for one in command.params if isinstance(one, click.Option)]
    return f"\n## `{written}`\n{said.strip()}\n{_table(options, context)}"


def _table(options: list[click.Option], context: click.Context) -> str:
    rows = [_row(*record) for one in options if (record := one.get_help_record(context))]
    return "\n| option | what |\n|---|---|\n" + "".join(rows) if rows else ""


def _row(written: str, what: str) -> str:
    return f"| `{written}` | {' '.join(what.split())} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
