"""`resettlement user add`: accounts for people who sign in."""

from __future__ import annotations

import sys

import click

from resettlement import clock, database, settings
from resettlement.accounts import service
from resettlement.accounts.model import ROLE_LABELS, Role
from resettlement.errors import BadInputError

CONSOLE = "console"
"""Who adds an account: whoever may open the database on the server itself."""

ROLES = "、".join(f"{role.value}（{label}）" for role, label in ROLE_LABELS.items())


@click.group()
def user() -> None:
    """账号。"""


@user.command("add", help=f"新建账号。密码输入两遍，不回显；从管道读取时取第一行。角色：{ROLES}。")
@click.argument("account")
@click.option("--role", required=True, metavar="ROLE", help="角色。")
@click.option("--name", default="", help="显示的称呼，例如“安置科小王”；不写则显示账号。")
def add(account: str, role: str, name: str) -> None:
    """Add an account; the password is asked for twice, or is the first line of standard input."""
    if role not in list(Role):
        raise BadInputError(f"没有角色“{role}”。可用的角色：{ROLES}。", role=role)
    password = _password()
    url = settings.load().database_url
    database.upgrade(url)
    with database.transaction(database.connect(url)) as db:
        service.add_account(
            db, account, name=name, role=Role(role), password=password, by=CONSOLE, at=clock.now()
        )
    click.echo(f"账号 {account}（{ROLE_LABELS[Role(role)]}）已建立。", err=True)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = click.prompt("密码", hide_input=True, err=True)
    if click.prompt("再输一遍", hide_input=True, err=True) != first:
        raise BadInputError("两次输入的密码不一样，没有建立账号。请重新运行。")
    return str(first)
