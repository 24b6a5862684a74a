"""From a form of the control page to a command of the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlmodel import Session as Database

from resettlement import database
from resettlement.errors import BadInputError, ConflictError, RefusedError
from resettlement.journal.service import lock
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.rehearsal.invented import is_rehearsal, wishes_of
from resettlement.selection.service import stream_of
from resettlement.selection.session import events
from resettlement.selection.session.command import CONTROL, Command, Filed, Form, given, number_of
from resettlement.selection.session.state import Opened, Session
from resettlement.selection.wishes import service as wishes
from resettlement.translation import gettext as _
from resettlement.web.desk import Desk
from resettlement.web.rendering import find_campaign

T = TypeVar("T")
COMMANDS: Mapping[str, type[Command]] = {
    name: kind for name, kind in events.COMMANDS.items() if kind.desk == CONTROL
}
"""What the operator's page has a form for."""


def command_of(name: str, form: Form, session: Session, filed: Filed, second: str) -> Command:
    """The command of a form; `second` is the account that confirmed an undo with its password.

    Raises BadInputError for a command that is not known or a form that lacks a field.
    """
    kind = COMMANDS.get(name)
    if kind is None:
        raise BadInputError(_("没有“%(name)s”这项操作。请回到控制台重新操作。", name=name))
    return kind.from_form(form, session, filed, second)


def expected_of(form: Form) -> int:
    """The version of the board that the operator saw. Raises BadInputError without it."""
    return number_of(form, "expected")


def session_of(db: Database, form: Form) -> tuple[str, str]:
    """The campaign, and the session that the hall shows, locked: whoever had to wait for another reads the
    clock and the log after that.

    Raises RefusedError where there is no campaign, and ConflictError for a form of another session: a
    rehearsal that has ended or begun since.
    """
    campaign = find_campaign(db)
    if campaign is None:
        raise RefusedError("selection.not_open", _("选岗会还没有开场。"))
    shown = rehearsal.on_screen(db, campaign.id)
    if given(form, "session") != shown:
        raise ConflictError(_("您打开这一页之后，演练已经开始或结束。请看清现在是哪一场，再操作。"))
    lock(db, stream_of(shown))
    return campaign.id, shown


def in_session(desk: Desk, f: Callable[[Database, str], T]) -> T:
    """Write to the session that the hall shows: `f(db, session_id)`, as `session_of` finds it."""
    with database.transaction(desk.engine) as db:
        return f(db, session_of(db, desk.fields)[1])


def filed_in(db: Database, campaign_id: str, session: Session) -> Filed:
    """Hands out the wishes that the campaign keeps, for those who committed to some."""

    def filed(candidate: str) -> Opened | None:
        if candidate not in session.opened.wish_commitments:
            return None
        if is_rehearsal(session.opened.session):
            return wishes_of(candidate, session.opened.eligible[candidate])
        return wishes.opened(db, campaign_id, candidate)

    return filed
