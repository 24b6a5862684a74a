"""The session is over: nobody waits, and who has which post is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import digest
from resettlement.selection.session.choosing import refuse_taken_table
from resettlement.selection.session.command import Command, Filed, Form
from resettlement.selection.session.events.round_begun import is_due
from resettlement.selection.session.state import Event, Recorded, Session
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Closed(Event):
    assignment: Mapping[str, str | None]
    fingerprint: str

    def evolve(self, session: Session, entry: Recorded) -> Session:
        return replace(session, closed=True)


@dataclass(frozen=True)
class Close(Command):
    name, does = "close", "选岗会结束"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_taken_table(session)
        if session.next_in_turn:
            who = "、".join(session.next_in_turn)
            raise RefusedError(
                "selection.somebody_waits", _("还有人没有选岗（下一位：%(who)s），不能结束。", who=who)
            )
        if is_due(session):
            raise RefusedError("selection.round_due", _("按规则还有第二轮，不能结束。请先开始第二轮。"))
        assignment = session.assignment
        return Closed(assignment, digest(assignment))

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        if form.get("sure") != "yes":
            raise BadInputError(_("结束以后不能再作任何操作。确定结束的，请先勾选“确定结束”。"))
        return cls()
