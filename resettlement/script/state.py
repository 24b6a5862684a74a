"""A campaign being played: its folder and plan, the database, the accounts, where papers go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import clock, database
from resettlement.accounts import service as accounts
from resettlement.campaign.service import stream_of
from resettlement.journal.service import act, newest_at
from resettlement.plan.reading import Plan
from resettlement.rights import Role
from resettlement.script.lines import Line, ScriptError, accounts_named

Say = Callable[[str], None]
T = TypeVar("T")


@dataclass
class Play:
    """A campaign being played: its folder, its plan, where papers go, and the database."""

    folder: Path
    out: Path
    engine: Engine
    plan: Plan
    say: Say = lambda _: None

    @property
    def id(self) -> str:
        """The campaign's id."""
        return str(self.plan.table["id"])

    def act(self, f: Callable[[Session, datetime], T]) -> T:
        """One step on the campaign's own stream."""
        return act(self.engine, stream_of(self.id), f)

    def file(self, name: str) -> bytes:
        """A file of the campaign's folder. Raises ScriptError where there is none."""
        path = self.folder / name
        if Path(name).name != name or not path.is_file():
            raise ScriptError(f"{self.folder} 里没有 {name} 这个文件。")
        return path.read_bytes()

    def write(self, place: str, content: bytes) -> None:
        """A paper in the folder of what comes out."""
        path = self.out / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    @cached_property
    def people(self) -> dict[str, str]:
        """Account → the person's first account, as `[people]` of the plan says."""
        told: Mapping[str, list[str]] = self.plan.table.get("people", {})
        return {account: own[0] for own in told.values() for account in own}

    def enrol(self, lines: Iterable[Line]) -> None:
        """Make the accounts that the script names, before its first line; nobody knows their passwords."""
        named = dict.fromkeys(name for name in accounts_named(lines) if role_of(name))
        with database.transaction(self.engine) as db:
            have = {account.id for account, _active in accounts.accounts(db)}
            last = newest_at(db, accounts.STREAM)
            at = max(filter(None, (clock.now(), last)))
            firsts = [name for name in named if self.people.get(name, name) == name]
            for name in (*firsts, *(one for one in named if one not in firsts)):
                role = role_of(name)
                assert role is not None
                if name not in have:
                    accounts.add_account(
                        db, name, name=name, role=role, password=None, by="play", at=at,
                        person=self.people.get(name),
                    )  # fmt: skip


def role_of(account: str) -> Role | None:
    """What an account may do: the word before its dot; None for what is no role, or no account's name."""
    word, dot, name = account.partition(".")
    named = not dot or (name.isascii() and name.isalnum() and name == name.lower())
    return Role(word) if named and word in set(Role) else None


@dataclass(frozen=True)
class Command:
    """A command of the script: its arguments as they are written, what it does, and the doing.

    `function` is what the desk's form calls, `address` where a browser finds that form.
    """

    arguments: str
    does: str
    run: Callable[[Play, Line], None]
    function: str
    address: str
    codes: tuple[str, ...] = ()
